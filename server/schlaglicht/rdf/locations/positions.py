"""Locations of triples, and the collection that keeps them, file by file in reading order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from rdflib.term import Node

from schlaglicht.rdf.source_text import Extent, SourceText, Spans
from schlaglicht.rdf.triple import Triple

_FEW = 64
"""Up to this many statements about a subject are compared one by one."""


@dataclass(frozen=True, slots=True)
class TriplePlace:
    """The location of one statement of a triple: the file, and the extent of each of its terms.

    The subject is the token that opens the block (`[` for a nested blank node), the object the
    whole term. The triples of a collection `( … )` are located at its items.
    """

    path: Path
    subject: Extent
    predicate: Extent
    object: Extent
    written: tuple[str, str, str]
    """The first character of each term as written: `<` for a full IRI, not a prefixed name.

    In XML, which has neither, `"` for a full IRI or text and `:` for a name.
    """


@dataclass(frozen=True, slots=True)
class PrefixPlace:
    """The declaration of a prefix; the extent is that of its IRI."""

    path: Path
    prefix: str
    namespace: str
    extent: Extent


@dataclass(frozen=True, slots=True)
class DroppedKey:
    """A key of a JSON-LD text that yields no triple, since its context does not define it."""

    path: Path
    name: str
    extent: Extent
    defined: tuple[str, ...]
    """The names defined by the contexts of the text."""


class Statements:
    """The statements of one file in reading order.

    `spans` are their locations in `source`, None where not known; without it only the file is.
    """

    def __init__(
        self,
        path: Path,
        triples: list[Triple],
        source: SourceText | None = None,
        spans: Sequence[Spans | None] = (),
    ) -> None:
        self.path = path
        self.triples = triples
        self._source = source
        self._spans = spans

    @cached_property
    def _stated(self) -> _Numbers:
        return _Numbers(self.triples)

    def __contains__(self, triple: Triple) -> bool:
        return bool(self._stated.of(triple))

    def of(self, triple: Triple) -> Iterator[tuple[SourceText, Spans]]:
        """The known locations of `triple`, in reading order."""
        if self._source is not None:
            for number in self._stated.of(triple):
                if spans := self._spans[number]:
                    yield self._source, spans

    def of_subject(self, node: Node) -> tuple[SourceText, Spans] | None:
        """The location of the first statement about `node`, if known."""
        first = self._stated.first(node)
        if first is None or self._source is None:
            return None
        spans = self._spans[first]
        return None if spans is None else (self._source, spans)


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


class Positions:
    """The locations of the triples of any number of files, file by file in reading order."""

    def __init__(self, statements: Statements | None = None) -> None:
        self.files: list[Statements] = [] if statements is None else [statements]
        self._open: tuple[SourceText, list[Triple], list[Spans]] | None = None
        self.prefixes: list[PrefixPlace] = []
        self.dropped: list[DroppedKey] = []

    def record(self, triple: Triple, source: SourceText, spans: Spans) -> None:
        """Records one statement of `triple`; all of a file must come before any lookup."""
        if self._open is None or self._open[0] is not source:
            triples: list[Triple] = []
            places: list[Spans] = []
            self.files.append(Statements(source.path, triples, source, places))
            self._open = source, triples, places
        self._open[1].append(triple)
        self._open[2].append(spans)

    def record_file(self, triple: Triple, path: Path) -> None:
        """Records that `path` states `triple`, for formats without locations."""
        last = self.files[-1] if self.files else None
        if last is None or last.path != path or self._open is not None:
            last = Statements(path, [])
            self.files.append(last)
            self._open = None
        last.triples.append(triple)

    def __iter__(self) -> Iterator[Triple]:
        """Every triple once, in reading order: unlike that of a graph, the same in each run."""
        if len(self.files) == 1:
            return iter(dict.fromkeys(self.files[0].triples))
        return iter(dict.fromkeys(triple for file in self.files for triple in file.triples))

    def of(self, triple: Triple) -> tuple[TriplePlace, ...]:
        """The locations of `triple`; empty if only the file, or nothing, is known."""
        return tuple(_triple_place(*found) for file in self.files for found in file.of(triple))

    def of_subject(self, node: Node) -> tuple[Path, Extent] | None:
        """The first location of `node` as a subject."""
        for file in self.files:
            if found := file.of_subject(node):
                source, spans = found
                return source.path, source.extent(spans[0], spans[1])
        return None

    def file_of(self, triple: Triple) -> Path | None:
        """A file that states `triple`, preferably one with a location."""
        stating = [file for file in self.files if triple in file]
        telling = (file.path for file in stating if any(file.of(triple)))
        return next(telling, stating[0].path if stating else None)

    def update(self, other: Positions) -> None:
        """Appends the locations of `other`."""
        self.files += other.files
        self.prefixes.extend(other.prefixes)
        self.dropped.extend(other.dropped)


def _triple_place(source: SourceText, spans: Spans) -> TriplePlace:
    ends = zip(spans[::2], spans[1::2], strict=True)
    subject, predicate, object_ = (source.extent(start, end) for start, end in ends)
    first, second, third = (source.written(start) for start in spans[::2])
    return TriplePlace(source.path, subject, predicate, object_, (first, second, third))
