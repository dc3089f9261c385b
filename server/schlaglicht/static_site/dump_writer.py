"""The dumps of a site of files: written by a process of their own while pages are copied."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from schlaglicht.dataset.dumps import write_dumps
from schlaglicht.dataset.snapshot import Snapshot
from schlaglicht.processes import beside
from schlaglicht.web.server.dump_store import DumpStore

_NEEDING = re.compile(r"(?:dumps(?:/.*)?|catalog)", re.DOTALL)


def dumps_aside(snapshot: Snapshot) -> AbstractContextManager[Callable[[], None]]:
    """Has the dumps of `snapshot` written from now on, by a fork of this process.

    What is yielded waits until they are there, and raises ProjectError when they cannot be.
    """
    return beside(lambda: _write(snapshot))


@contextmanager
def dumps_here(snapshot: Snapshot) -> Iterator[Callable[[], None]]:
    """As `dumps_aside`, but whoever waits writes them."""
    yield lambda: _write(snapshot)


def needs_dumps(stem: str) -> bool:
    """Whether documents with this stem tell of the dumps, or are dumps."""
    return _NEEDING.fullmatch(stem) is not None


def _write(snapshot: Snapshot) -> None:
    write_dumps(snapshot, DumpStore(snapshot).folder)
