"""The table by which faults are switched on and off in processes that run."""

from __future__ import annotations

import mmap
import os
import struct
from pathlib import Path

KINDS = ("main", "web", "fork server", "engine", "work", "preloaded")
"""Kinds of processes; work is what the first process starts beside web processes, and these until
they know what they are. Both are forks of the preloaded one."""

_ROW = struct.Struct("@16sd")
_CLOCK = len(KINDS)
"""The row of the clock, which all kinds share."""
_BEGUN = _CLOCK + 1
"""The row by which the first process says that it runs our program, not only Python."""


class Rows:
    """A row per kind of process: the name of a fault, and an amount."""

    def __init__(self, path: Path) -> None:
        """Opens the table, or makes one without faults."""
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        os.ftruncate(handle, _ROW.size * (_BEGUN + 1))
        self._bytes = mmap.mmap(handle, 0)
        os.close(handle)

    def __getitem__(self, number: int) -> tuple[str, float]:
        name, amount = _ROW.unpack_from(self._bytes, number * _ROW.size)
        return name.rstrip(b"\0").decode(), amount

    def __setitem__(self, number: int, fault: tuple[str, float]) -> None:
        _ROW.pack_into(self._bytes, number * _ROW.size, fault[0].encode(), fault[1])

    @property
    def clock(self) -> float:
        """Seconds by which the clock of the day is off."""
        return self[_CLOCK][1]

    @clock.setter
    def clock(self, seconds: float) -> None:
        self[_CLOCK] = "", seconds

    @property
    def has_begun(self) -> bool:
        """True from when the first process loads our program."""
        return self[_BEGUN][1] > 0

    def set_begun(self) -> None:
        """Says so."""
        self[_BEGUN] = "", 1
