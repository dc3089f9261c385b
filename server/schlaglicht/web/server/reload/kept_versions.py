"""Versions that are kept for the next start: what was made of large projects, by their state."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from schlaglicht.dataset.index import index_path
from schlaglicht.dataset.snapshot import Snapshot
from schlaglicht.dataset.snapshot_cache import (
    LEAST_TRIPLES,
    VALUE,
    evict,
    recalled,
    remove,
    write_value,
)
from schlaglicht.engine.disk_store import source_of
from schlaglicht.ground.atomic_file import made_once
from schlaglicht.ground.cache_folder import private_cache
from schlaglicht.ground.files import mark_of
from schlaglicht.ground.processes import ASIDE, run_in_process
from schlaglicht.project import files_read
from schlaglicht.web.server.reload.served_versions import Publication

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
                discard(folder / path.name)
            return None
        return replace(found, path=folder / found.path.name)


def keep_version(publication: Publication) -> None:
    """Keeps what was made of a project for the next start, unless it is small, kept, or too large.

    For work aside: without room or rights, or after a change of the files, nothing is kept.
    """
    project, state, snapshot = publication.project, publication.state, publication.snapshot
    cache = private_cache(_KIND) if snapshot.all_triples >= LEAST_TRIPLES else None
    if cache is None or state is None:
        return
    with recalled(cache / state) as found:
        if found is not None:
            return
    parts = _parts_of(snapshot)
    if sum(map(_size_of, parts)) > MOST_BYTES or mark_of(files_read(project)) != publication.seen:
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


def discard(path: Path) -> None:
    """Removes a file or folder, as far as it can be removed."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def keep_apart(publication: Publication) -> None:
    """Keeps a version whose index is written for the next start, unless it is small or kept.

    In a process of its own.
    """
    snapshot = publication.snapshot
    if publication.state is not None and snapshot.all_triples >= LEAST_TRIPLES:
        with suppress(OSError):
            run_in_process(keep_version, publication, niceness=ASIDE)
