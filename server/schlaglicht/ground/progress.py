"""Progress of long work, for the person who waits for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import SEEK_END, BufferedReader, BytesIO, FileIO
from pathlib import Path

from schlaglicht.i18n import Message

_BETWEEN_REPORTS = 2**20
"""Bytes between two reports of a reader."""


class Progress:
    """Receives reports on work; this one ignores them."""

    def files(self, paths: Sequence[Path]) -> Iterable[Path]:
        """The same files, each as it is about to be read."""
        return paths

    def stage(self, name: Message) -> None:
        """Work of another kind begins."""

    def rest(self) -> None:
        """The work is done, or others are to be seen: nothing is shown until it goes on."""

    def count(self, done: int, total: int) -> None:
        """`done` of `total` things of the present file or stage are done."""


SILENT = Progress()

_STEPS = 1_000


class Part(Progress):
    """A part of the work on a file, from one share of it to another."""

    def __init__(self, whole: Progress, start: float, end: float) -> None:
        self._whole = whole
        self._start, self._length = start, end - start

    def count(self, done: int, total: int) -> None:
        """Reports to the whole how much of it is done."""
        self._whole.count(
            round((self._start + self._length * (done / total if total else 1)) * _STEPS), _STEPS
        )


class ReportingReader(BufferedReader):
    """A file, or content in memory, that reports now and then how much of it has been read."""

    def __init__(self, source: FileIO | BytesIO, progress: Progress) -> None:
        super().__init__(source, _BETWEEN_REPORTS)
        start = self.tell()
        self._total = self.seek(0, SEEK_END)
        self.seek(start)
        self._progress = progress
        self._reported = 0

    def read(self, size: int | None = -1, /) -> bytes:
        """The next bytes."""
        at = self.tell()
        if at - self._reported >= _BETWEEN_REPORTS:
            self._reported = at
            self._progress.count(at, self._total)
        return super().read(size)
