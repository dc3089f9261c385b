"""The dumps of the version that is served: written once, by a process of its own.

Several web processes share a version and its folder; the first one has them written.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from schlaglicht.dataset.dumps import DumpFile, read_dumps, write_dumps
from schlaglicht.dataset.snapshot import Snapshot
from schlaglicht.errors import ProjectError
from schlaglicht.ground.processes import start_process
from schlaglicht.rdf.rdflib_logging import silence_rdflib

_PRIORITY = 10
"""The niceness of the process that writes: answers go first."""

_LONGEST = 1800
"""Seconds after which a writing process is taken for dead."""

_INTERVAL = 0.05
"""Seconds between two looks at what is written."""


@dataclass(frozen=True)
class DumpStore:
    """The dumps of a snapshot, in a folder next to it."""

    snapshot: Snapshot

    @property
    def folder(self) -> Path:
        """The folder of the files, once they are written."""
        return self.snapshot.path.with_suffix(".dumps")

    def begin(self) -> None:
        """Has the files written unless somebody has begun to; returns at once."""
        mark = self.folder.with_suffix(".begun")
        try:
            if mark.exists() and time.time() - mark.stat().st_mtime > _LONGEST:
                mark.unlink()
            mark.touch(exist_ok=False)
        except OSError:
            return
        start_process(_write, self.snapshot, self.folder, niceness=_PRIORITY)

    def files(self, *, wait: float) -> tuple[DumpFile, ...] | None:
        """The files; None when they are not written within `wait` seconds."""
        found = read_dumps(self.folder)
        if found is None:
            deadline = time.monotonic() + wait
            self.begin()
            while (found := read_dumps(self.folder)) is None and time.monotonic() < deadline:
                time.sleep(_INTERVAL)
        return found


def _write(snapshot: Snapshot, folder: Path) -> None:
    silence_rdflib()
    try:
        write_dumps(snapshot, folder)
    except (ProjectError, OSError):
        # No room, or the version is gone already: the next request may try again.
        folder.with_suffix(".begun").unlink(missing_ok=True)
