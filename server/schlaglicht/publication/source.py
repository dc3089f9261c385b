"""Places of publications: a folder, or a web server or object storage that has its files."""

from __future__ import annotations

import os
import socket
import ssl
import threading
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from http.client import HTTPException
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol

from schlaglicht.errors import ProjectError
from schlaglicht.publication.manifest import CURRENT, LARGEST, Current, read_named

if TYPE_CHECKING:
    from obstore.store import ObjectStore
    from urllib3.response import BaseHTTPResponse

_CHUNK = 2**16
_LARGEST_NAMED = 2**16
"""Bytes of the file that says which version is current."""

_CONNECT_SECONDS = 5.0
_READ_SECONDS = 30.0
_LEAST_RATE = 100_000
"""Bytes a second that a server has to send on average, after the first seconds."""


class Source(Protocol):
    """The files of a publication."""

    def chunks(self, path: str, most: int) -> Iterator[bytes]:
        """The content of a file in parts; raises ProjectError if it has more than `most` bytes."""


def open_source(place: str) -> Source:
    """The publication at a URL or in a folder; raises ProjectError for a URL of another kind."""
    scheme, is_url, _ = place.partition("://")
    if scheme in ("http", "https"):
        return WebSource(place.rstrip("/"))
    return object_source(place) if is_url else FolderSource(Path(place))


def object_source(url: str) -> ObjectSource:
    """The publication at a URL of object storage, such as `s3://bucket/stones`.

    Credentials, the region and the address of the service come from the environment, by the names
    that the services give them. Raises ProjectError, also where obstore is not installed.
    """
    try:
        from obstore.exceptions import BaseError
        from obstore.store import from_url
    except ImportError as error:
        missing = f"{url}: object storage needs pip install 'schlaglicht[object-storage]'"
        raise ProjectError(missing) from error
    try:
        store = from_url(
            url,
            client_options={
                "connect_timeout": timedelta(seconds=_CONNECT_SECONDS),
                "read_timeout": timedelta(seconds=_READ_SECONDS),
                "timeout": timedelta(days=1),  # of a whole file, whose rate is bounded below
                # Otherwise the library would forget that the environment allows it.
                "allow_http": os.environ.get("AWS_ALLOW_HTTP", "").lower() == "true",
            },
            retry_config={"max_retries": 1},
        )
    except (BaseError, ValueError) as error:
        raise ProjectError(f"{url}: no URL of object storage, such as s3://bucket/path") from error
    return ObjectSource(store)


def read_current(source: Source) -> Current:
    """The version that readers show now."""
    return read_named(read_small(source, CURRENT, most=_LARGEST_NAMED), CURRENT)


def read_small(source: Source, path: str, *, most: int = LARGEST) -> bytes:
    """The content of a manifest or of a smaller file, of at most `most` bytes."""
    return b"".join(source.chunks(path, most))


@dataclass(frozen=True)
class FolderSource:
    """A publication in a folder, perhaps of another machine."""

    folder: Path

    def chunks(self, path: str, most: int) -> Iterator[bytes]:
        """The content of a file in parts; raises ProjectError if that is not possible."""
        try:
            with (self.folder / path).open("rb") as file:
                yield from _bounded(_parts(file), most, path)
        except OSError as error:
            raise ProjectError(f"{path}: cannot be read: {error.strerror}") from error


@dataclass(frozen=True)
class WebSource:
    """A publication on a web server, which serves the files as they are; it follows no redirect."""

    url: str

    def chunks(self, path: str, most: int) -> Iterator[bytes]:
        """The content of a file in parts; raises ProjectError if that is not possible."""
        from urllib3.exceptions import HTTPError
        from urllib3.util import parse_url

        try:
            target = parse_url(f"{self.url}/{path}").request_uri
            with self._connection.response(target, _seconds_for(most)) as response:
                if response.status != 200:
                    raise ProjectError(f"{path}: the server answers {response.status}")
                parts = iter(lambda: response.read1(_CHUNK, decode_content=False), b"")
                yield from _bounded(parts, most, path)
        except (HTTPError, HTTPException, OSError, ValueError) as error:
            reason = "the server cannot be reached, is too slow, or breaks off"
            raise ProjectError(f"{path}: {reason}") from error

    @cached_property
    def _connection(self) -> _KeptConnection:
        return _KeptConnection(self.url)


class _KeptConnection:
    """A connection to a web server that is kept from file to file, for one thread.

    A time limit of a socket counts from byte to byte: so a timer breaks off each response.
    """

    def __init__(self, url: str) -> None:
        """Connects to nothing yet; raises HTTPError for an invalid URL."""
        from urllib3.connection import HTTPConnection, HTTPSConnection
        from urllib3.util import parse_url

        place = parse_url(url)
        host, is_secure = (place.host or "").strip("[]"), place.scheme == "https"
        self._connection: HTTPConnection = (
            HTTPSConnection(host, place.port, ssl_context=ssl.create_default_context())
            if is_secure
            else HTTPConnection(host, place.port)
        )
        weakref.finalize(self, self._connection.close)

    @contextmanager
    def response(self, target: str, seconds: float) -> Iterator[BaseHTTPResponse]:
        """The response to GET, read within `seconds`; raises TimeoutError, and others."""
        is_late = threading.Event()
        timer = threading.Timer(seconds, self._break_off, (is_late,))
        timer.daemon = True
        timer.start()
        is_read = False
        try:
            response = self._answer(target)
            yield response
            is_read = response.closed
        finally:
            timer.cancel()
            if not is_read:
                self._connection.close()
            if is_late.is_set():
                raise TimeoutError("the server sends too slowly")

    def _answer(self, target: str) -> BaseHTTPResponse:
        """Asked once more where the server has just closed the connection that was kept."""
        if self._connection.is_connected:
            with suppress(ConnectionError, HTTPException):
                return self._asked(target)
        self._connection.close()
        self._connection.timeout = _CONNECT_SECONDS
        self._connection.connect()
        self._connection.timeout = _READ_SECONDS
        return self._asked(target)

    def _asked(self, target: str) -> BaseHTTPResponse:
        headers = {"Accept-Encoding": "identity"}
        self._connection.request("GET", target, headers=headers, preload_content=False)
        return self._connection.getresponse()

    def _break_off(self, is_late: threading.Event) -> None:
        is_late.set()
        if self._connection.sock is not None:
            with suppress(OSError):  # past the layer of TLS, which the other thread is using
                socket.socket.shutdown(self._connection.sock, socket.SHUT_RDWR)


@dataclass(frozen=True)
class ObjectSource:
    """A publication in object storage, by the library obstore."""

    store: ObjectStore

    def chunks(self, path: str, most: int) -> Iterator[bytes]:
        """The content of a file in parts; raises ProjectError if that is not possible."""
        from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError

        try:
            parts = self.store.get(path).stream(min_chunk_size=_CHUNK)
            yield from _bounded(_in_time(map(bytes, parts), most), most, path)
        except FileNotFoundError as error:
            raise ProjectError(f"{path}: is not in object storage") from error
        except (PermissionDeniedError, UnauthenticatedError) as error:
            reason = "object storage refuses access; its variables are in the environment"
            raise ProjectError(f"{path}: {reason}") from error
        except (BaseError, OSError, ValueError) as error:
            reason = "object storage cannot be reached, is too slow, or breaks off"
            raise ProjectError(f"{path}: {reason}") from error


def _parts(file: BinaryIO) -> Iterator[bytes]:
    return iter(lambda: file.read(_CHUNK), b"")


def _seconds_for(size: int) -> float:
    return _READ_SECONDS + size / _LEAST_RATE


def _in_time(parts: Iterator[bytes], most: int) -> Iterator[bytes]:
    deadline = time.monotonic() + _seconds_for(most)
    for part in parts:
        if time.monotonic() > deadline:
            raise TimeoutError("the server sends too slowly")
        yield part


def _bounded(parts: Iterator[bytes], most: int, path: str) -> Iterator[bytes]:
    length = 0
    for part in parts:
        length += len(part)
        if length > most:
            raise ProjectError(f"{path}: longer than {most:,} bytes")
        yield part
