"""When the files of a project changed, as git tells it."""

from __future__ import annotations

from dataclasses import dataclass

from schlaglicht.errors import ProjectError
from schlaglicht.git import ask_git
from schlaglicht.project import Project

MOST_CHANGES = 30
"""Changes that are told, the newest."""

_SECONDS = 10
"""Time that git has."""

_FORMAT = "%H%x1f%cI%x1f%s%x1e"


@dataclass(frozen=True)
class Revision:
    """One change of the files: its commit, the time with its zone, and what it says of itself."""

    commit: str
    time: str
    subject: str


def read_history(project: Project) -> tuple[Revision, ...]:
    """The changes of a project's files, the newest first; none where git knows nothing of them.

    A merge is no change of its own: what it brings are the changes before it.
    """
    files = [str(path.absolute()) for path in project.graph_files]
    options = (f"-n{MOST_CHANGES}", "--no-merges", f"--format={_FORMAT}", "--", *files)
    try:
        told = ask_git(project.root, "log", *options, seconds=_SECONDS)
    except ProjectError:
        return ()
    parts = [entry.strip("\n").split("\x1f") for entry in told.split("\x1e")]
    return tuple(Revision(*part) for part in parts if len(part) == 3)
