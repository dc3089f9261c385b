"""Verdict on one value: a validation result without its message, equal in all judges."""

from __future__ import annotations

from typing import NamedTuple

from rdflib import BNode, Literal, URIRef
from rdflib.term import Node

from schlaglicht.rdf.terms import literal_of, ntriples_term

NAMED = "urn:x-schlaglicht:node:"
"""Begins the IRIs that stand for the blank nodes of shapes."""


class Verdict(NamedTuple):
    """A result in N-Triples; literals have their lexical form, absent parts are empty.

    https://www.w3.org/TR/shacl/#results-validation-result
    """

    focus: str
    path: str
    """Empty for a path that is not an IRI: the shape determines it."""
    value: str
    component: str
    shape: str


def verdict(
    focus: Node, path: Node | None, value: Node | None, component: Node | None, shape: Node
) -> Verdict:
    """The verdict of a result with these parts."""
    simple = path if isinstance(path, URIRef) else None
    shape = named(shape) if isinstance(shape, BNode) else shape
    return Verdict(*map(_written, (focus, simple, value, component, shape)))


def named(node: Node) -> Node:
    """An IRI in place of a blank node; any other node as it is."""
    return URIRef(NAMED + node) if isinstance(node, BNode) else node


def _written(node: Node | None) -> str:
    if node is None:
        return ""
    if isinstance(node, Literal) and node.language:  # tags are equal whatever their case
        node = literal_of(str(node), node.language.lower(), None)
    return ntriples_term(node)
