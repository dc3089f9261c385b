"""Places of publications, a folder, a web server or object storage, and the forms of their files.

These are the manifest of a version, and the file that says which version is current.
"""

from __future__ import annotations

import json
import os
import re
import socket
import ssl
import stat
import threading
import time
import weakref
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from hashlib import sha256
from http.client import HTTPException
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from schlaglicht.errors import ProjectError
from schlaglicht.settings.toml_tables import as_table, read_table

if TYPE_CHECKING:
    from obstore.store import ObjectStore
    from urllib3.response import BaseHTTPResponse

CURRENT = "current.json"
LARGEST = 16 * 2**20
"""Bytes of a manifest or of a smaller file of a publication."""

MOST_FILES = 50_000

_FORMAT = 1
_DIGEST = re.compile(r"[0-9a-f]{64}")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_LONGEST_PATH = 1000
_LONGEST_NAME = 100

Value = TypeVar("Value")


@dataclass(frozen=True)
class Content:
    """The content of a file by its SHA-256, in hex, and its length in bytes."""

    sha256: str
    size: int


@dataclass(frozen=True)
class Manifest:
    """The files of one version."""

    software: str
    """The program and its version, which alone reads the files."""
    files: Mapping[str, Content]
    """By path, with `/` between its parts."""
    format: int = _FORMAT


@dataclass(frozen=True)
class Current:
    """A version and the name it was published by."""

    name: str
    version: str


def manifest_path(version: str) -> str:
    """The path of a manifest in a publication."""
    return f"versions/{version}.json"


def object_path(content: Content) -> str:
    """The path of the content of a file in a publication."""
    return f"objects/{content.sha256}"


def name_path(name: str) -> str:
    """The path of the file that has the version of a name; raises ProjectError for a bad one."""
    if not _NAME.fullmatch(name):
        raise ProjectError(
            f"{name!r} is not a name for a version: up to 64 letters, digits, '.', '_' and '-'"
        )
    return f"names/{name}.json"


def written(value: Manifest | Current) -> bytes:
    """A value as the bytes that stand in a publication, the same for the same value."""
    text = json.dumps(as_table(value), sort_keys=True, indent=1, ensure_ascii=True)
    return f"{text}\n".encode("ascii")


def read_manifest(content: bytes, version: str) -> Manifest:
    """The manifest of `version`; raises ProjectError if it is another's, or not safe to follow."""
    where = manifest_path(version)
    if sha256(content).hexdigest() != version:
        raise ProjectError(f"{where}: its content does not have that digest")
    manifest = _read(Manifest, content, where)
    if manifest.format != _FORMAT:
        raise ProjectError(f"{where}: unknown format {manifest.format}")
    if not (manifest.software.isprintable() and len(manifest.software) <= _LONGEST_NAME):
        raise ProjectError(f"{where}: its software is not the name of a program")
    if len(manifest.files) > MOST_FILES:
        raise ProjectError(f"{where}: more than {MOST_FILES:,} files")
    for path, file in manifest.files.items():
        if not _is_safe(path) or not _DIGEST.fullmatch(file.sha256) or file.size < 0:
            raise ProjectError(f"{where}: not a file of a version: {path[:100]!r}")
    return manifest


def read_named(content: bytes, where: str) -> Current:
    """A name and its version; raises ProjectError for anything else."""
    current = _read(Current, content, where)
    name_path(current.name)
    if not _DIGEST.fullmatch(current.version):
        raise ProjectError(f"{where}: not the digest of a version: {current.version[:100]!r}")
    return current


def _read(kind: type[Value], content: bytes, where: str) -> Value:
    try:
        return read_table(kind, json.loads(content), where)
    except (ValueError, RecursionError) as error:
        raise ProjectError(f"{where}: not JSON") from error


def _is_safe(path: str) -> bool:
    """True if a path stays in its folder, on every system."""
    parts = path.split("/")
    return (
        0 < len(path) <= _LONGEST_PATH
        and not any(part in ("", ".", "..") for part in parts)
        and not any(ord(sign) < 0x20 or sign in '\\:*?"<>|' for sign in path)
    )


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
            real = (self.folder / path).resolve()
            if not real.is_relative_to(self.folder.resolve()):
                raise ProjectError(f"{path}: is a link out of the publication")
            with open(real, "rb", opener=_opened_at_once) as file:
                if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                    raise ProjectError(f"{path}: is not a file")
                yield from _bounded(iter(lambda: file.read(_CHUNK), b""), most, path)
        except OSError as error:
            raise ProjectError(f"{path}: cannot be read: {error.strerror}") from error


def _opened_at_once(path: str, flags: int) -> int:
    """A named pipe would wait for somebody who writes to it."""
    return os.open(path, flags | os.O_NONBLOCK)


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
