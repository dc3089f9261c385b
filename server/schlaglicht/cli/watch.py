"""`schlaglicht validate --watch`: waits for the files of a project to change."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import click

from schlaglicht.errors import ProjectError
from schlaglicht.project import CONFIG_FILE, files_read, open_project

Mark = frozenset[tuple[str, int, int]]
"""What tells one state of some files from another: names, sizes, times of change."""


def watch(check: Callable[[], None], paths: Sequence[Path], sources: Path | None) -> None:
    """Checks now, and whenever a file changes of the project that `paths` name.

    It never ends by itself; what cannot be read is said, and waited for.
    """
    for _ in changes(lambda: mark_of(files_watched(paths, sources))):
        if sys.stdout.isatty():
            click.clear()
        try:
            check()
        except ProjectError as error:
            click.echo(f"schlaglicht: {error}", err=True)
        sys.stdout.flush()


def files_watched(paths: Sequence[Path], sources: Path | None) -> Iterator[Path]:
    """The files that a validation reads; as far as they are known while something is wrong."""
    try:
        project = open_project(paths)
    except ProjectError:
        yield from (path / CONFIG_FILE for path in paths)
        return
    yield from files_read(project)
    if sources is not None:
        with suppress(OSError):
            yield from sources.iterdir()


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
