"""Shapes that say nothing of their own, among shapes that do.

A project that leaves the words to the judge throughout is not bothered.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from rdflib import RDF
from rdflib.term import Node

from schlaglicht.validation.lint.results import found
from schlaglicht.validation.lint.shapes import PARAMETERS, Shapes
from schlaglicht.validation.messages import say
from schlaglicht.validation.report import Place, ValidationResult
from schlaglicht.vocab import SH

_STRUCTURE = {SH.property}
"""What hands on to shapes with messages of their own."""


def check_voice(shapes: Shapes) -> list[ValidationResult]:
    """A result for each shape without a message in a file most of whose shapes have one."""
    speaking = {shape: _has_message(shapes, shape) for shape in _speaking(shapes)}
    # No place is asked for where nobody is silent.
    if all(speaking.values()):
        return []
    by_file: dict[Path, list[tuple[Node, Place]]] = defaultdict(list)
    for shape in speaking:
        if place := shapes.locate.subject(shape):
            by_file[place.path].append((shape, place))
    results: list[ValidationResult] = []
    for members in by_file.values():
        silent = [(shape, place) for shape, place in members if not speaking[shape]]
        if 2 * len(silent) < len(members):
            results += [_result(shapes, shape, place) for shape, place in silent]
    return results


def _result(shapes: Shapes, shape: Node, place: Place) -> ValidationResult:
    message = say("shape-silent", shape=shapes.name(shape))
    return found("shape-silent", place, message, helps=say("shape-silent.help"))


def _speaking(shapes: Shapes) -> list[Node]:
    """The shapes whose own results reach the reader: not those within a condition of another."""
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
    """Whether a shape, or the SPARQL constraints that are all it has, bring a message."""
    graph = shapes.graph
    if (shape, SH.message, None) in graph:
        return True
    queries = list(graph.objects(shape, SH.sparql))
    components = [
        component
        for component in graph.subjects(RDF.type, SH.ConstraintComponent)
        if any(
            (shape, path, None) in graph
            for parameter in graph.objects(component, SH.parameter)
            for path in graph.objects(parameter, SH.path)
        )
    ]
    return bool(components) or (
        bool(queries) and all((query, SH.message, None) in graph for query in queries)
    )
