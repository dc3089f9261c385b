"""Options of a report's reader: language, folder, colours, limits."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from schlaglicht.ground.text import plain
from schlaglicht.languages import best_text
from schlaglicht.validation.report import (
    Place,
    Precision,
    UncheckedFinding,
    ValidationResult,
)


@dataclass(frozen=True)
class View:
    """Options for rendering a report."""

    folder: Path = field(default_factory=Path.cwd)
    """The reader's working folder: files below it are named relative to it."""
    language: str = "en"
    """`de` or `en`."""
    colour: bool = False
    """True if a terminal shows colours."""
    max_places: int = 0
    """Most further places of one finding shown to people; 0 for all."""
    coverage: bool = False
    """True if a text lists, by class and by property, the triples that no shape checks."""

    names: Mapping[Path, str] = field(default_factory=dict)
    """Files with another name for the reader, such as standard input."""

    @property
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

    def repository_place(self, place: Place | None) -> str:
        """`file:line:column` for a code host; only the file if no more is known."""
        if place is None:
            return "."
        file = plain(self.repository_file(place.path))
        if place.precision is Precision.FILE:
            return file
        return f"{file}:{place.line}:{place.column}"

    def shown(self, others: Sequence[ValidationResult]) -> Sequence[ValidationResult]:
        """The first of the results that repeat a finding, at most `max_places`."""
        return others[: self.max_places or None]

    def shown_unchecked(self, findings: Sequence[UncheckedFinding]) -> list[UncheckedFinding]:
        """The first findings of each kind and cause, at most `max_places`."""
        seen: Counter[tuple[str, str, str]] = Counter()
        shown = []
        for unchecked in findings:
            kind = (unchecked.finding.code, unchecked.finding.shape, unchecked.cause)
            seen[kind] += 1
            if not self.max_places or seen[kind] <= self.max_places:
                shown.append(unchecked)
        return shown

    def _from(self, folder: Path, path: Path) -> str:
        if path in self.names:
            return self.names[path]
        whole = Path(os.path.normpath(self.folder / path))
        inside = whole.is_relative_to(folder)
        return (whole.relative_to(folder) if inside else whole).as_posix()
