"""Writes versions into a publication, names them, and goes back to earlier ones."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from hashlib import file_digest, sha256
from pathlib import Path

from schlaglicht.errors import ProjectError
from schlaglicht.ground.atomic_file import replaced, write_file
from schlaglicht.publication.manifest import (
    CURRENT,
    Content,
    Current,
    Manifest,
    manifest_path,
    name_path,
    object_path,
    read_manifest,
    read_named,
    written,
)

_SHORT = 12
"""Characters of the digest that a version without a name is called by."""


def publish_folder(folder: Path, publication: Path, software: str, name: str = "") -> Current:
    """Makes the files in `folder` the current version of `publication`, whole or not at all.

    Readers see nothing of it before all of it is on the disk. Without a name it is called by the
    beginning of its digest. Raises ProjectError if another version has the name, or nothing can be
    written.
    """
    try:
        manifest = Manifest(software, dict(_stored(folder, publication)))
        content = written(manifest)
        version = sha256(content).hexdigest()
        current = Current(name or version[:_SHORT], version)
        taken = _version_named(publication, current.name)
        if taken not in (None, version):
            raise ProjectError(f"{publication}: {current.name} is the name of another version")
        for path in (manifest_path(version), name_path(current.name)):
            (publication / path).parent.mkdir(exist_ok=True)
    except OSError as error:
        raise ProjectError(f"{publication}: cannot be written: {error.strerror}") from error
    write_file(publication / manifest_path(version), content)
    write_file(publication / name_path(current.name), written(current))
    write_file(publication / CURRENT, written(current))
    return current


def roll_back(publication: Path, name: str) -> Current:
    """Makes the version of that name current; raises ProjectError if there is none, or a part."""
    version = _version_named(publication, name)
    if version is None:
        known = ", ".join(each.name for each in names_in(publication)) or "none"
        raise ProjectError(f"{publication}: no version is called {name}; known: {known}")
    _check_whole(publication, Current(name, version))
    write_file(publication / CURRENT, written(Current(name, version)))
    return Current(name, version)


def names_in(publication: Path) -> tuple[Current, ...]:
    """The versions that have names, the latest first; raises ProjectError if it cannot be read."""
    try:
        files = sorted(
            (publication / "names").glob("*.json"), key=lambda path: -path.stat().st_mtime_ns
        )
        return tuple(read_named(path.read_bytes(), str(path)) for path in files)
    except OSError as error:
        raise ProjectError(f"{publication}: cannot be read: {error.strerror}") from error


def _check_whole(publication: Path, named: Current) -> None:
    """Raises ProjectError unless all files of a version are there as they were published."""
    path = manifest_path(named.version)
    try:
        manifest = read_manifest((publication / path).read_bytes(), named.version)
        is_whole = all(
            _has(publication / object_path(each), each) for each in manifest.files.values()
        )
    except OSError:
        is_whole = False
    if not is_whole:
        raise ProjectError(
            f"{publication}: files of {named.name} are missing or damaged; publish it again"
        )


def _version_named(publication: Path, name: str) -> str | None:
    path = publication / name_path(name)
    return read_named(path.read_bytes(), str(path)).version if path.exists() else None


def _stored(folder: Path, publication: Path) -> Iterator[tuple[str, Content]]:
    """The files below `folder`, by path, their contents written into the publication."""
    (publication / "objects").mkdir(parents=True, exist_ok=True)
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        content = _content_of(path)
        target = publication / object_path(content)
        if not _has(target, content):
            _store(path, target)
        yield path.relative_to(folder).as_posix(), content


def _content_of(path: Path) -> Content:
    with path.open("rb") as file:
        return Content(file_digest(file, "sha256").hexdigest(), path.stat().st_size)


def _has(path: Path, content: Content) -> bool:
    """True if the file is there and whole: a copy may have broken off, or a disk been full."""
    return path.exists() and _content_of(path) == content


def _store(path: Path, target: Path) -> None:
    with replaced(target) as draft:
        shutil.copyfile(path, draft)
        with draft.open("rb") as file:
            os.fsync(file.fileno())
