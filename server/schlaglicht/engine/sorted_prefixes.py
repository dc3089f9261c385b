"""Turtle and TriG with their `@prefix` lines in alphabetical order.

pyoxigraph writes them in a different order in every process; equal answers must have equal bytes.
"""

from __future__ import annotations

from typing import BinaryIO

_PREFIX = b"@prefix "


class SortedPrologue:
    """A binary file that passes on its content, with the prefix lines sorted.

    Write only Turtle or TriG from pyoxigraph to it, and close it at the end.
    """

    def __init__(self, output: BinaryIO) -> None:
        self._output = output
        self._lines: list[bytes] = []
        self._rest = b""
        self._passing = False

    def write(self, content: bytes) -> int:
        """Holds whole prefix lines back until another line begins."""
        if self._passing:
            return self._output.write(content)
        *lines, self._rest = (self._rest + content).split(b"\n")
        while lines and lines[0].startswith(_PREFIX):
            self._lines.append(lines.pop(0) + b"\n")
        begun = b"\n".join([*lines, self._rest])
        if lines or not _PREFIX.startswith(begun[: len(_PREFIX)]):
            self._rest = begun
            self.close()
        return len(content)

    def flush(self) -> None:
        """Keeps holding prefix lines back."""

    def close(self) -> None:
        """Passes on the lines held back; the underlying file stays open."""
        self._passing = True
        self._output.write(b"".join(sorted(self._lines)) + self._rest)
        self._lines, self._rest = [], b""
