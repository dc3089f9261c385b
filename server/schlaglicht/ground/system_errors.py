"""Errors by which the system says that it has no room just now, or a disk that is broken."""

from __future__ import annotations

import errno
import os
import sqlite3

NO_ROOM = (OSError, MemoryError, sqlite3.DatabaseError)
"""The types of these errors, which other errors have too. Where one keeps an answer from being made
it also does a page that says so: the first layer answers it in a few words."""

_LACKS = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN, errno.EIO}
)

_WORDS = (
    "can't start new thread",
    "failed to map segment",  # a shared object that is imported
    *map(os.strerror, _LACKS),
)
"""Words of such an error where a library, or Python's import, has made another type of it."""


def is_of_the_system(error: BaseException) -> bool:
    """True for an error that is no fault of ours: others deserve a trace, and a report."""
    if isinstance(error, OSError):
        return error.errno in _LACKS
    if isinstance(error, sqlite3.OperationalError):  # SQLITE_ERROR is a wrong statement
        return error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_ERROR
    is_wrapped = isinstance(error, RuntimeError | ImportError)
    said = str(error).partition("\n")[0]
    return isinstance(error, MemoryError) or (is_wrapped and any(x in said for x in _WORDS))
