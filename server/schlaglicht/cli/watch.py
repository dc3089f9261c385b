"""`schlaglicht validate --watch`: waits for changes to the files of a project."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

import click

from schlaglicht.errors import ProjectError
from schlaglicht.ground.files import changes, mark_of
from schlaglicht.project import CONFIG_FILE, files_read, open_project

_INTERVAL = 0.5
"""Seconds between two checks of the files; more if a check takes longer than a tenth of that."""


def watch(check: Callable[[], None], paths: Sequence[Path], sources: Path | None) -> None:
    """Runs `check` now, and again whenever a file of the project at `paths` changes.

    Never returns; files that cannot be read are reported, and watched.
    """
    files = partial(files_watched, paths, sources)
    for _ in changes(lambda: mark_of(files()), time.sleep, seconds=_INTERVAL):
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
