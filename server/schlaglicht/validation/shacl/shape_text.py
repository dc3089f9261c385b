"""Descriptions of shapes in Turtle."""

from __future__ import annotations

from rdflib import RDF, BNode, Graph, URIRef
from rdflib.term import Node

from schlaglicht.ground.text import truncated
from schlaglicht.rdf.iris import local_name
from schlaglicht.rdf.lists import items
from schlaglicht.rdf.paths import path_text, read_path
from schlaglicht.rdf.turtle_terms import Names
from schlaglicht.validation.shacl.components import COMPONENTS
from schlaglicht.vocab import SH

_DEEPEST = 3
_LONGEST = 120
_DEMANDS = {SH.path, SH.flags, *(component.parameter for component in COMPONENTS.values())}


def described_shape(shape: Node, shapes: Graph, names: Names) -> str:
    """The name of a shape and its constraints, cut off if long."""
    demands = truncated(_turtle(shape, shapes, names), _LONGEST)
    return f"{local_name(shape)} {demands}" if isinstance(shape, URIRef) else demands


def _turtle(node: Node, shapes: Graph, names: Names, depth: int = 0) -> str:
    """The constraints of a shape, or one of their values, in Turtle; cut off if deep."""
    if (node, RDF.first, None) in shapes:
        members = (_turtle(item, shapes, names, depth) for item in items(shapes, node))
        return f"( {' '.join(members)} )"
    if not (isinstance(node, BNode) or depth == 0) or depth >= _DEEPEST:
        return names.shortened(node)
    parts = sorted(
        f"{names.term(predicate)} {_value(predicate, value, shapes, names, depth)}"
        for predicate, value in shapes.predicate_objects(node)
        if predicate in _DEMANDS
    )
    return f"[ {' ; '.join(parts) or '…'} ]"


def _value(predicate: Node, value: Node, shapes: Graph, names: Names, depth: int) -> str:
    if predicate == SH.path:
        return path_text(read_path(shapes, value), names.predicate)
    return _turtle(value, shapes, names, depth + 1)
