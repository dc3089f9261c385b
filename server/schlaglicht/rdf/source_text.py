"""The text of a file, places in it, and its comments."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

_LINE_FEED, _LINE_END = re.compile("\n"), re.compile("\r\n?|\n")

Span: TypeAlias = tuple[int, int]
"""Start and end, as indices into the text."""

Spans: TypeAlias = tuple[int, int, int, int, int, int]
"""Start and end of subject, predicate and object, as indices into the text."""


@dataclass(frozen=True, slots=True)
class Extent:
    """A range of text: lines and columns from 1, columns in code points, the end exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


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

    def index(self, line: int, column: int) -> int:
        """The index of a line and a column."""
        return min(self.line_starts[line - 1] + column - 1, len(self.text))

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


_TOKEN = re.compile(
    r"""
    (?P<comment> \#(?P<text>[^\r\n]*) )
  | \"{3} (?: [^"\\] | \\. | \"{1,2}(?!\") )* \"{3}
  | '{3}  (?: [^'\\] | \\. | '{1,2}(?!') )* '{3}
  | \" (?: [^"\\\r\n] | \\. )* \"
  | '  (?: [^'\\\r\n] | \\. )* '
  | < [^<>\s]* >
  | \\.
    """,
    re.VERBOSE | re.DOTALL,
)
"""Tokens that may contain a number sign, and the comment, which begins with one."""

_XML_TOKEN = re.compile(
    r"""
    (?P<comment> <!--(?P<text>.*?)--> )
  | <!\[CDATA\[ .*? \]\]>
  | <\? .*? \?>
  | <![A-Z] (?: [^<>\["'] | "[^"]*" | '[^']*' )*
    """,
    re.VERBOSE | re.DOTALL,
)
"""Tokens that may look like a comment, and the comment."""

_LINE_BREAK = re.compile(r"[\r\n]")


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment: its text without delimiters, and True if nothing else is on its lines."""

    text: str
    extent: Extent
    alone: bool


def read_comments(source: SourceText) -> Iterator[Comment]:
    """The comments of a valid text, in reading order."""
    text = source.text
    pattern = _XML_TOKEN if isinstance(source, XmlText) else _TOKEN
    for found in pattern.finditer(text):
        if found.lastgroup is not None:
            before = _LINE_BREAK.split(text[max(0, found.start() - 1000) : found.start()])[-1]
            behind = _LINE_BREAK.split(text[found.end() : found.end() + 1000], maxsplit=1)[0]
            extent = source.extent(found.start(), found.end())
            yield Comment(found["text"].strip(), extent, alone=not (before + behind).strip())
