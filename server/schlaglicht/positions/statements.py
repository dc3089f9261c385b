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


_FEW = 16
"""So many values of a subject are compared one by one."""


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
    def _stated(self) -> _Numbers:
        return _Numbers(self.triples)

    @cached_property
    def _found(self) -> _Numbers:
        """The statements that have a place."""
        if self.placed is None:
            return _Numbers(())
        same = self.placed.triples is self.triples
        return self._stated if same else _Numbers(self.placed.triples)

    @cached_property
    def _said_of(self) -> frozenset[Node]:
        return frozenset(subject for subject, _, _ in self.triples)

    @cached_property
    def _subjects(self) -> dict[Node, int]:
        """The number of the first statement about each subject."""
        subjects: dict[Node, int] = {}
        for number, (subject, _, _) in enumerate(self.placed.triples if self.placed else ()):
            subjects.setdefault(subject, number)
        return subjects

    def __contains__(self, triple: Triple) -> bool:
        return bool(self._stated.of(triple))

    def of(self, triple: Triple) -> Iterator[tuple[SourceText, Spans]]:
        """The known places of `triple`, in reading order."""
        if triple in self and self.placed:
            for number in self._found.of(triple):
                yield self.placed.source, self.placed.spans[number]

    def of_subject(self, node: Node) -> tuple[SourceText, Spans] | None:
        """The place of the first statement about `node`, where it is known."""
        if node in self._said_of and self.placed:
            return self.placed.source, self.placed.spans[self._subjects[node]]
        return None


class _Numbers:
    """The numbers of the statements of each triple, in order.

    Found by subject and predicate, since literals are slow to look up; by object too where a
    subject has many values.
    """

    def __init__(self, triples: Sequence[Triple]) -> None:
        self._triples = triples
        self._numbers: dict[tuple[Node, Node], list[int]] = {}
        for number, (subject, predicate, _) in enumerate(triples):
            self._numbers.setdefault((subject, predicate), []).append(number)
        self._by_object: dict[tuple[Node, Node], dict[Node, list[int]]] = {}

    def of(self, triple: Triple) -> Sequence[int]:
        subject, predicate, object_ = triple
        numbers = self._numbers.get((subject, predicate), ())
        if len(numbers) <= _FEW:
            return [number for number in numbers if self._triples[number][2] == object_]
        return self._objects(subject, predicate).get(object_, ())

    def _objects(self, subject: Node, predicate: Node) -> dict[Node, list[int]]:
        key = subject, predicate
        if key not in self._by_object:
            objects = self._by_object[key] = {}
            for number in self._numbers[key]:
                objects.setdefault(self._triples[number][2], []).append(number)
        return self._by_object[key]
