"""Dumps of a static site, written by a separate process while pages are copied."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from schlaglicht.dataset.dumps import write_dumps
from schlaglicht.dataset.snapshot import Snapshot
from schlaglicht.ground.processes import in_fork
from schlaglicht.web.server.dump_store import DumpStore

_NEEDING = re.compile(r"(?:dumps(?:/.*)?|catalog)", re.DOTALL)


def dumps_in_fork(snapshot: Snapshot) -> AbstractContextManager[Callable[[], None]]:
    """Starts to write the dumps of `snapshot` in a fork of this process.

    The yielded function waits for them, and raises ProjectError if they cannot be written.
    """
    return in_fork(lambda: _write(snapshot))


@contextmanager
def dumps_here(snapshot: Snapshot) -> Iterator[Callable[[], None]]:
    """Like `dumps_in_fork`, but the yielded function writes them itself."""
    yield lambda: _write(snapshot)


def needs_dumps(stem: str) -> bool:
    """True if documents with this stem describe the dumps, or are dumps."""
    return _NEEDING.fullmatch(stem) is not None


def _write(snapshot: Snapshot) -> None:
    write_dumps(snapshot, DumpStore(snapshot).folder)
