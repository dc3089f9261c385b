"""The answer of an engine on its way to the server, in frames."""

from __future__ import annotations

import os

from schlaglicht.engine.frames import Kind, frame

PART_SIZE = 256 * 1024
"""Bytes of an answer per frame."""


class EnoughError(Exception):
    """The requested bytes of an answer are written, and it has more."""


class AnswerParts:
    """A binary file whose content goes to the server in parts, up to a limit.

    `most` is the number of requested bytes: beyond them writing raises EnoughError, beyond
    `limit` ValueError.
    """

    def __init__(self, output: int, limit: int, most: int | None = None) -> None:
        self._output = output
        self._limit = limit
        self._most = most
        self._size = 0
        self._part = bytearray()

    def write(self, content: bytes) -> int:
        """Takes `content`; raises EnoughError and ValueError as said above."""
        if self._most is not None and self._size + len(content) > self._most:
            self._add(content[: self._most - self._size])
            self._size = self._most
            raise EnoughError
        self._size += len(content)
        if self._size > self._limit:
            raise ValueError(
                f"the answer is larger than {self._limit / 2**20:g} MiB; add LIMIT, "
                "or ask for less in each solution"
            )
        self._add(content)
        return len(content)

    def flush(self) -> None:
        """Does nothing: the rest goes out with the frame that ends the answer."""

    def tell(self) -> int:
        """Bytes written so far."""
        return self._size

    @property
    def unsent(self) -> bytes:
        """All of the answer while it is shorter than one part."""
        return bytes(self._part)

    def close(self, kind: Kind, reason: str = "") -> None:
        """Sends the frame that ends the answer."""
        body = self.unsent if kind.ends_answer else reason.encode(errors="replace")
        send_frame(self._output, kind, body)

    def _add(self, content: bytes) -> None:
        """Adds content of any length, such as one long literal; splits it into parts."""
        self._part += content
        while len(self._part) >= PART_SIZE:
            send_frame(self._output, Kind.PART, bytes(self._part[:PART_SIZE]))
            del self._part[:PART_SIZE]


def send_frame(output: int, kind: Kind, body: bytes = b"") -> None:
    """Writes one frame to the server."""
    content = frame(kind, body)
    sent = os.write(output, content)
    while sent < len(content):
        sent += os.write(output, memoryview(content)[sent:])
