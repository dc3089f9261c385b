"""Progress on a terminal: one line on standard error, erased when the work is done."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from schlaglicht.cli.reader_language import said
from schlaglicht.i18n import Message, msg
from schlaglicht.progress import SILENT, Progress
from schlaglicht.terminal_text import visible

_SOONEST = 1.0
"""Seconds of reading before the time that is left is estimated."""


@contextmanager
def shown_progress() -> Iterator[Progress]:
    """Progress for the commands that wait; nothing is written unless a terminal shows it."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield SILENT
        return
    line = _Line()
    try:
        yield line
    finally:
        line.erase()


class _Line(Progress):
    """One line that replaces itself."""

    def files(self, paths: Sequence[Path]) -> Iterable[Path]:
        """Shows the number of each file, and the time left once some have been read."""
        sizes = [_size(path) for path in paths]
        start, total = time.monotonic(), sum(sizes)
        for number, path in enumerate(paths):
            done, seconds = sum(sizes[:number]), time.monotonic() - start
            shown = said(_reading(path, sizes[number], number + 1, len(paths)))
            if done and seconds > _SOONEST:
                shown += said(_left(done, total, seconds))
            self._show(shown)
            yield path

    def stage(self, name: Message) -> None:
        """Shows the name."""
        self._show(f"{said(name)} …")

    def erase(self) -> None:
        """Leaves the line empty."""
        self._write("\r\x1b[K")

    def _show(self, text: str) -> None:
        width = shutil.get_terminal_size().columns - 1
        self._write(f"\r\x1b[K{visible(text)[:width]}")

    def _write(self, text: str) -> None:
        with suppress(OSError, UnicodeError):
            sys.stderr.write(text)
            sys.stderr.flush()


def _reading(path: Path, size: int, number: int, total: int) -> Message:
    reading = msg("reading {file} ({size} MB), file {number} of {total}")
    return reading.filled(file=path.name, size=f"{size / 1e6:,.1f}", number=number, total=total)


def _left(done: int, total: int, seconds: float) -> Message:
    left = round(seconds * (total - done) / done)
    rate = f"{done / seconds / 1e6:,.1f}"
    return msg(", {rate} MB/s, about {left} s left", rate=rate, left=left)


def _size(path: Path) -> int:
    with suppress(OSError):
        return path.stat().st_size
    return 0
