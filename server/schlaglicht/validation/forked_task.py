"""Work done beside this process: by a forked one, which sends back the value it found.

What the work raises is raised where its value is asked for, as if it had been done there.
"""

from __future__ import annotations

import io
import os
import pickle
import signal
import struct
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, NoReturn, TypeVar

_T = TypeVar("_T")

_SIZE = struct.Struct("@Q")
"""What goes before the bytes of a value: how many there are."""

_PATIENCE = 2.0
"""Seconds for what a process removes before it ends."""
_SHORTEST_PAUSE, _LONGEST_PAUSE = 0.0005, 0.05

_ENDS = (signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else []))


@contextmanager
def beside(work: Callable[[], _T], *, niceness: int = 0) -> Iterator[Callable[[], _T]]:
    """Starts `work`, which must not change anything; yields what waits for its value.

    With more `niceness` its process lets others go first, as `nice` says it.
    Where there is one processor, or no process can be had, the work is done when its value is
    asked for. It is done again there when it fails beside, to see the fault in this process. Work
    whose value nobody asks for is given up when the block ends.
    """
    child = _Child(work, niceness) if processors() > 1 and may_fork() else None
    try:
        yield work if child is None else lambda: _received(child, work)
    finally:
        if child is not None:
            child.end()


def processors() -> int:
    """How many processes can run at once."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def may_fork() -> bool:
    """Whether a process can be divided: not beside other threads, whose locks would stay shut."""
    if not hasattr(os, "fork") or sys.platform == "darwin":
        return False
    return threading.active_count() == 1 and not _is_daemon()


def _is_daemon() -> bool:
    """Whether this is a process of multiprocessing that may not have any of its own."""
    processes = sys.modules.get("multiprocessing.process")
    return processes is not None and bool(processes.current_process().daemon)


class _Child:
    """A forked process at work, and the pipe through which it sends what it found.

    multiprocessing does the same and takes longer to import than most work to be done.
    """

    def __init__(self, work: Callable[[], object], niceness: int) -> None:
        self._receiver, sender = os.pipe()
        self._pid: int | None = None
        # There may be as many processes as this user may have, or no memory for one more.
        with suppress(OSError):
            self._pid = os.fork()
        if self._pid == 0:
            _answer(work, niceness, sender)
        os.close(sender)

    def content(self) -> bytes:
        """What it sent; nothing when it failed, or ended before it had sent all."""
        with open(self._receiver, "rb", closefd=False) as receiver:
            size = receiver.read(_SIZE.size)
            content = receiver.read()
        return content if size == _SIZE.pack(len(content)) else b""

    def end(self) -> None:
        """Ends it, whether or not it has sent anything."""
        os.close(self._receiver)
        if self._pid is not None:
            _end(self._pid)


def _end(process: int) -> None:
    """Ends a process, in order or else without asking: its work may keep it from leaving."""
    if _has_ended(process, within=0):
        return
    for number in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.kill(process, number)
        if _has_ended(process, within=_PATIENCE):
            return


def _has_ended(process: int, *, within: float) -> bool:
    """Whether a process is no more, some seconds from now at the latest; not to be asked again."""
    latest, pause = time.monotonic() + within, _SHORTEST_PAUSE
    try:
        while not os.waitpid(process, os.WNOHANG)[0]:
            if time.monotonic() >= latest:
                return False
            time.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)
    except ChildProcessError:  # where SIGCHLD is ignored, nothing is kept of what has ended
        return True
    return True


def _answer(work: Callable[[], object], niceness: int, sender: int) -> NoReturn:
    """What the child does: it never comes back from here."""
    try:
        with suppress(OSError):
            os.nice(niceness)
        # Ctrl-C reaches this process too: it leaves once, when the first one says so.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        for end in _ENDS:
            signal.signal(end, _leave)
        # Whatever is raised, it is raised again where the value is asked for.
        with suppress(Exception), open(sender, "wb") as pipe:
            content = _pickled(work())
            pipe.write(_SIZE.pack(len(content)))
            pipe.write(content)
    finally:
        os._exit(0)


def _leave(*_: object) -> NoReturn:
    """Ends this process by way of its `with` blocks, which remove files and end processes."""
    for end in _ENDS:
        signal.signal(end, signal.SIG_IGN)
    sys.exit(1)


def _received(child: _Child, work: Callable[[], _T]) -> _T:
    content = child.content()
    if not content:
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
