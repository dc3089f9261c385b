"""Snapshots kept in the user's cache, each in a folder named by all that it depends on.

Next to the snapshot as a value lie files made of it, such as a store. All are checked by a digest
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

from schlaglicht.dataset.snapshot import Snapshot
from schlaglicht.ground.software_state import content_digest, digest_of_parts, software_state
from schlaglicht.project import Project, files_of

LEAST_TRIPLES = 20_000
"""Smaller datasets are read in less time than it takes to keep them."""

VALUE = "snapshot"
"""The name of the file that holds a snapshot as a value."""

_LONGEST_DRAFT = 24 * 60 * 60
"""Seconds after which nobody writes a folder any more."""

_LIBRARIES = ("pyoxigraph", "rdflib", "yaml")
_PLAIN = {
    ("pathlib", "PosixPath"),
    ("pathlib._local", "PosixPath"),  # the same in Python 3.13
    ("builtins", "frozenset"),
}


def state_of(project: Project) -> str | None:
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
def recalled(folder: Path) -> Iterator[Snapshot | None]:
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
        content = (folder / VALUE).read_bytes()
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
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != VALUE)
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


def write_value(snapshot: Snapshot, folder: Path) -> None:
    """Writes a snapshot as a value into a folder that has all its files; raises OSError."""
    value = pickle.dumps(replace(snapshot, path=Path(snapshot.path.name)))
    (folder / VALUE).write_bytes(_digest(folder, value) + value)


def evict(cache: Path, *, spared: Path, most: int) -> None:
    """Removes what was used longest ago, until the rest has at most `most` bytes."""
    ages = {folder: time.time() - folder.stat().st_mtime for folder in cache.iterdir()}
    total = 0
    for folder in sorted(ages, key=lambda folder: (folder != spared, ages[folder])):
        if folder.name.startswith("."):  # another process is writing it, or was ended meanwhile
            is_left = ages[folder] > _LONGEST_DRAFT
        else:
            total += sum(path.stat().st_size for path in folder.rglob("*"))
            is_left = total > most
        if is_left:
            remove(folder)


def remove(folder: Path) -> None:
    """Removes a folder, unless it is in use."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY | os.O_NOFOLLOW | os.O_DIRECTORY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
        finally:
            os.close(handle)
