"""One engine process, seen from the server: asked, waited for until a deadline, killed."""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from schlaglicht.engine.exchange import Exchange
from schlaglicht.engine.messages import HEADER, Kind, frame
from schlaglicht.errors import EngineLost, QueryTimeout

_READ_SIZE = 2**16

_LAST_SECONDS = 1.0
"""How long a process that closed its end may take to end itself."""

_KINDS = {int(kind): kind for kind in Kind}

_CAUSES: dict[int, str] = {
    signal.SIGABRT: "most likely it needed more memory than a query may have",
    signal.SIGSEGV: "most likely the query is too long or nested too deep",
    signal.SIGKILL: "it was killed from outside, by the system when memory runs out for instance",
}


@dataclass(frozen=True)
class Limits:
    """What one query may take."""

    seconds: float = 10.0
    """From being handed to an engine until the last byte of the answer."""
    memory: int = 2**30
    """Bytes per engine process beyond the loaded store; enforced on Linux."""
    wait: float = 2.0
    """Seconds that a query waits for a free engine."""
    answer: int = 256 * 2**20
    """Bytes of one answer."""
    buffer: int = 4 * 2**20
    """Bytes of an answer that are waited for before the first of them is sent."""
    waiting: int = 32
    """Queries that may wait for a free engine at once."""


class EngineProcess:
    """A process that answers one query at a time.

    Not safe to be asked by two threads at once; `kill` may be called from any thread.
    """

    def __init__(self, snapshot: Path, limits: Limits) -> None:
        self._limits = limits
        self._socket, other = socket.socketpair()
        with other:
            self._process = _start(snapshot, limits, other)
        self._exchange = Exchange(self._socket)
        self._room = _watch(self._socket, select.POLLOUT)
        self._content = _watch(self._socket, select.POLLIN)
        self._received = b""
        self.deadline = 0.0
        """When the answer that is being sent must have ended, on the monotonic clock."""

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    def is_alive(self) -> bool:
        """Whether the process runs."""
        return self._process.poll() is None

    def wait_until_ready(self) -> None:
        """Return once the store is loaded; raises EngineLost when it cannot be."""
        kind, body = self._read_frame(None)
        if kind is not Kind.READY:
            raise EngineLost(bytes(body).decode())

    def send(self, body: bytes) -> bool:
        """Send the body of a QUERY frame; the time for the whole answer runs from here.

        False when the process had ended before. Raises QueryTimeout and EngineLost. In each of
        these cases the process is of no use any more and must be killed.
        """
        self.deadline = time.monotonic() + self._limits.seconds
        content = frame(Kind.QUERY, body)
        sent = self._exchange.send(content)
        if sent == 0 and not self._is_connected():
            return False
        self._write(content, sent)
        self._received = self._exchange.receive()
        return True

    def receive(self) -> tuple[Kind, bytes]:
        """The next frame of the answer: PART, or the one that ends it. Raises like `send`."""
        return self._read_frame(self.deadline)

    def kill(self) -> None:
        """End the process now; it still has to be buried."""
        self._process.kill()

    def bury(self) -> None:
        """Kill the process, wait until the system has taken it back, and close the socket."""
        with self._process, self._socket:
            self._process.kill()

    def _is_connected(self) -> bool:
        """Whether the process holds its end of the socket."""
        return not any(event & select.POLLHUP for _, event in self._content.poll(0))

    def _write(self, content: bytes, sent: int) -> None:
        rest = memoryview(content)[sent:]
        while rest:
            self._wait(self._room, self.deadline)
            try:
                rest = rest[self._socket.send(rest, socket.MSG_DONTWAIT) :]
            except ConnectionError as error:
                raise self._lost() from error

    def _read_frame(self, deadline: float | None) -> tuple[Kind, bytes]:
        received = self._received
        while len(received) < HEADER.size:
            received += self._read(_READ_SIZE, deadline)
        kind, length = HEADER.unpack_from(received)
        end = HEADER.size + length
        if len(received) < end:
            received += self._read_all(end - len(received), deadline)
        self._received = received[end:]
        return _KINDS[kind], received[HEADER.size : end]

    def _read_all(self, size: int, deadline: float | None) -> bytes:
        parts = []
        while size:
            parts.append(self._read(size, deadline))
            size -= len(parts[-1])
        return b"".join(parts)

    def _read(self, size: int, deadline: float | None) -> bytes:
        """What has come, at most `size` bytes; waits for the first of them."""
        self._wait(self._content, deadline)
        try:
            content = self._socket.recv(size)
        except ConnectionError as error:
            raise self._lost() from error
        if not content:
            raise self._lost()
        return content

    def _wait(self, poll: select.poll, deadline: float | None) -> None:
        """Return when there is room or content, or an end; raises QueryTimeout."""
        left = None if deadline is None else (deadline - time.monotonic()) * 1000
        if (left is not None and left <= 0) or not poll.poll(left):
            raise QueryTimeout(self._limits.seconds)

    def _lost(self) -> EngineLost:
        """What to say of a process that closed its end."""
        try:
            code = self._process.wait(_LAST_SECONDS)
        except subprocess.TimeoutExpired:
            return EngineLost("the engine process stopped in the middle of an answer")
        cause = _CAUSES.get(-code, f"exit status {code}")
        return EngineLost(f"the engine process ended: {cause}")


def _watch(connected: socket.socket, event: int) -> select.poll:
    poll = select.poll()
    poll.register(connected, event)
    return poll


def _start(snapshot: Path, limits: Limits, end: socket.socket) -> subprocess.Popen[bytes]:
    # -P: nothing is imported from the current folder.
    command = [sys.executable, "-P", "-m", "schlaglicht.engine.worker"]
    try:
        return subprocess.Popen(
            [*command, str(snapshot), str(limits.memory), str(limits.answer)],
            stdin=end.fileno(),
            stdout=end.fileno(),
            stderr=subprocess.DEVNULL,
            env={**os.environ, "RUST_BACKTRACE": "0"},
            start_new_session=True,  # Ctrl-C is for the server, which ends its engines itself
        )
    except OSError as error:
        raise EngineLost(f"no engine process can be started: {error.strerror}") from error
