"""Brings a version of a publication into a folder, each file checked by its digest."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

from schlaglicht.errors import ProjectError
from schlaglicht.ground.atomic_file import made_once
from schlaglicht.publication.manifest import (
    Content,
    Manifest,
    manifest_path,
    object_path,
    read_manifest,
)
from schlaglicht.publication.source import Source, read_small


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
