"""Limits on the time that shapes take: a pattern or a query in one may go on for ever."""

from __future__ import annotations

import signal
import threading
import time
from types import FrameType, TracebackType
from typing import Any, NoReturn

from rdflib.term import Node

from schlaglicht.errors import ShapeUnfinished
from schlaglicht.ground.limit_factor import VARIABLE, raised
from schlaglicht.i18n import msg

SHAPE, WHOLE = 10.0, 300.0
"""Seconds of processor time for a shape, and for all that this process does."""

PER_NODE = 0.01
"""Seconds more for each node so far: a hundred times what an ordinary shape takes."""

PER_PAIR = 1e-6
"""Seconds more for each triple of the data, for each node: a query may compare all with all."""

_SHORTEST = 0.001
_AGAIN = 1.0
"""Seconds until the next interruption, should the code under way have swallowed one."""


class _Interrupted(BaseException):
    """Interrupts code that handles any Exception as a fault of its own."""


def whole(nodes: int, triples: int) -> float:
    """Seconds that all shapes may take for `nodes` altogether, in data of so many triples."""
    return raised(WHOLE + _share(nodes, triples))


def _share(nodes: int, triples: int) -> float:
    return (PER_NODE + PER_PAIR * triples) * nodes


class TimeLimit:
    """The time that all shapes of one validation may take in this process.

    Processor time counts, so that a busy machine changes no result. In the block of `allow`ed time
    ShapeUnfinished is raised when that is over; with `fatal`, the process ends. Only the main
    thread can be interrupted, on systems that have such a clock.
    """

    def __init__(self, nodes: int, triples: int, *, fatal: bool = False) -> None:
        self._triples = triples
        self._seconds = whole(nodes, triples)
        self._end = time.process_time() + self._seconds
        self._shape: Node | None = None
        self._allowed = self._spent = self._step = self._begin = 0.0
        self._handler: Any = signal.SIG_DFL if fatal else _interrupt
        self._before: Any = None

    def allow(self, shape: Node, nodes: int) -> float:
        """Seconds for the next step of `shape`: its share for `nodes`, and what steps before left.

        Steps of a shape follow each other. Raises ShapeUnfinished if there is no time at all.
        """
        if shape != self._shape:
            self._shape, self._allowed, self._spent = shape, SHAPE, 0.0
        self._allowed += _share(nodes, self._triples)
        left = self._end - time.process_time()
        if left <= 0:
            raise unfinished(self._seconds)
        self._step = max(min(raised(self._allowed) - self._spent, left), _SHORTEST)
        return self._spent + self._step

    def __enter__(self) -> None:
        self._begin = time.process_time()
        if hasattr(signal, "SIGPROF") and threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGPROF, self._handler)
            signal.setitimer(signal.ITIMER_PROF, self._step, _AGAIN)

    def __exit__(
        self,
        _: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._before is not None:
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.signal(signal.SIGPROF, self._before)
            self._before = None
        taken = self._spent + self._step
        self._spent += time.process_time() - self._begin
        if isinstance(error, _Interrupted):
            raise unfinished(taken).with_traceback(traceback) from None


def unfinished(seconds: float, *, out_of_memory: bool = False) -> ShapeUnfinished:
    """The error of a shape that took so long, or all the memory there was."""
    if out_of_memory:
        return ShapeUnfinished(
            msg(
                "stopped for lack of memory, unfinished; {variable} raises the limit",
                variable=VARIABLE,
            )
        )
    return ShapeUnfinished(
        msg(
            "stopped after {seconds} s of processor time, unfinished; {variable} raises the limit",
            seconds=f"{seconds:.0f}",
            variable=VARIABLE,
        )
    )


def _interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
    raise _Interrupted
