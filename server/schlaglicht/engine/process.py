"""One engine process as the server starts and handles it, and its answers in parts."""

from __future__ import annotations

import math
import os
import signal
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NoReturn, Protocol, Self, TypeAlias

from schlaglicht.engine.backend import EngineWork
from schlaglicht.engine.frames import HEADER, LAST, TIMEVAL, EngineQuery, Kind, frame
from schlaglicht.engine.limits import Limits
from schlaglicht.engine.syntax_message import engine_words, syntax_error
from schlaglicht.errors import (
    EngineLost,
    EngineNotStarted,
    NotWritable,
    QueryCancelled,
    QueryFailed,
    QueryTimeout,
    QueryTooLong,
)
from schlaglicht.formats import alternatives_to
from schlaglicht.ground import processes
from schlaglicht.i18n import Message, msg


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
    has_memory = Path("/proc/self/smaps_rollup").exists()
    return has_memory and processes.can_fork() and processes.has_process_descriptors()


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


_READ_SIZE = 4096
"""Bytes of a first read; a longer frame says its length there, and the rest is read at once."""

_LAST_SECONDS = 1.0
"""Time for a process that closed its end to exit."""

_TOLERANCE = 0.005
"""Seconds by which the time limit of a wait may be off, to save system calls."""

_KINDS = {int(kind): kind for kind in Kind}

_CAUSES: dict[int, Message] = {
    signal.SIGABRT: msg("most likely it needed more memory than a query may have"),
    signal.SIGSEGV: msg("most likely the query is too long or nested too deep"),
    signal.SIGKILL: msg(
        "it was killed from outside, for instance by the system when memory ran out"
    ),
}


class EngineProcess:
    """A process that answers one query at a time.

    Not for use by two threads at once; `kill` and `cancel` may be called from any thread.
    """

    def __init__(self, source: Path, limits: Limits, start: Start = spawn) -> None:
        """Starts the process by `start`; EngineNotStarted if the system has no room for it.

        `source` is what `disk_store.source_of` names.
        """
        self._limits = limits
        arguments = [str(source), str(limits.memory), str(limits.answer)]
        try:
            self._socket, other = socket.socketpair()
        except OSError as error:
            raise EngineNotStarted(error.strerror) from error
        try:
            with other:
                self._process: Started = start(arguments, other)
        except BaseException:
            self._socket.close()
            raise
        self._received = b""
        self._is_cancelled = False
        self.may_go_on: Callable[[], bool] = lambda: True
        """Whether the current query may run for longer than `Limits.quick`; asked once."""
        self._deadline = self._wait_until = math.inf
        """The monotonic times by which the answer must have ended, and until which to wait for it:
        without a limit while the process starts."""
        self._wait_limit = math.inf

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    def is_alive(self) -> bool:
        """True while the process runs."""
        return self._process.poll() is None

    def wait_until_ready(self) -> None:
        """Returns once the store is loaded; raises EngineNotStarted if that fails."""
        try:
            kind, body = self.receive()
        except EngineLost as error:
            raise EngineNotStarted(error.messages) from error
        if kind is not Kind.READY:
            raise EngineNotStarted(body.decode())

    def send(self, body: bytes, seconds: float | None = None) -> bool:
        """Sends the body of a QUERY frame; the time for the whole answer starts here.

        It is that of the limits, or `seconds` if that is less. False if the process had ended
        before. Raises QueryTimeout, QueryTooLong when it may not go on, and EngineLost. In each of
        these cases the process is no longer usable and must be killed.
        """
        limits, started = self._limits, time.monotonic()
        limit = limits.seconds if seconds is None else min(seconds, limits.seconds)
        self._deadline = started + limit
        self._wait_until = started + min(limits.quick, limit)
        content, sent = frame(Kind.QUERY, body), 0
        while sent < len(content):
            self._limit_next_wait()
            try:
                sent += self._socket.send(memoryview(content)[sent:])
            except BlockingIOError:
                continue
            except ConnectionError as error:
                if not sent:  # it had ended before
                    return False
                raise self._lost() from error
        return True

    def receive(self) -> tuple[Kind, bytes]:
        """The next frame of the answer: PART, or the one that ends it. Raises like `send`."""
        received = self._received
        while len(received) < HEADER.size:
            received += self._read(_READ_SIZE)
        kind, length = HEADER.unpack_from(received)
        end = HEADER.size + length
        while len(received) < end:
            received += self._read(end - len(received))
        self._received = received[end:]
        return _KINDS[kind], received[HEADER.size : end]

    def kill(self) -> None:
        """Ends the process now; it still has to be reaped."""
        self._process.kill()

    def cancel(self) -> None:
        """Ends the process now; the thread that waits for its answer gets QueryCancelled."""
        self._is_cancelled = True
        self.kill()

    def reap(self) -> None:
        """Kills the process, waits until the system has taken it back, and closes the socket."""
        with self._socket:
            self._process.kill()
            self._process.wait()

    def _read(self, size: int) -> bytes:
        """Received content, at most `size` bytes; waits for the first of them."""
        while True:
            self._limit_next_wait()
            try:
                content = self._socket.recv(size)
            except BlockingIOError:
                continue
            except ConnectionError as error:
                raise self._lost() from error
            if not content:
                raise self._lost()
            return content

    def _limit_next_wait(self) -> None:
        """Sets the time limit of the next wait on the socket: one system call instead of two.

        Raises QueryTimeout if the deadline has passed, QueryTooLong if the query is not quick and
        may not go on.
        """
        now = time.monotonic()
        if now >= self._wait_until:
            if now >= self._deadline:
                raise QueryTimeout(self._limits.seconds)
            if not self.may_go_on():
                raise QueryTooLong
            self._wait_until = self._deadline
        left = self._wait_until - now
        if abs(left - self._wait_limit) > _TOLERANCE:
            bound = TIMEVAL.pack(int(left), max(1, int(left % 1 * 1_000_000)))  # 0 means no limit
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, bound)
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, bound)
            self._wait_limit = left

    def _lost(self) -> EngineLost | QueryCancelled:
        """The error for a process that closed its end."""
        if self._is_cancelled:
            return QueryCancelled()
        try:
            code = self._process.wait(_LAST_SECONDS)
        except subprocess.TimeoutExpired:
            return EngineLost(msg("the engine process stopped in the middle of an answer"))
        cause = _CAUSES.get(-code) or msg("exit status {code}", code=code)
        return EngineLost(msg("the engine process ended: {cause}", cause=cause))


Offer = Callable[[EngineWork], None]
Replace = Callable[[EngineWork, BaseException | None], None]
"""Called with the error that made the engine unusable; None if the rest is not read."""


class AnswerStream(Iterator[bytes]):
    """The bytes of an answer in parts, for one thread.

    A failure in the middle is raised instead of the next part: QueryTimeout, QueryTooLong,
    QueryFailed, EngineLost, NotWritable. Close every stream: an answer that is not read to its
    end costs its engine.
    """

    def __init__(
        self, engine: EngineProcess, query: EngineQuery, *, offer: Offer, replace: Replace
    ) -> None:
        self._engine = engine
        self._query = query
        self._offer = offer
        self._replace = replace
        self._parts: deque[bytes] = deque()
        self._open = True
        self._started = time.monotonic()
        self.size = 0
        """Bytes that have arrived."""
        self.is_whole = True
        """False once the last bytes of a truncated answer have arrived."""
        self.is_empty = False
        """True once the last bytes of an empty answer have arrived: no solution and no triple,
        false, or counts of 0 alone."""

    @property
    def content(self) -> bytes | None:
        """All of the answer once it has arrived, and the engine is free again; else None."""
        return None if self._open else b"".join(self._parts)

    def begin(self, body: bytes, buffer: int) -> Self | None:
        """Sends the query, and reads until the answer ends or `buffer` bytes of it have arrived.

        None if the engine had ended before; retry with another one.
        """
        try:
            if not self._engine.send(body, self._query.seconds):
                self._give_up(None)
                return None
        except BaseException as error:  # the engine may be in the middle of a query
            self._give_up(error)
            raise
        while self._open and self.size <= buffer:
            self._receive()
        return self

    def __next__(self) -> bytes:
        if self._open and not self._parts:
            self._receive()
        if not self._parts:
            raise StopIteration
        return self._parts.popleft()

    def close(self) -> None:
        """Discards the unread rest, and gives the engine back: replaced, if still busy."""
        self._give_up(None)

    def _receive(self) -> None:
        try:
            kind, content = self._engine.receive()
        except BaseException as error:
            self._give_up(error)
            raise
        if kind is Kind.PART:
            self._add(content)
            return
        self._open = False
        self.is_whole = kind is not Kind.CUT
        self.is_empty = kind is Kind.EMPTY
        if kind in LAST:
            self._add(content)
            self._offer(self._work())
        else:
            self._offer(self._work(kind.name.lower()))
            self._parts.clear()
            reason = content.decode(errors="replace")
            if kind is Kind.NOT_IN_XML:
                wanted = self._query.format
                raise NotWritable(
                    f"the answer has {reason}",
                    wanted.media_type,
                    alternatives_to(wanted),
                )
            if kind is Kind.SYNTAX:
                raise syntax_error(reason, self._query.asked or self._query.text)
            raise QueryFailed(engine_words(reason))

    def _add(self, content: bytes) -> None:
        self._parts.append(content)
        self.size += len(content)

    def _give_up(self, error: BaseException | None) -> None:
        self._parts.clear()
        if self._open:
            self._open = False
            self._replace(self._work(), error)

    def _work(self, failure: str | None = None) -> EngineWork:
        seconds = time.monotonic() - self._started
        return EngineWork(seconds, self.size, self.is_whole, failure)
