"""Folders of RDF next to the parts of a project, found by what is in them.

A folder of any name counts if at least half of its files are RDF, so that the sources of a program
with a vocabulary among them do not. Shapes count anywhere if the project has none that it reads.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from schlaglicht.project import CONFIG_FILE
from schlaglicht.rdf.well_known_prefixes import WELL_KNOWN

_FOR_PEOPLE = {
    "doc", "docs", "documentation", "example", "examples", "fixture", "fixtures", "sample",
    "samples", "test", "testdata", "tests",
}  # fmt: skip
"""Folders whose RDF is about the project, not part of it."""

_MADE = {"_site", "build", "dist", "out", "output", "public", "release", "releases", "site"}
"""Folders of what is made from the project."""

_INSTALLED = {"__pycache__", "env", "node_modules", "site-packages", "vendor", "venv"}
"""Folders of other people's files."""

_MOST_FILES = 10_000
"""Files of a folder that are counted."""

_HEAD = 65_536
"""Bytes of a file that are enough to recognise its kind."""

_SHACL = WELL_KNOWN["sh"].encode()


@dataclass(frozen=True)
class RdfFolder:
    """A folder with RDF that nothing reads."""

    first: Path
    """The first of these files; the first with shapes if there is one."""
    part: str
    """The folder of a project that its files belong in: `shapes` or `data`."""
    files: int
    is_read: bool
    """True if other files of the folder are read."""


def find_unread(
    folder: Path, read: AbstractSet[Path], is_rdf: Callable[[Path], bool], *, lacks_shapes: bool
) -> RdfFolder | None:
    """The RDF in a folder next to the parts that nothing reads; None if that is as it should be.

    `read` are the files of the project, `lacks_shapes` is true if none of them may have shapes.
    """
    if _is_foreign(folder):
        return None
    files = list(islice(_files_below(folder), _MOST_FILES))
    rdf = list(filter(is_rdf, files))
    unread = [path for path in rdf if path not in read]
    apart = folder.name.lower() in _FOR_PEOPLE | _MADE or 2 * len(rdf) < len(files)
    if not unread or (apart and not lacks_shapes):
        return None
    shapes = next(filter(names_shacl, unread), None)
    if apart and not shapes:
        return None
    part = "shapes" if shapes else "data"
    return RdfFolder(shapes or unread[0], part, len(unread), len(unread) < len(rdf))


def _files_below(folder: Path) -> Iterator[Path]:
    """The files below a folder, without those of hidden, installed and other projects' folders."""
    for here, names, files in os.walk(folder):
        names[:] = sorted(name for name in names if not _is_foreign(Path(here, name)))
        yield from (Path(here, name) for name in sorted(files) if not name.startswith("."))


def _is_foreign(folder: Path) -> bool:
    """True if a folder is hidden, unreadable, of installed files, or a project of its own."""
    if folder.name.startswith(".") or folder.name.lower() in _INSTALLED:
        return True
    with suppress(PermissionError):
        return any((folder / name).exists() for name in (CONFIG_FILE, "pyvenv.cfg"))
    return True


def names_shacl(path: Path) -> bool:
    """True if the beginning of a file has the namespace of SHACL."""
    return _SHACL in beginning(path)


def beginning(path: Path) -> bytes:
    """The first bytes of a file, enough to recognise its kind; none if it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(_HEAD)
    except OSError:
        return b""
