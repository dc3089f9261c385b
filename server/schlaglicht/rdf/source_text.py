"""The text of a file, and places in it."""

from __future__ import annotations

import re
from bisect import bisect_right
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
