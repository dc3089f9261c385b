"""Files below folders: without silently missing one, or following links out of a project.

And their changes: marks that show one, and the moment at which it is complete.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from schlaglicht.errors import ProjectError, SchlaglichtError
from schlaglicht.i18n import msg

_T = TypeVar("_T")

LINKED_FOLDERS = "SCHLAGLICHT_LINKED_FOLDERS"
"""The variable of the environment with further folders that links may lead into."""

VERSION_CONTROL = frozenset({".git", ".hg", ".jj", ".svn"})
"""Folders that belong to programs; nothing in them is a file of a project."""


@dataclass(frozen=True)
class LinkBounds:
    """The folders that links of a project may lead into.

    The files of a project may come from a stranger, who must not have others read with them
    (docs/decisions/20261127-links-stay-inside.md).
    """

    folders: tuple[Path, ...]

    def allow(self, path: Path) -> bool:
        """True if a path, after all links, lies in one of the folders, and not in git's own.

        What git-annex keeps in there is the content of files.
        """
        return self._allow(Path(os.path.realpath(path)))

    def require(self, paths: Iterable[Path]) -> None:
        """Raises ProjectError for the first of several paths that is not allowed."""
        for path, real in real_paths(paths):
            if not self._allow(real):
                raise self.error(path)

    def error(self, path: Path) -> ProjectError:
        """The error for a link that leads out."""
        return ProjectError(
            f"{path}: a link to {os.path.realpath(path)}, which is outside of {self.folders[0]}; "
            f"copy the target, or name its folder in the environment: {LINKED_FOLDERS}"
        )

    def _allow(self, real: Path) -> bool:
        for folder in self.folders:
            if real.is_relative_to(folder):
                parts = real.relative_to(folder).parts
                return ".git" not in parts or parts[parts.index(".git") + 1 :][:1] == ("annex",)
        return False


def real_paths(paths: Iterable[Path]) -> Iterator[tuple[Path, Path]]:
    """Each path, and where it is after all links; each folder is looked up once."""
    folders: dict[Path, Path] = {}
    for path in paths:
        parent = path.parent
        if parent not in folders:
            folders[parent] = Path(os.path.realpath(parent))
        real = folders[parent] / path.name
        yield path, Path(os.path.realpath(real)) if real.is_symlink() else real


def link_bounds(root: Path) -> LinkBounds:
    """The bounds of a project: its repository, or without one its folder; and what the user adds.

    The repository is the nearest folder with `.git`. The user's folders are in the environment.
    """
    own = Path(os.path.realpath(root))
    repository = next((folder for folder in (own, *own.parents) if (folder / ".git").exists()), own)
    added = os.environ.get(LINKED_FOLDERS, "").split(os.pathsep)
    return LinkBounds((repository, *(Path(os.path.realpath(name)) for name in added if name)))


def files_below(
    folder: Path, *, bounds: LinkBounds, skip: Callable[[Path], bool] = lambda _: False
) -> Iterator[Path]:
    """Every file below `folder`, in no order; none if the folder does not exist.

    Links are followed, and each folder is entered once, preferably not by a link; those for which
    `skip` returns True are not, nor those of version control. A broken link counts as a file.
    Raises ProjectError for a folder that cannot be read, or lies outside of `bounds`.
    """
    if folder.is_symlink() and not folder.exists():
        raise ProjectError(f"{folder}: a link that leads nowhere")
    waiting, linked = list[Path](), [folder] if folder.is_dir() else []
    entered: set[str] = set()
    while waiting or linked:
        if waiting:
            here = waiting.pop()
        elif not bounds.allow(here := linked.pop()):
            raise bounds.error(here)
        real = os.path.realpath(here)
        if real in entered:
            continue
        entered.add(real)
        for entry in _entries(here):
            path = Path(entry.path)
            if not _is_folder(entry):
                yield path
            elif entry.name not in VERSION_CONTROL and not skip(path):
                (linked if entry.is_symlink() else waiting).append(path)


def is_folder(path: Path) -> bool:
    """True if a path is a folder; raises ProjectError if that cannot be determined.

    Its name may be too long, or a folder above it unreadable.
    """
    try:
        return path.is_dir()
    except OSError as error:
        raise ProjectError(f"{path}: {error.strerror}") from error


def without_folder(text: str, folder: Path, name: str) -> str:
    """A text that names files by their paths below a folder, and the folder itself as `name`."""
    for each in {folder, folder.absolute(), folder.resolve()} - {Path(), Path("/")}:
        text = text.replace(f"{each}{os.sep}", "").replace(str(each), name)
    return text


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError as error:
        raise ProjectError(f"{folder}: {error.strerror}") from error


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link in a cycle, or into an unreadable folder
        return False


Mark = frozenset[tuple[str, int, int, int]]
"""State of some files: names, sizes in bytes, times of change in nanoseconds, inodes.

The time of change is that of the system: nobody sets it, as programs do that of modification.
"""

_TRIES = 5
"""How often work is begun whose files change meanwhile."""

_LOOKING = 10
"""Between two looks passes at least this many times as long as the last one took."""


def mark_of(paths: Iterable[Path]) -> Mark:
    """The current state of files, without missing ones."""
    return frozenset(_marks(paths))


def _marks(paths: Iterable[Path]) -> Iterator[tuple[str, int, int, int]]:
    for path in paths:
        try:
            state = path.stat()
        except OSError:
            continue
        yield str(path), state.st_size, state.st_ctime_ns, state.st_ino


def undisturbed(work: Callable[[], _T], look: Callable[[], object], folder: Path) -> _T:
    """The value of `work`, begun again while `look` returns another state after it than before.

    For work that reads files of a folder more than once, and is about one state of them: settings
    and the list of the files as well where it opens the project itself. Raises ProjectError if
    they change during each of some tries.
    """
    for _ in range(_TRIES):
        before = look()
        try:
            value = work()
        except SchlaglichtError:  # perhaps of what was there for a moment
            if look() == before:
                raise
            continue
        if look() == before:
            return value
    raise disturbed(folder)


def disturbed(folder: Path) -> ProjectError:
    """The error for work about one state of the files of a folder that cannot be done."""
    return ProjectError(
        msg(
            "{folder}: its files change again and again while they are read; try again once "
            "nothing writes there",
            folder=folder,
        )
    )


def changes(
    look: Callable[[], object], wait: Callable[[float], object], *, seconds: float
) -> Iterator[None]:
    """Yields at once, and then whenever `look` has returned a new state twice in a row.

    Calls `look` every `seconds`, or less often if it takes long; ends when `wait` returns True.
    """
    known = seen = look()
    pause = seconds
    yield
    while not wait(pause):
        started = time.monotonic()
        before, seen = seen, look()
        pause = max(seconds, _LOOKING * (time.monotonic() - started))
        if seen != known and seen == before:  # a program may still be writing
            known = seen
            yield
