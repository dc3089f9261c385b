"""The manifest of a version, and the file that says which version is current."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import TypeVar

from schlaglicht.errors import ProjectError
from schlaglicht.settings.tables import as_table, read_table

CURRENT = "current.json"
LARGEST = 16 * 2**20
"""Bytes of a manifest or of a smaller file of a publication."""

MOST_FILES = 50_000

_FORMAT = 1
_DIGEST = re.compile(r"[0-9a-f]{64}")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_LONGEST_PATH = 1000

Value = TypeVar("Value")


@dataclass(frozen=True)
class Content:
    """The content of a file by its SHA-256, in hex, and its length in bytes."""

    sha256: str
    size: int


@dataclass(frozen=True)
class Manifest:
    """The files of one version."""

    software: str
    """The program and its version, which alone reads the files."""
    files: Mapping[str, Content]
    """By path, with `/` between its parts."""
    format: int = _FORMAT


@dataclass(frozen=True)
class Current:
    """A version and the name it was published by."""

    name: str
    version: str


def manifest_path(version: str) -> str:
    """The path of a manifest in a publication."""
    return f"versions/{version}.json"


def object_path(content: Content) -> str:
    """The path of the content of a file in a publication."""
    return f"objects/{content.sha256}"


def name_path(name: str) -> str:
    """The path of the file that has the version of a name; raises ProjectError for a bad one."""
    if not _NAME.fullmatch(name):
        raise ProjectError(
            f"{name!r} is not a name for a version: up to 64 letters, digits, '.', '_' and '-'"
        )
    return f"names/{name}.json"


def written(value: Manifest | Current) -> bytes:
    """A value as the bytes that stand in a publication, the same for the same value."""
    text = json.dumps(as_table(value), sort_keys=True, indent=1, ensure_ascii=True)
    return f"{text}\n".encode("ascii")


def read_manifest(content: bytes, version: str) -> Manifest:
    """The manifest of `version`; raises ProjectError if it is another's, or not safe to follow."""
    where = manifest_path(version)
    if sha256(content).hexdigest() != version:
        raise ProjectError(f"{where}: its content does not have that digest")
    manifest = _read(Manifest, content, where)
    if manifest.format != _FORMAT:
        raise ProjectError(f"{where}: unknown format {manifest.format}")
    if len(manifest.files) > MOST_FILES:
        raise ProjectError(f"{where}: more than {MOST_FILES:,} files")
    for path, file in manifest.files.items():
        if not _is_safe(path) or not _DIGEST.fullmatch(file.sha256) or file.size < 0:
            raise ProjectError(f"{where}: not a file of a version: {path[:100]!r}")
    return manifest


def read_named(content: bytes, where: str) -> Current:
    """A name and its version; raises ProjectError for anything else."""
    current = _read(Current, content, where)
    name_path(current.name)
    if not _DIGEST.fullmatch(current.version):
        raise ProjectError(f"{where}: not the digest of a version: {current.version[:100]!r}")
    return current


def _read(kind: type[Value], content: bytes, where: str) -> Value:
    try:
        return read_table(kind, json.loads(content), where)
    except (ValueError, RecursionError) as error:
        raise ProjectError(f"{where}: not JSON") from error


def _is_safe(path: str) -> bool:
    """True if a path stays in its folder, on every system."""
    parts = path.split("/")
    return (
        0 < len(path) <= _LONGEST_PATH
        and not any(part in ("", ".", "..") for part in parts)
        and not any(ord(sign) < 0x20 or sign in '\\:*?"<>|' for sign in path)
    )
