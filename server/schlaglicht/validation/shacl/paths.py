"""SHACL property paths: written as SPARQL does, and followed to the triple that a value ends on.

A path within itself leads nowhere, as the lint says of it; nor does one that is nested too deep.
https://www.w3.org/TR/shacl/#property-paths
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from typing import NamedTuple

from rdflib import RDF, BNode, Graph, URIRef
from rdflib.term import Node

from schlaglicht.rdf.lists import items
from schlaglicht.validation.locations import Triple
from schlaglicht.validation.term_text import Names
from schlaglicht.vocab import SH

_REPEATED: dict[Node, str] = {SH.zeroOrMorePath: "*", SH.oneOrMorePath: "+", SH.zeroOrOnePath: "?"}

_MOST_STEPS = 8

Arrivals = dict[Node, Triple | None]
"""Each node that a path reaches, and the last triple on the way; None for a way of no step."""


def path_text(path: Node, shapes: Graph, names: Names) -> str:
    """A path in SPARQL's notation: `schema:location/schema:address`, `^schema:about`."""
    try:
        return _text(path, shapes, names)
    except RecursionError:
        return "[ … ]"


def _text(path: Node, shapes: Graph, names: Names) -> str:
    if isinstance(path, URIRef):
        return names.predicate(path) if path != RDF.nil else "()"
    if steps := _items(path, shapes):
        return "/".join(_inner(step, shapes, names) for step in steps)
    for operator, operand in shapes.predicate_objects(path):
        if operator == SH.inversePath:
            return "^" + _inner(operand, shapes, names)
        if operator == SH.alternativePath:
            return "|".join(_inner(step, shapes, names) for step in _items(operand, shapes))
        if operator in _REPEATED:
            return _inner(operand, shapes, names) + _REPEATED[operator]
    return "[ … ]"


def _inner(path: Node, shapes: Graph, names: Names) -> str:
    text = _text(path, shapes, names)
    compound = (path, RDF.first, None) in shapes or (path, SH.alternativePath, None) in shapes
    return f"({text})" if compound else text


def arrivals(
    path: Node, shapes: Graph, data: Graph, starts: Iterable[Node], *, back: bool = False
) -> Arrivals:
    """Where `path` leads from `starts` in `data`; with `back`, where its inverse does."""
    try:
        return _arrivals(path, shapes, data, starts, back=back)
    except RecursionError:
        return {}


def _arrivals(
    path: Node, shapes: Graph, data: Graph, starts: Iterable[Node], *, back: bool
) -> Arrivals:
    if isinstance(path, URIRef):
        return _first_of(_steps(path, data, starts, back=back))
    if steps := _items(path, shapes):
        reached: Arrivals = dict.fromkeys(starts)
        for step in reversed(steps) if back else steps:
            reached = _arrivals(step, shapes, data, reached, back=back)
        return reached
    for operator, operand in shapes.predicate_objects(path):
        if operator == SH.inversePath:
            return _arrivals(operand, shapes, data, starts, back=not back)
        if operator == SH.alternativePath:
            begun = list(starts)
            ways = [
                _arrivals(step, shapes, data, begun, back=back) for step in _items(operand, shapes)
            ]
            return _first_of(item for way in ways for item in way.items())
        if operator in _REPEATED:
            follow = partial(_arrivals, operand, shapes, data, back=back)
            return _repeated(operator, follow, list(starts))
    return {}


def _steps(
    predicate: URIRef, data: Graph, starts: Iterable[Node], *, back: bool
) -> Iterator[tuple[Node, Triple]]:
    """What is one step away from `starts`, with the triple between."""
    for start in starts:
        if back:
            yield from ((s, (s, predicate, start)) for s in data.subjects(predicate, start))
        else:
            yield from ((o, (start, predicate, o)) for o in data.objects(start, predicate))


def _repeated(
    operator: Node, follow: Callable[[Iterable[Node]], Arrivals], starts: list[Node]
) -> Arrivals:
    reached: Arrivals = {} if operator == SH.oneOrMorePath else dict.fromkeys(starts)
    edge: Iterable[Node] = starts
    while edge:
        fresh = {node: triple for node, triple in follow(edge).items() if node not in reached}
        reached.update(fresh)
        edge = () if operator == SH.zeroOrOnePath else fresh
    return reached


class Step(NamedTuple):
    """One step of a path: by a predicate, or back along it."""

    predicate: URIRef
    back: bool


def single_steps(path: Node, shapes: Graph) -> tuple[Step, ...]:
    """The steps of a path like `a`, `^a` or `a/^b`; none of any other, and of one with a fault."""
    if step := _single_step(path, shapes):
        return (step,)
    steps: list[Step] = []
    for _ in range(_MOST_STEPS):
        if path == RDF.nil:
            return tuple(steps) if len(steps) > 1 else ()
        said = list(shapes.predicate_objects(path))
        links = dict(said)
        if len(said) != 2 or links.keys() != {RDF.first, RDF.rest}:
            return ()
        if not (step := _single_step(links[RDF.first], shapes)):
            return ()
        steps.append(step)
        path = links[RDF.rest]
    return ()


def _single_step(path: Node, shapes: Graph) -> Step | None:
    if isinstance(path, URIRef):
        return Step(path, back=False) if path != RDF.nil else None
    match list(shapes.predicate_objects(path)):
        case [(SH.inversePath, URIRef() as predicate)]:
            return Step(predicate, back=True)
    return None


def leading_predicates(shape: Node, shapes: Graph) -> set[Node]:
    """The predicates whose values are focus nodes of `shape`: by its target, or by those above it.

    Of a path above it, all of them.
    """
    found: set[Node] = set()
    waiting = [shape]
    for current in waiting:
        found.update(shapes.objects(current, SH.targetObjectsOf))
        for above in shapes.subjects(None, current):
            path = next(shapes.objects(above, SH.path), None)
            if path is not None:
                with suppress(RecursionError):
                    found |= _predicates_in(path, shapes)
            elif above not in waiting:
                waiting.append(above)
    return found


def _predicates_in(path: Node, shapes: Graph) -> set[Node]:
    if isinstance(path, URIRef):
        return {path}
    found: set[Node] = set()
    for part in shapes.objects(path):
        if isinstance(part, BNode) or part != RDF.nil:
            found |= _predicates_in(part, shapes)
    return found


def _items(path: Node, shapes: Graph) -> list[Node]:
    if not isinstance(path, BNode) or (path, RDF.first, None) not in shapes:
        return []
    return items(shapes, path)


def _first_of(items: Iterable[tuple[Node, Triple | None]]) -> Arrivals:
    found: Arrivals = {}
    for node, triple in items:
        found.setdefault(node, triple)
    return found
