"""The source line that a result points at, with carets under the exact token."""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from schlaglicht.ground.text import columns_of, visible
from schlaglicht.validation.report import Place, Precision

_WIDEST = 160
_BEFORE = 40
_LINE_END = re.compile("\r\n?|\n")


@dataclass(frozen=True)
class Excerpt:
    """One line of a file and the carets under it."""

    number: str
    line: str
    indent: str
    carets: str


class Excerpts:
    """Reads lines of files, each file once; relative paths start from `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lines: dict[Path, _Lines] = {}

    def excerpt(self, place: Place) -> Excerpt | None:
        """The excerpt for a place; None if only the file is known, or the line is missing."""
        if place.precision is Precision.FILE:
            return None
        line = self._lines_of(place.path).line(place.line)
        if line is None:
            return None
        end = place.end_column if place.end_line == place.line else len(line.rstrip()) + 1
        return _cut(str(place.line), line, place.column - 1, max(end - 1, place.column))

    def _lines_of(self, path: Path) -> _Lines:
        if path not in self._lines:
            try:
                text = (self._folder / path).read_bytes().decode("utf-8-sig", errors="replace")
            except OSError:
                text = ""
            self._lines[path] = _Lines(text)
        return self._lines[path]


class _Lines:
    """The lines of a text, found lazily; LF, CRLF and CR alone end one."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = array("q", [0])
        self._ends = _LINE_END.finditer(text)

    def line(self, number: int) -> str | None:
        """A line, counted from 1, without its end; an empty one follows a final line end."""
        missing = number + 1 - len(self._starts)
        self._starts.extend(found.end() for found in islice(self._ends, max(0, missing)))
        if number > len(self._starts) or not self._text:
            return None
        end = self._starts[number] if number < len(self._starts) else None
        return self._text[self._starts[number - 1] : end].rstrip("\r\n")


def _cut(number: str, line: str, start: int, end: int) -> Excerpt:
    """The excerpt of a line; of a very long line, the part around the token."""
    line = visible(line)
    if len(line) > _WIDEST:
        first = max(0, start - _BEFORE)
        before = "… " if first else ""
        shift = first - len(before)
        after = " …" if len(line) > first + _WIDEST else ""
        line = before + line[first : first + _WIDEST] + after
        start, end = start - shift, min(end - shift, len(line))
    indent = "\t".join(" " * columns_of(part) for part in line[:start].split("\t"))
    carets = "^" * max(1, columns_of(line[start:end].replace("\t", " ")))
    return Excerpt(number, line.rstrip(), indent, carets)
