"""Turtle and TriG with their `@prefix` lines in alphabetical order.

pyoxigraph writes them in another order in every process; the same answer must be the same bytes.
"""

from __future__ import annotations

from typing import BinaryIO

_PREFIX = b"@prefix "


class SortedPrologue:
    """A binary file that passes on what is written to it, the lines of prefixes sorted.

    Write to it nothing but Turtle or TriG as pyoxigraph makes it, and close it at the end.
    """

    def __init__(self, output: BinaryIO) -> None:
        self._output = output
        self._lines: list[bytes] = []
        self._rest = b""
        self._passing = False

    def write(self, content: bytes) -> int:
        """Keep whole lines of prefixes back until another line begins."""
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
        """What is kept back stays so."""

    def close(self) -> None:
        """Pass on what was kept back; the file under this one stays open."""
        self._passing = True
        self._output.write(b"".join(sorted(self._lines)) + self._rest)
        self._lines, self._rest = [], b""
