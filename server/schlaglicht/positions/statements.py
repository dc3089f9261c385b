"""The statements of a file in reading order, each with its place as soon as one is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from rdflib.term import Node

if TYPE_CHECKING:
    from schlaglicht.positions.places import SourceText

Triple: TypeAlias = tuple[Node, Node, Node]

Spans: TypeAlias = tuple[int, int, int, int, int, int]
"""Start and end of subject, predicate and object, as indices into the text."""


@dataclass(frozen=True, slots=True)
class Placed:
    """The statements of a text in reading order, and where in it each of them stands."""

    source: SourceText
    triples: Sequence[Triple]
    spans: Sequence[Spans]


class Statements:
    """What one file states.

    `read` finds the places of `triples` when the first is asked for, or nothing: then only the
    file is known.
    """

    def __init__(
        self, path: Path, triples: list[Triple], read: Callable[[], Placed | None] = lambda: None
    ) -> None:
        self.path = path
        self.triples = triples
        self._read = read

    @cached_property
    def placed(self) -> Placed | None:
        """The statements with their places; None where these are not known."""
        return self._read()

    @cached_property
    def _stated(self) -> frozenset[Triple]:
        return frozenset(self.triples)

    @cached_property
    def _said_of(self) -> frozenset[Node]:
        return frozenset(subject for subject, _, _ in self.triples)

    @cached_property
    def _numbers(self) -> dict[Triple, int]:
        """The number of the first statement of each triple."""
        numbers: dict[Triple, int] = {}
        for number, triple in enumerate(self.placed.triples if self.placed else ()):
            numbers.setdefault(triple, number)
        return numbers

    @cached_property
    def _repeated(self) -> dict[Triple, list[int]]:
        """The numbers of triples that are stated again."""
        repeated: dict[Triple, list[int]] = {}
        if self.placed and len(self._numbers) < len(self.placed.triples):
            for number, triple in enumerate(self.placed.triples):
                if self._numbers[triple] != number:
                    repeated.setdefault(triple, []).append(number)
        return repeated

    @cached_property
    def _subjects(self) -> dict[Node, int]:
        """The number of the first statement about each subject."""
        subjects: dict[Node, int] = {}
        for number, (subject, _, _) in enumerate(self.placed.triples if self.placed else ()):
            subjects.setdefault(subject, number)
        return subjects

    def __contains__(self, triple: Triple) -> bool:
        return triple in self._stated

    def of(self, triple: Triple) -> Iterator[tuple[SourceText, Spans]]:
        """The known places of `triple`, in reading order."""
        if triple in self._stated and self.placed:
            for number in (self._numbers[triple], *self._repeated.get(triple, ())):
                yield self.placed.source, self.placed.spans[number]

    def of_subject(self, node: Node) -> tuple[SourceText, Spans] | None:
        """The place of the first statement about `node`, where it is known."""
        if node in self._said_of and self.placed:
            return self.placed.source, self.placed.spans[self._subjects[node]]
        return None
