"""Walks folders without silently missing a file."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from schlaglicht.errors import ProjectError


def _nothing(_: Path) -> bool:
    return False


def files_below(folder: Path, *, skip: Callable[[Path], bool] = _nothing) -> Iterator[Path]:
    """Every file below `folder`, in no order; none if the folder does not exist.

    Links are followed, and each folder is entered once, preferably not by a link; those for which
    `skip` returns True are not. A broken link counts as a file. Raises ProjectError for a folder
    that cannot be read.
    """
    if folder.is_symlink() and not folder.exists():
        raise ProjectError(f"{folder}: a link that leads nowhere")
    waiting, linked = [folder] if folder.is_dir() else [], list[Path]()
    entered: set[str] = set()
    while waiting or linked:
        here = (waiting or linked).pop()
        real = os.path.realpath(here)
        if real in entered:
            continue
        entered.add(real)
        for entry in _entries(here):
            path = Path(entry.path)
            if not _is_folder(entry):
                yield path
            elif not skip(path):
                (linked if entry.is_symlink() else waiting).append(path)


def is_folder(path: Path) -> bool:
    """True if a path is a folder; raises ProjectError if that cannot be determined.

    Its name may be too long, or a folder above it unreadable.
    """
    try:
        return path.is_dir()
    except OSError as error:
        raise ProjectError(f"{path}: {error.strerror}") from error


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError as error:
        raise ProjectError(f"{folder}: {error.strerror}") from error


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link in a cycle, or into an unreadable folder
        return False
