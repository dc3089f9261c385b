"""Engines forked by a fork server, and the fork server as the process that starts it sees it."""

from __future__ import annotations

import json
import logging
import os
import select
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from schlaglicht.engine.disk_store import source_of
from schlaglicht.engine.process import Start, Started, spawn
from schlaglicht.errors import EngineLost, EngineNotStarted

if TYPE_CHECKING:
    from schlaglicht.dataset.snapshot import Snapshot

REPORT = struct.Struct("!?i")
"""What the server reports of an engine: True and a process id, or False and an exit code."""

LISTENING = b"listening\n"
"""The line on its standard output that says that engines can be asked for."""

LOADED = b"loaded\n"
"""The line that follows once they are available; or another one with the reason why not."""


def new_socket() -> socket.socket:
    """A Unix socket whose messages arrive whole."""
    return socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)


@contextmanager
def short_name(address: Path) -> Iterator[str]:
    """Another path of a socket: that of a Unix socket may have no more than 107 bytes."""
    folder = os.open(address.parent, os.O_PATH)
    try:
        yield f"/proc/self/fd/{folder}/{address.name}"
    finally:
        os.close(folder)


_LOGGER = logging.getLogger(__name__)

_PAUSE = 1.0
"""Seconds after which a fork server that has ended is started again."""


class ForkServer:
    """The fork server of a snapshot, started again whenever it ends."""

    def __init__(self, snapshot: Snapshot) -> None:
        """Starts it until engines can be asked for; raises EngineNotStarted if it cannot."""
        self._snapshot = snapshot
        self._retired = threading.Event()
        self._loading: Future[bytes] = Future()
        self._process = self._started()
        threading.Thread(target=self._keep, name="fork server", daemon=True).start()

    def wait_until_loaded(self) -> None:
        """Returns when it has loaded the store; raises EngineNotStarted if it cannot."""
        line = self._loading.result()
        if line != LOADED:
            raise EngineNotStarted(line.decode().rstrip() or None)

    def retire(self) -> None:
        """Lets it leave when its last engine has ended and is not replaced."""
        self._retired.set()
        _close_input(self._process)

    def is_running(self) -> bool:
        """False once its process has ended, whether or not another one follows."""
        return self._process.poll() is None

    def close(self) -> None:
        """Ends it, and with it its engines."""
        self.retire()
        self._process.kill()
        self._process.wait()

    def _started(self) -> subprocess.Popen[bytes]:
        source = source_of(self._snapshot.engine_path)
        command = [sys.executable, "-P", "-m", "schlaglicht.engine.fork_server"]
        try:
            process = subprocess.Popen(
                [*command, source, address_of(self._snapshot)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is not for it
            )
        except OSError as error:
            raise EngineNotStarted(error.strerror) from error
        if _next_line(process) == LISTENING:
            return process
        process.communicate()
        raise EngineNotStarted(None)

    def _keep(self) -> None:
        while True:
            line = _next_line(self._process)
            if not self._loading.done():
                self._loading.set_result(line)
            code = self._process.wait()
            _close(self._process)
            if self._retired.is_set():
                break
            said = "" if line == LOADED else f": {line.decode().rstrip()}"
            _LOGGER.error("the fork server of engines ended (%d), started again%s", code, said)
            if not self._is_started_again():
                break

    def _is_started_again(self) -> bool:
        """Starts it again, unless it retires before."""
        while not self._retired.wait(_PAUSE):
            with suppress(EngineLost):
                self._process = self._started()
                if self._retired.is_set():  # which closed the input of the one before
                    _close_input(self._process)
                return True
        return False


def _next_line(process: subprocess.Popen[bytes]) -> bytes:
    """The next line that a fork server writes; empty when it has ended."""
    assert process.stdout is not None
    return process.stdout.readline()


def _close_input(process: subprocess.Popen[bytes]) -> None:
    """Has a fork server leave."""
    assert process.stdin is not None
    with suppress(OSError):
        process.stdin.close()


def _close(process: subprocess.Popen[bytes]) -> None:
    """Closes the pipes of a fork server that has ended."""
    _close_input(process)
    assert process.stdout is not None
    process.stdout.close()


def address_of(snapshot: Snapshot) -> Path:
    """The path of the socket of a snapshot's fork server, running or not."""
    return snapshot.engine_path.with_suffix(".engines")


def start_of(snapshot: Snapshot) -> Start:
    """Starts engines by the fork server of a snapshot if it has one, else each as a new Python."""
    address = address_of(snapshot)
    return partial(_fork, address) if address.exists() else spawn


def _fork(address: Path, arguments: Sequence[str], end: socket.socket) -> Started:
    """An engine forked by the fork server at `address`; the source among arguments is its own."""
    control = new_socket()
    try:
        with short_name(address) as name:
            control.connect(name)
        asked = json.dumps([int(argument) for argument in arguments[1:]])
        socket.send_fds(control, [asked.encode()], [end.fileno()])
        return _Forked(control)
    except OSError as error:
        control.close()
        raise EngineNotStarted(error.strerror) from error


class _Forked:
    """An engine of a fork server; for use by several threads at once."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._hearing = threading.Lock()
        self._pid = 0
        self._code: int | None = None
        while self.poll() is None and not self._pid:
            self._wait_for_report(None)
        if self._code is not None:
            raise EngineNotStarted(None)

    @property
    def pid(self) -> int:
        """The id of the present process."""
        self.poll()
        return self._pid

    def poll(self) -> int | None:
        """The exit code, below zero for a signal; None while the engine runs."""
        with self._hearing:
            while self._code is None:
                try:
                    report = self._control.recv(REPORT.size, socket.MSG_DONTWAIT)
                except BlockingIOError:
                    break
                except OSError:
                    report = b""
                self._hear(report)
            return self._code

    def wait(self, timeout: float | None = None) -> int:
        """The exit code, once there is one; raises TimeoutExpired after `timeout` seconds."""
        latest = None if timeout is None else time.monotonic() + timeout
        while (code := self.poll()) is None:
            if latest is not None and time.monotonic() >= latest:
                raise subprocess.TimeoutExpired("forked engine", timeout or 0)
            self._wait_for_report(latest)
        return code

    def kill(self) -> None:
        """Ends the process, if it is still running."""
        try:
            self._control.send(b"kill", socket.MSG_NOSIGNAL)
        except OSError:
            self.poll()

    def _hear(self, report: bytes) -> None:
        if not report:  # the fork server was killed, and no longer knows its engines
            if self._pid:
                with suppress(ProcessLookupError):
                    os.kill(self._pid, signal.SIGKILL)
            self._code = -signal.SIGKILL
        else:
            is_started, number = REPORT.unpack(report)
            if is_started:
                self._pid = number
            else:
                self._code = number
        if self._code is not None:
            self._control.close()

    def _wait_for_report(self, latest: float | None) -> None:
        watch = select.poll()
        with suppress(ValueError):  # closed: another thread has heard the code
            watch.register(self._control, select.POLLIN)
            left = None if latest is None else max(0, latest - time.monotonic()) * 1000
            watch.poll(left)
