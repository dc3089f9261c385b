"""Tests if a suggested value conforms to shapes, before it is offered as a repair.

Only constraints on the value itself are tested: datatype, kind, list, pattern, length, language
and bounds. All others count as met, and so do those that cannot be read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property

from rdflib import Graph, URIRef
from rdflib.term import Node

from schlaglicht.errors import ConstraintFailed
from schlaglicht.rdf.graph_store import new_graph
from schlaglicht.rdf.lists import items
from schlaglicht.validation.shacl.components import BY_PARAMETER
from schlaglicht.validation.shacl.components.component import Constraint, Holds
from schlaglicht.validation.shacl.evaluator import Evaluator
from schlaglicht.validation.shacl.shapes import Shape, ShapeSet
from schlaglicht.vocab import SH

_DEEPEST = 5
"""Levels of nested shapes that are tested."""


class ValueCheck:
    """Tries values against the shapes of one graph."""

    def __init__(self, shapes: Graph) -> None:
        self._shapes = shapes
        self._judge = Evaluator(new_graph(), ShapeSet(shapes))
        self._tests: dict[tuple[Node, Node], list[Holds]] = {}

    def fits(self, value: Node, predicate: Node) -> bool:
        """True if a value conforms to all property shapes for a predicate, whatever the target."""
        return all(self._conforms(value, shape) for shape in self._by_path.get(predicate, ()))

    def fits_with_siblings(self, value: Node, shape: Node) -> bool:
        """True if a value conforms to a shape and its siblings for the same path."""
        path = self._shapes.value(shape, SH.path)
        owners = self._shapes.subjects(SH.property, shape)
        parts = {part for owner in owners for part in self._shapes.objects(owner, SH.property)}
        same = {part for part in parts if self._shapes.value(part, SH.path) == path}
        return all(self._conforms(value, one) for one in {shape, *same})

    @cached_property
    def _by_path(self) -> Mapping[Node, list[Node]]:
        """The property shapes by path, without alternatives in lists."""
        found: dict[Node, list[Node]] = defaultdict(list)
        for shape, path in self._shapes.subject_objects(SH.path):
            if isinstance(path, URIRef) and (None, SH.property, shape) in self._shapes:
                found[path].append(shape)
        return found

    def _conforms(self, value: Node, node: Node, depth: int = 0) -> bool:
        try:
            shape = self._judge.shapes.shape(node)
        except ConstraintFailed:
            return True
        if depth > _DEEPEST or shape.deactivated:
            return True
        return all(self._meets(value, parameter, shape, depth) for parameter in shape.said)

    def _meets(self, value: Node, parameter: Node, shape: Shape, depth: int) -> bool:
        arguments = shape.said[parameter]
        if parameter == SH.node:
            return all(self._conforms(value, node, depth + 1) for node in arguments)
        if parameter in (SH["and"], SH["or"], SH.xone):
            some = all if parameter == SH["and"] else any
            lists = (items(self._shapes, head) for head in arguments)
            return all(some(self._conforms(value, o, depth + 1) for o in each) for each in lists)
        return all(holds(value) for holds in self._tests_of(parameter, shape))

    def _tests_of(self, parameter: Node, shape: Shape) -> list[Holds]:
        if (shape.node, parameter) not in self._tests:
            self._tests[shape.node, parameter] = self._read(parameter, shape)
        return self._tests[shape.node, parameter]

    def _read(self, parameter: Node, shape: Shape) -> list[Holds]:
        component = BY_PARAMETER.get(parameter)
        if component is None or component.test is None or parameter == SH["class"]:
            return []
        constraints = (Constraint(component, shape, o, self._judge) for o in shape.said[parameter])
        try:
            return [component.test(constraint) for constraint in constraints]
        except ConstraintFailed:
            return []
