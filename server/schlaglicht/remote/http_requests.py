"""One HTTP request and its response, which end at a deadline whatever the other side does.

A time limit of a socket counts from byte to byte, and looking up a name has none: so each exchange
has a thread of its own, which its caller leaves when time is up.
"""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPException
from typing import TYPE_CHECKING, TypeVar

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from schlaglicht import __version__
from schlaglicht.errors import QueryCancelled, QueryTimeout, ServiceUnreachable
from schlaglicht.ground.text import plain
from schlaglicht.i18n import msg

if TYPE_CHECKING:
    from urllib3.response import BaseHTTPResponse

_T = TypeVar("_T")

_CHUNK = 2**16
EACH = 1024
"""Values of an answer after which its deadline is looked at."""

_FAULTS = (HTTPError, HTTPException, OSError, ValueError)


@dataclass(frozen=True)
class Request:
    """A request to one origin."""

    origin: tuple[str, str, int]
    target: str
    """Path and query string."""
    method: str
    headers: Mapping[str, str]
    body: bytes | None
    most: int
    """Bytes of the response's content to read; one more is enough to refuse it."""


@dataclass(frozen=True)
class Response:
    """A response, as far as it arrived."""

    status: int
    headers: Mapping[str, str]
    """The header fields, their names in lower case, without control characters."""
    body: bytes
    is_framed: bool
    """True if the header says where the content ends; else it ends with the connection."""
    fault: str = ""
    """The reason for which the content broke off; empty if it arrived."""
    is_long: bool = False
    """True if there is more content than was to be read."""


class Deadline:
    """The time by which a query has its answer: asked, read and written."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.latest = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds until then; raises QueryTimeout after it."""
        left = self.latest - time.monotonic()
        if left <= 0:
            raise QueryTimeout(self.seconds)
        return left

    def kept(self, values: Sequence[_T]) -> Iterator[_T]:
        """The values, which are worked on before the deadline."""
        for number, value in enumerate(values):
            if number % EACH == 0:
                self.left()
            yield value


class Exchange:
    """A request under way; `cancel` may be called from any thread."""

    def __init__(self, request: Request, connect_seconds: float) -> None:
        self._request = request
        self._connect_seconds = connect_seconds
        self._done = threading.Event()
        self._lock = threading.Lock()
        self._connection: HTTPConnection | None = None
        self._is_left = False
        self._is_cancelled = False
        self._response: Response | None = None
        self._error: Exception | None = None

    def response(self, deadline: Deadline) -> Response:
        """The response; raises QueryTimeout, QueryCancelled, ServiceUnreachable without one."""
        threading.Thread(target=self._work, daemon=True).start()
        arrived = self._done.wait(deadline.latest - time.monotonic())
        self._leave()
        if self._is_cancelled:
            raise QueryCancelled
        if not arrived:
            raise QueryTimeout(deadline.seconds)
        if self._response is None:
            reason = _words(self._error) if self._error else str(msg("no connection"))
            raise ServiceUnreachable(reason) from self._error
        return self._response

    def cancel(self) -> None:
        """Ends the exchange, whose caller gets QueryCancelled."""
        self._is_cancelled = True
        self._done.set()

    def _leave(self) -> None:
        """Wakes the thread if it still reads or writes."""
        with self._lock:
            self._is_left = True
            if self._connection is not None and self._connection.sock is not None:
                with suppress(OSError):  # past the layer of TLS, which the thread is using
                    socket.socket.shutdown(self._connection.sock, socket.SHUT_RDWR)

    def _work(self) -> None:
        connection = self._connected()
        try:
            if connection is not None:
                self._response = _exchanged(connection, self._request)
        except _FAULTS as error:
            self._error = error
        finally:
            self._done.set()
            if connection is not None:
                connection.close()

    def _connected(self) -> HTTPConnection | None:
        """The connection; None if there is none, or none any more who waits for it."""
        scheme, host, port = self._request.origin
        connection = _connection(scheme, host, port, self._connect_seconds)
        try:
            connection.connect()
        except _FAULTS as error:
            self._error = error
            connection.close()
            return None
        with self._lock:
            if self._is_left:
                connection.close()
                return None
            self._connection = connection
        connection.timeout = None  # the deadline from here on is the caller's
        return connection


class RemoteQuery:
    """A query on its way; `cancel` may be called from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._exchange: Exchange | None = None
        self._cancelled = threading.Event()

    def cancel(self) -> None:
        """Ends the query, whose caller gets QueryCancelled; the service sees its client leave."""
        with self._lock:
            self._cancelled.set()
            if self._exchange is not None:
                self._exchange.cancel()

    def begin(self, exchange: Exchange) -> None:
        """The query is under way by `exchange`; raises QueryCancelled if it was cancelled."""
        with self._lock:
            if self._cancelled.is_set():
                raise QueryCancelled
            self._exchange = exchange

    def pause(self, seconds: float) -> None:
        """Waits between two exchanges; raises QueryCancelled as soon as the query is cancelled."""
        if self._cancelled.wait(seconds):
            raise QueryCancelled


def _connection(scheme: str, host: str, port: int, seconds: float) -> HTTPConnection:
    if scheme == "https":
        return HTTPSConnection(
            host, port, timeout=seconds, ssl_context=ssl.create_default_context()
        )
    return HTTPConnection(host, port, timeout=seconds)


def _exchanged(connection: HTTPConnection, request: Request) -> Response:
    connection.request(
        request.method,
        request.target,
        request.body,
        {"User-Agent": f"schlaglicht/{__version__}", **request.headers},
        preload_content=False,
        decode_content=False,
    )
    response = connection.getresponse()
    headers = {name.lower(): plain(response.headers[name]) for name in response.headers}
    is_chunked = headers.get("transfer-encoding", "").lower() == "chunked"
    is_framed = is_chunked or response.length_remaining is not None
    body, fault = _content(response, request.most)
    return Response(
        response.status,
        headers,
        body[: request.most],
        is_framed=is_framed,
        fault=fault,
        is_long=len(body) > request.most,
    )


def _content(response: BaseHTTPResponse, most: int) -> tuple[bytes, str]:
    """The content, or its first bytes, and why it broke off."""
    parts: list[bytes] = []
    size = 0
    try:
        while size <= most and (part := response.read(_CHUNK)):
            parts.append(part)
            size += len(part)
    except _FAULTS as error:
        return b"".join(parts), _words(error)
    return b"".join(parts), ""


def _words(error: Exception) -> str:
    """The words of an error of a connection, without the objects that urllib3 prints with them.

    An error may quote what the other side has sent.
    """
    cause = error.__cause__ or error.__context__
    if isinstance(cause, OSError) and cause.strerror:
        return cause.strerror
    return plain(str(error).rpartition(">: ")[2]) or type(error).__name__
