"""Locations in texts of the Turtle family, found when one is asked for.

The strict parser states the triples of a text, as N-Triples. Most texts never need a location. If
one does, the reader that knows the place of each term reads the text as far as that triple: it
finds the same triples in the same order.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, overload

from rdflib import RDF, BNode, Literal
from rdflib.term import Node

from schlaglicht.formats import NQUADS, NTRIPLES, graph_format_of
from schlaglicht.ground.progress import SILENT, Progress
from schlaglicht.rdf.locations import Positions, PrefixPlace, Statements
from schlaglicht.rdf.ntriples_text import line_parts
from schlaglicht.rdf.source_text import SourceText, Spans
from schlaglicht.rdf.terms import REIFIES, Terms, TripleTerm
from schlaglicht.rdf.triple import Triple

if TYPE_CHECKING:
    from schlaglicht.rdf.turtle.reader import TurtleReader

_WRITTEN = re.compile(r"^(\S+) (\S+) (.*) \.$", re.MULTILINE)
"""A triple as the strict parser writes it."""

_IRI, _BLANK = r"<[^<>\r\n]*>", r"_:[^\s<>\"]+"
_OF_LITERAL = rf"[ \t]*+@[A-Za-z0-9-]++|[ \t]*+\^\^[ \t]*+{_IRI}"
_LINE = re.compile(
    rf"[ \t]*+(?:({_IRI}|{_BLANK})[ \t]*+({_IRI})[ \t]*+"
    rf"(<<\(.*\)>>|{_IRI}|{_BLANK}|\"(?:[^\"\\\r\n]|\\.)*+\"(?:{_OF_LITERAL})?)"
    rf"[ \t]*+(?:(?:{_IRI}|{_BLANK})[ \t]*+)?\.[ \t]*+)?+(?:\#[^\r\n]*+)?+(?:\r\n|\r|\n|\Z)"
)
"""A line of N-Triples or N-Quads, with or without a statement."""
_SUBJECT = re.compile(r"[ \t]*[<_]")
"""The beginning of a line with a statement, in a valid text."""

_DIRECTIVE = re.compile(
    r"(?:[ \t\r\n]|#[^\r\n]*+)*+(?:@prefix|PREFIX)[ \t]+(?P<prefix>[A-Za-z0-9_-]*):[ \t]*"
    r"(?P<iri><[A-Za-z][A-Za-z0-9+.-]*:[^<>\\\s]*>)(?:[ \t]*\.)?"
)
"""The plainest way to declare a prefix at the head of a text."""
_DECLARING = re.compile(
    r"(?<![\w:-])prefix(?:\s|#[^\r\n]*+)*+[^\s:<>]*+:(?:\s|#[^\r\n]*+)*+<", re.IGNORECASE
)
_OF_A_SPAN = 6
_CELLS = (RDF.first, RDF.rest)
_LINES = (NTRIPLES, NQUADS)


def locate_later(
    source: SourceText, lines: str, base: str, *, terms: Terms, progress: Progress
) -> tuple[list[Triple], Positions]:
    """The triples of `lines`, and their locations in the valid text of `source`, not yet read.

    `lines` are the strict parser's result in N-Triples, with language tags as in the text; `base`
    is that of relative IRIs, `terms` are those of other texts.
    """
    triples = read_lines(lines, terms, progress)
    if graph_format_of(source.path) in _LINES:
        return triples, Positions(
            Statements(source.path, triples, source, _LineSpans(source, len(triples)))
        )
    places = _TurtleSpans(source, triples, base)
    positions = Positions(Statements(source.path, triples, source, places))
    positions.prefixes += places.prefixes()
    return triples, positions


def read_lines(text: str, terms: Terms, progress: Progress = SILENT) -> list[Triple]:
    """The triples of canonical N-Triples, in order; `terms` are those of earlier texts.

    Raises ValueError for any other text.
    """
    terms.begin_text()
    triples: list[Triple] = []
    total = text.count("\n")
    for start, end in line_parts(text):  # one by one, since strings take more memory than terms
        triples += [
            (terms[s], terms[p], terms[o]) for s, p, o in _WRITTEN.findall(text, start, end)
        ]
        progress.count(len(triples), total)
    if len(triples) != total:
        raise ValueError("not a triple on every line")
    return triples


class _LineSpans(Sequence["Spans | None"]):
    """The spans of the statements of a valid text in N-Triples or N-Quads, read one by one.

    None for all if there are not `count` statements, one on each line.
    """

    def __init__(self, source: SourceText, count: int) -> None:
        self._source = source
        self._count = count

    @cached_property
    def _starts(self) -> list[int]:
        text, starts = self._source.text, self._source.line_starts
        if len(starts) == self._count + text.endswith(("\n", "\r")):
            return starts[: self._count]
        stating = [start for start in starts if _SUBJECT.match(text, start)]
        return stating if len(stating) == self._count else []

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> Spans | None: ...
    @overload
    def __getitem__(self, index: slice) -> list[Spans | None]: ...
    def __getitem__(self, index: int | slice) -> Spans | list[Spans | None] | None:
        if isinstance(index, slice):
            return [self[number] for number in range(len(self))[index]]
        found = _LINE.match(self._source.text, self._starts[index]) if self._starts else None
        is_known = found is not None and found[1] is not None
        return (*found.span(1), *found.span(2), *found.span(3)) if found and is_known else None


class _TurtleSpans(Sequence["Spans | None"]):
    """The spans of the triples of a valid text in Turtle or TriG, read as far as one is asked for.

    None for a triple that is not the one at its place.
    """

    def __init__(self, source: SourceText, triples: Sequence[Triple], base: str) -> None:
        self._source = source
        self._triples = triples
        self._base = base
        self._read = array("I")

    @cached_property
    def _reader(self) -> TurtleReader:
        from schlaglicht.rdf.turtle.reader import TurtleReader  # its patterns take long

        return TurtleReader(self._source.text, graph_format_of(self._source.path), base=self._base)

    @cached_property
    def _statements(self) -> Iterator[list[list[int]]]:
        return self._reader.statements()

    def prefixes(self) -> Iterator[PrefixPlace]:
        """The prefixes that the text declares; for those between statements it is read wholly."""
        text, path, end = self._source.text, self._source.path, 0
        declared = []
        while found := _DIRECTIVE.match(text, end):
            declared.append((found["prefix"], found["iri"], *found.span("iri")))
            end = found.end()
        if "prefix" in text[end:].lower() and _DECLARING.search(text, end):
            self.read(len(self._triples))
            declared, end = self._reader.prefixes, len(text)
        head = SourceText(path, text[:end])
        for prefix, namespace, start, stop in declared:
            yield PrefixPlace(path, prefix, namespace.strip("<>"), head.extent(start, stop))

    def read(self, number: int) -> Spans | None:
        """The span of a triple; None if the text has fewer."""
        at, rows = number * _OF_A_SPAN, self._read
        try:
            while len(rows) <= at:
                for row in next(self._statements):
                    rows.extend(row)
        except (StopIteration, SyntaxError):
            return None
        first, second, third, fourth, fifth, sixth = rows[at : at + _OF_A_SPAN]
        return first, second, third, fourth, fifth, sixth

    def __len__(self) -> int:
        return len(self._triples)

    @overload
    def __getitem__(self, index: int) -> Spans | None: ...
    @overload
    def __getitem__(self, index: slice) -> list[Spans | None]: ...
    def __getitem__(self, index: int | slice) -> Spans | list[Spans | None] | None:
        if isinstance(index, slice):
            return [self[number] for number in range(len(self))[index]]
        spans = self.read(index)
        return spans if spans and self._states(spans, self._triples[index]) else None

    def _states(self, spans: Spans, triple: Triple) -> bool:
        """True if the terms at `spans` can be those of the triple."""
        text = self._source.text
        subject, verb, object_ = (text[spans[i] : spans[i + 1]] for i in (0, 2, 4))
        if isinstance(triple[2], TripleTerm):  # by a term, or by the name of a triple
            return triple[1] == REIFIES or object_[:1] == "<"
        if spans[:2] == spans[2:4]:  # a cell of a collection, placed at its item
            return triple[1] in _CELLS and (triple[1] == RDF.rest or _may_be(object_, triple[2]))
        is_named = triple[1] == RDF.type if verb == "a" else _may_be(verb, triple[1])
        return is_named and _may_be(subject, triple[0]) and _may_be(object_, triple[2])


def _may_be(written: str, term: Node) -> bool:
    """True if a term can have been written so; without its prefix, its base and its escapes."""
    first = written[0]
    if "\\" in written or written[:2] in ("<<", "{|"):  # the name of a triple stands there
        return True
    if isinstance(term, BNode):
        return first in "[(_~"
    if isinstance(term, Literal):
        return str(term) in written
    if first == "<":
        return ":" not in written or str(term) == written[1:-1]
    return first == "(" or str(term).endswith(written.partition(":")[2])
