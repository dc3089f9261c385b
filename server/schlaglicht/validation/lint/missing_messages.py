"""Shapes without a message among shapes with one.

A project that relies on default messages throughout gets no results.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from rdflib.term import Node

from schlaglicht.i18n import msg
from schlaglicht.validation.lint.lint_result import found
from schlaglicht.validation.lint.shape_graph import PARAMETERS, Shapes
from schlaglicht.validation.report import Place, ValidationResult
from schlaglicht.vocab import SH

_STRUCTURE = {SH.property}
"""Parameters that lead to shapes with separate messages."""

_CORE = frozenset(PARAMETERS) - {SH.property, SH.sparql}
"""Constraints whose only message is that of their shape."""


def check_missing_messages(shapes: Shapes) -> list[ValidationResult]:
    """A result for each shape without a message in a file most of whose shapes have one."""
    with_message = {shape: _has_message(shapes, shape) for shape in _reported_shapes(shapes)}
    # Places are slow to locate, and not needed where every shape has a message.
    if all(with_message.values()):
        return []
    by_file: dict[Path, list[tuple[Node, Place]]] = defaultdict(list)
    for shape in with_message:
        if place := shapes.locate.subject(shape):
            by_file[place.path].append((shape, place))
    results: list[ValidationResult] = []
    for members in by_file.values():
        without = [(shape, place) for shape, place in members if not with_message[shape]]
        if 2 * len(without) < len(members):
            results += [_result(shapes, shape, place) for shape, place in without]
    return results


def _result(shapes: Shapes, shape: Node, place: Place) -> ValidationResult:
    message = msg(
        "{shape} has no sh:message; most shapes of this file have one", shape=shapes.name(shape)
    )
    return found(
        "shape-silent",
        place,
        message,
        helps=msg("say with sh:message what must hold and how to repair it"),
    )


def _reported_shapes(shapes: Shapes) -> list[Node]:
    """The shapes whose own results are reported: not those within a condition of another."""
    waiting = [shape for shape in shapes.all if any(shapes.targets(shape))]
    reached: dict[Node, None] = {}
    while waiting:
        shape = waiting.pop()
        if shape not in reached:
            reached[shape] = None
            waiting += shapes.graph.objects(shape, SH.property)
    return [shape for shape in reached if _has_own_constraint(shapes, shape)]


def _has_own_constraint(shapes: Shapes, shape: Node) -> bool:
    own = (set(PARAMETERS) | shapes.own_parameters) - _STRUCTURE
    return not own.isdisjoint(shapes.graph.predicates(shape))


def _has_message(shapes: Shapes, shape: Node) -> bool:
    """True if a shape has a message, or only queries and components that all have one."""
    graph = shapes.graph
    if (shape, SH.message, None) in graph:
        return True
    if not _CORE.isdisjoint(graph.predicates(shape)):
        return False
    have_message = [(query, SH.message, None) in graph for query in graph.objects(shape, SH.sparql)]
    have_message += [
        _component_has_message(shapes, component, shape) for component in _components(shapes, shape)
    ]
    return bool(have_message) and all(have_message)


def _components(shapes: Shapes, shape: Node) -> set[Node]:
    """The custom components whose parameters a shape gives."""
    graph = shapes.graph
    return {
        component
        for given in shapes.own_parameters.intersection(graph.predicates(shape))
        for parameter in graph.subjects(SH.path, given)
        for component in graph.subjects(SH.parameter, parameter)
    }


def _component_has_message(shapes: Shapes, component: Node, shape: Node) -> bool:
    """True if a component, or one of its validators for a shape, has a message."""
    graph = shapes.graph
    own = SH.propertyValidator if shapes.is_property_shape(shape) else SH.nodeValidator
    validators = list(graph.objects(component, own)) or graph.objects(component, SH.validator)
    return any((node, SH.message, None) in graph for node in (component, *validators))
