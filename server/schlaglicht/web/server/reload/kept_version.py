"""Versions kept for the next start: a server whose files have not changed parses none.

Each is a folder in the user's cache that holds what is made of the files: the snapshot, the index
of pages, and the store of a large dataset (`dataset/kept_snapshots`).
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from schlaglicht.dataset.index import index_path
from schlaglicht.dataset.kept_snapshots import (
    LEAST_TRIPLES,
    VALUE,
    evict,
    recalled,
    remove,
    state_of,
    write_value,
)
from schlaglicht.dataset.snapshot import Snapshot
from schlaglicht.engine.disk_store import source_of
from schlaglicht.ground.atomic_file import made_once
from schlaglicht.ground.software_state import private_cache
from schlaglicht.project import Project

MOST_BYTES = 4 * 2**30
"""Size of all that is kept; what was used longest ago goes first."""

_KIND = "served"


def recall_version(state: str | None, folder: Path) -> Snapshot | None:
    """The kept snapshot of that state, its files put into `folder`; else None."""
    cache = private_cache(_KIND) if state else None
    if cache is None or state is None:
        return None
    with recalled(cache / state) as found:
        if found is None:
            return None
        parts = [path for path in found.path.parent.iterdir() if path.name != VALUE]
        try:
            for path in parts:
                _put(path, folder / path.name)
        except OSError:  # no room: least of all for a version in part
            for path in parts:
                _remove(folder / path.name)
            return None
        return replace(found, path=folder / found.path.name)


def keep_version(project: Project, state: str | None, snapshot: Snapshot) -> None:
    """Keeps what was made of a project in that state, unless it is small, kept, or too large.

    For work aside: without room or rights, or after a change of the files, nothing is kept.
    """
    cache = private_cache(_KIND) if snapshot.all_triples >= LEAST_TRIPLES else None
    if cache is None or state is None:
        return
    with recalled(cache / state) as found:
        if found is not None:
            return
    parts = _parts_of(snapshot)
    if sum(map(_size_of, parts)) > MOST_BYTES or state_of(project) != state:
        return
    with suppress(OSError):
        remove(cache / state)  # what is damaged
        with made_once(cache / state) as draft:
            draft.mkdir(mode=0o700)
            for path in parts:
                _put(path, draft / path.name)
            write_value(snapshot, draft)
        evict(cache, spared=cache / state, most=MOST_BYTES)


def _parts_of(snapshot: Snapshot) -> set[Path]:
    """The files of a snapshot, and the folder of its store if it has one."""
    source = source_of(snapshot.engine_path)
    return {snapshot.path, snapshot.engine_path, source, index_path(snapshot)}


def _size_of(path: Path) -> int:
    files = path.iterdir() if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files)


def _put(source: Path, target: Path) -> None:
    """Gives a file or folder another name, which costs nothing, or copies it to another disk."""
    if source.is_dir():
        target.mkdir()
        for path in source.iterdir():
            _put(path, target / path.name)
        return
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
