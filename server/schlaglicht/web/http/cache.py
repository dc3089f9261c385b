"""The layer in front of Flask: response cache, content codings and conditional requests.

An answer found here costs a few microseconds; Flask is for what is new. Only what views and the
engine make from the served site alone is kept: successful answers to GET, HEAD and QUERY, until
the site changes.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from io import BytesIO
from typing import TYPE_CHECKING

from schlaglicht.errors import EngineBusy
from schlaglicht.formats import preference
from schlaglicht.languages import preferred_languages
from schlaglicht.web.http.cache_store import Representation, ResponseCache
from schlaglicht.web.http.content_coding import (
    SMALLEST,
    coding_for,
    encoded,
    refuses_identity,
)
from schlaglicht.web.http.etag import entity_tag, is_known
from schlaglicht.web.http.problems import FAILURE
from schlaglicht.web.http.request_record import note_shared_facts, shared_facts
from schlaglicht.web.http.slow_readers import Readers, too_many_readers
from schlaglicht.web.http.wsgi_reply import Reply, reply_of
from schlaglicht.web.published_site import LEASED, Published
from schlaglicht.web.served_version import Site

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

NEVER_KEPT = ("/health", "/livez", "/metrics", "/readyz")
"""Paths whose answers hold for the moment alone."""

_UNREAD = object()
_OF_FILES = ("etag", "accept-ranges", "content-encoding")
_OF_ONE_RESPONSE = {"date", "server-timing", "set-cookie", "x-request-id"}
_NOT_IN_304 = {"content-encoding", "content-language", "content-length", "content-type"}
_COMPRESSED_TYPES = ("text/", "application/json", "application/xml", "image/svg+xml")


class CachingLayer:
    """A WSGI application that answers from `cache`, or asks the application behind it.

    `published` has the site that is served now; when it changes, the cache is emptied. The
    application behind gets the site by the key `LEASED` of its environment. An answer for which
    `readers` have no room is asked for again, as the error that the key `FAILURE` holds.
    """

    def __init__(
        self,
        app: WSGIApplication,
        cache: ResponseCache,
        published: Published,
        readers: Readers,
    ) -> None:
        self._app = app
        self._cache = cache
        self._published = published
        self._readers = readers
        self._site = published.site

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request: https://peps.python.org/pep-3333/."""
        is_head = environ["REQUEST_METHOD"] == "HEAD"
        content = self._sent(self._answer(environ), environ, start_response, is_head=is_head)
        if content is None:  # the refused answer is gone
            environ[FAILURE] = too_many_readers()
            environ.pop(LEASED, None)
            answer = reply_of(self._app, environ)
            content = self._sent(answer, environ, start_response, is_head=is_head)
        return content or []

    def _answer(self, environ: WSGIEnvironment) -> Representation | Reply:
        wanted = environ.get("HTTP_ACCEPT_ENCODING")
        key = None if refuses_identity(wanted) else _key(environ)
        if key is None:
            return self._uncached(environ)
        coding = coding_for(wanted)
        answer: Representation | Reply | None
        answer = self._cache.find((self._current_site().version, key, coding))
        if answer is None:
            # The site may have changed since: what is kept is kept for the site that answered.
            with self._published.lease() as site:
                answer = self._made(site, environ, key, coding)
        return answer

    def _current_site(self) -> Site:
        site = self._published.site
        if site is not self._site:
            self._cache.clear()
            self._site = site
        return site

    def _made(
        self, site: Site, environ: WSGIEnvironment, key: Hashable, coding: str | None
    ) -> Representation | Reply:
        plain = self._cache.peek((site.version, key, None)) if coding else None
        keep = True
        if plain is None:
            reply = reply_of(self._app, _with_body(environ, site))
            if not _has_validator_here(reply):
                return reply
            plain = _plain(reply)
            keep = site is self._current_site() and _may_be_kept(reply, environ)
            if keep:
                self._cache.store((site.version, key, None), plain)
        if not coding or not _gains(plain):
            return plain
        coded = _coded(plain, coding)
        if keep:
            self._cache.store((site.version, key, coding), coded)
        return coded

    def _uncached(self, environ: WSGIEnvironment) -> Representation | Reply:
        """The answer that is not kept: to other methods, to clients that take no plain content."""
        method, wanted = environ["REQUEST_METHOD"], environ.get("HTTP_ACCEPT_ENCODING")
        with self._published.lease() as site:
            reply = reply_of(self._app, _with_body(environ, site))
        if not _has_validator_here(reply) or method == "OPTIONS":
            return reply
        representation, coding = _plain(reply), coding_for(wanted)
        if coding and (refuses_identity(wanted) or _gains(representation)):
            representation = _coded(representation, coding)
        return representation

    def _sent(
        self,
        answer: Representation | Reply,
        environ: WSGIEnvironment,
        start: StartResponse,
        *,
        is_head: bool,
    ) -> Iterable[bytes] | None:
        """Begins the response; None when it would be read by one more than may be."""
        body: Reply | bytes
        if isinstance(answer, Reply):
            status, headers, body = answer.status, answer.headers, answer
        else:
            status, headers, body = _in_view_of_conditions(answer, environ)
        try:
            content = self._content_of(body, is_head=is_head)
        except EngineBusy:
            return None
        start(status, headers)
        return content

    def _content_of(self, answer: Reply | bytes, *, is_head: bool) -> Iterable[bytes]:
        if isinstance(answer, bytes):
            return [] if is_head else self._readers.parts_of(answer)
        if is_head:
            answer.close()
            return []
        if answer.body is None:
            return self._readers.pass_on(answer.stream)
        return self._readers.parts_of(answer.body)


def _key(environ: WSGIEnvironment) -> Hashable | None:
    """All of a request that can make a difference to a successful answer; None: it is not kept.

    Header fields count by what they mean, so that clients which write them differently share
    an answer.
    """
    method = environ["REQUEST_METHOD"]
    if method in ("GET", "HEAD"):
        content: Hashable = None
    elif method == "QUERY":
        content = _content(environ)
    else:
        return None
    if content is _UNREAD:
        return None
    return (
        environ.get("PATH_INFO"),
        environ.get("QUERY_STRING"),
        preference(environ.get("HTTP_ACCEPT")),
        preferred_languages(environ.get("HTTP_ACCEPT_LANGUAGE")),
        environ.get("HTTP_HOST"),
        environ.get("SCRIPT_NAME"),
        environ["wsgi.url_scheme"],
        content,
    )


def _content(environ: WSGIEnvironment) -> Hashable:
    """The content of a request with all that says how to read it: RFC 10008, section 2.

    Only content that is here already, as `BoundedBodies` leaves it, is looked at.
    """
    stream = environ["wsgi.input"]
    if not isinstance(stream, BytesIO):
        return _UNREAD
    return (
        stream.getvalue(),
        environ.get("CONTENT_TYPE"),
        environ.get("HTTP_CONTENT_ENCODING"),
        environ.get("CONTENT_LENGTH"),
    )


def _with_body(environ: WSGIEnvironment, site: Site) -> WSGIEnvironment:
    """The environment of a request for the whole answer, which HEAD does not ask.

    Range is for GET alone: https://www.rfc-editor.org/rfc/rfc9110#section-14.2.
    """
    environ[LEASED] = site
    if environ["REQUEST_METHOD"] == "HEAD":
        environ["REQUEST_METHOD"] = "GET"
        environ.pop("HTTP_RANGE", None)
    return environ


def _has_validator_here(reply: Reply) -> bool:
    """True if a reply gets its entity tag and coding here.

    Files have their own tags and ranges.
    """
    return (
        reply.status.startswith("200")
        and reply.body is not None
        and not any(reply.fields.get(name) for name in _OF_FILES)
    )


def _may_be_kept(reply: Reply, environ: WSGIEnvironment) -> bool:
    return (
        "no-store" not in reply.fields.get("cache-control", "")
        and "set-cookie" not in reply.fields
        and environ.get("PATH_INFO") not in NEVER_KEPT
    )


def _plain(reply: Reply) -> Representation:
    body = reply.body or b""
    etag = entity_tag(body, reply.fields.get("content-type", ""), "identity")
    if _OF_ONE_RESPONSE.isdisjoint(reply.fields):
        kept = reply.headers
    else:
        kept = [field for field in reply.headers if field[0].lower() not in _OF_ONE_RESPONSE]
    return Representation((*kept, ("ETag", etag)), body, etag, shared_facts())


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
    return Representation(coded, body, etag, plain.facts)


def _gains(plain: Representation) -> bool:
    """True if a coding is likely to make a representation smaller."""
    if len(plain.body) < SMALLEST:
        return False
    content_type = next((v for name, v in plain.headers if name.lower() == "content-type"), "")
    media_type = content_type.partition(";")[0].strip()
    return media_type.startswith(_COMPRESSED_TYPES) or media_type.endswith(
        ("+json", "+xml", "/n-triples", "/n-quads", "/trig", "/javascript")
    )


def _in_view_of_conditions(
    found: Representation, environ: WSGIEnvironment
) -> tuple[str, list[tuple[str, str]], bytes]:
    """Status, header fields and content: those of 304 for a client that has the content."""
    note_shared_facts(found.facts)
    known = environ.get("HTTP_IF_NONE_MATCH")
    if known and environ["REQUEST_METHOD"] != "POST" and is_known(found.etag, known):
        kept = [(name, value) for name, value in found.headers if name.lower() not in _NOT_IN_304]
        return "304 NOT MODIFIED", kept, b""
    return "200 OK", list(found.headers), found.body
