"""Files that stand for a living process: the system drops their lock with it, however it ends."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import Protocol


class FileLock:
    """A file, made if it is missing, that one process has locked until it closes it or ends.

    A process of multiprocessing that gets it as an argument has it as well, and after the other.
    """

    def __init__(self, path: Path) -> None:
        """Raises BlockingIOError where another has it, OSError where it cannot be made."""
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            while not self._is_taken():
                fcntl.flock(self._handle, fcntl.LOCK_SH | fcntl.LOCK_NB)  # else another has it
        except OSError:
            self.close()
            raise

    def _is_taken(self) -> bool:
        """False where another has it, or only looks at it at this moment (`is_locked`)."""
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def __reduce__(self) -> tuple[object, ...]:
        from multiprocessing.reduction import DupFd

        return _inherited, (DupFd(self._handle),)

    def close(self) -> None:
        """Gives it up in this process."""
        os.close(self._handle)


class _Inherited(Protocol):
    def detach(self) -> int: ...


def _inherited(handle: _Inherited) -> FileLock:
    lock = FileLock.__new__(FileLock)
    lock._handle = handle.detach()  # noqa: SLF001 - as pickle sets it
    return lock


def is_locked(path: Path) -> bool:
    """True if a living process has the file; raises FileNotFoundError where there is none."""
    lock = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(lock)
    return False
