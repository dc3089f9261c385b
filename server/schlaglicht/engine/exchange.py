"""One short exchange over a socket during which no other thread of this process runs.

Python lets another thread run whenever a system call might wait, and that costs two changes of
threads, more than a small query takes altogether. Most answers are there in a fraction of a
millisecond: so long the thread that asks stays the only one. A slower engine is waited for in the
usual way, which this module leaves to its caller.
"""

from __future__ import annotations

import ctypes
import socket
from functools import lru_cache

GRACE = 1
"""Milliseconds for which an answer is waited for before other threads run."""

_SIZE = 64 * 1024
_READABLE = 0x1
"""POLLIN, the same on every system that has `poll`."""


class _Watched(ctypes.Structure):
    """https://pubs.opengroup.org/onlinepubs/9799919799/basedefs/poll.h.html."""

    _fields_ = (("fd", ctypes.c_int), ("events", ctypes.c_short), ("revents", ctypes.c_short))


class Exchange:
    """Such exchanges over one socket, by one thread at a time."""

    def __init__(self, connected: socket.socket) -> None:
        self._library = _library()
        self._handle = connected.fileno()
        self._watched = _Watched(self._handle, _READABLE, 0)
        self._content = ctypes.create_string_buffer(_SIZE)

    def send(self, content: bytes) -> int:
        """How many bytes of `content` could be sent at once; 0 when something is in the way."""
        sent: int = self._library.send(self._handle, content, len(content), _NO_WAIT)
        return max(0, sent)

    def receive(self) -> bytes:
        """What has come by the end of the grace; empty when nothing has, or an end or error."""
        if self._library.poll(self._watched, 1, GRACE) != 1:
            return b""
        size: int = self._library.recv(self._handle, self._content, _SIZE, _NO_WAIT)
        return ctypes.string_at(self._content, max(0, size))


_NO_WAIT = socket.MSG_DONTWAIT | getattr(socket, "MSG_NOSIGNAL", 0)


@lru_cache(maxsize=1)
def _library() -> ctypes.PyDLL:
    """The C library, called without letting other threads run."""
    library = ctypes.PyDLL(None)
    size, handle, number = ctypes.c_size_t, ctypes.c_int, ctypes.c_int
    library.send.argtypes = (handle, ctypes.c_char_p, size, number)
    library.recv.argtypes = (handle, ctypes.c_char_p, size, number)
    library.send.restype = library.recv.restype = ctypes.c_ssize_t
    library.poll.argtypes = (ctypes.POINTER(_Watched), ctypes.c_ulong, number)
    return library
