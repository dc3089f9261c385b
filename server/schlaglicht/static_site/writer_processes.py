"""Processes that copy: forked, so that each has the prepared application.

They live for many batches; a process of `processes.in_fork` computes one value only.
"""

from __future__ import annotations

import gc
import multiprocessing
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Protocol

from schlaglicht.errors import EngineLost, ProjectError
from schlaglicht.ground.processes import ignore_ends, signals_delayed
from schlaglicht.static_site.page_writer import Copied, Copier

_AHEAD = 2
"""Batches given to a process at once, so that it need not wait for the next."""

_LAST_SECONDS = 10.0
"""Seconds for a process to end its batch, and its engines, once the pipe is closed."""

_MOST_NEW_OBJECTS = 100_000
"""Threshold of the garbage collector: a request leaves almost none, and collections would take a
fifth of the time."""


class Writers(Protocol):
    """Copies batches of documents."""

    @property
    def are_free(self) -> bool:
        """True if another batch can be taken."""

    @property
    def are_busy(self) -> bool:
        """True if results are still to come."""

    def copy(self, names: Sequence[str]) -> None:
        """Takes a batch."""

    def next_result(self) -> Copied:
        """Waits for some batch, and returns its result."""


@contextmanager
def forked_writers(copier: Copier, close: Callable[[], None], processes: int) -> Iterator[Writers]:
    """Copies in `processes` processes; they end with the context, even after an error.

    Each calls `close` when it ends.
    """
    forked = _Forked()
    try:
        for _ in range(processes):
            forked.add(copier, close)
        yield forked
    finally:
        forked.end()


class HereWriter:
    """Copies in this process."""

    def __init__(self, copier: Copier) -> None:
        self._copier = copier
        self._waiting: deque[Sequence[str]] = deque()

    @property
    def are_free(self) -> bool:
        """As in Writers."""
        return not self._waiting

    @property
    def are_busy(self) -> bool:
        """As in Writers."""
        return bool(self._waiting)

    def copy(self, names: Sequence[str]) -> None:
        """As in Writers."""
        self._waiting.append(names)

    def next_result(self) -> Copied:
        """As in Writers."""
        try:
            return self._copier.copy(self._waiting.popleft())
        except OSError as error:
            raise _unwritable(error) from error


class _Forked:
    def __init__(self) -> None:
        self._batches: dict[Connection, int] = {}
        self._processes: list[BaseProcess] = []

    def add(self, copier: Copier, close: Callable[[], None]) -> None:
        """Starts another process."""
        context = multiprocessing.get_context("fork")
        mine, theirs = context.Pipe()
        self._batches[mine] = 0
        serve = _Process(copier, close, theirs, tuple(self._batches))
        process = context.Process(target=serve.run)
        with theirs, signals_delayed():
            process.start()
            self._processes.append(process)

    @property
    def are_free(self) -> bool:
        return min(self._batches.values()) < _AHEAD

    @property
    def are_busy(self) -> bool:
        return any(self._batches.values())

    def copy(self, names: Sequence[str]) -> None:
        idlest = min(self._batches, key=self._batches.__getitem__)
        self._batches[idlest] += 1
        try:
            idlest.send(names)
        except OSError as error:
            raise _lost() from error

    def next_result(self) -> Copied:
        ready = wait([pipe for pipe, batches in self._batches.items() if batches])[0]
        assert isinstance(ready, Connection)
        try:
            result = ready.recv()
        except (EOFError, OSError) as error:
            raise _lost() from error
        self._batches[ready] -= 1
        if isinstance(result, OSError):
            raise _unwritable(result) from result
        assert isinstance(result, Copied)
        return result

    def end(self) -> None:
        """Ends the processes; documents not copied by now are not needed."""
        for pipe in self._batches:
            pipe.close()
        for process in self._processes:
            process.join(_LAST_SECONDS)
            process.kill()
            process.join()


@dataclass(frozen=True)
class _Process:
    """The work of one process."""

    copier: Copier
    close: Callable[[], None]
    pipe: Connection
    others: Sequence[Connection]

    def run(self) -> None:
        """Copies the batches from the pipe until its other end is closed."""
        for other in self.others:  # otherwise no pipe would ever seem closed
            other.close()
        ignore_ends()  # in the middle of a request, one would be an error of Flask's
        gc.freeze()  # objects from before the fork are not garbage
        gc.set_threshold(_MOST_NEW_OBJECTS, 50, 50)
        try:
            while True:
                self.pipe.send(self._result(self.pipe.recv()))
        except (EOFError, ConnectionError):
            return
        finally:
            self.close()

    def _result(self, names: Sequence[str]) -> Copied | OSError:
        try:
            return self.copier.copy(names)
        except OSError as error:
            return error


def _unwritable(error: OSError) -> ProjectError:
    where = f"{error.filename}: " if error.filename else ""  # a full disk has no file name
    return ProjectError(f"the site cannot be written: {where}{error.strerror}")


def _lost() -> EngineLost:
    return EngineLost("a process that writes the site ended unexpectedly, for lack of memory?")
