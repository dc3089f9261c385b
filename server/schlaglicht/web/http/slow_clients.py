"""Limits on the time that a client may take to send and to read.

A WSGI server hands content over as slowly as the client sends it, and a thread waits for it.
Here it gets a time, and only a limited number of threads wait at once, so that some are left for
others.
"""

from __future__ import annotations

import contextlib
import io
import os
import socket
import stat
import sys
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path
from threading import BoundedSemaphore, Lock, Thread
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication

THREADS = 96
"""Threads that requests may have at once, started when needed: twice as many as may wait for an
engine, so that what needs none is answered meanwhile. Those of `MOST_READERS` come on top."""

SENDING_SECONDS = 5.0
"""Seconds in which the content of a request has to arrive."""

IDLE_SECONDS = 10.0
"""Seconds in which the head of a request has to arrive; a connection may be idle as long."""

_WATCH_SECONDS = 2.0

READING_SECONDS = 30.0
"""Seconds in which a client may read nothing at all while something is sent to it."""

_TICK = 0.02
"""Seconds by which two times of the system may be off: it counts in steps of up to 10 ms."""


class BoundedBodies:
    """WSGI middleware: `app` with the content of each request read, at most `length` + 1 bytes.

    What is longer is left to the application to refuse. Content that does not arrive in
    `seconds` is answered 408; more than `readers` requests whose content is still to come, 503
    with Retry-After. The server then closes the connection, as content is left on it.

    A read of granian's cannot be broken off, and the end of a request waits for it without letting
    go of Python's global lock: nothing at all would be answered until the client is gone. So a
    request that was answered 408 does not end before its read does, and its connection is closed
    by `close_overdue_connections`, which ends the read.
    """

    def __init__(
        self,
        app: WSGIApplication,
        *,
        length: int,
        readers: int,
        seconds: float = SENDING_SECONDS,
    ) -> None:
        self._app = app
        self._length = length
        self._seconds = seconds
        self._free = BoundedSemaphore(readers)
        self._threads = ThreadPoolExecutor(readers, "body")
        self._overdue = _Overdue()

    def __call__(self, environ: dict[str, Any], start: StartResponse) -> Iterable[bytes]:
        """The response of the application, or 408, 503 or 400 for content that is not there."""
        announced = _announced(environ)
        if not (announced or environ.get("HTTP_TRANSFER_ENCODING")) or announced > self._length:
            return self._app(environ, start)
        if not self._free.acquire(blocking=False):
            return refused(start, "503 Service Unavailable", "too many requests send content")
        try:
            reading = self._threads.submit(_read, environ["wsgi.input"], self._length + 1)
        except RuntimeError:  # the limit of threads for this user is reached
            self._free.release()
            return refused(start, "503 Service Unavailable", "no thread can be started")
        reading.add_done_callback(lambda _: self._free.release())
        try:
            content = reading.result(self._seconds)
        except TimeoutError:
            reason = "the content took too long to arrive"
            return self._overdue.until_read(refused(start, "408 Request Timeout", reason), reading)
        if len(content) < announced:
            return refused(start, "400 Bad Request", "the content is shorter than announced")
        environ["wsgi.input"] = io.BytesIO(content)
        return self._app(environ, start)


class _Overdue:
    """The requests that were answered 408 while their content is still being read."""

    def __init__(self) -> None:
        self._count = 0
        self._is_watching = False
        self._lock = Lock()

    def until_read(self, parts: Iterable[bytes], reading: Future[bytes]) -> Iterator[bytes]:
        """The parts of a response, which then goes on, with nothing more, until the read ends."""
        # All in the generator: of one that is closed before it starts, nothing is counted.
        with self._counted():
            yield from parts
            wait((reading,))

    @contextlib.contextmanager
    def _counted(self) -> Iterator[None]:
        with self._lock:
            self._count += 1
        try:
            self._be_watched()
            yield
        finally:
            with self._lock:
                self._count -= 1

    def _be_watched(self) -> None:
        with self._lock:
            # If no thread is available, the next such request starts it.
            if not self._is_watching:
                with contextlib.suppress(RuntimeError):
                    Thread(target=self._watch, name="overdue", daemon=True).start()
                    self._is_watching = True

    def _watch(self) -> None:
        """Closes connections as long as there are such requests."""
        while True:
            time.sleep(_WATCH_SECONDS)
            with self._lock:
                if not self._count:
                    self._is_watching = False
                    return
            with contextlib.suppress(OSError):  # no file descriptor is left to look with
                close_overdue_connections()


def close_overdue_connections(idle: float = IDLE_SECONDS, sending: float = SENDING_SECONDS) -> None:
    """Ends the connections whose client had its answer and did not use the time it had (Linux).

    By what the system knows of each: nothing has come for longer than a connection may be idle
    since it was answered; or something still came when a next request, which had that time for its
    head and `sending` more for its content, must have been complete.
    """
    grace = 1.0
    for connection in _sockets(socket.SO_ACCEPTCONN, 0):
        state = _times_of(connection)
        if state is None or state.unsent:
            continue
        silent = state.received_before - _TICK > state.sent_before > idle + grace
        late = state.sent_before - state.received_before > idle + sending + grace
        if silent or late:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


def drop_stuck_readers(seconds: float = READING_SECONDS) -> None:
    """Let the system reset connections whose client reads nothing for that time (Linux).

    Set on the sockets that this process listens on; connections inherit it.
    """
    option = getattr(socket, "TCP_USER_TIMEOUT", None)
    if option is not None:
        for listening in _sockets(socket.SO_ACCEPTCONN, 1):
            listening.setsockopt(socket.IPPROTO_TCP, option, int(seconds * 1000))


class _Times(NamedTuple):
    """State of a connection according to the system; times in seconds before now."""

    sent_before: float
    received_before: float
    unsent: bool
    """True if something is on its way that the client has not taken."""


def _times_of(connection: socket.socket) -> _Times | None:
    """From struct tcp_info of Linux: tcp(7), linux/tcp.h; None where it is not to be had."""
    option = getattr(socket, "TCP_INFO", None)
    if option is None or not sys.platform.startswith("linux"):
        return None
    try:
        info = connection.getsockopt(socket.IPPROTO_TCP, option, 148)
    except OSError:
        return None
    if len(info) < 148:
        return None
    unacknowledged, sent, received, not_sent = (
        int.from_bytes(info[at : at + 4], sys.byteorder) for at in (24, 44, 52, 144)
    )
    return _Times(sent / 1000, received / 1000, bool(unacknowledged or not_sent))


def _sockets(option: int, value: int) -> Iterator[socket.socket]:
    """The TCP sockets of this process for which an option has that value."""
    for handle in [int(entry.name) for entry in Path("/proc/self/fd").iterdir()]:
        # Others open and close files meanwhile, so that each step may meet one that is gone.
        with contextlib.suppress(OSError):
            if not stat.S_ISSOCK(os.fstat(handle).st_mode):
                continue
            with socket.socket(fileno=os.dup(handle)) as found:
                is_tcp = found.family in (socket.AF_INET, socket.AF_INET6)
                if is_tcp and found.getsockopt(socket.SOL_SOCKET, option) == value:
                    yield found


def _announced(environ: dict[str, Any]) -> int:
    length = environ.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isascii() and length.isdigit() else 0


def _read(stream: Any, size: int) -> bytes:
    content = bytearray()
    while len(content) < size and (part := stream.read(size - len(content))):
        content += part
    return bytes(content)


def refused(start: StartResponse, status: str, reason: str) -> list[bytes]:
    """A refusal in a few words, which needs neither a file nor a catalogue."""
    body = f"{status}\n\n{reason}; send the request again\n".encode()
    headers = [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Length", str(len(body))),
        ("Access-Control-Allow-Origin", "*"),
        ("Connection", "close"),
    ]
    if status.startswith("503"):
        headers.append(("Retry-After", "2"))
    start(status, headers)
    return [body]
