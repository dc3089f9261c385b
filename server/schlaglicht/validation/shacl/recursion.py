"""Shapes that refer to each other in a circle.

https://www.w3.org/TR/shacl/#shapes-recursion
"""

from __future__ import annotations

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

from rdflib.term import Node

from schlaglicht.i18n import msg
from schlaglicht.validation.report import Place, ValidationResult, reading_order
from schlaglicht.validation.rules import found
from schlaglicht.validation.shacl.shape_graph import Shapes

_NOWHERE = ("", 0, 0)


def check_recursion(shapes: Shapes) -> list[ValidationResult]:
    """A result for each circle of shapes, at the first of them."""
    message = msg("shapes refer to each other in a circle, which was not followed any further")
    return [
        found("shape-recursion", shapes.locate.subject(shape), message, source_shape=shape)
        for shape in _firsts(shapes)
    ]


def _firsts(shapes: Shapes) -> Iterator[Node]:
    """The first shape of each circle, in the order of the files."""
    places = {shape: shapes.locate.subject(shape) for shape in shapes.all}
    numbers = {shape: n for n, shape in enumerate(sorted(places, key=lambda s: _order(places[s])))}
    references = {
        shape: sorted(numbers.keys() & set(shapes.inner(shape)), key=numbers.__getitem__)
        for shape in numbers
    }
    while circle := _circle(references):
        yield min(circle, key=numbers.__getitem__)
        references = {
            shape: [other for other in others if other not in circle]
            for shape, others in references.items()
            if shape not in circle
        }


def _circle(references: dict[Node, list[Node]]) -> frozenset[Node]:
    """The shapes of one circle; empty if there is none."""
    try:
        TopologicalSorter(references).prepare()
    except CycleError as error:
        return frozenset(error.args[1])
    return frozenset()


def _order(place: Place | None) -> tuple[str, int, int]:
    return reading_order(place) if place else _NOWHERE
