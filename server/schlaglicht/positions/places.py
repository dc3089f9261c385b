"""Places of triples: what they are, and the collection that keeps them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from rdflib.term import Node

Triple: TypeAlias = tuple[Node, Node, Node]

Spans: TypeAlias = tuple[int, int, int, int, int, int]
"""Start and end of subject, predicate and object, as indices into the text."""

_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Extent:
    """A stretch of text: lines and columns from 1, columns in code points, the end exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class TriplePlace:
    """Where one statement of a triple stands: the file, and the extent of each of its terms.

    The subject is the token that opens the block (`[` for a nested blank node), the object the
    whole term. The triples that a collection `( … )` stands for lie on its items.
    """

    path: Path
    subject: Extent
    predicate: Extent
    object: Extent
    written: tuple[str, str, str]
    """The first character of each term as written: `<` tells an IRI in full from a short one.

    In XML, where neither has it, `"` for what stands in full and `:` for a name.
    """


@dataclass(frozen=True, slots=True)
class PrefixPlace:
    """Where a prefix is declared: the extent is that of its IRI."""

    path: Path
    prefix: str
    namespace: str
    extent: Extent


class SourceText:
    """The text of one file, which knows the line and column of each of its characters."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.text = text
        self._starts = [0, *(match.end() for match in _LINE_END.finditer(text))]

    def extent(self, start: int, end: int) -> Extent:
        """The extent of the characters from `start` up to `end`."""
        return Extent(*self._line_and_column(start), *self._line_and_column(end))

    def written(self, start: int) -> str:
        """What tells how the term that begins at `start` is written: its first character."""
        return self.text[start]

    def _line_and_column(self, index: int) -> tuple[int, int]:
        line = bisect_right(self._starts, index)
        return line, index - self._starts[line - 1] + 1


class XmlText(SourceText):
    """The text of an XML file: names stand in tags, all else in quotes or behind a tag."""

    def written(self, start: int) -> str:
        """`"` for what stands in full, `:` for the name of an element or an attribute."""
        return '"' if self.text[start - 1 : start] in {'"', "'", ">"} else ":"


class Positions:
    """The places of the triples of any number of files, each list in reading order."""

    def __init__(self) -> None:
        self._places: dict[Triple, list[tuple[SourceText, Spans]]] = {}
        self._subjects: dict[Node, tuple[SourceText, int, int]] = {}
        self._files: dict[Triple, Path] = {}
        self.prefixes: list[PrefixPlace] = []

    def record(self, triple: Triple, source: SourceText, spans: Spans) -> None:
        """Note one statement of `triple`; the first place is kept as the first."""
        self._places.setdefault(triple, []).append((source, spans))
        self._subjects.setdefault(triple[0], (source, spans[0], spans[1]))

    def record_file(self, triple: Triple, path: Path) -> None:
        """Note that `triple` is stated somewhere in `path`, its format keeping no places."""
        self._files.setdefault(triple, path)

    def __iter__(self) -> Iterator[Triple]:
        """Every triple once, in reading order: the same in each run, as that of a graph is not."""
        yield from self._places
        yield from (triple for triple in self._files if triple not in self._places)

    def of(self, triple: Triple) -> tuple[TriplePlace, ...]:
        """The places where `triple` is stated; empty where only the file, or nothing, is known."""
        return tuple(_triple_place(*entry) for entry in self._places.get(triple, ()))

    def of_subject(self, node: Node) -> tuple[Path, Extent] | None:
        """The first place where `node` stands as a subject."""
        if node not in self._subjects:
            return None
        source, start, end = self._subjects[node]
        return source.path, source.extent(start, end)

    def file_of(self, triple: Triple) -> Path | None:
        """A file that states `triple`, whether or not the place within it is known."""
        if triple in self._places:
            return self._places[triple][0][0].path
        return self._files.get(triple)

    def update(self, other: Positions) -> None:
        """Add the places of `other` behind those known so far."""
        for triple, places in other._places.items():
            self._places.setdefault(triple, []).extend(places)
        for node, place in other._subjects.items():
            self._subjects.setdefault(node, place)
        for triple, path in other._files.items():
            self._files.setdefault(triple, path)
        self.prefixes.extend(other.prefixes)


def _triple_place(source: SourceText, spans: Spans) -> TriplePlace:
    ends = zip(spans[::2], spans[1::2], strict=True)
    subject, predicate, object_ = (source.extent(start, end) for start, end in ends)
    first, second, third = (source.written(start) for start in spans[::2])
    return TriplePlace(source.path, subject, predicate, object_, (first, second, third))
