"""Work that may take too much, in a process that has limits and can be killed.

Nothing stops a parser, not even a signal, and lack of memory ends its process. What it finds
comes through a pipe, value by value, while it goes on.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, NoReturn, TypeAlias

from schlaglicht.errors import WorkStopped
from schlaglicht.ground.processes import (
    PARENT_WATCH,
    Forked,
    can_fork,
    leave_in_order,
    signals_delayed,
)

Send: TypeAlias = Callable[[object], None]

_WAITING = 30
"""Seconds of the clock for each of the processor, after which work counts as waiting in vain."""

_SHORTEST_WAIT = 600.0
"""The fewest seconds of the clock after which it is."""


@dataclass(frozen=True)
class Bounds:
    """The most that work may take."""

    seconds: int
    """Processor time. Work that waits is stopped too, after many times as long, and ten minutes."""
    memory: int
    """Bytes, beyond what the process has that starts it; limited on Linux alone."""


def limit_process(*, seconds: int | None = None, memory: int | None = None) -> None:
    """Gives this process no more than this much processor time, and memory beyond what it has.

    A lower limit stays. Its memory is not dumped when it ends.
    """
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if seconds is not None:
        _lower(resource.RLIMIT_CPU, seconds)
    if memory is not None:
        with suppress(OSError, IndexError):  # where there is no /proc
            pages = int(Path("/proc/self/statm").read_text().split()[5])
            _lower(resource.RLIMIT_DATA, pages * resource.getpagesize() + memory)


def silence_native_code() -> None:
    """Drops what this process prints on standard error, as a parser does about its own end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


def sent_by(work: Callable[[Send], None], bounds: Bounds) -> Iterator[Any]:
    """The values that `work` sends from a process of its own.

    Raises WorkStopped when it takes more than `bounds` or breaks down; its own exceptions are
    raised here. Without bounds it runs in this process where none can be forked.
    """
    child = _Child()
    try:
        if not _may_fork() or not child.start(work, bounds):
            yield from _sent_here(work)
        else:
            yield from child.values()
    finally:
        child.end()


def _sent_here(work: Callable[[Send], None]) -> list[object]:
    values: list[object] = []
    work(values.append)
    return values


def _may_fork() -> bool:
    """True without other threads, whose locks would stay held; that for the parent holds none."""
    names = {thread.name for thread in threading.enumerate()}
    names -= {threading.main_thread().name, PARENT_WATCH}
    return can_fork() and not names


class _Child:
    """A forked process with limits, and the pipe for what it sends."""

    def __init__(self) -> None:
        self._receiver: BinaryIO | None = None
        self._process: Forked | None = None

    def start(self, work: Callable[[Send], None], bounds: Bounds) -> bool:
        """Starts the work; False if the limits of processes and files for this user forbid it."""
        with suppress(OSError), signals_delayed(), warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of a thread that only waits
            receiver, sender = os.pipe()
            self._receiver = os.fdopen(receiver, "rb")
            try:
                pid = os.fork()
                if pid == 0:
                    _work(work, bounds, receiver, sender)
                self._process = Forked(pid)
            finally:
                os.close(sender)
        return self._process is not None

    def values(self) -> Iterator[object]:
        """Values that it sends, up to its end."""
        assert self._receiver is not None
        try:
            while True:
                value, error = pickle.load(self._receiver)
                if isinstance(error, Exception):
                    raise error
                if error is not None:
                    return
                yield value
        except (EOFError, pickle.UnpicklingError) as broken:
            raise WorkStopped(self._cause()) from broken

    def end(self) -> None:
        """Ends the process, whatever it does."""
        if self._receiver is not None:
            self._receiver.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def _cause(self) -> str:
        assert self._process is not None
        causes = {-number: "time" for number in (signal.SIGXCPU, signal.SIGALRM)}
        causes |= {-number: "memory" for number in (signal.SIGABRT, signal.SIGKILL)}
        return causes.get(self._process.wait(), "breakdown")


def _work(work: Callable[[Send], None], bounds: Bounds, receiver: int, sender: int) -> NoReturn:
    """Runs the work in the child; never returns."""
    try:
        os.close(receiver)  # otherwise a write waits for ever once the parent is killed
        silence_native_code()
        leave_in_order()
        gc.freeze()  # objects of the parent are not for this process to destroy
        limit_process(seconds=bounds.seconds, memory=bounds.memory)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, max(_SHORTEST_WAIT, _WAITING * bounds.seconds))
        with suppress(Exception), open(sender, "wb") as pipe:
            pickle.dump((None, _outcome(work, pipe)), pipe, pickle.HIGHEST_PROTOCOL)
    finally:
        os._exit(0)


def _outcome(work: Callable[[Send], None], pipe: BinaryIO) -> Exception | bool:
    """True at the end of the work, else the exception that ended it."""

    def send(value: object) -> None:
        pickle.dump((value, None), pipe, pickle.HIGHEST_PROTOCOL)
        pipe.flush()

    try:
        work(send)
    except MemoryError:
        return WorkStopped("memory")
    except Exception as error:
        return error
    return True


def _lower(kind: int, limit: int) -> None:
    import resource

    soft, hard = resource.getrlimit(kind)
    known = (each for each in (soft, hard) if each != resource.RLIM_INFINITY)
    resource.setrlimit(kind, (min([limit, *known]), hard))
