"""SHACL property paths: read once into a value, written as in SPARQL, followed through data.

https://www.w3.org/TR/shacl/#property-paths
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import TypeAlias, TypeVar

from rdflib import RDF, BNode, Graph, URIRef
from rdflib.term import Node

from schlaglicht.rdf.lists import cells
from schlaglicht.rdf.triple import Triple
from schlaglicht.vocab import SH

N = TypeVar("N")

_DEEPEST = 50
"""Depth up to which nesting is read."""
_MOST_NODES = 10_000
"""Nodes read per path: a path that names a part twice at each level grows without end."""


@dataclass(frozen=True)
class Predicate:
    """One step along a predicate."""

    iri: URIRef
    named_by: Triple | None = field(default=None, compare=False)
    """The triple whose object the predicate is."""


@dataclass(frozen=True)
class Inverse:
    """A path followed backwards."""

    of: Path


@dataclass(frozen=True)
class Sequence:
    """Paths one after the other."""

    steps: tuple[Path, ...]


@dataclass(frozen=True)
class Alternative:
    """One of several paths."""

    ways: tuple[Path, ...]


@dataclass(frozen=True)
class ZeroOrMore:
    """A path followed any number of times."""

    of: Path


@dataclass(frozen=True)
class OneOrMore:
    """A path followed at least once."""

    of: Path


@dataclass(frozen=True)
class ZeroOrOne:
    """A path followed once or not at all."""

    of: Path


@dataclass(frozen=True)
class Malformed:
    """A node that is not a path: it has none of the forms or several, or contains itself."""

    node: Node
    parts: tuple[Path, ...] = ()
    """The paths that it contains nevertheless."""


Path: TypeAlias = (
    Predicate | Inverse | Sequence | Alternative | ZeroOrMore | OneOrMore | ZeroOrOne | Malformed
)
_Repeated: TypeAlias = ZeroOrMore | OneOrMore | ZeroOrOne
_MARKS = {ZeroOrMore: "*", OneOrMore: "+", ZeroOrOne: "?"}
_OPERATORS: dict[URIRef, type[Inverse | _Repeated]] = {
    SH.inversePath: Inverse,
    SH.zeroOrMorePath: ZeroOrMore,
    SH.oneOrMorePath: OneOrMore,
    SH.zeroOrOnePath: ZeroOrOne,
}

PATH_FORMS = (*_OPERATORS, SH.alternativePath)
"""The predicates that make a blank node a path; of a list they do not."""


def read_path(graph: Graph, node: Node, named_by: Triple | None = None) -> Path:
    """The path at `node`; `named_by` is the triple that has it as its object."""
    return _Reader(graph).path(node, named_by, frozenset())


class _Reader:
    """Reads one path, and at most `_MOST_NODES` nodes of it."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._left = _MOST_NODES

    def path(self, node: Node, named_by: Triple | None, within: frozenset[Node]) -> Path:
        self._left -= 1
        if isinstance(node, URIRef):
            return Predicate(node, named_by) if node != RDF.nil else Malformed(node)
        if not isinstance(node, BNode) or node in within:
            return Malformed(node)
        if len(within) == _DEEPEST or self._left < 0:
            return Malformed(node)
        forms = list(self._forms(node, within | {node}))
        return forms[0] if len(forms) == 1 else Malformed(node, tuple(forms))

    def _forms(self, node: Node, within: frozenset[Node]) -> Iterator[Path]:
        """The path that each statement of a node makes it; a list excludes other forms."""
        if (node, RDF.first, None) in self._graph:
            yield self._several(Sequence, node, within)
            return
        for head in self._graph.objects(node, SH.alternativePath):
            yield self._several(Alternative, head, within)
        for operator, form in _OPERATORS.items():
            for operand in self._graph.objects(node, operator):
                yield form(self.path(operand, (node, operator, operand), within))

    def _several(
        self, form: type[Sequence | Alternative], head: Node, within: frozenset[Node]
    ) -> Path:
        parts = tuple(
            self.path(item, (cell, RDF.first, item), within)
            for cell, item in cells(self._graph, head)
        )
        return form(parts) if len(parts) > 1 else Malformed(head, parts)


def parts_of(path: Path) -> tuple[Path, ...]:
    """The direct parts of a path."""
    match path:
        case Predicate():
            return ()
        case Sequence(parts) | Alternative(parts) | Malformed(_, parts):
            return parts
        case Inverse(of) | ZeroOrMore(of) | OneOrMore(of) | ZeroOrOne(of):
            return (of,)


def all_parts(path: Path) -> Iterator[Path]:
    """A path and all within it."""
    yield path
    for part in parts_of(path):
        yield from all_parts(part)


def is_well_formed(path: Path) -> bool:
    """True if all parts of a path are valid: https://www.w3.org/TR/shacl/#syntax-rules."""
    return not any(isinstance(part, Malformed) for part in all_parts(path))


def predicates_of(path: Path) -> Iterator[Predicate]:
    """The predicates in a path, including those of malformed parts."""
    return (part for part in all_parts(path) if isinstance(part, Predicate))


def path_text(path: Path, written: Callable[[Node], str]) -> str:
    """A path in SPARQL's notation: `schema:location/schema:address`, `^schema:about`.

    `written` turns a predicate into text.
    """
    match path:
        case Predicate(iri):
            return written(iri)
        case Sequence(steps):
            return "/".join(_inner(step, (Sequence, Alternative), written) for step in steps)
        case Alternative(ways):
            return "|".join(_inner(way, (Sequence, Alternative), written) for way in ways)
        case Inverse(of):
            inner = _inner(of, (Sequence, Alternative), written)
            return f"^({inner})" if inner.startswith("^") else f"^{inner}"
        case ZeroOrMore(of) | OneOrMore(of) | ZeroOrOne(of):
            inner = _inner(of, (Sequence, Alternative), written)
            return (f"({inner})" if inner[-1] in _MARKS.values() else inner) + _MARKS[type(path)]
        case Malformed(node):
            return "()" if node == RDF.nil else "[ … ]"


def _inner(path: Path, compound: tuple[type, ...], written: Callable[[Node], str]) -> str:
    text = path_text(path, written)
    return f"({text})" if isinstance(path, compound) else text


Reached: TypeAlias = dict[N, Triple | None]
"""Each node that a path reaches, and the last triple on the way if known."""
Follow: TypeAlias = Callable[[URIRef, Iterable[N], bool], Reached[N]]
"""Follows a predicate from nodes; backwards if the last argument is true."""


def follow(path: Path, starts: Iterable[N], step: Follow[N], *, back: bool = False) -> Reached[N]:
    """The nodes that `path` reaches by single steps; with `back`, those of its inverse.

    A malformed path reaches nothing.
    """
    match path:
        case Predicate(iri):
            return step(iri, starts, back)
        case Sequence(steps):
            reached: Reached[N] = dict.fromkeys(starts)
            for inner in reversed(steps) if back else steps:
                reached = follow(inner, reached, step, back=back)
            return reached
        case Alternative(ways):
            begun = list(starts)
            reached = {}
            for way in ways:
                for node, triple in follow(way, begun, step, back=back).items():
                    reached.setdefault(node, triple)
            return reached
        case Inverse(of):
            return follow(of, starts, step, back=not back)
        case Malformed():
            return {}
    return _repeated(path, list(starts), step, back=back)


def _repeated(path: _Repeated, starts: list[N], step: Follow[N], *, back: bool) -> Reached[N]:
    reached: Reached[N] = {} if isinstance(path, OneOrMore) else dict.fromkeys(starts)
    edge: Iterable[N] = starts
    while edge:
        there = follow(path.of, edge, step, back=back)
        fresh = {node: triple for node, triple in there.items() if node not in reached}
        reached.update(fresh)
        edge = () if isinstance(path, ZeroOrOne) else fresh
    return reached


def arrivals(path: Path, data: Graph, starts: Iterable[Node]) -> Reached[Node]:
    """The nodes that `path` reaches from `starts` in `data`, and the last triple on the way."""
    return follow(path, starts, partial(_step, data))


def _step(data: Graph, predicate: URIRef, starts: Iterable[Node], back: bool) -> Reached[Node]:
    reached: Reached[Node] = {}
    for start in starts:
        if back:
            for subject in data.subjects(predicate, start):
                reached.setdefault(subject, (subject, predicate, start))
        else:
            for object_ in data.objects(start, predicate):
                reached.setdefault(object_, (start, predicate, object_))
    return reached
