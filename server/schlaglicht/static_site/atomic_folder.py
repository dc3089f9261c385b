"""A folder that a site may replace as a whole: nobody ever sees half of one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from schlaglicht.atomic_file import replaced
from schlaglicht.errors import ProjectError

MARK = ".schlaglicht-site.json"
"""The file that says that a folder is an export, and may be replaced by the next."""


@contextmanager
def replaced_folder(target: Path) -> Iterator[Path]:
    """A new folder that takes the place of `target` when the context ends well.

    `target` must be empty, an earlier export, or not there at all. Raises ProjectError when it
    is something else, or cannot be written; what was there is then still there.
    """
    place = target.resolve()
    _check(target, place)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with replaced(place) as new:
            new.mkdir()
            yield new
    except OSError as error:
        raise ProjectError(f"{target}: cannot be written: {error.strerror}") from error


def write_mark(folder: Path, contents: dict[str, str]) -> None:
    """Marks `folder` as an export, and says of what."""
    text = json.dumps(contents, ensure_ascii=False, indent=2) + "\n"
    (folder / MARK).write_text(text, encoding="utf-8")


def _check(target: Path, place: Path) -> None:
    if not place.exists():
        return
    if not place.is_dir():
        raise ProjectError(f"{target}: is a file; name a folder for the site")
    is_empty = next(place.iterdir(), None) is None
    if not is_empty and not (place / MARK).is_file():
        raise ProjectError(
            f"{target}: is neither empty nor an earlier export; name another folder for the site"
        )
