"""Waits for the files of a project to change."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

Mark = frozenset[tuple[str, int, int]]
"""What tells one state of some files from another: names, sizes, times of change."""


def mark_of(paths: Iterable[Path]) -> Mark:
    """The present state of files; one that has gone is left out."""
    return frozenset(_marks(paths))


def changes(look: Callable[[], Mark], *, seconds: float = 0.5) -> Iterator[None]:
    """Yields at once, and then whenever `look` sees another state and no more change follows.

    It looks every `seconds` and never ends by itself.
    """
    while True:
        seen = look()
        yield
        while (now := look()) == seen:
            time.sleep(seconds)
        while (later := _after(seconds, look)) != now:  # a program may still be writing
            now = later


def _after(seconds: float, look: Callable[[], Mark]) -> Mark:
    time.sleep(seconds)
    return look()


def _marks(paths: Iterable[Path]) -> Iterator[tuple[str, int, int]]:
    for path in paths:
        try:
            state = path.stat()
        except OSError:
            continue
        yield str(path), state.st_size, state.st_mtime_ns
