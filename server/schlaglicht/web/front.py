"""What stands before Flask: the response cache, content codings and conditional requests.

An answer found here costs a few microseconds; Flask is for what is new. Only what views and the
engine make from the served site alone is kept: successful answers to GET and HEAD, until the
site changes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, cast

from schlaglicht.formats import preference
from schlaglicht.languages import preferred_languages
from schlaglicht.web.cache import Representation, ResponseCache
from schlaglicht.web.encoding import SMALLEST, coding_for, encoded, refuses_identity
from schlaglicht.web.records import current_record, note_same_as
from schlaglicht.web.site import Site
from schlaglicht.web.validators import entity_tag, is_known

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Headers = list[tuple[str, str]]

NEVER_KEPT = ("/health", "/metrics")
"""Paths whose answers tell of the moment."""

LONGEST_HELD = 16 * 2**20
"""Bytes of an answer that is held in memory, for a tag, a coding and the cache; a longer one is
passed on as it comes."""

_OF_ONE_RESPONSE = {"date", "server-timing", "set-cookie", "x-request-id"}
_NOT_IN_304 = {"content-encoding", "content-language", "content-length", "content-type"}
_COMPRESSED_TYPES = ("text/", "application/json", "application/xml", "image/svg+xml")


@dataclass(frozen=True)
class _Reply:
    """What the application behind answered."""

    status: str
    headers: Headers
    body: bytes | None
    """None when it is a stream."""
    stream: Iterable[bytes] = ()

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name), None)


class Front:
    """A WSGI application that answers from `cache`, or asks the application behind it.

    `current_site` says what is served now; when it changes, the cache is emptied.
    """

    def __init__(
        self, behind: WSGIApplication, cache: ResponseCache, current_site: Callable[[], Site]
    ) -> None:
        self._behind = behind
        self._cache = cache
        self._current_site = current_site
        self._site = current_site()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request: https://peps.python.org/pep-3333/."""
        method = environ["REQUEST_METHOD"]
        wanted = environ.get("HTTP_ACCEPT_ENCODING")
        if method not in ("GET", "HEAD") or refuses_identity(wanted):
            return self._pass_on(environ, start_response)
        coding = coding_for(wanted)
        site = self._current_site()
        key = self._key(site, environ)
        found = self._cache.find((key, coding))
        answer = found or self._made(site, environ, key, coding)
        if isinstance(answer, _Reply):
            return _sent(answer, method, start_response)
        return _answered(answer, environ, start_response)

    def _key(self, site: Site, environ: WSGIEnvironment) -> Hashable:
        """All of a request that can make a difference to a successful answer.

        Header fields count by what they mean, so that clients which write them differently share
        an answer.
        """
        if site is not self._site:
            self._cache.clear()
            self._site = site
        return (
            site.snapshot.digest,
            environ.get("PATH_INFO"),
            environ.get("QUERY_STRING"),
            preference(environ.get("HTTP_ACCEPT")),
            preferred_languages(environ.get("HTTP_ACCEPT_LANGUAGE")),
            environ.get("HTTP_HOST"),
            environ.get("SCRIPT_NAME"),
            environ["wsgi.url_scheme"],
        )

    def _made(
        self, site: Site, environ: WSGIEnvironment, key: Hashable, coding: str | None
    ) -> Representation | _Reply:
        plain = self._cache.peek((key, None)) if coding else None
        keep = True
        if plain is None:
            reply = _reply_of(self._behind, {**environ, "REQUEST_METHOD": "GET"})
            if not _has_validator_here(reply):
                return reply
            plain = _plain(reply)
            keep = site is self._current_site() and _may_be_kept(reply, environ)
            if keep:
                self._cache.store((key, None), plain, key_size=_key_size(environ))
        representation = _coded(plain, coding) if coding and _gains(plain) else plain
        if coding and keep:
            self._cache.store((key, coding), representation, key_size=_key_size(environ))
        return representation

    def _pass_on(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer what is not kept: other methods, and clients that take no plain content."""
        method, wanted = environ["REQUEST_METHOD"], environ.get("HTTP_ACCEPT_ENCODING")
        inner = {**environ, "REQUEST_METHOD": "GET"} if method == "HEAD" else environ
        reply = _reply_of(self._behind, inner)
        if not _has_validator_here(reply) or method == "OPTIONS":
            return _sent(reply, method, start_response)
        representation, coding = _plain(reply), coding_for(wanted)
        if coding and (refuses_identity(wanted) or _gains(representation)):
            representation = _coded(representation, coding)
        return _answered(representation, environ, start_response)


def _reply_of(behind: WSGIApplication, environ: WSGIEnvironment) -> _Reply:
    started: list[tuple[str, Headers]] = []

    def start(status: str, headers: Headers, _error: object = None) -> Callable[[bytes], object]:
        started[:] = [(status, headers)]
        return lambda _: None

    content = behind(environ, cast("StartResponse", start))
    first = next(iterator := iter(content), b"")  # an application may start when it is asked
    status, headers = started[0]
    if _length(headers) <= LONGEST_HELD:
        try:
            return _Reply(status, headers, b"".join([first, *iterator]))
        finally:
            _close(content)
    return _Reply(status, headers, None, _Stream(content, chain([first], iterator)))


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
        _close(self._content)


def _close(content: Iterable[bytes]) -> None:
    """https://peps.python.org/pep-3333/#specification-details."""
    close = getattr(content, "close", None)
    if close:
        close()


def _has_validator_here(reply: _Reply) -> bool:
    """Whether this is the place where a reply gets its entity tag and coding.

    Files have their own tags and ranges.
    """
    return (
        reply.status.startswith("200")
        and reply.body is not None
        and not any(reply.header(name) for name in ("etag", "accept-ranges", "content-encoding"))
    )


def _may_be_kept(reply: _Reply, environ: WSGIEnvironment) -> bool:
    return (
        "no-store" not in (reply.header("cache-control") or "")
        and reply.header("set-cookie") is None
        and environ.get("PATH_INFO") not in NEVER_KEPT
    )


def _key_size(environ: WSGIEnvironment) -> int:
    return len(environ.get("QUERY_STRING", "")) + len(environ.get("PATH_INFO", ""))


def _plain(reply: _Reply) -> Representation:
    body = reply.body or b""
    etag = entity_tag(body, reply.header("content-type") or "", "identity")
    kept = [(name, value) for name, value in reply.headers if name.lower() not in _OF_ONE_RESPONSE]
    return Representation((*kept, ("ETag", etag)), body, etag, current_record())


def _coded(plain: Representation, coding: str) -> Representation:
    body = encoded(plain.body, coding)
    headers = {name.lower(): value for name, value in plain.headers}
    etag = entity_tag(body, headers.get("content-type", ""), coding)
    kept = [
        (name, value)
        for name, value in plain.headers
        if name.lower() not in ("content-length", "etag")
    ]
    length, tag = ("Content-Length", str(len(body))), ("ETag", etag)
    coded = (*kept, ("Content-Encoding", coding), length, tag)
    return Representation(coded, body, etag, plain.record)


def _gains(plain: Representation) -> bool:
    """Whether a coding is likely to make a representation smaller."""
    if len(plain.body) < SMALLEST:
        return False
    content_type = next((v for name, v in plain.headers if name.lower() == "content-type"), "")
    media_type = content_type.partition(";")[0].strip()
    return media_type.startswith(_COMPRESSED_TYPES) or media_type.endswith(
        ("+json", "+xml", "/n-triples", "/n-quads", "/trig", "/javascript")
    )


def _answered(
    found: Representation, environ: WSGIEnvironment, start_response: StartResponse
) -> Iterable[bytes]:
    note_same_as(found.record)
    known = environ.get("HTTP_IF_NONE_MATCH")
    method = environ["REQUEST_METHOD"]
    if known and method != "POST" and is_known(found.etag, known):
        kept = [(name, value) for name, value in found.headers if name.lower() not in _NOT_IN_304]
        start_response("304 NOT MODIFIED", kept)
        return []
    start_response("200 OK", list(found.headers))
    # A list: granian hands it over in one piece, anything else part by part.
    return [] if method == "HEAD" else [found.body]


def _sent(reply: _Reply, method: str, start_response: StartResponse) -> Iterable[bytes]:
    start_response(reply.status, reply.headers)
    if method == "HEAD":
        _close(reply.stream)
        return []
    return reply.stream if reply.body is None else [reply.body]
