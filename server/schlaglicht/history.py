"""When the files of a project changed, as git tells it."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass

from schlaglicht.project import Project

MOST_CHANGES = 30
"""Changes that are told, the newest."""

_SECONDS = 10
"""Time that git has."""

_FORMAT = "%H%x1f%cI%x1f%s%x1e"
_OF_HOOKS = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX")


@dataclass(frozen=True)
class Revision:
    """One change of the files: its commit, the time with its zone, and what it says of itself."""

    commit: str
    time: str
    subject: str


def read_history(project: Project) -> tuple[Revision, ...]:
    """The changes of a project's files, the newest first; none where git knows nothing of them."""
    files = [str(path.absolute()) for path in project.graph_files]
    environment = {name: value for name, value in os.environ.items() if name not in _OF_HOOKS}
    command = ["git", "-C", str(project.root), "log", f"-n{MOST_CHANGES}", f"--format={_FORMAT}"]
    try:
        done = subprocess.run(
            [*command, "--", *files],
            capture_output=True,
            check=True,
            env=environment,
            timeout=_SECONDS,
        )
    except (OSError, subprocess.SubprocessError):
        return ()
    entries = done.stdout.decode(errors="replace").split("\x1e")
    parts = [entry.strip("\n").split("\x1f") for entry in entries]
    return tuple(Revision(*part) for part in parts if len(part) == 3)
