"""The shapes of a project with names and places: references to them, targets, terms they name.

https://www.w3.org/TR/shacl/#shapes
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node

from schlaglicht.rdf.booleans import is_on
from schlaglicht.rdf.graph_store import objects_of
from schlaglicht.rdf.iris import local_name
from schlaglicht.rdf.paths import path_text, predicates_of, read_path
from schlaglicht.rdf.triple import Triple
from schlaglicht.validation.inputs import Inputs
from schlaglicht.validation.report import Aspect, Place, Subject, reading_order
from schlaglicht.validation.shacl.components import BY_PARAMETER
from schlaglicht.validation.shacl.shapes import ShapeSet, shapes_in
from schlaglicht.vocab import NAMING_CLASSES, SH

IGNORED_TARGETS = (SH.target, SH.targetWhere)
"""Targets that are not evaluated; another rule reports them."""


_NOTHING: Mapping[Node, Collection[Node]] = {}
_PARTS = (SH.property, SH.sparql, SH.prefixes, SH.declare)
"""Predicates that lead to parts of a shape, even if these are not blank nodes."""

PARAMETERS = (*BY_PARAMETER, SH.sparql, SH.expression, SH.js, SH.rule, SH["values"])
"""Parameters that make a shape check something, here or in other tools."""


class LocatedShapes(ShapeSet):
    """The shapes of a project, with names and places for results about them."""

    def __init__(self, inputs: Inputs) -> None:
        super().__init__(inputs.shapes_graph.graph)
        self.inputs = inputs
        self.data = inputs.data_graph.graph
        self.names = inputs.names
        self.locate = inputs.shapes_locator

    @property
    def queries(self) -> Sequence[Triple]:
        """The triples that state the queries of constraints and validators."""
        return [t for way in (SH.select, SH.ask) for t in self.graph.triples((None, way, None))]

    @cached_property
    def _in_graph(self) -> set[Node]:
        return shapes_in(self.graph)

    @cached_property
    def referred(self) -> frozenset[Node]:
        """The nodes that some shape refers to as a shape."""
        return frozenset(node for subject in objects_of(self.graph) for node in self.inner(subject))

    @cached_property
    def all(self) -> tuple[Node, ...]:
        """Every shape: of a class of shapes, with a target, or referred to by another."""
        return tuple(sorted(self._in_graph | self.referred, key=str))

    @cached_property
    def declared_parameters(self) -> frozenset[Node]:
        """The parameters that the shapes graph declares itself, of components that work or not."""
        return frozenset(
            path
            for parameter in self.graph.objects(None, SH.parameter)
            for path in self.graph.objects(parameter, SH.path)
        )

    def unreadable_by(self, triple: Triple) -> tuple[Subject, ...]:
        """The shapes that cannot be evaluated if `triple` is at fault: those it is a part of.

        Any shape, where it is part of none, since any may need it.
        """
        nodes = [node for node in (triple[0], triple[2]) if not isinstance(node, Literal)]
        nodes = nodes[:1] if isinstance(triple[2], URIRef) else nodes
        seen = set(nodes)
        for node in nodes:
            for owner, predicate, _ in self.graph.triples((None, None, node)):
                is_part = isinstance(node, BNode) or predicate in _PARTS
                if is_part and owner not in seen:
                    seen.add(owner)
                    nodes.append(owner)
        owners = sorted(seen & self._in_graph, key=str)
        whole = tuple(Subject(Aspect.UNREADABLE_SHAPE, owner) for owner in owners)
        return whole or (Subject(Aspect.UNREADABLE_SHAPE),)

    def said(self, shape: Node) -> Mapping[Node, Collection[Node]]:
        """The values of each predicate of a shape."""
        return objects_of(self.graph).get(shape, _NOTHING)

    def is_property_shape(self, shape: Node) -> bool:
        """True if a shape has a path."""
        return SH.path in self.said(shape)

    def is_deactivated(self, shape: Node) -> bool:
        """True if a shape is deactivated."""
        return self.is_true(shape, SH.deactivated)

    def is_true(self, shape: Node, parameter: Node) -> bool:
        """True if a shape gives a parameter the value true."""
        return parameter in self.said(shape) and is_on(self.graph, shape, parameter)

    def targets(self, shape: Node) -> Sequence[tuple[Node, Node]]:
        """The targets of a shape as pairs of predicate and value; rdf:type for a class."""
        return self.with_targets.get(shape, ())

    def last(self, triples: Iterable[Triple]) -> Triple:
        """The triple that stands last in the files."""

        def place(triple: Triple) -> tuple[str, int, int]:
            return reading_order(self.locate.object_of(triple) or Place(Path()))

        return max(triples, key=place)

    def has_ignored_target(self, shape: Node) -> bool:
        """True if a shape has a kind of target that is not evaluated."""
        return not self.said(shape).keys().isdisjoint(IGNORED_TARGETS)

    def parameter_name(self, parameter: Node) -> str:
        """`sh:minCount`, whatever prefix the files have for SHACL; the short form of any other."""
        own = str(parameter) not in SH
        return self.names.term(parameter) if own else f"sh:{local_name(str(parameter))}"

    def name(self, shape: Node) -> str:
        """The local name of a shape; for an anonymous one its path."""
        if isinstance(shape, URIRef):
            return local_name(shape)
        path = next(self.graph.objects(shape, SH.path), None)
        if path is None:
            return "[ … ]"
        return path_text(read_path(self.graph, path), self.names.predicate)


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


def named_classes(shapes: LocatedShapes) -> set[Node]:
    """The classes that shapes name, and those that are shapes."""
    named = {triple[2] for triple in naming_classes(shapes.graph)}
    return named.union(shapes.classes.intersection(shapes.all))


def named_properties(graph: Graph) -> set[Node]:
    """The properties that shapes name, also in paths."""
    paths = graph.triples((None, SH.path, None))
    steps = (step for path in paths for step in naming_steps(graph, path))
    return {triple[2] for triple in (*naming_properties(graph), *steps)}


def naming_steps(graph: Graph, triple: Triple) -> Iterator[Triple]:
    """The triples whose objects are the predicates of a path, from the one that names the path."""
    steps = predicates_of(read_path(graph, triple[2], triple))
    yield from dict.fromkeys(step.named_by for step in steps if step.named_by)
