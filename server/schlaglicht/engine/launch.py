"""Starts an engine process: as a new Python, or as a copy of this process."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn, Protocol, TypeAlias

from schlaglicht.errors import EngineNotStarted
from schlaglicht.ground import processes


class Started(Protocol):
    """A started process, with the interface of `subprocess.Popen`."""

    @property
    def pid(self) -> int:
        """The process id."""

    def poll(self) -> int | None:
        """The exit code, below zero for a signal; None while the process runs."""

    def wait(self, timeout: float | None = None) -> int:
        """The exit code, once there is one; raises TimeoutExpired after `timeout` seconds."""

    def kill(self) -> None:
        """Ends the process, if it is still running."""


Start: TypeAlias = Callable[[Sequence[str], socket.socket], Started]
"""Starts the worker with arguments, and a socket to communicate with it."""


def can_serve_forks() -> bool:
    """True if this system has what a fork server needs: elsewhere engines load for themselves."""
    has_them = hasattr(os, "pidfd_open") and Path("/proc/self/smaps_rollup").exists()
    if not (has_them and processes.can_fork()):
        return False
    try:
        os.close(os.pidfd_open(os.getpid()))  # which the kernel, or a filter, may refuse
    except OSError:
        return False
    return True


def spawn(arguments: Sequence[str], end: socket.socket) -> Started:
    """A new Python."""
    # -P: nothing is imported from the current folder.
    command = [sys.executable, "-P", "-m", "schlaglicht.engine.worker", *arguments]
    try:
        return subprocess.Popen(
            command,
            stdin=end.fileno(),
            stdout=end.fileno(),
            stderr=subprocess.DEVNULL,
            env={**os.environ, "RUST_BACKTRACE": "0"},
            start_new_session=True,  # only the server handles Ctrl-C and ends its engines
        )
    except OSError as error:
        raise EngineNotStarted(error.strerror) from error


def become_engine(end: socket.socket, work: Callable[[], object]) -> NoReturn:
    """Makes this fork a process of its own, with a socket and no other file, for some work."""
    try:
        os.setsid()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        processes.let_signals_in()
        os.environ["RUST_BACKTRACE"] = "0"
        os.dup2(end.fileno(), 0)
        os.dup2(end.fileno(), 1)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        os.closerange(3, os.sysconf("SC_OPEN_MAX"))
        work()
    finally:
        os._exit(1)
