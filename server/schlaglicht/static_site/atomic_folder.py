"""A folder that a site replaces as a whole: readers never see half of one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from schlaglicht.errors import ProjectError
from schlaglicht.ground.atomic_file import replaced

MARK = ".schlaglicht-site.json"
"""The file that marks a folder as an export, which the next export may replace."""


@contextmanager
def replaced_folder(target: Path) -> Iterator[Path]:
    """A new folder that takes the place of `target` when the context ends well.

    `target` must be empty, an earlier export, or missing. Raises ProjectError when it is anything
    else, or cannot be written; `target` is then unchanged.
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
    """Marks `folder` as an export with these `contents`."""
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
