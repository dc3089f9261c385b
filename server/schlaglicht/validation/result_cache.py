"""Cache of green reports: an unchanged project need not be validated again.

A report without results is kept in a folder of the user's cache that belongs to this user alone,
not in the project, which could bring a report of its own. Its name is a digest of everything that
it depends on: the project's place, the content of the files that are read, the names of the others,
settings and options, the versions of the software, and the date, since ignores may expire. Where a
query asks for the time or for chance, none is kept. Entries that cannot be read or written count as
missing.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from schlaglicht.errors import ProjectError
from schlaglicht.ground.atomic_file import replaced
from schlaglicht.ground.cache_folder import private_cache
from schlaglicht.ground.files import Mark, files_below, link_bounds, mark_of
from schlaglicht.ground.software_state import (
    content_digest,
    digest_of_parts,
    software_state,
)
from schlaglicht.project import Project, files_of, tables_read
from schlaglicht.settings.toml_tables import as_table, read_table
from schlaglicht.validation.checks.unread_files import unread_files
from schlaglicht.validation.ignores import Selection
from schlaglicht.validation.report import ValidationReport

_NAME = "reports"
_MOST_REPORTS = 256
_LIBRARIES = ("pyoxigraph", "rdflib", "yaml")
_PARTS = ("data", "evidence", "ontology", "queries", "shapes")


@dataclass(frozen=True)
class RememberedReport:
    """The cache entry of one validation; `validate` has the same parameters."""

    project: Project
    sources: Path | None
    selection: Selection

    def recall(self) -> ValidationReport | None:
        """The green report on exactly this state; None when there is none, or it cannot be read."""
        try:
            folder = private_cache(_NAME)
            if folder is None:
                return None
            written = (folder / f"{self._before[1]}.json").read_text(encoding="utf-8")
            report = _read(written)
        except (OSError, ValueError, ProjectError, RecursionError):
            return None
        return report if _written(report) == written else None

    def remembering(self, validate: Callable[[], ValidationReport]) -> ValidationReport:
        """The report of `validate`, kept if it is green and nothing changed meanwhile."""
        before = self._before
        report = validate()
        green = not report.results and report.complete and report.deterministic
        if before[1] and green and self._state() == before:
            content = _written(report)
            with suppress(OSError):
                if _read(content) == report and (folder := private_cache(_NAME)):
                    _write(folder, f"{before[1]}.json", content)
        return report

    @cached_property
    def _before(self) -> tuple[Mark, str | None]:
        """The state at first sight."""
        return self._state()

    def _state(self) -> tuple[Mark, str | None]:
        """The files, which are not the same if one changes and changes back, and their digest."""
        with suppress(OSError):
            return mark_of(self._files_read()), self._hash_all()
        return frozenset(), None

    def _hash_all(self) -> str | None:
        """A digest of everything that the report depends on; None if part of it cannot be read."""
        try:
            return digest_of_parts(self._dependencies())
        except (OSError, ProjectError):
            return None

    def _dependencies(self) -> Iterator[bytes]:
        yield repr((self.project, self.sources, self.selection, date.today())).encode()  # noqa: DTZ011
        yield os.fsencode(self.project.root.resolve())
        yield from software_state(_LIBRARIES)
        yield repr(list(unread_files(self.project))).encode()
        read = list(self._files_read())
        for path in read:
            yield os.fsencode(path)
            yield content_digest(path)
        for path in self._files_there(set(read)):
            yield os.fsencode(path)
            yield _mark(path)

    def _files_read(self) -> Iterator[Path]:
        """The files whose content a check may read."""
        yield from self.project.graph_files
        yield from self.project.evidence
        for question in self.project.queries:
            yield from files_of(question)
        if self.sources is not None:
            yield from sorted(self.sources.iterdir())

    def _files_there(self, read: Collection[Path]) -> Iterator[Path]:
        """Folders and files whose existence alone matters: they may be large, no check reads them.

        Those whose beginnings matter are among the unread files; tables are as their times say.
        """
        yield from tables_read(self.project)
        for name in _PARTS:
            folder = self.project.root / name
            if folder.is_dir():
                yield folder
                files = files_below(folder, bounds=link_bounds(self.project.root))
                yield from (path for path in sorted(files) if path not in read)


def _mark(path: Path) -> bytes:
    """Time and size of a file, which show a change without reading it; empty if not a file."""
    if not path.is_file():
        return b""
    status = path.stat()
    return repr((status.st_mtime_ns, status.st_size)).encode()


def _written(report: ValidationReport) -> str:
    return json.dumps(as_table(report), default=os.fspath)


def _read(written: str) -> ValidationReport:
    """The report that `_written` made; raises ValueError or ProjectError for anything else."""
    content = json.loads(written)
    if not isinstance(content, dict) or content.get("results"):
        raise ValueError("a green report has no results")
    return read_table(ValidationReport, content, _NAME)


def _write(folder: Path, name: str, content: str) -> None:
    with replaced(folder / name) as draft:
        draft.write_text(content, encoding="utf-8")
    kept = sorted(folder.glob("*.json"), key=lambda path: path.stat().st_mtime_ns)
    for path in kept[:-_MOST_REPORTS]:
        path.unlink()
