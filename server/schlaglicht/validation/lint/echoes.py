"""Results that say of a whole shape what the lint says of the very term in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rdflib import BNode
from rdflib.term import Node

from schlaglicht.positions import Extent
from schlaglicht.validation.inputs import shapes_in
from schlaglicht.validation.messages import lines
from schlaglicht.validation.report import Severity
from schlaglicht.vocab import SH

if TYPE_CHECKING:
    from schlaglicht.validation.inputs import Inputs
    from schlaglicht.validation.report import Place, ValidationResult

_ECHOES = {
    "shacl-namespace": "empty-shapes",
    "shape-value": "shacl-unreadable",
    "shape-sparql": "shacl-unreadable",
    "shape-partner": "shacl-unreadable",
}
"""Codes of the lint, and what the judge says when it stumbles over the same."""

_PARTS = (SH.property, SH.sparql, SH.prefixes, SH.declare)
"""What leads from a shape to what is as much a part of it as its blank nodes."""


def without_echoes(results: Sequence[ValidationResult], inputs: Inputs) -> list[ValidationResult]:
    """`results` without those that say of the whole what the lint says of the very term.

    What an echo helps with, the lint's results go on saying; and they stand for it: whoever ignores
    them, or has known them for long, does not thereby ignore the echo.
    """
    echoes: list[ValidationResult] = []
    said = list(results)
    for echo in results:
        if echo.code not in _ECHOES.values():
            continue
        for index in _heard(results, echo, inputs):
            echoes.append(echo)
            said[index] = _standing_for(echo, results[index])
    return [result for result in said if result not in echoes]


def _standing_for(echo: ValidationResult, result: ValidationResult) -> ValidationResult:
    result = replace(result, stands_for=echo.code)
    if result.code == "shacl-namespace":
        return result
    return replace(result, helps=lines(result.helps, echo.helps) if result.helps else echo.helps)


def _heard(
    results: Sequence[ValidationResult], echo: ValidationResult, inputs: Inputs
) -> Iterator[int]:
    """The results of the lint, by index, that may be about what `echo` is about."""
    for index, result in enumerate(results):
        grave = result.severity is Severity.VIOLATION
        if grave and _ECHOES.get(result.code) == echo.code and _may_meet(result, echo, inputs):
            yield index


def _may_meet(result: ValidationResult, echo: ValidationResult, inputs: Inputs) -> bool:
    """Whether a result stands in the shape of `echo`, or in none: that may lie below any."""
    shape, place = echo.source_shape, result.place
    if shape is None or place is None:
        return True
    if _stands_in(place, shape, inputs):
        return True
    others = shapes_in(inputs.shapes_graph.graph) - {shape}
    return not any(_stands_in(place, other, inputs) for other in others)


def _stands_in(place: Place, shape: Node, inputs: Inputs) -> bool:
    part = inputs.shapes_graph
    return any(
        statement.path == place.path
        and any(
            _holds(e, place) for e in (statement.subject, statement.predicate, statement.object)
        )
        for node in _parts(shape, inputs)
        for triple in part.graph.triples((node, None, None))
        for statement in part.positions.of(triple)
    )


def _parts(shape: Node, inputs: Inputs) -> list[Node]:
    """A shape and what it is made of."""
    graph = inputs.shapes_graph.graph
    found = [shape]
    for node in found:
        for _, predicate, value in graph.triples((node, None, None)):
            is_part = isinstance(value, BNode) or predicate in _PARTS
            if is_part and value not in found:
                found.append(value)
    return found


def _holds(extent: Extent, place: Place) -> bool:
    start, end = (extent.line, extent.column), (extent.end_line, extent.end_column)
    return start <= (place.line, place.column) < end
