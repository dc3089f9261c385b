"""Changes of files: marks that show one, and the moment at which it is complete."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

Mark = frozenset[tuple[str, int, int, int]]
"""State of some files: names, sizes in bytes, modification times in nanoseconds, inodes."""

_LOOKING = 10
"""Between two looks passes at least this many times as long as the last one took."""


def mark_of(paths: Iterable[Path]) -> Mark:
    """The current state of files, without missing ones."""
    return frozenset(_marks(paths))


def _marks(paths: Iterable[Path]) -> Iterator[tuple[str, int, int, int]]:
    for path in paths:
        try:
            state = path.stat()
        except OSError:
            continue
        yield str(path), state.st_size, state.st_mtime_ns, state.st_ino


def changes(
    look: Callable[[], object], wait: Callable[[float], object], *, seconds: float
) -> Iterator[None]:
    """Yields at once, and then whenever `look` has returned a new state twice in a row.

    Calls `look` every `seconds`, or less often if it takes long; ends when `wait` returns True.
    """
    known = seen = look()
    pause = seconds
    yield
    while not wait(pause):
        started = time.monotonic()
        before, seen = seen, look()
        pause = max(seconds, _LOOKING * (time.monotonic() - started))
        if seen != known and seen == before:  # a program may still be writing
            known = seen
            yield
