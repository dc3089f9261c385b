"""Progress on standard error: on a terminal one line, erased in the end, else a few lines.

Nothing is shown of work that takes no longer than a moment. All is decided when the work says how
it goes on: no thread and no timer, which would keep processes from being forked.
"""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import click

from schlaglicht.cli.options import reader_language, translated
from schlaglicht.ground.progress import SILENT, Progress
from schlaglicht.ground.text import visible
from schlaglicht.i18n import Message, msg

_MOMENT = 1.0
"""Seconds of work of which nothing is shown, nor how long the rest will take."""
_LARGE = 5_000_000
"""Bytes of a file that takes longer than a moment, so that it is shown at once."""
_TELLING = 0.1
"""Share of the files from which the time that is left is estimated."""
_SMOOTH = 0.1
"""Seconds between two states of the line on a terminal."""
_FIRST_GAP, _LATER_GAP = 5.0, 0.2
"""Seconds between two lines elsewhere, and the share of the time so far if that is more: their
number grows with the logarithm of the time."""
verbose_option = click.option(
    "--verbose",
    "-v",
    is_flag=True,
    help="Show progress without a terminal, too.",
)
"""`--verbose`, which sets `verbose`."""


@contextmanager
def shown_progress(*, verbose: bool = False) -> Iterator[Progress]:
    """Progress for the commands that wait: a line on a terminal, with `verbose` lines elsewhere."""
    if sys.stderr is not None and sys.stderr.isatty():
        line = _Line()
        try:
            yield line
        finally:
            line.rest()
    else:
        yield _Lines() if verbose else SILENT


class _Shown(Progress):
    """Puts progress into words; shows them as a subclass decides."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._start = clock()
        self._now: Callable[[int, int], str] = _counted

    def files(self, paths: Sequence[Path]) -> Iterable[Path]:
        """Shows the number of each file, and the time left once some have been read."""
        reading = _Reading([_size(path) for path in paths], self._clock)
        for number, path in enumerate(paths):
            self._now = reading.words(path, number)
            self._begin(is_new=number == 0, is_large=reading.sizes[number] > _LARGE)
            yield path

    def stage(self, name: Message) -> None:
        """Shows the name."""
        self._now = lambda done, total: f"{translated(name)}{_counted(done, total)} …"
        self._begin(is_new=True)

    def count(self, done: int, total: int) -> None:
        """Shows it."""
        self._go_on(lambda: self._now(done, total))

    def _begin(self, *, is_new: bool, is_large: bool = False) -> None:
        """Another file, or another stage, is the present one."""
        raise NotImplementedError

    def _go_on(self, words: Callable[[], str]) -> None:
        """The present file or stage continues."""
        raise NotImplementedError


class _Line(_Shown):
    """One line that replaces itself."""

    _latest = float("-inf")

    def rest(self) -> None:
        """Leaves the line empty."""
        if self._latest >= self._start:
            _write("\r\x1b[K")

    def _begin(self, *, is_new: bool, is_large: bool = False) -> None:  # noqa: ARG002
        if is_large or self._clock() - self._start > _MOMENT:
            self._show(self._now(0, 0))

    def _go_on(self, words: Callable[[], str]) -> None:
        now = self._clock()
        if now - self._start > _MOMENT and now - self._latest > _SMOOTH:
            self._show(words())

    def _show(self, text: str) -> None:
        self._latest = self._clock()
        width = shutil.get_terminal_size().columns - 1
        _write(f"\r\x1b[K{visible(text)[:width]}")


class _Lines(_Shown):
    """Lines, as for the log of a CI: one per stage, and more of those that take long."""

    _latest = float("-inf")

    def _begin(self, *, is_new: bool, is_large: bool = False) -> None:  # noqa: ARG002
        if is_new:
            self._show(self._now(0, 0))
        else:
            self._go_on(lambda: self._now(0, 0))

    def _go_on(self, words: Callable[[], str]) -> None:
        now = self._clock()
        if now - self._latest > max(_FIRST_GAP, _LATER_GAP * (now - self._start)):
            self._show(words())

    def _show(self, text: str) -> None:
        self._latest = self._clock()
        _write(f"{visible(text)}\n")


class _Reading:
    """Files that are read one after the other, and the time that takes."""

    def __init__(self, sizes: Sequence[int], clock: Callable[[], float]) -> None:
        self.sizes = sizes
        self._clock = clock
        self._start = clock()

    def words(self, path: Path, number: int) -> Callable[[int, int], str]:
        """The words on a file, by its number from 0, of which some steps are done."""

        def words(done: int, total: int) -> str:
            share = done / total if total else 0.0
            behind = sum(self.sizes[:number]) + share * self.sizes[number]
            text = translated(_reading(path, self.sizes[number], number + 1, len(self.sizes)))
            percent = f", {share:.0%}" if done else ""
            seconds = self._clock() - self._start
            if not behind or behind < _TELLING * sum(self.sizes) or seconds <= _MOMENT:
                return text + percent
            return text + percent + translated(_left(behind, sum(self.sizes), seconds))

        return words


def _reading(path: Path, size: int, number: int, total: int) -> Message:
    reading = msg("reading {file} ({size} MB), file {number} of {total}")
    return reading.filled(file=path.name, size=_tenths(size / 1e6), number=number, total=total)


def _left(done: float, total: int, seconds: float) -> Message:
    left = round(seconds * (total - done) / done)
    return msg(", {rate} MB/s, about {left} s left", rate=_tenths(done / seconds / 1e6), left=left)


def _counted(done: int, total: int) -> str:
    return translated(msg(", {done} of {total}", done=done, total=total)) if total else ""


def _tenths(number: float) -> str:
    """A number with one decimal place, as the reader's language writes it."""
    written = f"{number:,.1f}"
    return written.translate(str.maketrans(",.", ".,")) if reader_language() == "de" else written


def _size(path: Path) -> int:
    with suppress(OSError):
        return path.stat().st_size
    return 0


def _write(text: str) -> None:
    with suppress(OSError, UnicodeError):
        sys.stderr.write(text)
        sys.stderr.flush()
