"""Locations of triples, and the collection that keeps them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from rdflib.term import Node

from schlaglicht.rdf.locations.statements import Placed, Spans, Statements
from schlaglicht.rdf.triple import Triple

_LINE_FEED, _LINE_END = re.compile("\n"), re.compile("\r\n?|\n")


@dataclass(frozen=True, slots=True)
class Extent:
    """A range of text: lines and columns from 1, columns in code points, the end exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


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


class SourceText:
    """The text of one file, with the line and column of each character."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.text = text

    @cached_property
    def line_starts(self) -> list[int]:
        """The start of each line; LF, CRLF and CR alone end one."""
        ends = _LINE_END if "\r" in self.text else _LINE_FEED
        return [0, *(found.end() for found in ends.finditer(self.text))]

    def extent(self, start: int, end: int) -> Extent:
        """The extent of the characters from `start` up to `end`."""
        return Extent(*self._line_and_column(start), *self._line_and_column(end))

    def written(self, start: int) -> str:
        """The form of the term that begins at `start`, given by its first character."""
        return self.text[start]

    def _line_and_column(self, index: int) -> tuple[int, int]:
        line = bisect_right(self.line_starts, index)
        return line, index - self.line_starts[line - 1] + 1


class XmlText(SourceText):
    """The text of an XML file: names are in tags, all else in quotes or after a tag."""

    def written(self, start: int) -> str:
        """`"` for a value in full, `:` for the name of an element or an attribute."""
        return '"' if self.text[start - 1 : start] in {'"', "'", ">"} else ":"


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
            placed = Placed(source, triples, places)
            self.files.append(Statements(source.path, triples, lambda: placed))
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
