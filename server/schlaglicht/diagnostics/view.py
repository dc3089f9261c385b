"""Options of a report's reader: language, folder, colours, limits; and lines of source files.

An excerpt is the line that a result points at, with carets under the exact token.
"""

from __future__ import annotations

import os
import re
from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import islice
from pathlib import Path

from schlaglicht.ground.text import columns_of, plain, visible
from schlaglicht.i18n import best_text
from schlaglicht.validation.report import (
    Place,
    Precision,
    UncheckedFinding,
    ValidationResult,
)

MOST_PLACES = 5
"""Further places of a finding that people are shown."""


@dataclass(frozen=True)
class View:
    """Options for rendering a report."""

    folder: Path = field(default_factory=Path.cwd)
    """The reader's working folder: files below it are named relative to it."""
    language: str = "en"
    """`de` or `en`."""
    colour: bool = False
    """True if a terminal shows colours."""
    show_all: bool = True
    """True to show people all places of a finding, not `MOST_PLACES`."""
    coverage: bool = False
    """True if a text lists, by class and by property, the triples that no shape checks."""

    names: Mapping[Path, str] = field(default_factory=dict)
    """Files with another name for the reader, such as standard input."""

    @cached_property
    def repository(self) -> Path:
        """The folder relative to which a code host names files: the nearest with `.git`."""
        above = (self.folder, *self.folder.parents)
        return next((folder for folder in above if (folder / ".git").exists()), self.folder)

    def text(self, texts: Mapping[str, str]) -> str:
        """The best of `texts`, by language, for this reader; empty if there is none."""
        if self.language in texts:
            return texts[self.language]
        found = best_text(((text, tag) for tag, text in texts.items()), [self.language, "en"])
        return found[0] if found else ""

    def lines(self, result: ValidationResult) -> list[str]:
        """The message of a result on one line, then its explanations and help."""
        more = (result.constraint, result.reasons, result.helps)
        lines = [self.text(result.messages)]
        lines += [line for texts in more for line in self.text(texts).splitlines()]
        return [line for line in map(plain, lines) if line]

    def file(self, path: Path) -> str:
        """A file's path for the reader, relative to `folder` if below it."""
        return self._from(self.folder, path)

    def repository_file(self, path: Path) -> str:
        """A file's path for a code host, relative to `repository` if below it."""
        return self._from(self.repository, path)

    def place(self, place: Place | None) -> str:
        """`file:line:column` for the reader; only the file if no more is known."""
        return self._place(self.folder, place)

    def repository_place(self, place: Place | None) -> str:
        """The same for a code host."""
        return self._place(self.repository, place)

    def shown(self, others: Sequence[ValidationResult]) -> Sequence[ValidationResult]:
        """The results that repeat a finding, all or the first."""
        return others if self.show_all else others[:MOST_PLACES]

    def shown_unchecked(self, findings: Sequence[UncheckedFinding]) -> list[UncheckedFinding]:
        """The findings of each kind and cause, all or the first."""
        seen: Counter[tuple[str, str, str]] = Counter()
        shown = []
        for unchecked in findings:
            kind = (unchecked.finding.code, unchecked.finding.shape, unchecked.cause)
            seen[kind] += 1
            if self.show_all or seen[kind] <= MOST_PLACES:
                shown.append(unchecked)
        return shown

    def _place(self, folder: Path, place: Place | None) -> str:
        if place is None:
            return "."
        file = plain(self._from(folder, place.path))
        is_file = place.precision is Precision.FILE
        return file if is_file else f"{file}:{place.line}:{place.column}"

    def _from(self, folder: Path, path: Path) -> str:
        if path in self.names:
            return self.names[path]
        return _relative(self.folder, path, folder)


@lru_cache(maxsize=1024)
def _relative(start: Path, path: Path, folder: Path) -> str:
    """A path, itself relative to `start`, as it is relative to a folder if it lies below that."""
    whole = Path(os.path.normpath(start / path))
    inside = whole.is_relative_to(folder)
    return (whole.relative_to(folder) if inside else whole).as_posix()


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
