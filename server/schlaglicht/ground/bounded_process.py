"""Work that may take too much, in a process that has limits and can be killed.

Nothing stops a parser, not even a signal, and lack of memory ends its process. What it finds
comes through a pipe, value by value, while it goes on.

Limits on strangers' files are raised by a factor, which only the environment sets: the author of a
hostile file would raise the limit in the project's settings next to it.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any, BinaryIO, NoReturn, TypeAlias

from schlaglicht.errors import ProjectError, WorkStopped
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


_Job: TypeAlias = tuple[Callable[[Send], None], Bounds]


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


@contextmanager
def one_process_in_turn() -> Iterator[None]:
    """Has small work that is sent within the block done by one process, one after the other.

    A process for each would take longer to start and to end than most of it takes.
    """
    if _IDLE.get() is not None:
        yield
        return
    idle: list[_Child] = []
    token = _IDLE.set(idle)
    try:
        yield
    finally:
        _IDLE.reset(token)
        for child in idle:
            child.end()


def sent_by(
    work: Callable[[Send], None], bounds: Bounds, *, is_small: bool = False
) -> Iterator[Any]:
    """The values that `work` sends from a process of its own.

    Raises WorkStopped when it takes more than `bounds` or breaks down; its own exceptions are
    raised here. Without bounds it runs in this process where none can be forked. Small work, which
    can be pickled and changes nothing there, may follow other in the same process.
    """
    idle = _IDLE.get() if is_small else None
    child = idle.pop() if idle else _Child()
    if child.is_gone():
        child.end()
        child = _Child()
    try:
        if child.takes(work, bounds, stays=idle is not None):
            yield from child.values()
        else:
            yield from _sent_here(work)
    finally:
        if idle is not None and child.is_idle:
            idle.append(child)
        else:
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


_IDLE: ContextVar[list[_Child] | None] = ContextVar("idle", default=None)
"""The process that has done small work and waits for more, if any; None outside of a block."""


class _Child:
    """A forked process with limits, the pipe for what it sends, and one for what it does next."""

    def __init__(self) -> None:
        self._receiver: BinaryIO | None = None
        self._next: BinaryIO | None = None
        self._process: Forked | None = None
        self.is_idle = False
        """True once its work is done, and it waits for more."""

    def is_gone(self) -> bool:
        """True if it has ended, as when the system has killed it while it waited."""
        return self._process is not None and self._process.poll() is not None

    def takes(self, work: Callable[[Send], None], bounds: Bounds, *, stays: bool) -> bool:
        """Has it begin the work; False where no process can be forked now."""
        if self._next is not None:
            self.is_idle = False
            with suppress(BrokenPipeError):  # then `values` finds the end of the process
                pickle.dump((work, bounds), self._next, pickle.HIGHEST_PROTOCOL)
                self._next.flush()
            return True
        return _may_fork() and self._start((work, bounds), stays=stays)

    def _start(self, job: _Job, *, stays: bool) -> bool:
        """Starts the work; False if the limits of processes and files for this user forbid it."""
        with suppress(OSError), signals_delayed(), warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of a thread that only waits
            receiver, sender = os.pipe()
            self._receiver = os.fdopen(receiver, "rb")
            jobs = None
            try:
                if stays:
                    jobs, next_ = os.pipe()
                    self._next = os.fdopen(next_, "wb")
                pid = os.fork()
                if pid == 0:
                    _work(job, receiver, sender, jobs)
                self._process = Forked(pid)
            finally:
                os.close(sender)
                if jobs is not None:
                    os.close(jobs)
        return self._process is not None

    def values(self) -> Iterator[object]:
        """Values that it sends, up to its end."""
        assert self._receiver is not None
        try:
            while True:
                value, error = pickle.load(self._receiver)
                self.is_idle = error is not None and self._next is not None
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
        if self._next is not None:
            with suppress(BrokenPipeError):  # of a rest that was not sent
                self._next.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def _cause(self) -> str:
        assert self._process is not None
        causes = {-number: "time" for number in (signal.SIGXCPU, signal.SIGALRM)}
        causes |= {-number: "memory" for number in (signal.SIGABRT, signal.SIGKILL)}
        return causes.get(self._process.wait(), "breakdown")


def _work(job: _Job, receiver: int, sender: int, jobs: int | None) -> NoReturn:
    """Runs the work in the child, then what comes by `jobs`; never returns."""
    try:
        os.close(receiver)  # otherwise a write waits for ever once the parent is killed
        if jobs is not None:
            _close_all_but(sender, jobs)
        silence_native_code()
        leave_in_order()
        gc.freeze()  # objects of the parent are not for this process to destroy
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        unlimited = _limits()
        with suppress(Exception), open(sender, "wb") as pipe:
            for work, bounds in [job] if jobs is None else _after(job, jobs):
                _limit(bounds, unlimited)
                pickle.dump((None, _outcome(work, pipe)), pipe, pickle.HIGHEST_PROTOCOL)
                pipe.flush()
    finally:
        os._exit(0)


def _close_all_but(*kept: int) -> None:
    """Closes files that others would wait for as long as this process stays."""
    start = 3
    for number in sorted(kept):
        os.closerange(start, number)
        start = number + 1
    os.closerange(start, os.sysconf("SC_OPEN_MAX"))


def _limits() -> dict[int, tuple[int, int]]:
    import resource

    kinds = resource.RLIMIT_CPU, resource.RLIMIT_DATA
    return {kind: resource.getrlimit(kind) for kind in kinds}


def _limit(bounds: Bounds, unlimited: dict[int, tuple[int, int]]) -> None:
    """Gives this process what the work it begins now may take, beyond what it took before."""
    import resource

    for kind, limits in unlimited.items():
        resource.setrlimit(kind, limits)
    limit_process(seconds=int(time.process_time()) + bounds.seconds, memory=bounds.memory)
    signal.setitimer(signal.ITIMER_REAL, max(_SHORTEST_WAIT, _WAITING * bounds.seconds))


def _after(job: _Job, jobs: int) -> Iterator[_Job]:
    """The first job, then those that come, until the parent has no more."""
    yield job
    with open(jobs, "rb") as pipe:
        while True:
            signal.setitimer(signal.ITIMER_REAL, 0)
            yield pickle.load(pipe)


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


VARIABLE = "SCHLAGLICHT_LIMITS"
"""The variable of the environment: a number by which limits are multiplied."""


def scaled(limit: float) -> float:
    """A limit as it is for this process; raises ProjectError for an invalid factor."""
    return limit * _factor()


def _factor() -> float:
    text = os.environ.get(VARIABLE, "1")
    try:
        factor = float(text)
    except ValueError:
        factor = 0
    if factor <= 0 or not isfinite(factor):
        raise ProjectError(f"{VARIABLE} must be a number above 0, not {text!r}")
    return factor
