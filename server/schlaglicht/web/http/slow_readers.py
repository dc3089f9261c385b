"""Answers on their way to clients, of which some read slowly: limited in number and in bytes.

What is handed to the server in one piece is copied by it, and kept until the client has read it or
left; when that is cannot be known. So only short answers go that way. A longer one goes out in
parts, as the client takes them: it is held here once for all who read it, and given back when its
response is closed. Each costs the thread that waits for its client.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Self

from schlaglicht.errors import EngineBusy
from schlaglicht.i18n import msg

READERS_EXTENSION = "schlaglicht.readers"
"""The key of an application's `Readers` in `app.extensions`."""

SHORT = 2**20
"""Bytes of an answer that is handed over in one piece. The server takes nearly as many of a longer
one before it waits for the client."""

MOST_HELD = 128 * 2**20
"""Bytes of longer answers that a web process holds for those who read them."""

MOST_READERS = 128
"""Answers that a web process sends in parts at once; each takes a thread."""

_PART = 64 * 1024


class Readers:
    """The answers that are being read in parts; safe for threads."""

    def __init__(self, *, most: int = MOST_READERS, most_bytes: int = MOST_HELD) -> None:
        self._most = most
        self._most_bytes = most_bytes
        self._lock = threading.RLock()  # a response that nobody closed may end within it
        self._count = 0
        self._bytes = 0
        self._read: dict[int, tuple[bytes, int]] = {}
        """The answers and how many read each, by identity: an equal one may be another."""

    @property
    def count(self) -> int:
        """Number of answers that are being read in parts."""
        return self._count

    @property
    def held(self) -> int:
        """Bytes of the answers that are held for those who read them."""
        return self._bytes

    def parts_of(self, body: bytes) -> Iterable[bytes]:
        """The content of a response with that body; one with a `close` counts until it is closed.

        Raises EngineBusy when there are too many readers, or the body would take more than half of
        the room that is left: the larger an answer, the sooner it has to wait for others.
        """
        if len(body) <= SHORT:
            return [body]  # granian takes a list in one piece
        with self._lock:
            _, others = self._read.get(id(body), (body, 0))
            if not others and 2 * len(body) > self._most_bytes - self._bytes:
                raise too_many_readers()
            self._add_reader()
            self._read[id(body)] = body, others + 1
            self._bytes += 0 if others else len(body)
        parts = (body[at : at + _PART] for at in range(0, len(body), _PART))
        return _Parts(parts, lambda: self._let_go(body))

    def pass_on(self, stream: Iterable[bytes]) -> Iterable[bytes]:
        """A stream of which nothing is held here; it counts until it is closed.

        Closes it and raises EngineBusy when there are too many readers.
        """
        try:
            with self._lock:
                self._add_reader()
        except EngineBusy:
            close_content(stream)
            raise
        return _Parts(iter(stream), lambda: self._end_stream(stream))

    def _add_reader(self) -> None:
        if self._count >= self._most:
            raise too_many_readers()
        self._count += 1

    def _let_go(self, body: bytes) -> None:
        with self._lock:
            self._count -= 1
            _, readers = self._read.pop(id(body))
            if readers > 1:
                self._read[id(body)] = body, readers - 1
            else:
                self._bytes -= len(body)

    def _end_stream(self, stream: Iterable[bytes]) -> None:
        with self._lock:
            self._count -= 1
        close_content(stream)


class _Parts(Iterator[bytes]):
    """The parts of a response; its end is met once, with the last part or when it is closed."""

    def __init__(self, parts: Iterator[bytes], end: Callable[[], None]) -> None:
        self._parts = parts
        self._end: Callable[[], None] | None = end

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> bytes:
        try:
            return next(self._parts)
        except BaseException:  # the end, or a file that cannot be read
            self.close()
            raise

    def close(self) -> None:
        """Called by the WSGI server at the end, and when the client has left."""
        end, self._end = self._end, None
        if end is not None:
            self._parts = iter(())  # releases what it was made from
            end()

    def __del__(self) -> None:
        self.close()


def close_content(content: Iterable[bytes]) -> None:
    """Closes the content of a response: https://peps.python.org/pep-3333/#specification-details."""
    close = getattr(content, "close", None)
    if close:
        close()


def too_many_readers() -> EngineBusy:
    """The error for an answer that finds no room."""
    return EngineBusy(msg("too many long answers are being read; try again in a few seconds"))
