"""Faults of what lies below Python, in each process that starts with this folder in PYTHONPATH.

Python imports this module by itself. Faults come by its own doors, the audit events, before it
opens, renames or lists a file below one of the folders in FAULTS, or starts a process or thread:
https://docs.python.org/3/library/audit_events.html
"""

from __future__ import annotations

import errno
import importlib.machinery
import importlib.util
import os
import random
import signal
import sys
import time
from pathlib import Path

from fault_rows import KINDS, Rows

_OF_FILES = {"open", "os.rename", "os.mkdir", "os.remove", "os.listdir", "os.scandir", "os.utime"}
_STARTS = {"os.fork", "subprocess.Popen", "_thread.start_new_thread"}
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_ENOUGH = 0.02
"""The most that one file may take longer."""


class _Injection:
    def __init__(self, rows: Rows, folders: tuple[str, ...]) -> None:
        self._rows = rows
        self._folders = folders
        self._kind = KINDS.index(_own_kind())

    def be(self, kind: str) -> None:
        self._kind = KINDS.index(kind)

    def be_fork(self) -> None:
        self.be({"fork server": "engine", "preloaded": "work"}.get((own := KINDS[self._kind]), own))

    def is_(self, kind: str) -> bool:
        return KINDS[self._kind] == kind

    def hook(self, event: str, arguments: tuple[object, ...]) -> None:
        if event == "import":
            if arguments[0] == "schlaglicht.cli" and self.is_("main"):
                self._rows.set_begun()
            return
        if event == "pickle.find_class":
            if arguments[1] == "AppLoader":
                self.be("web")
            return
        name, amount = self._rows[self._kind]
        if not name:
            return
        if event in _STARTS:
            self._start(name, event)
        elif event in _OF_FILES and self._is_ours(arguments[0]):
            self._touch_file(name, amount, is_write=_is_write(event, arguments))

    def _is_ours(self, path: object) -> bool:
        text = os.fsdecode(path) if isinstance(path, str | bytes | os.PathLike) else ""
        return text.startswith(self._folders)

    def _start(self, name: str, event: str) -> None:
        if name == "no threads" and random.random() < 0.7:
            if event == "_thread.start_new_thread":
                raise RuntimeError("can't start new thread")
            raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
        self._crash(name)

    def _touch_file(self, name: str, amount: float, *, is_write: bool) -> None:
        if name == "slow disk":
            time.sleep(amount * _ENOUGH)
        elif name == "broken disk" and random.random() < amount:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        elif name == "no room" and is_write:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        elif name == "no memory" and random.random() < amount:
            raise MemoryError
        self._crash(name)

    def _crash(self, name: str) -> None:
        """Ends the process at one of its next steps, which the amount counts."""
        number, left = self._kind, self._rows[self._kind][1]
        if name == "crash":
            self._rows[number] = ("crash", left - 1) if left >= 1 else ("", 0)
            if left < 1:
                os.kill(os.getpid(), signal.SIGKILL)


def _is_write(event: str, arguments: tuple[object, ...]) -> bool:
    if event != "open":
        return event not in ("os.listdir", "os.scandir", "os.remove")
    _, mode, flags = arguments
    is_mode = isinstance(mode, str) and any(letter in mode for letter in "wax+")
    return is_mode or (isinstance(flags, int) and bool(flags & _WRITES))


def _own_kind() -> str:
    words = sys.orig_argv
    if "schlaglicht.engine.fork_server" in words:
        return "fork server"
    if "schlaglicht.engine.worker" in words:
        return "engine"
    if "multiprocessing.forkserver" in words[-1]:
        return "preloaded"
    return "main" if "serve" in words else "work"


def _shift_clock(rows: Rows) -> None:
    true_time, true_time_ns = time.time, time.time_ns
    time.time = lambda: true_time() + rows.clock
    time.time_ns = lambda: true_time_ns() + int(rows.clock * 1e9)


def _install(table: str, *folders: str) -> None:
    rows = Rows(Path(table))
    injection = _Injection(rows, folders)
    _shift_clock(rows)
    os.register_at_fork(after_in_child=injection.be_fork)
    sys.addaudithook(injection.hook)


def _import_the_next() -> None:
    """Imports the module of this name that Python would have imported otherwise."""
    here = str(Path(__file__).parent)
    others = [folder for folder in sys.path if folder != here]
    found = importlib.machinery.PathFinder.find_spec(__name__, others)
    if found is not None and found.loader is not None:
        found.loader.exec_module(importlib.util.module_from_spec(found))


if "FAULTS" in os.environ:
    _install(*os.environ["FAULTS"].split(os.pathsep))
_import_the_next()
