"""`schlaglicht validate --watch`: waits for changes to the files of a project."""

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
"""State of some files: names, sizes in bytes, modification times in nanoseconds."""


def watch(check: Callable[[], None], paths: Sequence[Path], sources: Path | None) -> None:
    """Runs `check` now, and again whenever a file of the project at `paths` changes.

    Never returns; files that cannot be read are reported, and watched.
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
    """The files that a validation reads; the settings files if the project cannot be opened."""
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
    """The current state of files, without missing ones."""
    return frozenset(_marks(paths))


def changes(look: Callable[[], Mark], *, seconds: float = 0.5) -> Iterator[None]:
    """Yields at once, and then whenever `look` has returned a new state twice in a row.

    Calls `look` every `seconds`; never ends by itself.
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
