"""The triples in which shapes name classes and properties by IRI."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import Graph
from rdflib.term import Node

from schlaglicht.rdf.paths import predicates_of, read_path
from schlaglicht.rdf.triple import Triple
from schlaglicht.validation.shacl.shape_graph import Shapes
from schlaglicht.vocab import NAMING_CLASSES, SH

_NAMING_PROPERTIES = (
    SH.targetSubjectsOf,
    SH.targetObjectsOf,
    SH.equals,
    SH.disjoint,
    SH.lessThan,
    SH.lessThanOrEquals,
)


def naming_classes(graph: Graph) -> Iterator[Triple]:
    """The triples whose objects are the classes that shapes name."""
    for predicate in NAMING_CLASSES:
        yield from graph.triples((None, predicate, None))


def naming_properties(graph: Graph) -> Iterator[Triple]:
    """The triples whose objects are the properties that shapes name, except in paths."""
    for predicate in _NAMING_PROPERTIES:
        yield from graph.triples((None, predicate, None))


def named_classes(shapes: Shapes) -> set[Node]:
    """The classes that shapes name, and those that are shapes."""
    named = {triple[2] for triple in naming_classes(shapes.graph)}
    return named.union(filter(shapes.is_class, shapes.all))


def named_properties(graph: Graph) -> set[Node]:
    """The properties that shapes name, also in paths."""
    paths = graph.triples((None, SH.path, None))
    steps = (step for path in paths for step in naming_steps(graph, path))
    return {triple[2] for triple in (*naming_properties(graph), *steps)}


def naming_steps(graph: Graph, triple: Triple) -> Iterator[Triple]:
    """The triples whose objects are the predicates of a path, from the one that names the path."""
    steps = predicates_of(read_path(graph, triple[2], triple))
    yield from dict.fromkeys(step.named_by for step in steps if step.named_by)
