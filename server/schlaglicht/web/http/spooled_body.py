"""An answer on its way to a client, with its length, so that nothing cut off looks whole.

A WSGI server ends a body of unknown length properly even when the application fails in the
middle; granian does. A body that ends before the length it announced breaks its connection. So a
long answer goes to a file first, at the engine's speed, which is free again before the first byte
leaves: no client, however slow, holds an engine.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import BinaryIO, Self, cast

from schlaglicht.engine import StreamedAnswer
from schlaglicht.errors import EngineBusy
from schlaglicht.i18n import Message, msg

PART = 256 * 1024
"""Bytes that are handed to the server at once."""

MOST_DOWNLOADS = 16
"""Long answers on their way at once; each takes a thread and a file of at most `Limits.answer`."""


@dataclass(frozen=True)
class Body:
    """The content of a response, whose length is known before the first part is sent."""

    parts: Iterable[bytes]
    length: int


class Downloads:
    """The long answers on their way, at most `most` of them; safe for threads."""

    def __init__(self, most: int = MOST_DOWNLOADS) -> None:
        self._free = threading.BoundedSemaphore(most)

    def body_of(self, stream: StreamedAnswer) -> Body:
        """The body with that answer, whose stream it closes; a long one has a `close`.

        Raises what the stream raises, and EngineBusy when too many long answers are on their way.
        """
        try:
            if stream.is_complete:
                content = b"".join(stream)
                return Body((content,), len(content))
            return self._long_body(stream)
        finally:
            stream.close()

    def _long_body(self, stream: StreamedAnswer) -> Body:
        if not self._free.acquire(blocking=False):
            raise EngineBusy(
                msg("too many long answers are on their way; try again in a few seconds")
            )
        try:
            file = _written(stream)
            size = file.tell()
            file.seek(0)
        except BaseException:
            self._free.release()
            raise
        return Body(_Parts(file, self._free), size)


class _Parts(Iterator[bytes]):
    """The content of a file, which is closed with it."""

    def __init__(self, file: BinaryIO, free: threading.BoundedSemaphore) -> None:
        self._file = file
        self._free = free

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> bytes:
        if part := self._file.read(PART):
            return part
        raise StopIteration

    def close(self) -> None:
        """Called by the WSGI server at the end, and when the client has left."""
        if not self._file.closed:
            self._file.close()
            self._free.release()


def _written(stream: StreamedAnswer) -> BinaryIO:
    """A nameless file with the rest of the stream; the position is at its end."""
    try:
        with ExitStack() as unless_written:
            file = cast("BinaryIO", unless_written.enter_context(tempfile.TemporaryFile()))
            for part in stream:
                file.write(part)
            file.flush()
            unless_written.pop_all()
            return file
    except OSError as error:
        raise EngineBusy(_no_room()) from error


def _no_room() -> Message:
    try:
        free = shutil.disk_usage(tempfile.gettempdir()).free
    except OSError:  # not even a folder for it
        return msg("no room for a long answer now; ask for less")
    return msg(
        "no room for a long answer now ({free} MiB are free); ask for less", free=free // 2**20
    )
