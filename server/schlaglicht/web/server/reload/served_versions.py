"""The versions in the private folder of a server: the one served, and how the others go.

The publication is one file in a folder that nobody else can enter, replaced in one step. A web
process that is started again therefore begins with the newest version, whichever one its
predecessor served.
"""

from __future__ import annotations

import os
import pickle
import shutil
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from schlaglicht.ground.atomic_file import replaced
from schlaglicht.ground.files import Mark
from schlaglicht.web.metrics import Copy, Origin, Reload
from schlaglicht.web.project_version import Version

_FILE = "publication"


@dataclass(frozen=True)
class Publication(Version):
    """One version of a project, ready to be served."""

    reload: Reload | None = None
    origin: Origin | None = None
    """Where it comes from, if this server reads a publication."""
    copy: Copy | None = None
    """The copy of a remote graph that it is made of, if it is one."""
    state: str | None = None
    """The digest under which the version is to be kept for the next start; None if it is."""
    seen: Mark = frozenset()
    """The files just before they were read: as long as they are the same, it is what they say."""


@dataclass(frozen=True)
class Refusal:
    """The reason why a version may not be served: one sentence without paths of the server."""

    reason: str


def write_publication(publication: Publication, folder: Path) -> None:
    """Replaces the publication in `folder`."""
    content = pickle.dumps(publication)
    with replaced(folder / _FILE) as draft:
        draft.write_bytes(sha256(content).digest() + content)


def read_publication(folder: Path) -> Publication:
    """The newest publication; only for a folder that belongs to this server.

    Raises OSError for one that is not as it was written.
    """
    written = (folder / _FILE).read_bytes()
    digest, content = written[: sha256().digest_size], written[sha256().digest_size :]
    if digest != sha256(content).digest():
        raise OSError("the publication is damaged; a reload writes it again")
    publication: Publication = pickle.loads(content)
    return publication


def remove_other_versions(folder: Path, *kept: Publication) -> None:
    """Removes the versions in `folder` but these; an engine may still load the one before."""
    in_use = {parent for publication in kept for parent in publication.snapshot.path.parents}
    for version in set(folder.glob("*version-*")) - in_use:
        gone = version.with_name(f"gone-{version.name}")
        with suppress(OSError):
            version.rename(gone)  # else a process that writes its dumps keeps it from going
            shutil.rmtree(gone, ignore_errors=True)


def publication_mark(folder: Path) -> tuple[int, int]:
    """Differs between any two publications in `folder`."""
    found = os.stat(folder / _FILE)  # noqa: PTH116 - five times per second
    return found.st_ino, found.st_mtime_ns


def version_folder(folder: Path, number: int) -> Path:
    """A new folder for the snapshot of one version; the first is number 0."""
    path = folder / f"version-{number}"
    path.mkdir()
    return path
