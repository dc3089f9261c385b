"""Places of publications: a folder, or a web server or object storage that has its files."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol

from schlaglicht.errors import ProjectError
from schlaglicht.publication.manifest import CURRENT, LARGEST, Current, read_named

if TYPE_CHECKING:
    from obstore.store import ObjectStore
    from urllib3 import PoolManager

_CHUNK = 2**16
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
                # Else the library would forget that the environment allows it.
                "allow_http": os.environ.get("AWS_ALLOW_HTTP", "").lower() == "true",
            },
            retry_config={"max_retries": 1},
        )
    except (BaseError, ValueError) as error:
        raise ProjectError(f"{url}: no URL of object storage, such as s3://bucket/path") from error
    return ObjectSource(store)


def read_current(source: Source) -> Current:
    """The version that readers show now."""
    return read_named(read_small(source, CURRENT), CURRENT)


def read_small(source: Source, path: str) -> bytes:
    """The content of a manifest or of a smaller file."""
    return b"".join(source.chunks(path, LARGEST))


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

        try:
            with self._response(path) as parts:
                yield from _bounded(_in_time(parts, most), most, path)
        except (HTTPError, OSError, ValueError) as error:
            reason = "the server cannot be reached, is too slow, or breaks off"
            raise ProjectError(f"{path}: {reason}") from error

    @contextmanager
    def _response(self, path: str) -> Iterator[Iterator[bytes]]:
        response = self._connections.request(
            "GET",
            f"{self.url}/{path}",
            redirect=False,
            preload_content=False,
            headers={"Accept-Encoding": "identity"},
        )
        try:
            if response.status != 200:
                raise ProjectError(f"{path}: the server answers {response.status}")
            yield iter(lambda: response.read1(_CHUNK, decode_content=False), b"")
        finally:
            response.close()

    @cached_property
    def _connections(self) -> PoolManager:
        """The connections, kept from file to file."""
        from urllib3 import PoolManager, Retry, Timeout

        return PoolManager(
            # Once more where the server has just closed a connection that was kept.
            retries=Retry(total=None, connect=0, read=1, redirect=0, status=0, other=0),
            timeout=Timeout(connect=_CONNECT_SECONDS, read=_READ_SECONDS),
        )


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


def _in_time(parts: Iterator[bytes], most: int) -> Iterator[bytes]:
    deadline = time.monotonic() + _READ_SECONDS + most / _LEAST_RATE
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
