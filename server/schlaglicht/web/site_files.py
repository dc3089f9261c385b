"""Files of a project that the settings of its site name, such as a logo."""

from __future__ import annotations

from pathlib import Path

from schlaglicht.errors import ProjectError
from schlaglicht.project import Project


def read_site_file(project: Project, name: str, setting: str, largest: int) -> bytes:
    """The content of the file `name`, at most `largest` KiB of it.

    Raises ProjectError for a file that is missing, outside of the project or larger.
    """
    path, where = project.root / name, place_of(project, setting)
    if not _is_inside(project.root, path):
        raise ProjectError(f"{where} must be a file in the project, not {name}")
    if not path.is_file():  # a pipe would be waited for
        raise ProjectError(f"{where}: there is no file {name}")
    try:
        with path.open("rb") as file:
            content = file.read(largest * 1024 + 1)
    except OSError as error:
        raise ProjectError(f"{where}: {path}: {error.strerror}") from error
    if len(content) > largest * 1024:
        raise ProjectError(f"{where}: {path} is larger than {largest} KiB")
    return content


def place_of(project: Project, setting: str) -> str:
    """The beginning of a message about a setting of `[site]`."""
    return f"{project.root}: site: {setting}"


def _is_inside(folder: Path, path: Path) -> bool:
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError, ValueError):  # links in a circle, a character invalid in names
        return False
