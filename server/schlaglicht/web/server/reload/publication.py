"""What the main process hands to the web process: the version to serve, and how reading it went.

It is one file in a folder that nobody else can enter, replaced in one step. A web process that is
started again therefore begins with the newest version, whichever one its predecessor served.
"""

from __future__ import annotations

import os
import pickle
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from schlaglicht.atomic_file import replaced
from schlaglicht.dataset.snapshot import Snapshot
from schlaglicht.project import Project
from schlaglicht.questions import Question
from schlaglicht.web.server.validation_summary import Findings

_FILE = "publication"


@dataclass(frozen=True)
class Reload:
    """The last attempt to load the files anew."""

    time: datetime
    succeeded: bool
    detail: str
    """One sentence, without paths of the server."""


@dataclass(frozen=True)
class Publication:
    """One version of a project, ready to be served."""

    project: Project
    snapshot: Snapshot
    questions: tuple[Question, ...]
    reload: Reload | None = None
    findings: Findings | None = None
    """What its validation said; None as long as it has not been validated."""


def write_publication(publication: Publication, folder: Path) -> None:
    """Replaces what `folder` holds by `publication`."""
    with replaced(folder / _FILE) as draft:
        draft.write_bytes(pickle.dumps(publication))


def read_publication(folder: Path) -> Publication:
    """What was written last; only for a folder that belongs to this server."""
    content: Publication = pickle.loads((folder / _FILE).read_bytes())
    return content


def publication_mark(folder: Path) -> tuple[int, int]:
    """Differs between any two publications in `folder`."""
    found = os.stat(folder / _FILE)  # noqa: PTH116 - five times per second
    return found.st_ino, found.st_mtime_ns
