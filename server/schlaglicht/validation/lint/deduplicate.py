"""Results that say of a whole shape what the lint says of the very term in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from rdflib import BNode
from rdflib.term import Node

from schlaglicht.rdf.locations import Extent
from schlaglicht.validation.inputs import shapes_in
from schlaglicht.validation.messages import lines
from schlaglicht.validation.report import Severity
from schlaglicht.vocab import SH

if TYPE_CHECKING:
    from pathlib import Path

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
    owners = _Owners(inputs)
    results = _without_judged(results)
    echoes: list[ValidationResult] = []
    said = list(results)
    for echo in results:
        if echo.code not in _ECHOES.values():
            continue
        for index in _heard(results, echo, owners):
            echoes.append(echo)
            said[index] = _standing_for(echo, said[index])
    return [result for result in said if result not in echoes]


def _without_judged(results: Sequence[ValidationResult]) -> list[ValidationResult]:
    """`results` without that a node does not occur, where the judge has something to say of it."""
    judged = {r.focus_node for r in results if r.code == "shape" and r.focus_node is not None}
    return [r for r in results if r.code != "shape-unused" or r.focus_node not in judged]


def _standing_for(echo: ValidationResult, result: ValidationResult) -> ValidationResult:
    result = replace(result, stands_for=echo.code)
    if result.code == "shacl-namespace":
        return result
    return replace(result, helps=lines(result.helps, echo.helps) if result.helps else echo.helps)


def _heard(
    results: Sequence[ValidationResult], echo: ValidationResult, owners: _Owners
) -> Iterator[int]:
    """The results of the lint, by index, that may be about what `echo` is about."""
    for index, result in enumerate(results):
        grave = result.severity is Severity.VIOLATION
        if grave and _ECHOES.get(result.code) == echo.code and _may_meet(result, echo, owners):
            yield index


def _may_meet(result: ValidationResult, echo: ValidationResult, owners: _Owners) -> bool:
    """Whether a result stands in the shape of `echo`, or in none: that may lie below any."""
    shape, place = echo.source_shape, result.place
    if echo.severity is Severity.WARNING:  # a file of shapes among others
        return bool(place and echo.place and place.path == echo.place.path)
    if shape is None or place is None:
        return True
    found = owners.of(place)
    return shape in found or not found


class _Owners:
    """The shapes that have a place within them."""

    def __init__(self, inputs: Inputs) -> None:
        self._graph = inputs.shapes_graph.graph
        self._positions = inputs.shapes_graph.positions

    def of(self, place: Place) -> set[Node]:
        """The shapes that the term at `place` is a part of, from there upwards."""
        found = [
            subject
            for extent, subject in self._terms.get((place.path, place.line), ())
            if _holds(extent, place)
        ]
        seen = set(found)
        for node in found:
            for subject, predicate, _ in self._graph.triples((None, None, node)):
                is_part = isinstance(node, BNode) or predicate in _PARTS
                if is_part and subject not in seen:
                    seen.add(subject)
                    found.append(subject)
        return seen & self._shapes

    @cached_property
    def _shapes(self) -> set[Node]:
        return shapes_in(self._graph)

    @cached_property
    def _terms(self) -> dict[tuple[Path, int], list[tuple[Extent, Node]]]:
        """By line: where terms stand, and what they are said of."""
        terms: dict[tuple[Path, int], list[tuple[Extent, Node]]] = defaultdict(list)
        for triple in self._graph:
            for at in self._positions.of(triple):
                for extent in (at.subject, at.predicate, at.object):
                    for line in range(extent.line, extent.end_line + 1):
                        terms[at.path, line].append((extent, triple[0]))
        return terms


def _holds(extent: Extent, place: Place) -> bool:
    start, end = (extent.line, extent.column), (extent.end_line, extent.end_column)
    return start <= (place.line, place.column) < end
