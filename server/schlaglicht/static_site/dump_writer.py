"""The dumps of a site of files: written by a process of their own while pages are copied."""

from __future__ import annotations

import multiprocessing
import re
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from schlaglicht.dataset.dumps import read_dumps, write_dumps
from schlaglicht.dataset.snapshot import Snapshot
from schlaglicht.errors import ProjectError
from schlaglicht.web.server.dump_store import DumpStore

_NEEDING = re.compile(r"(?:dumps(?:/.*)?|catalog)", re.DOTALL)


@contextmanager
def dumps_aside(snapshot: Snapshot) -> Iterator[Callable[[], None]]:
    """Has the dumps of `snapshot` written from now on, by a fork of this process.

    What is yielded waits until they are there, and raises ProjectError when they cannot be.
    """
    process = multiprocessing.get_context("fork").Process(target=_try, args=(snapshot,))
    process.start()

    def wait() -> None:
        process.join()
        if read_dumps(DumpStore(snapshot).folder) is None:
            _write(snapshot)

    try:
        yield wait
    finally:
        process.terminate()
        process.join()


@contextmanager
def dumps_here(snapshot: Snapshot) -> Iterator[Callable[[], None]]:
    """As `dumps_aside`, but whoever waits writes them."""
    yield lambda: _write(snapshot)


def needs_dumps(stem: str) -> bool:
    """Whether documents with this stem tell of the dumps, or are dumps."""
    return _NEEDING.fullmatch(stem) is not None


def _try(snapshot: Snapshot) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process ends us
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # and removes what is half written
    with suppress(ProjectError):  # whoever waits tries again, and says why it fails
        _write(snapshot)


def _write(snapshot: Snapshot) -> None:
    write_dumps(snapshot, DumpStore(snapshot).folder)
