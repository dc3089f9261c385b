"""Temporary folders that do not stay, even when the process that made them is killed.

Each is locked as long as its process lives. The next process that makes one removes those of this
user that nobody has locked any more: they hold copies of graphs, large ones and private ones.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_PREFIX = "schlaglicht-tmp-"
_NEW = "schlaglicht-new-"
"""Prefix until the folder is locked, so that it does not look like one that is left over."""


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """A new folder, readable by this user alone, which is removed at the end of the context.

    Raises OSError where there is no room for it.
    """
    _remove_abandoned(Path(tempfile.gettempdir()))
    new = Path(tempfile.mkdtemp(prefix=_NEW))
    folder = new.with_name(_PREFIX + new.name.removeprefix(_NEW))
    lock = os.open(new, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        new.rename(folder)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def _remove_abandoned(place: Path) -> None:
    for folder in place.glob(f"{_PREFIX}*"):
        with suppress(OSError):  # another process removes it, or it is not ours
            _remove_if_abandoned(folder)


def _remove_if_abandoned(folder: Path) -> None:
    lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        if _is_ours(os.fstat(lock)):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(lock)


def _is_ours(status: os.stat_result) -> bool:
    return status.st_uid == os.getuid() and not status.st_mode & (stat.S_IRWXG | stat.S_IRWXO)
