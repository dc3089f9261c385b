"""Limits on the time that shapes take: a pattern or a query in one may go on for ever."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

from schlaglicht.errors import ShapeUnfinished
from schlaglicht.i18n import msg
from schlaglicht.limits import VARIABLE, raised

STEP, WHOLE = 10.0, 300.0
"""Seconds of processor time for some nodes of one shape, and for all that this process does."""

PER_NODE = 0.01
"""Seconds more for each node: a hundred times what an ordinary shape takes."""

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

    @contextmanager
    def step(self, nodes: int) -> Iterator[None]:
        """Raises ShapeUnfinished when the block takes too long for so many `nodes`.

        Only the main thread can be interrupted, on systems that have such a clock.
        """
        left = self._end - time.process_time()
        if left <= 0:
            raise _unfinished(self._seconds)
        if not hasattr(signal, "SIGPROF") or not _is_main_thread():
            yield
            return
        seconds = min(raised(STEP + PER_NODE * nodes), left)
        before = signal.signal(signal.SIGPROF, _interrupt)
        try:
            signal.setitimer(signal.ITIMER_PROF, seconds, _AGAIN)
            yield
        except _Interrupted as interrupted:
            raise _unfinished(seconds).with_traceback(interrupted.__traceback__) from None
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.signal(signal.SIGPROF, before)


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
