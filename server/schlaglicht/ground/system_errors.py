"""Errors by which the system says that it has no room just now, or a disk that is broken."""

from __future__ import annotations

import errno
import sqlite3

NO_ROOM = (OSError, MemoryError, sqlite3.DatabaseError)
"""The types of these errors, which other errors have too. Where one keeps an answer from being made
it also does a page that says so: the first layer answers it in a few words."""

_LACKS = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN, errno.EIO}
)


def is_of_the_system(error: BaseException) -> bool:
    """True for an error that is no fault of ours: others deserve a trace, and a report."""
    if isinstance(error, OSError):
        return error.errno in _LACKS
    if isinstance(error, sqlite3.OperationalError):  # SQLITE_ERROR is a wrong statement
        return error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_ERROR
    return isinstance(error, MemoryError) or str(error).startswith("can't start new thread")
