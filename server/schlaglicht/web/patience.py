"""How long a client may take to send and to read.

A WSGI server hands content over as slowly as the client sends it, and a thread waits for it.
Here it gets a time, and only so many threads wait at once, so that some are left for others.
"""

from __future__ import annotations

import contextlib
import io
import os
import socket
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication

THREADS = 64
"""Threads that requests may have at once, started when needed: twice as many as may wait for an
engine, so that what needs none is answered meanwhile."""

SENDING_SECONDS = 5.0
"""How long the content of a request may take to arrive."""

READING_SECONDS = 30.0
"""How long a client may read nothing at all while something is sent to it."""


class BoundedBodies:
    """WSGI middleware: `app` with the content of each request read, at most `length` + 1 bytes.

    What is longer is left to the application to refuse. Content that does not arrive in
    `seconds` is answered 408; more than `readers` requests whose content is still to come, 503
    with Retry-After. The server then closes the connection, as content is left on it.
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
        # Twice as many: those that were given up end when the server closes their connections.
        self._threads = ThreadPoolExecutor(2 * readers, "body")

    def __call__(self, environ: dict[str, Any], start: StartResponse) -> Iterable[bytes]:
        """The response of the application, or 408, 503 or 400 for content that is not there."""
        if not _has_content(environ) or _announced(environ) > self._length:
            return self._app(environ, start)
        if not self._free.acquire(blocking=False):
            return _refused(start, "503 Service Unavailable", "too many requests send content")
        try:
            reading = self._threads.submit(_read, environ["wsgi.input"], self._length + 1)
            content = reading.result(self._seconds)
        except TimeoutError:
            return _refused(start, "408 Request Timeout", "the content took too long to arrive")
        finally:
            self._free.release()
        if len(content) < _announced(environ):
            return _refused(start, "400 Bad Request", "the content is shorter than announced")
        environ["wsgi.input"] = io.BytesIO(content)
        return self._app(environ, start)


def drop_stuck_readers(seconds: float = READING_SECONDS) -> None:
    """Let the system reset connections whose client reads nothing for that time (Linux).

    Set on the sockets that this process listens on; connections inherit it.
    """
    option = getattr(socket, "TCP_USER_TIMEOUT", None)
    if option is not None:
        for listening in _listening_sockets():
            listening.setsockopt(socket.IPPROTO_TCP, option, int(seconds * 1000))


def _listening_sockets() -> Iterator[socket.socket]:
    for handle in [int(entry.name) for entry in Path("/proc/self/fd").iterdir()]:
        with contextlib.suppress(OSError), socket.socket(fileno=os.dup(handle)) as found:
            if found.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                yield found


def _has_content(environ: dict[str, Any]) -> bool:
    return bool(environ.get("HTTP_TRANSFER_ENCODING")) or _announced(environ) > 0


def _announced(environ: dict[str, Any]) -> int:
    length = environ.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isascii() and length.isdigit() else 0


def _read(stream: Any, size: int) -> bytes:
    content = bytearray()
    while len(content) < size and (part := stream.read(size - len(content))):
        content += part
    return bytes(content)


def _refused(start: StartResponse, status: str, reason: str) -> list[bytes]:
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
