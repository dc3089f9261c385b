"""Evaluation of shapes: many nodes at once, constraint by constraint.

A shape that leads back to itself is evaluated node by node, so that a circle ends where it meets a
node that is under way: SHACL leaves open what such shapes mean.
https://www.w3.org/TR/shacl/#validation-definition
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from rdflib import RDF, RDFS, Graph, URIRef
from rdflib.term import Node

from schlaglicht.errors import ConstraintFailed
from schlaglicht.i18n import msg
from schlaglicht.rdf.graph_store import objects_of, subjects_of
from schlaglicht.rdf.paths import Predicate, Reached, follow
from schlaglicht.validation.shacl.components import BY_PARAMETER, SINGLE
from schlaglicht.validation.shacl.components.component import (
    PATHLESS,
    REPEATED,
    Component,
    Constraint,
    Failing,
    misused,
)
from schlaglicht.validation.shacl.findings import Check, Finding, Findings, Values
from schlaglicht.validation.shacl.shapes import Shape, ShapeSet
from schlaglicht.vocab import SH

if TYPE_CHECKING:
    from schlaglicht.validation.shacl.queries import Queries

DEEPEST = 60
"""Levels of shapes within shapes that are evaluated."""
_DEEPEST_CIRCLE = 30
"""Levels to which shapes that lead to themselves are followed."""


class Evaluator:
    """Evaluates the shapes of one graph on the nodes of another."""

    def __init__(self, data: Graph, shapes: ShapeSet) -> None:
        self.data = data
        self.shapes = shapes
        self.recursion = False
        """True once a shape has met itself, and was not followed any further."""
        self._objects = objects_of(data)
        self._checks: dict[Shape, Sequence[Check]] = {}
        self._classes: dict[Node, dict[Node, None]] = {}
        self._level = 0
        self._under_way: dict[tuple[Node, Node], int] = {}
        self._provisional: dict[tuple[Node, Node], tuple[Sequence[tuple[Node, Finding]], int]] = {}
        self._rests_on = 0
        self._known: dict[tuple[Node, Node], Sequence[tuple[Node, Finding]]] = {}

    @cached_property
    def queries(self) -> Queries:
        """The queries of the shapes: many graphs of shapes have none."""
        from schlaglicht.validation.shacl.queries import Queries

        return Queries(self.data, self.shapes)

    def findings(self, shape: Shape, nodes: Collection[Node]) -> Findings:
        """The findings about nodes by a shape, each with its node.

        Raises ConstraintFailed if the shape, or one that it leads to, cannot be evaluated.
        """
        if shape.deactivated or not nodes:
            return ()
        if shape.node in self.shapes.in_circles:
            return [one for node in nodes for one in self._found_once(shape, node)]
        return self._found(shape, nodes)

    def asking(self) -> Collection[Node]:
        """The shapes that have queries, or lead to shapes that have some."""
        graph, parameters = self.shapes.graph, {SH.sparql, *self.shapes.own_parameters}
        asking = {node for parameter in parameters for node in graph.subjects(parameter)}
        return self.shapes.leading_to(asking) if asking else ()

    def failing(self, shape: Shape, nodes: Collection[Node]) -> Failing:
        """The nodes that do not conform to a shape, each with what is wrong."""
        failing: dict[Node, list[Finding]] = {}
        for node, finding in self.findings(shape, nodes):
            failing.setdefault(node, []).append(finding)
        return failing

    def focus_nodes(self, shape: Shape) -> Collection[Node]:
        """The nodes that the targets of a shape name: https://www.w3.org/TR/shacl/#targets ."""
        found: dict[Node, None] = {}
        for kind, value in self.shapes.with_targets.get(shape.node, ()):
            if kind == SH.targetNode:
                found[value] = None
            elif kind == SH.targetSubjectsOf:
                found.update((s, None) for s in self.data.subjects(value))
            elif kind == SH.targetObjectsOf:
                found.update(dict.fromkeys(subjects_of(self.data, value)))
            else:
                found.update(dict.fromkeys(self.instances(value)))
        return found

    def instances(self, class_: Node) -> Collection[Node]:
        """The instances of a class and of its subclasses."""
        if class_ not in self._classes:
            of_class = subjects_of(self.data, RDF.type)
            below = self.data.transitive_subjects(RDFS.subClassOf, class_)
            self._classes[class_] = dict.fromkeys(
                instance for each in below if each for instance in of_class.get(each, ())
            )
        return self._classes[class_]

    def objects(self, node: Node, predicate: Node) -> Collection[Node]:
        """The objects of the triples with this subject and predicate."""
        said = self._objects.get(node)
        return said.get(predicate, ()) if said else ()

    def _found(self, shape: Shape, nodes: Collection[Node]) -> Iterator[tuple[Node, Finding]]:
        self._level += 1
        try:
            if self._level > DEEPEST:
                raise ConstraintFailed(
                    msg("shapes lie within shapes more than {most} levels deep", most=DEEPEST)
                )
            values = self._values(shape, nodes)
            for check in self._checks_of(shape):
                yield from check(values)
        except ConstraintFailed as error:
            error.shape = error.shape or shape.node
            raise
        finally:
            self._level -= 1

    def _found_once(self, shape: Shape, node: Node) -> Sequence[tuple[Node, Finding]]:
        """The findings about one node by a shape that may lead to itself.

        What rests on a pair under way, which counts as conforming, is only remembered for good
        once that pair has turned out to conform.
        """
        pair = shape.node, node
        if pair in self._known:
            return self._known[pair]
        if pair in self._provisional:
            found, rests_on = self._provisional[pair]
            self._rests_on = min(self._rests_on, rests_on)
            return found
        if pair in self._under_way or self._level >= _DEEPEST_CIRCLE:
            self.recursion = True
            self._rests_on = min(self._rests_on, self._under_way.get(pair, -1))
            return ()
        own = self._under_way[pair] = len(self._under_way)
        before, outer, self._rests_on = len(self._provisional), self._rests_on, own
        try:
            found = list(self._found(shape, (node,)))
            rests_on = self._rests_on
        finally:
            del self._under_way[pair]
            self._rests_on = min(outer, self._rests_on)
        if rests_on < own and own:
            self._provisional[pair] = found, rests_on
            return found
        if rests_on == own:
            self._known[pair] = found
        for each in list(self._provisional)[before:]:
            inner, _ = self._provisional.pop(each)
            if rests_on == own and not found:
                self._known[each] = inner
        return found

    def _values(self, shape: Shape, nodes: Iterable[Node]) -> Values:
        path, said = shape.path, self._objects
        if path is None:
            return {node: (node,) for node in nodes}
        if isinstance(path, Predicate):  # as nearly all are
            iri = path.iri
            return {node: said[node].get(iri, ()) if node in said else () for node in nodes}
        return {node: follow(path, (node,), self._step) for node in nodes}

    def _step(self, predicate: URIRef, starts: Iterable[Node], back: bool) -> Reached[Node]:
        if back:
            subjects = subjects_of(self.data, predicate)
            return {node: None for start in starts for node in subjects.get(start, ())}
        return {node: None for start in starts for node in self.objects(start, predicate)}

    def _checks_of(self, shape: Shape) -> Sequence[Check]:
        if shape not in self._checks:
            checks = [
                component.check(Constraint(component, shape, value, self))
                for component in _components(shape)
                for value in shape.said[component.parameter]
            ]
            if SH.sparql in shape.said or not self.shapes.own_parameters.isdisjoint(shape.said):
                checks += self.queries.checks(shape)
            self._checks[shape] = checks
        return self._checks[shape]


def _components(shape: Shape) -> Iterator[Component]:
    """The components whose parameters a shape gives; raises ConstraintFailed if it may not."""
    for parameter, values in shape.said.items():
        if len(values) > 1 and parameter in SINGLE:
            raise misused(REPEATED, parameter)
        component = BY_PARAMETER.get(parameter)
        if component is None:
            continue
        if component.of_properties and not shape.is_property_shape:
            raise misused(PATHLESS, parameter)
        yield component
