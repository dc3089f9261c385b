"""The state of software and files that a result depends on which is kept for the next run."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Iterator
from hashlib import file_digest, sha256
from importlib.util import find_spec
from pathlib import Path

from schlaglicht import __version__

PACKAGE = Path(__file__).parent.parent


def software_state(libraries: Iterable[str]) -> Iterator[bytes]:
    """Marks that differ for other versions of Python, of ours or of what is installed with it."""
    yield repr((__version__, platform.python_version(), *installed(libraries))).encode()
    yield from sorted(_marks_below(str(PACKAGE)))


def installed(libraries: Iterable[str]) -> Iterator[str]:
    """Names and versions of installed packages, from the names of their metadata folders.

    Of all packages next to one of `libraries`. Reading the metadata itself takes longer than all
    the rest of a recalled validation.
    """
    for folder in sorted({Path(_origin(name)).parents[1] for name in libraries}):
        yield from sorted(path.name for path in folder.glob("*.dist-info"))


def content_digest(path: Path) -> bytes:
    """A digest of a file, read piece by piece; empty if it is not a file."""
    if not path.is_file():
        return b""
    with path.open("rb", buffering=0) as file:
        return file_digest(file, sha256).digest()


def digest_of_parts(parts: Iterable[bytes]) -> str:
    """A digest of bytes in their order, which no other division of them has."""
    digest = sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8))
        digest.update(part)
    return digest.hexdigest()


def _origin(library: str) -> str:
    """The file that importing a library starts with."""
    spec = find_spec(library)
    if spec is None or spec.origin is None:
        raise FileNotFoundError(library)
    return spec.origin


def _marks_below(folder: str) -> Iterator[bytes]:
    """Path, time and size of each file below a folder, which show a change."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _marks_below(entry.path)
            elif not entry.name.endswith(".pyc"):
                status = entry.stat()
                yield repr((entry.path, status.st_mtime_ns, status.st_size)).encode()
