"""The folder of a user's cache, and in it those of this program."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

_OTHERS_MAY = stat.S_IRWXG | stat.S_IRWXO


def user_cache() -> Path:
    """The folder for what programs keep for this user; raises RuntimeError without a home.

    https://specifications.freedesktop.org/basedir-spec/latest/: a relative path is not one.
    """
    named = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return named if named.is_absolute() else Path.home() / ".cache"


def private_cache(name: str) -> Path | None:
    """The folder of this user alone for what is kept under a name; None if it is not possible.

    Anyone who can write there decides what the next run says.
    """
    with suppress(OSError, RuntimeError):  # without a home folder
        folder = user_cache() / "schlaglicht" / name
        folder.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):
            folder.mkdir(mode=0o700)
        if _is_private(folder):
            return folder
    return None


def _is_private(folder: Path) -> bool:
    status = folder.lstat()
    is_ours = status.st_uid == os.getuid() and not status.st_mode & _OTHERS_MAY
    return stat.S_ISDIR(status.st_mode) and is_ours
