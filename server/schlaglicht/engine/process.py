"""One engine process, seen from the server: asked, waited for until a deadline, killed."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from schlaglicht.engine.messages import HEADER, Kind, frame
from schlaglicht.errors import EngineLost, QueryTimeout

_READ_SIZE = 2**20

_LAST_SECONDS = 1.0
"""How long a process that closed its pipes may take to end."""

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
        self._process = _start(snapshot, limits)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._input = self._process.stdin.fileno()
        self._output = self._process.stdout.fileno()
        os.set_blocking(self._input, False)
        self._room = _watch(self._input, select.POLLOUT)
        self._content = _watch(self._output, select.POLLIN)
        self._received = bytearray()
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

    def send(self, body: bytes) -> None:
        """Send the body of a QUERY frame; the time for the whole answer runs from here.

        Raises QueryTimeout and EngineLost; the process is of no use then and must be killed.
        """
        self.deadline = time.monotonic() + self._limits.seconds
        self._write(frame(Kind.QUERY, body), self.deadline)

    def receive(self) -> tuple[Kind, bytes]:
        """The next frame of the answer: PART, or the one that ends it. Raises like `send`."""
        return self._read_frame(self.deadline)

    def kill(self) -> None:
        """End the process now; it still has to be buried."""
        self._process.kill()

    def bury(self) -> None:
        """Kill the process, wait until the system has taken it back, and close the pipes."""
        with self._process:
            self._process.kill()

    def _write(self, content: bytes, deadline: float) -> None:
        rest = memoryview(content)
        while rest:
            try:
                rest = rest[os.write(self._input, rest) :]
            except BlockingIOError:
                self._wait(self._room, deadline)
            except BrokenPipeError as error:
                raise self._lost() from error

    def _read_frame(self, deadline: float | None) -> tuple[Kind, bytes]:
        kind, length = HEADER.unpack(self._read(HEADER.size, deadline))
        return Kind(kind), self._read(length, deadline)

    def _read(self, size: int, deadline: float | None) -> bytes:
        while len(self._received) < size:
            self._wait(self._content, deadline)
            content = os.read(self._output, _READ_SIZE)
            if not content:
                raise self._lost()
            self._received += content
        content = bytes(self._received[:size])
        del self._received[:size]
        return content

    def _wait(self, poll: select.poll, deadline: float | None) -> None:
        """Return when the pipe has room or content, or was closed; raises QueryTimeout."""
        left = None if deadline is None else (deadline - time.monotonic()) * 1000
        if (left is not None and left <= 0) or not poll.poll(left):
            raise QueryTimeout(self._limits.seconds)

    def _lost(self) -> EngineLost:
        """What to say of a process that closed its end of a pipe."""
        try:
            code = self._process.wait(_LAST_SECONDS)
        except subprocess.TimeoutExpired:
            return EngineLost("the engine process stopped in the middle of an answer")
        cause = _CAUSES.get(-code, f"exit status {code}")
        return EngineLost(f"the engine process ended: {cause}")


def _watch(pipe: int, event: int) -> select.poll:
    poll = select.poll()
    poll.register(pipe, event)
    return poll


def _start(snapshot: Path, limits: Limits) -> subprocess.Popen[bytes]:
    # -P: nothing is imported from the current folder.
    command = [sys.executable, "-P", "-m", "schlaglicht.engine.worker"]
    try:
        return subprocess.Popen(
            [*command, str(snapshot), str(limits.memory), str(limits.answer)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            env={**os.environ, "RUST_BACKTRACE": "0"},
            start_new_session=True,  # Ctrl-C is for the server, which ends its engines itself
        )
    except OSError as error:
        raise EngineLost(f"no engine process can be started: {error.strerror}") from error
