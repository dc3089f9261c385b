"""Snapshots kept for the next query: files that have not changed are not read again.

Each is a folder in the user's cache with a store on disk, which an engine opens at once.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from schlaglicht.dataset.snapshot import Snapshot, take_snapshot
from schlaglicht.dataset.snapshot_cache import (
    LEAST_TRIPLES,
    evict,
    recalled,
    remove,
    state_of,
    write_value,
)
from schlaglicht.engine.disk_store import put_on_disk
from schlaglicht.errors import ProjectError
from schlaglicht.ground.atomic_file import made_once
from schlaglicht.ground.cache_folder import private_cache
from schlaglicht.ground.files import mark_of
from schlaglicht.ground.processes import has_native_threads, in_fork
from schlaglicht.ground.progress import Progress
from schlaglicht.i18n import msg
from schlaglicht.project import Project, files_read

MOST_BYTES = 2 * 2**30
"""Size of all that is kept; what was used longest ago goes first."""


@contextmanager
def kept_snapshot(
    project: Project, temporary: Path, progress: Progress, *, strict: bool = False
) -> Iterator[Snapshot]:
    """The snapshot of a project: the one that is kept, else a new one in `temporary`.

    Nothing removes it until the context ends; when its work has succeeded, a new one is kept for
    the next time. Raises like `take_snapshot`.
    """
    seen = mark_of(files_read(project))
    cache, state = private_cache("queries"), state_of(project)
    if cache is None or state is None:
        yield take_snapshot(project, temporary, progress, strict=strict)
        return
    with recalled(cache / state) as found:
        if found is not None and not (strict and found.left_out):
            yield found
            return
    taken = take_snapshot(project, temporary, progress, strict=strict)
    yield taken
    if taken.all_triples >= LEAST_TRIPLES and mark_of(files_read(project)) == seen:
        progress.stage(msg("keeping it for the next query"))
        with suppress(OSError, ProjectError):
            _keep(taken, cache / state)
            evict(cache, spared=cache / state, most=MOST_BYTES)


def _keep(snapshot: Snapshot, target: Path) -> None:
    """Writes a folder that keeps a snapshot, in one step; raises OSError and ProjectError.

    The folder that another process keeps meanwhile stays: it may be in use.
    """
    remove(target)  # what is damaged
    with made_once(target) as draft:
        draft.mkdir(mode=0o700)
        kept = replace(snapshot, path=draft / snapshot.path.name)
        shutil.copyfile(snapshot.engine_path, kept.engine_path)
        if has_native_threads():  # of RocksDB: a fork would lack them, and wait for ever
            put_on_disk(kept)
        else:  # Ctrl-C would wait for it here
            with in_fork(lambda: put_on_disk(kept)) as written:
                written()
        with kept.engine_path.open("r+b") as file:  # the store has all but the first line
            file.truncate(len(file.readline()) if kept.private_forms else 0)
        write_value(snapshot, draft)
