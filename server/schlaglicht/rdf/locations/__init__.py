"""Locations of triples in their files.

This module defines locations and collects them, file by file in reading order. `turtle.py` finds
them in texts of the Turtle family when they are requested, `rdfxml.py` and `jsonld.py` (imported
where they are needed) in RDF/XML and JSON-LD.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, groupby
from pathlib import Path

from rdflib.term import Node

from schlaglicht.rdf.source_text import (
    Comment,
    Extent,
    SourceText,
    Span,
    Spans,
    XmlText,
    read_comments,
)
from schlaglicht.rdf.triple import Triple

__all__ = [
    "Comment",
    "DroppedKey",
    "Extent",
    "Positions",
    "PrefixPlace",
    "SourceText",
    "Span",
    "Statements",
    "TriplePlace",
    "XmlText",
    "read_comments",
]

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
    """The statements of one file in reading order, found by their subjects.

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
        self._said: dict[Node, dict[tuple[Node, Node], list[int]]] = {}

    @cached_property
    def _by_subject(self) -> Mapping[Node, Sequence[range]]:
        """The numbers of the statements of each subject."""
        runs: dict[Node, list[range]] = {}
        triples = self.triples
        for _, (first, *more) in groupby(range(len(triples)), key=lambda n: id(triples[n][0])):
            runs.setdefault(triples[first][0], []).append(range(first, first + 1 + len(more)))
        return runs

    @property
    def subjects(self) -> Iterable[Node]:
        """The subjects of the statements, each once."""
        return self._by_subject

    def __contains__(self, triple: Triple) -> bool:
        return bool(self._numbers(triple))

    def of(self, triple: Triple) -> Iterator[tuple[SourceText, Spans]]:
        """The known locations of `triple`, in reading order."""
        if self._source is not None:
            for number in self._numbers(triple):
                if spans := self._spans[number]:
                    yield self._source, spans

    def about(self, node: Node) -> Iterator[Triple]:
        """The statements about `node`, in reading order."""
        for run in self._by_subject.get(node, ()):
            yield from (self.triples[number] for number in run)

    def of_subject(self, node: Node) -> tuple[SourceText, Spans] | None:
        """The location of the first statement about `node`, if known."""
        if self._source is None or node not in self._by_subject:
            return None
        spans = self._spans[self._by_subject[node][0].start]
        return None if spans is None else (self._source, spans)

    def _numbers(self, triple: Triple) -> Sequence[int]:
        """The numbers of all statements of `triple`.

        Those of a subject with many are looked up, of others not: hashing literals is slow.
        """
        subject, said = triple[0], triple[1:]
        runs = self._by_subject.get(subject, ())
        if subject in self._said or sum(map(len, runs)) > _FEW:
            return self._said_of(subject).get(said, ())
        return [number for run in runs for number in run if self.triples[number][1:] == said]

    def _said_of(self, subject: Node) -> Mapping[tuple[Node, Node], Sequence[int]]:
        if subject not in self._said:
            said = self._said[subject] = {}
            for number in chain.from_iterable(self._by_subject[subject]):
                said.setdefault(self.triples[number][1:], []).append(number)
        return self._said[subject]


class Positions:
    """The locations of the triples of any number of files, file by file in reading order."""

    def __init__(self, statements: Statements | None = None) -> None:
        self.files: list[Statements] = [] if statements is None else [statements]
        self._open: tuple[SourceText, list[Triple], list[Spans]] | None = None
        self.prefixes: list[PrefixPlace] = []
        self.dropped: list[DroppedKey] = []
        self._about: tuple[int, Mapping[Node, Sequence[Statements]]] = (0, {})

    def record(self, triple: Triple, source: SourceText, spans: Spans) -> None:
        """Records one statement of `triple`; all of a file must come before any lookup."""
        if self._open is None or self._open[0] is not source:
            triples: list[Triple] = []
            places: list[Spans] = []
            self.files.append(Statements(source.path, triples, source, places))
            self._open = source, triples, places
        self._open[1].append(triple)
        self._open[2].append(spans)

    def __iter__(self) -> Iterator[Triple]:
        """Every triple once, in reading order: unlike that of a graph, the same in each run."""
        if len(self.files) == 1:
            return iter(dict.fromkeys(self.files[0].triples))
        return iter(dict.fromkeys(triple for file in self.files for triple in file.triples))

    def of(self, triple: Triple) -> tuple[TriplePlace, ...]:
        """The locations of `triple`; empty if only the file, or nothing, is known."""
        files = self._files_about(triple[0])
        return tuple(_triple_place(*found) for file in files for found in file.of(triple))

    def of_subject(self, node: Node) -> tuple[Path, Extent] | None:
        """The first location of `node` as a subject."""
        for file in self._files_about(node):
            if found := file.of_subject(node):
                source, spans = found
                return source.path, source.extent(spans[0], spans[1])
        return None

    def file_of(self, triple: Triple) -> Path | None:
        """A file that states `triple`, preferably one with a location."""
        stating = [file for file in self._files_about(triple[0]) if triple in file]
        telling = (file.path for file in stating if any(file.of(triple)))
        return next(telling, stating[0].path if stating else None)

    def _files_about(self, subject: Node) -> Sequence[Statements]:
        """The files with statements about `subject`: of thousands, most have one or none."""
        if len(self.files) < _FEW:
            return self.files
        known, about = self._about
        if known != len(self.files):
            found: dict[Node, list[Statements]] = {}
            for file in self.files:
                for each in file.subjects:
                    found.setdefault(each, []).append(file)
            about, self._about = found, (len(self.files), found)
        return about.get(subject, ())

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
