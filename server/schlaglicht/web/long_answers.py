"""Long answers: their pages, their files, and those who read them, each limited in number.

A WSGI server ends a body of unknown length properly even when the application fails in the
middle; granian does. A body that ends before the length it announced breaks its connection. So a
long answer goes to a file first, at the engine's speed, which is free again before the first byte
leaves: no client, however slow, holds an engine.

What is handed to the server in one piece is copied by it, and kept until the client has read it or
left; when that is cannot be known. So only short answers go that way. A longer one goes out in
parts, as the client takes them: it is held here once for all who read it, and given back when its
response is closed. Each costs the thread that waits for its client.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import BinaryIO, NamedTuple, Self, cast

from schlaglicht.engine import StreamedAnswer
from schlaglicht.errors import EngineBusy
from schlaglicht.i18n import Message, msg

MOST_DRAWN = 4
"""Pages of long answers, or other long work of a kind, that a web process makes at once."""

SHORT_PAGE = 64 * 1024
"""Bytes of an answer whose page is made at once; only longer ones wait for a turn."""

_WAIT = 5.0
"""Seconds that work waits for its turn."""

_PAGES_WAIT = msg("too many pages of long answers are being made; try again in a few seconds")


class Slots:
    """Places for long work of a kind, of which few is done at once; safe for threads."""

    def __init__(
        self, most: int = MOST_DRAWN, *, wait: float = _WAIT, said: Message = _PAGES_WAIT
    ) -> None:
        self._free = threading.BoundedSemaphore(most)
        self._wait = wait
        self._said = said

    @contextmanager
    def turn(self, size: int = SHORT_PAGE + 1) -> Iterator[None]:
        """Lets the work on `size` bytes be done within; raises EngineBusy without a turn."""
        if size <= SHORT_PAGE:
            yield
            return
        if not self._free.acquire(timeout=self._wait):
            raise EngineBusy(self._said)
        try:
            yield
        finally:
            self._free.release()


PART = 256 * 1024
"""Bytes that are handed to the server at once."""

MOST_DOWNLOADS = 16
"""Long answers on their way at once; each takes a thread and a file of at most `Limits.answer`."""


class Body(NamedTuple):
    """The content of a response, whose length is known before the first part is sent."""

    parts: Iterable[bytes]
    length: int


class Downloads:
    """The long answers on their way, at most `most` of them; safe for threads."""

    def __init__(self, most: int = MOST_DOWNLOADS) -> None:
        self._free = threading.BoundedSemaphore(most)
        self._places = threading.BoundedSemaphore(MOST_DOWNLOADS)

    @contextmanager
    def waiting(self) -> Iterator[bool]:
        """True within if the request may wait for files being written, which takes a thread."""
        may_wait = self._places.acquire(blocking=False)
        try:
            yield may_wait
        finally:
            if may_wait:
                self._places.release()

    def body_of(self, stream: StreamedAnswer) -> Body:
        """The body with that answer, whose stream it closes; a long one has a `close`.

        Raises what the stream raises, and EngineBusy when too many long answers are on their way.
        """
        content = stream.content
        if content is not None:
            return Body((content,), len(content))
        try:
            return self._long_body(stream)
        finally:
            stream.close()

    def _long_body(self, stream: StreamedAnswer) -> Body:
        if not self._free.acquire(blocking=False):
            raise EngineBusy(
                msg("too many long answers are on their way; try again in a few seconds")
            )
        try:
            with ExitStack() as held:
                held.callback(self._free.release)
                file = cast("BinaryIO", held.enter_context(tempfile.TemporaryFile()))
                for part in stream:
                    file.write(part)
                size = file.tell()
                file.seek(0)
                end = held.pop_all().close
        except OSError as error:
            raise EngineBusy(_no_room()) from error
        return Body(Parts(iter(lambda: file.read(PART), b""), end), size)


def _no_room() -> Message:
    try:
        free = shutil.disk_usage(tempfile.gettempdir()).free
    except OSError:  # not even a folder for it
        return msg("no room for a long answer now; ask for less")
    return msg(
        "no room for a long answer now ({free} MiB are free); ask for less", free=free // 2**20
    )


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
        return Parts(parts, lambda: self._let_go(body))

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
        return Parts(iter(stream), lambda: self._end_stream(stream))

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


class Parts(Iterator[bytes]):
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
