"""Limits on the time that shapes take: a pattern or a query in one may go on for ever."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

from rdflib.term import Node

from schlaglicht.errors import ShapeUnfinished
from schlaglicht.ground.limits import VARIABLE, raised
from schlaglicht.i18n import msg

SHAPE, WHOLE = 10.0, 300.0
"""Seconds of processor time for a shape, and for all that this process does."""

PER_NODE = 0.01
"""Seconds more for each node so far: a hundred times what an ordinary shape takes."""

_SHORTEST = 0.001
_AGAIN = 1.0
"""Seconds until the next interruption, should the code under way have swallowed one."""


class _Interrupted(BaseException):
    """Interrupts code that handles any Exception as a fault of its own."""


class TimeLimit:
    """The time that all shapes of one validation may take in this process, `nodes` altogether.

    Processor time counts, so that a busy machine changes no result.
    """

    def __init__(self, nodes: int) -> None:
        self._seconds = raised(WHOLE + PER_NODE * nodes)
        self._end = time.process_time() + self._seconds
        self._shape: Node | None = None
        self._allowed = self._spent = 0.0

    @contextmanager
    def step(self, shape: Node, nodes: int) -> Iterator[None]:
        """Raises ShapeUnfinished when `shape` takes too long for `nodes` and those of steps before.

        Steps of a shape follow each other. Only the main thread can be interrupted, on systems that
        have such a clock.
        """
        if shape != self._shape:
            self._shape, self._allowed, self._spent = shape, SHAPE, 0.0
        self._allowed += PER_NODE * nodes
        begin = time.process_time()
        if begin >= self._end:
            raise _unfinished(self._seconds)
        if not hasattr(signal, "SIGPROF") or not _is_main_thread():
            yield
            return
        seconds = max(min(raised(self._allowed) - self._spent, self._end - begin), _SHORTEST)
        before = signal.signal(signal.SIGPROF, _interrupt)
        try:
            signal.setitimer(signal.ITIMER_PROF, seconds, _AGAIN)
            yield
        except _Interrupted as interrupted:
            taken = self._spent + seconds
            raise _unfinished(taken).with_traceback(interrupted.__traceback__) from None
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.signal(signal.SIGPROF, before)
            self._spent += time.process_time() - begin


def _is_main_thread() -> bool:
    return threading.current_thread() is threading.main_thread()


def _interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
    raise _Interrupted


def _unfinished(seconds: float) -> ShapeUnfinished:
    return ShapeUnfinished(
        msg(
            "stopped after {seconds} s of processor time, unfinished; {variable} raises the limit",
            seconds=f"{seconds:.0f}",
            variable=VARIABLE,
        )
    )
