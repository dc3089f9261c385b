"""The reply of an application, taken as a whole or, when it is long, as it comes."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from itertools import chain
from typing import TYPE_CHECKING, cast

from schlaglicht.web.http.slow_readers import close_content

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Headers = list[tuple[str, str]]

LONGEST_HELD = 16 * 2**20
"""Bytes of an answer that is held in memory, for a tag, a coding and the cache; a longer one is
passed on as it comes."""


class Reply:
    """Status, headers and content from the application behind."""

    def __init__(
        self, status: str, headers: Headers, body: bytes | None, stream: Iterable[bytes] = ()
    ) -> None:
        self.status = status
        self.headers = headers
        self.fields = {name.lower(): value for name, value in headers}
        """By name in lower case; of several of one name the last."""
        self.body = body
        """None when it is a stream."""
        self.stream = stream

    def close(self) -> None:
        """Ends a stream that nobody reads."""
        close_content(self.stream)


def reply_of(app: WSGIApplication, environ: WSGIEnvironment) -> Reply:
    """The reply of `app` to one request."""
    started: list[tuple[str, Headers]] = []

    def start(status: str, headers: Headers, _error: object = None) -> Callable[[bytes], object]:
        started[:] = [(status, headers)]
        return lambda _: None

    content = app(environ, cast("StartResponse", start))
    if isinstance(content, tuple):
        return Reply(*started[0], b"".join(content))
    with ExitStack() as unless_streamed:
        unless_streamed.callback(close_content, content)
        first = next(iterator := iter(content), b"")  # an application may start when it is asked
        status, headers = started[0]
        if _length(headers) <= LONGEST_HELD:
            return Reply(status, headers, b"".join([first, *iterator]))
        unless_streamed.pop_all()
        return Reply(status, headers, None, _Stream(content, chain([first], iterator)))


def _length(headers: Headers) -> float:
    lengths = [int(value) for name, value in headers if name.lower() == "content-length"]
    return lengths[0] if lengths else math.inf


class _Stream:
    """The rest of an answer that is not held in memory; closes what it came from."""

    def __init__(self, content: Iterable[bytes], rest: Iterable[bytes]) -> None:
        self._content = content
        self._rest = iter(rest)

    def __iter__(self) -> _Stream:
        return self

    def __next__(self) -> bytes:
        return next(self._rest)

    def close(self) -> None:
        close_content(self._content)
