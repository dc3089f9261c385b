"""Snapshots kept for the next query: files that have not changed are not read again.

Each is a folder in the user's cache, named by a digest of all that the snapshot depends on: a store
on disk, which an engine opens at once, and the snapshot as a value. Both are checked by a digest
before they are used, and what is damaged counts as missing. The cache belongs to this user alone;
where it does not, or cannot be written, nothing is kept.
"""

from __future__ import annotations

import fcntl
import os
import pickle
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import is_dataclass, replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

from schlaglicht.atomic_file import made_once
from schlaglicht.dataset.snapshot import Snapshot, take_snapshot
from schlaglicht.engine.disk_store import put_on_disk
from schlaglicht.errors import ProjectError
from schlaglicht.i18n import msg
from schlaglicht.processes import beside
from schlaglicht.progress import Progress
from schlaglicht.project import Project, files_of
from schlaglicht.software_state import (
    content_digest,
    digest_of_parts,
    private_cache,
    software_state,
)

LEAST_TRIPLES = 20_000
"""Smaller datasets are read in less time than a store on disk takes to write."""

MOST_BYTES = 2 * 2**30
"""Size of all that is kept; what was used longest ago goes first."""

_LONGEST_DRAFT = 24 * 60 * 60
"""Seconds after which nobody writes a folder any more."""

_LIBRARIES = ("pyoxigraph", "rdflib", "yaml")
_VALUE = "snapshot"
_PLAIN = {("pathlib", "PosixPath"), ("builtins", "frozenset")}


@contextmanager
def kept_snapshot(project: Project, temporary: Path, progress: Progress) -> Iterator[Snapshot]:
    """The snapshot of a project: the one that is kept, else a new one, kept for the next time.

    Nothing removes it until the context ends. `temporary` is for a new one, and all there is of
    one that cannot be kept. Raises like `take_snapshot`.
    """
    cache, state = private_cache("queries"), _state(project)
    if cache is None or state is None:
        yield take_snapshot(project, temporary, progress)
        return
    with _recalled(cache / state) as recalled:
        if recalled is not None:
            yield recalled
            return
    taken = take_snapshot(project, temporary, progress)
    if taken.all_triples >= LEAST_TRIPLES and _state(project) == state:
        progress.stage(msg("keeping it for the next query"))
        with suppress(OSError, ProjectError):
            _keep(taken, cache / state)
            _evict(cache, spared=cache / state)
    with _recalled(cache / state) as recalled:
        yield recalled or taken


def _state(project: Project) -> str | None:
    """A digest of all that a snapshot depends on; None if part of it cannot be read."""
    try:
        return digest_of_parts(_dependencies(project))
    except OSError:
        return None


def _dependencies(project: Project) -> Iterator[bytes]:
    yield repr(project).encode("utf-8", "surrogateescape")
    yield from software_state(_LIBRARIES)
    questions = (file for question in project.queries for file in files_of(question))
    for path in (*project.graph_files, *project.evidence, *questions):
        yield os.fsencode(path)
        yield content_digest(path)


@contextmanager
def _recalled(folder: Path) -> Iterator[Snapshot | None]:
    """The snapshot that a folder keeps, if it is whole; no process removes it meanwhile."""
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_NOFOLLOW | os.O_DIRECTORY)
    except OSError:
        yield None
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_SH)
        found = _read(folder) if _is_still(folder, handle) else None
        if found is not None:
            with suppress(OSError):  # on a file system that nobody can write
                os.utime(folder)
        yield found
    finally:
        os.close(handle)


def _is_still(folder: Path, handle: int) -> bool:
    """False if another process removed the open folder before it was locked."""
    with suppress(OSError):
        return os.path.samestat(os.fstat(handle), folder.stat())
    return False


def _read(folder: Path) -> Snapshot | None:
    """The snapshot of a folder, with the path of its store; None if anything is damaged."""
    try:
        content = (folder / _VALUE).read_bytes()
        digest, value = content[: sha256().digest_size], content[sha256().digest_size :]
        if digest != _digest(folder, value):
            return None
        snapshot = _Value(BytesIO(value)).load()
    except (OSError, pickle.UnpicklingError, AttributeError, ImportError, EOFError, IndexError):
        return None
    if not isinstance(snapshot, Snapshot):
        return None
    return replace(snapshot, path=folder / snapshot.path)


def _digest(folder: Path, value: bytes) -> bytes:
    """A digest of a value, and of the files of the store that it belongs to."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != _VALUE)
    parts = (part for path in files for part in (os.fsencode(path.name), content_digest(path)))
    return bytes.fromhex(digest_of_parts([value, *parts]))


class _Value(pickle.Unpickler):
    """Reads values of our dataclasses alone, so that nothing read here can run."""

    def find_class(self, module: str, name: str) -> Any:
        """A dataclass of ours; raises UnpicklingError for anything else."""
        if (module, name) in _PLAIN:
            return super().find_class(module, name)
        if module.startswith("schlaglicht."):
            found = super().find_class(module, name)
            if isinstance(found, type) and is_dataclass(found):
                return found
        raise pickle.UnpicklingError(f"{module}.{name}")


def _keep(snapshot: Snapshot, target: Path) -> None:
    """Writes a folder that keeps a snapshot, in one step; raises OSError and ProjectError.

    The folder that another process keeps meanwhile stays: it may be in use.
    """
    _remove(target)  # what is damaged
    with made_once(target) as draft:
        draft.mkdir(mode=0o700)
        kept = replace(snapshot, path=draft / snapshot.path.name)
        shutil.copyfile(snapshot.engine_path, kept.engine_path)
        with beside(lambda: put_on_disk(kept)) as written:  # Ctrl-C would wait for it here
            written()
        with kept.engine_path.open("r+b") as file:  # the store has all but the first line
            file.truncate(len(file.readline()) if kept.private_forms else 0)
        value = pickle.dumps(replace(snapshot, path=Path(snapshot.path.name)))
        (draft / _VALUE).write_bytes(_digest(draft, value) + value)


def _evict(cache: Path, *, spared: Path) -> None:
    """Removes what was used longest ago, until the rest is not too large."""
    ages = {folder: time.time() - folder.stat().st_mtime for folder in cache.iterdir()}
    total = 0
    for folder in sorted(ages, key=lambda folder: (folder != spared, ages[folder])):
        if folder.name.startswith("."):  # another process is writing it, or was ended meanwhile
            is_left = ages[folder] > _LONGEST_DRAFT
        else:
            total += sum(path.stat().st_size for path in folder.rglob("*"))
            is_left = total > MOST_BYTES
        if is_left:
            _remove(folder)


def _remove(folder: Path) -> None:
    """Removes a folder, unless it is in use."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY | os.O_NOFOLLOW | os.O_DIRECTORY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
        finally:
            os.close(handle)
