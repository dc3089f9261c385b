"""N-Triples as a strict parser writes them: their triples, and the locations of lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, overload

from rdflib.term import Node

from schlaglicht.ground.progress import SILENT, Progress
from schlaglicht.rdf.line_parts import line_parts
from schlaglicht.rdf.locations.statements import Spans
from schlaglicht.rdf.terms import Terms
from schlaglicht.rdf.triple import Triple

if TYPE_CHECKING:
    from schlaglicht.rdf.locations.model import SourceText

_WRITTEN = re.compile(r"^(\S+) (\S+) (.*) \.$", re.MULTILINE)

_IRI, _BLANK = r"<[^<>\r\n]*>", r"_:[^\s<>\"]+"
_OF_LITERAL = rf"[ \t]*+@[A-Za-z0-9-]++|[ \t]*+\^\^[ \t]*+{_IRI}"
_LINE = re.compile(
    rf"[ \t]*+(?:({_IRI}|{_BLANK})[ \t]*+({_IRI})[ \t]*+"
    rf"({_IRI}|{_BLANK}|\"(?:[^\"\\\r\n]|\\.)*+\"(?:{_OF_LITERAL})?)"
    rf"[ \t]*+(?:(?:{_IRI}|{_BLANK})[ \t]*+)?\.[ \t]*+)?+(?:\#[^\r\n]*+)?+(?:\r\n|\r|\n|\Z)"
)
"""A line of N-Triples or N-Quads, with or without a statement."""
_SUBJECT = re.compile(r"[ \t]*[<_]")
"""The beginning of a line with a statement, in a valid text."""


def read_lines(
    text: str, terms: Terms, progress: Progress = SILENT
) -> tuple[list[Triple], dict[Node, str]]:
    """The triples of canonical N-Triples, in order, and the labels of blank nodes.

    `terms` are those of earlier texts. Raises ValueError for terms beyond RDF 1.1.
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
    return triples, terms.labels


class LineSpans(Sequence[Spans]):
    """The spans of the statements of a valid text in N-Triples or N-Quads, read one by one.

    Raises ValueError if there are not `count` statements.
    """

    def __init__(self, source: SourceText, count: int) -> None:
        self._text = source.text
        self._starts = source.line_starts[:count]
        if len(source.line_starts) != count + self._text.endswith(("\n", "\r")):
            self._starts = [s for s in source.line_starts if _SUBJECT.match(self._text, s)]
        if len(self._starts) != count:
            raise ValueError("not one statement on each line")

    def __len__(self) -> int:
        return len(self._starts)

    @overload
    def __getitem__(self, index: int) -> Spans: ...
    @overload
    def __getitem__(self, index: slice) -> list[Spans]: ...
    def __getitem__(self, index: int | slice) -> Spans | list[Spans]:
        if isinstance(index, slice):
            return [self[number] for number in range(len(self))[index]]
        found = _LINE.match(self._text, self._starts[index])
        if found is None:
            raise IndexError(index)
        return (*found.span(1), *found.span(2), *found.span(3))
