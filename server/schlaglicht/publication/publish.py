"""Writes versions into a publication, and brings them into a folder, each file checked."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from hashlib import file_digest, sha256
from pathlib import Path
from types import MappingProxyType

from schlaglicht.errors import ProjectError
from schlaglicht.ground.atomic_file import made_once, replaced, write_file
from schlaglicht.publication.source import (
    CURRENT,
    Content,
    Current,
    Manifest,
    Source,
    manifest_path,
    name_path,
    object_path,
    read_manifest,
    read_named,
    read_small,
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


def pull(
    source: Source,
    version: str,
    folder: Path,
    *,
    software: str,
    held: Mapping[Content, Path] = MappingProxyType({}),
) -> Manifest:
    """Makes `folder` of the files of a version, whole or not at all.

    Contents that are `held` already are linked, not read again. Raises ProjectError if a file is
    missing or not what its digest says, if another `software` made it, or the disk has no room.
    """
    manifest = read_manifest(read_small(source, manifest_path(version)), version)
    if manifest.software != software:
        raise ProjectError(f"it was made by {manifest.software}, and this is {software}")
    try:
        missing = sum(content.size for content in manifest.files.values() if content not in held)
        if missing > shutil.disk_usage(folder.parent).free:
            raise ProjectError(f"there is no room for {missing:,} bytes")
        with made_once(folder) as draft:
            for path, content in manifest.files.items():
                target = draft / path
                target.parent.mkdir(parents=True, exist_ok=True)
                if not _is_linked(target, held.get(content)):
                    _write(source, content, target)
    except OSError as error:
        raise ProjectError(f"the files cannot be written: {error.strerror}") from error
    return manifest


def contents_of(manifest: Manifest, folder: Path) -> Mapping[Content, Path]:
    """The files of a version that was pulled into `folder`, by their contents."""
    return {content: folder / path for path, content in manifest.files.items()}


def _is_linked(target: Path, held: Path | None) -> bool:
    if held is not None:
        with suppress(OSError):  # gone, or not a file system that links
            os.link(held, target)
            return True
    return False


def _write(source: Source, content: Content, target: Path) -> None:
    path, digest, length = object_path(content), sha256(), 0
    with target.open("xb") as file:
        for part in source.chunks(path, content.size):
            file.write(part)
            digest.update(part)
            length += len(part)
    if (digest.hexdigest(), length) != (content.sha256, content.size):
        raise ProjectError(f"{path}: its content does not have that digest")
