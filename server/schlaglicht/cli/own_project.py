"""The project that a command works on: that of the user, never the shipped graph by accident."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from schlaglicht.errors import ProjectError

if TYPE_CHECKING:
    from schlaglicht.project import Project


def project_of(paths: tuple[Path, ...]) -> Project:
    """The project at `paths`; raises ProjectError rather than take the shipped graph."""
    from schlaglicht.project import open_project

    project = open_project(paths)
    if not paths and not Path.cwd().is_relative_to(project.root):
        raise ProjectError(
            "no project in this folder: neither RDF nor schlaglicht.toml; name its folder, or "
            "begin one with schlaglicht init (the graph that Schlaglicht ships with is "
            f"{project.root})"
        )
    return project
