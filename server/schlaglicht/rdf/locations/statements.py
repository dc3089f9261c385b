"""Statements of a file in reading order, each with its location on demand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from rdflib.term import Node

from schlaglicht.rdf.triple import Triple

if TYPE_CHECKING:
    from schlaglicht.rdf.locations.model import SourceText

Span: TypeAlias = tuple[int, int]
"""Start and end, as indices into the text."""

Spans: TypeAlias = tuple[int, int, int, int, int, int]
"""Start and end of subject, predicate and object, as indices into the text."""

_FEW = 64
"""Up to this many statements about a subject are compared one by one."""


@dataclass(frozen=True, slots=True)
class Placed:
    """The statements of a text in reading order, and their locations in it."""

    source: SourceText
    triples: Sequence[Triple]
    spans: Sequence[Spans | None]
    """None for a statement whose location is not known."""


class Statements:
    """The statements of one file.

    `read` finds the locations of `triples` on first use, or returns None: then only the file is
    known.
    """

    def __init__(
        self, path: Path, triples: list[Triple], read: Callable[[], Placed | None] = lambda: None
    ) -> None:
        self.path = path
        self.triples = triples
        self._read = read

    @cached_property
    def placed(self) -> Placed | None:
        """The statements with their locations; None if these are not known."""
        return self._read()

    @cached_property
    def _stated(self) -> _Numbers:
        return _Numbers(self.triples)

    @cached_property
    def _found(self) -> _Numbers:
        """The statements that have a location."""
        if self.placed is None:
            return _Numbers(())
        same = self.placed.triples is self.triples
        return self._stated if same else _Numbers(self.placed.triples)

    def __contains__(self, triple: Triple) -> bool:
        return bool(self._stated.of(triple))

    def of(self, triple: Triple) -> Iterator[tuple[SourceText, Spans]]:
        """The known locations of `triple`, in reading order."""
        if triple in self and self.placed:
            for number in self._found.of(triple):
                if spans := self.placed.spans[number]:
                    yield self.placed.source, spans

    def of_subject(self, node: Node) -> tuple[SourceText, Spans] | None:
        """The location of the first statement about `node`, if known."""
        if self._stated.first(node) is None or self.placed is None:
            return None
        first = self._found.first(node)
        spans = None if first is None else self.placed.spans[first]
        return None if spans is None else (self.placed.source, spans)


class _Numbers:
    """The numbers of statements, by subject: its statements are mostly consecutive.

    Also by predicate and object if a subject has many, not otherwise: hashing literals is slow.
    """

    def __init__(self, triples: Sequence[Triple]) -> None:
        self._triples = triples
        self._runs: dict[Node, list[range]] = {}
        self._counts: dict[Node, int] = {}
        self._said: dict[Node, dict[tuple[Node, Node], list[int]]] = {}
        for subject, run in _runs(triples):
            self._runs.setdefault(subject, []).append(run)
            self._counts[subject] = self._counts.get(subject, 0) + len(run)

    def first(self, subject: Node) -> int | None:
        """The number of the first statement about `subject`."""
        runs = self._runs.get(subject)
        return runs[0].start if runs else None

    def of(self, triple: Triple) -> Sequence[int]:
        """The numbers of all statements of `triple`."""
        subject, predicate, object_ = triple
        if self._counts.get(subject, 0) > _FEW:
            return self._said_of(subject).get((predicate, object_), ())
        runs, said = self._runs.get(subject, ()), (predicate, object_)
        return [number for run in runs for number in run if self._triples[number][1:] == said]

    def _said_of(self, subject: Node) -> Mapping[tuple[Node, Node], Sequence[int]]:
        if subject not in self._said:
            said = self._said[subject] = {}
            for run in self._runs[subject]:
                for number in run:
                    _, predicate, object_ = self._triples[number]
                    said.setdefault((predicate, object_), []).append(number)
        return self._said[subject]


def _runs(triples: Sequence[Triple]) -> Iterator[tuple[Node, range]]:
    """Each subject with the numbers of consecutive statements."""
    known, start = None, 0
    for number, (subject, _, _) in enumerate(triples):
        if subject is not known:
            if known is not None:
                yield known, range(start, number)
            known, start = subject, number
    if known is not None:
        yield known, range(start, len(triples))
