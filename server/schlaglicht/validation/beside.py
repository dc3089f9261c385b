"""Work done beside this process: by a forked one, which sends back the value it found.

What the work raises is raised where its value is asked for, as if it had been done there.
"""

from __future__ import annotations

import io
import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from typing import Any, NoReturn, TypeVar

_T = TypeVar("_T")

_ENDS = (signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else []))


@contextmanager
def beside(work: Callable[[], _T]) -> Iterator[Callable[[], _T]]:
    """Starts `work`, which must not change anything; yields what waits for its value.

    Where there is one processor, or no process can be had, the work is done when its value is
    asked for. It is done again there when it fails beside, to see the fault in this process. Work
    whose value nobody asks for is given up when the block ends.
    """
    if processors() == 1 or not may_fork():
        yield work
        return
    import multiprocessing

    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    worker = context.Process(target=_answer, args=(work, sender), daemon=True)
    try:
        # There may be as many processes as this user may have, or no memory for one more.
        with suppress(OSError):
            worker.start()
        sender.close()
        yield lambda: _received(receiver, work)
    finally:
        receiver.close()
        if worker.pid is not None:
            worker.terminate()
            worker.join()


def processors() -> int:
    """How many processes can run at once."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def may_fork() -> bool:
    """Whether a process can be divided: not beside other threads, whose locks would stay shut."""
    import multiprocessing

    if not hasattr(os, "fork") or sys.platform == "darwin":
        return False
    # A daemon is a process that may not have any of its own.
    return threading.active_count() == 1 and not multiprocessing.current_process().daemon


def _answer(work: Callable[[], Any], sender: Connection) -> None:
    # Ctrl-C reaches this process too: it leaves once, when the first one says so.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for end in _ENDS:
        signal.signal(end, _leave)
    with suppress(BrokenPipeError):
        try:
            content = _pickled(work())
        # Whatever it is, it is raised again where the value is asked for.
        except Exception:
            return
        sender.send_bytes(content)


def _leave(*_: object) -> NoReturn:
    """Ends this process by way of its `with` blocks, which remove files and end processes."""
    for end in _ENDS:
        signal.signal(end, signal.SIG_IGN)
    sys.exit(1)


def _received(receiver: Connection, work: Callable[[], _T]) -> _T:
    try:
        content = receiver.recv_bytes()
    except (EOFError, OSError):  # the other process ended, before its answer or within it
        return work()
    value: _T = pickle.loads(content)
    return value


class _Pickler(pickle.Pickler):
    """Pickles literals with their lexical form, which rdflib makes canonical otherwise."""

    def reducer_override(self, value: Any) -> Any:
        from rdflib import Literal

        if isinstance(value, Literal):
            return _literal, (str(value), value.language, value.datatype)
        return NotImplemented


def _pickled(value: object) -> bytes:
    content = io.BytesIO()
    _Pickler(content, pickle.HIGHEST_PROTOCOL).dump(value)
    return content.getvalue()


def _literal(text: str, language: str | None, datatype: Any) -> Any:
    from rdflib import Literal

    return Literal(text, lang=language, datatype=datatype, normalize=False)
