"""Changes of a project's files in git."""

from __future__ import annotations

from dataclasses import dataclass

from schlaglicht.errors import ProjectError
from schlaglicht.git import ask_git
from schlaglicht.project import Project

MOST_CHANGES = 30
"""Maximum number of changes, the newest."""

_SECONDS = 10
"""Time limit of git."""

_FORMAT = "%H%x1f%cI%x1f%s%x1e"


@dataclass(frozen=True)
class Revision:
    """One change of the files: its commit, the time with its zone, and the subject line."""

    commit: str
    time: str
    subject: str


def read_history(project: Project) -> tuple[Revision, ...]:
    """The changes of a project's files, the newest first; empty without a git history.

    Merges are skipped: the changes they bring in are listed before them.
    """
    files = [str(path.absolute()) for path in (*project.graph_files, *project.evidence)]
    options = (f"-n{MOST_CHANGES}", "--no-merges", f"--format={_FORMAT}", "--", *files)
    try:
        log = ask_git(project.root, "log", *options, seconds=_SECONDS)
    except ProjectError:
        return ()
    parts = [entry.strip("\n").split("\x1f") for entry in log.split("\x1e")]
    return tuple(Revision(*part) for part in parts if len(part) == 3)
