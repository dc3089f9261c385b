"""How an engine process is started: as a new Python, or as a copy of this process."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from typing import NoReturn, Protocol, TypeAlias

from schlaglicht import processes
from schlaglicht.errors import EngineLost


class Started(Protocol):
    """A process that was started, as `subprocess.Popen` has it."""

    @property
    def pid(self) -> int:
        """The process id."""

    def poll(self) -> int | None:
        """The exit code, below zero for a signal; None while the process runs."""

    def wait(self, timeout: float | None = None) -> int:
        """The exit code, once there is one; raises TimeoutExpired after `timeout` seconds."""

    def kill(self) -> None:
        """Ends the process, if it still runs."""


Start: TypeAlias = Callable[[Sequence[str], socket.socket], Started]
"""Starts the worker with arguments, and a socket for what is said to it and by it."""


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
            start_new_session=True,  # Ctrl-C is for the server, which ends its engines itself
        )
    except OSError as error:
        raise EngineLost(f"no engine process can be started: {error.strerror}") from error


def fork(arguments: Sequence[str], end: socket.socket) -> Started:
    """A copy of this process, which takes a tenth of the time; a new Python beside other threads.

    For short work: the copy keeps what this process has in memory, though no file that is open.
    """
    if not processes.may_fork():
        return spawn(arguments, end)
    try:
        pid = processes.fork()
    except OSError as error:
        raise EngineLost(f"no engine process can be started: {error.strerror}") from error
    if pid == 0:
        _become_worker(arguments, end)
    return processes.Forked(pid)


def _become_worker(arguments: Sequence[str], end: socket.socket) -> NoReturn:
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
        from schlaglicht.engine.worker import main

        main(list(arguments))
    finally:
        os._exit(1)
