"""The layer in front of Flask: response cache, content codings and conditional requests.

An answer found here costs a few microseconds; Flask is for what is new. Only what views and the
engine make from the served site alone is kept: successful answers to GET, HEAD and QUERY, until
the site changes.
"""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from itertools import chain
from sys import getsizeof
from time import thread_time
from typing import TYPE_CHECKING, Literal, NamedTuple, cast

from schlaglicht.errors import EngineBusy
from schlaglicht.formats import preference
from schlaglicht.i18n import preferred_languages
from schlaglicht.web.http.compression import SMALLEST, coding_for, encoded, refuses_identity
from schlaglicht.web.http.data_answer import reply_to_query
from schlaglicht.web.http.front import is_refused
from schlaglicht.web.http.headers import common_headers, entity_tag, is_known
from schlaglicht.web.http.problem_types import FAILURE
from schlaglicht.web.logs import (
    SharedFacts,
    current_record,
    note_shared_facts,
    shared_facts,
)
from schlaglicht.web.long_answers import Parts, Readers, close_content, too_many_readers
from schlaglicht.web.published_site import LEASED, METHOD, Published, Site

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

CACHE_EXTENSION = "schlaglicht.cache"
"""The key of an application's response cache in `app.extensions`."""

_OVERHEAD = 1200
"""Bytes of bookkeeping per entry, at most: its places in the table and in the order of use, the
objects that hold its parts, and what the allocator rounds up."""

LONGEST_KEY = 8 * 2**10
"""Bytes of a key, as they lie in memory; the answer to a request with a longer one is not kept."""

_REMEMBERED = 20_000
"""Keys that were asked for once, after which those before the same number are forgotten."""

_LARGEST_SHARE = 4
"""An answer larger than this fraction of the cache is not kept: it would empty the rest."""


@dataclass(frozen=True)
class CacheSettings:
    """Limits on answers that are kept: here by size, by others by time."""

    capacity: int = 64 * 2**20
    """Bytes of answers kept in memory; 0 keeps none."""
    max_age: int = 0
    """Seconds for which clients and proxies may use an answer without asking again."""
    quick: float = 0.005
    """Seconds of work: an answer of less is kept only once it is asked for again. Most are not."""

    @property
    def cache_control(self) -> str:
        """The Cache-Control of an answer: https://www.rfc-editor.org/rfc/rfc9111#section-5.2."""
        return f"public, max-age={self.max_age}" if self.max_age else "public, no-cache"


class Representation(NamedTuple):
    """A successful answer as it goes out, in one content coding."""

    headers: tuple[tuple[str, str], ...]
    body: bytes
    etag: str
    facts: SharedFacts = (None, None, None)


@dataclass(frozen=True)
class CacheStatistics:
    """Counts of a cache since it was made, and its size now."""

    hits: int
    misses: int
    evictions: int
    entries: int
    bytes: int
    capacity: int


_Kept = tuple[tuple[tuple[str, str], ...], bytes, str, SharedFacts]
"""A representation as a plain tuple. Python's collector of garbage stops looking at one, as
at its parts; otherwise each of its rounds would go through the whole cache, and requests wait."""


class ResponseCache:
    """Representations by key, at most `capacity` bytes of both in memory; safe for threads.

    Keys are made of texts, bytes, numbers and tuples of these.
    """

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._lock = threading.Lock()
        self._entries: OrderedDict[Hashable, tuple[_Kept, int]] = OrderedDict()
        self._bytes = 0
        self._hits = self._misses = self._evictions = 0
        self._asked: set[int] = set()
        self._asked_before: set[int] = set()

    def was_asked(self, key: Hashable) -> bool:
        """True from the second time on for a key, as far as the latest keys are remembered."""
        mark = hash(key)
        if mark in self._asked or mark in self._asked_before:
            return True
        self._asked.add(mark)
        if len(self._asked) >= _REMEMBERED:
            self._asked, self._asked_before = set(), self._asked
        return False

    @property
    def statistics(self) -> CacheStatistics:
        """The counts as they are now."""
        with self._lock:
            return CacheStatistics(
                self._hits,
                self._misses,
                self._evictions,
                len(self._entries),
                self._bytes,
                self._capacity,
            )

    def find(self, key: Hashable) -> Representation | None:
        """The representation kept under `key`, if any; counted as a hit or a miss."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                self._misses += 1
                return None
            self._entries.move_to_end(key)
            self._hits += 1
        return Representation._make(entry[0])

    def peek(self, key: Hashable) -> Representation | None:
        """Like `find`, without counting and without making the entry more recent."""
        with self._lock:
            entry = self._entries.get(key)
        return Representation._make(entry[0]) if entry else None

    def store(self, key: Hashable, representation: Representation) -> None:
        """Keep `representation`, and drop others until there is room; ignore one too large."""
        key_size = _size(key)
        size = key_size + _size_of(representation) + _OVERHEAD
        if key_size > LONGEST_KEY or size * _LARGEST_SHARE > self._capacity:
            return
        with self._lock:
            replaced = self._entries.pop(key, None)
            self._bytes += size - (replaced[1] if replaced else 0)
            self._entries[key] = (*representation,), size
            while self._bytes > self._capacity:
                _, (_, freed) = self._entries.popitem(last=False)
                self._bytes -= freed
                self._evictions += 1

    def clear(self) -> None:
        """Drop everything."""
        with self._lock:
            self._entries.clear()
            self._bytes = 0


def _size(value: object) -> int:
    """Bytes that a text, bytes, a number or a tuple of these takes in memory.

    What several entries share counts for each: who sends them chooses what they share.
    """
    size, waiting = 0, [value]
    while waiting:
        part = waiting.pop()
        size += getsizeof(part)
        if isinstance(part, tuple):
            waiting += part
    return size


def _size_of(kept: Representation) -> int:
    headers, body, etag, facts = kept
    parts = (headers, body, etag, facts, *facts, *headers)
    return sum(map(getsizeof, chain(parts, chain.from_iterable(headers))))


Headers = list[tuple[str, str]]

LONGEST_HELD = 16 * 2**20
"""Bytes of an answer that is held in memory, for a tag, a coding and the cache; a longer one is
passed on as it comes."""


@dataclass
class Reply:
    """Status, headers and content from the application behind."""

    status: str
    headers: Headers
    body: bytes | None
    """None when it is a stream."""
    stream: Iterable[bytes] = ()

    @cached_property
    def fields(self) -> dict[str, str]:
        """The header fields by name in lower case; of several of one name the last."""
        return {name.lower(): value for name, value in self.headers}

    @property
    def is_of_here(self) -> bool:
        """True if it gets its entity tag and coding here; files have their own, and ranges."""
        return (
            self.status.startswith("200")
            and self.body is not None
            and not any(self.fields.get(name) for name in _OF_FILES)
        )

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
        end = unless_streamed.pop_all().close
        return Reply(status, headers, None, Parts(chain([first], iterator), end))


def _length(headers: Headers) -> float:
    lengths = [int(value) for name, value in headers if name.lower() == "content-length"]
    return lengths[0] if lengths else math.inf


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
        settings: CacheSettings,
    ) -> None:
        self._app = app
        self._common = common_headers(settings.cache_control)
        self._quick = settings.quick
        self._cache = cache
        self._published = published
        self._readers = readers
        self._site = published.site

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request: https://peps.python.org/pep-3333/."""
        if is_refused(environ):
            content = self._app(environ, start_response)
            current_record().route = None  # that of `/` is the only one Flask has seen
            return content
        is_head = environ["REQUEST_METHOD"] == "HEAD"
        sent = self._sent(self._answer(environ), environ, start_response, is_head=is_head)
        if sent is None:  # the refused answer is gone
            environ[FAILURE] = too_many_readers()
            environ.pop(LEASED, None)
            answer = reply_of(self._app, environ)
            sent = self._sent(answer, environ, start_response, is_head=is_head)
        return sent or []

    def _answer(self, environ: WSGIEnvironment) -> Representation | Reply:
        wanted = environ.get("HTTP_ACCEPT_ENCODING")
        key = None if refuses_identity(wanted) else _key(environ)
        if key is None:
            return self._uncached(environ)
        coding = coding_for(wanted)
        answer: Representation | Reply | None
        answer = self._cache.find((self._current_site().version, key, coding))
        if answer is not None:
            note_shared_facts(answer.facts)
        else:
            # The site may have changed since: what is kept is kept for the site that answered.
            site = self._published.borrow()
            try:
                answer = self._made(site, environ, key, coding)
            finally:
                self._published.give_back(site)
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
        if plain is not None:
            note_shared_facts(plain.facts)
        else:
            started = thread_time()
            made, may_be_kept = self._reply(environ, site)
            if isinstance(made, Reply):
                return made
            plain = made
            # Not by the clock: where all processors are at work, quick answers take long as well.
            work = thread_time() - started + (current_record().query_seconds or 0.0)
            is_slow = work >= self._quick
            keep = (
                may_be_kept
                and site is self._current_site()
                and (self._cache.was_asked((site.version, key)) or is_slow)
            )
            if keep:
                plain = plain._replace(facts=shared_facts())
                self._cache.store((site.version, key, None), plain)
        if not coding or not _gains(plain):
            return plain
        coded = _coded(plain, coding)
        if keep:
            self._cache.store((site.version, key, coding), coded)
        return coded

    def _uncached(self, environ: WSGIEnvironment) -> Representation | Reply:
        """The answer that is not kept: to other methods, to clients that take no plain content."""
        wanted = environ.get("HTTP_ACCEPT_ENCODING")
        with self._published.lease() as site:
            made, _ = self._reply(environ, site)
        coding = coding_for(wanted)
        if isinstance(made, Reply) or not coding:
            return made
        return _coded(made, coding) if refuses_identity(wanted) or _gains(made) else made

    def _reply(
        self, environ: WSGIEnvironment, site: Site
    ) -> tuple[Representation, bool] | tuple[Reply, Literal[False]]:
        """The whole answer, made now, and whether it may be kept; a Reply has no tag of here.

        Range is for GET alone, HEAD asks what GET would get:
        https://www.rfc-editor.org/rfc/rfc9110#section-14.2
        """
        environ[LEASED] = site
        if environ["REQUEST_METHOD"] == "HEAD":
            environ |= {"REQUEST_METHOD": "GET", METHOD: "HEAD"}
            environ.pop("HTTP_RANGE", None)
        answer = reply_to_query(environ, site, self._common)
        if answer is None:
            method = environ["REQUEST_METHOD"]
            reply = reply_of(self._app, environ)
            if not reply.is_of_here or method == "OPTIONS":
                return reply, False
            return _plain(reply), _may_be_kept(reply, environ)
        parts, length = answer.body
        if length > LONGEST_HELD:
            return Reply("200 OK", answer.headers, None, parts), False
        try:
            return _tagged(answer.headers, b"".join(parts), answer.content_type), answer.is_kept
        finally:
            close_content(parts)

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


def _may_be_kept(reply: Reply, environ: WSGIEnvironment) -> bool:
    return (
        "no-store" not in reply.fields.get("cache-control", "")
        and "set-cookie" not in reply.fields
        and environ.get("PATH_INFO") not in NEVER_KEPT
    )


def _plain(reply: Reply) -> Representation:
    kept = [field for field in reply.headers if field[0].lower() not in _OF_ONE_RESPONSE]
    return _tagged(kept, reply.body or b"", reply.fields.get("content-type", ""))


def _tagged(headers: Headers, body: bytes, content_type: str) -> Representation:
    etag = entity_tag(body, content_type, "identity")
    return Representation((*headers, ("ETag", etag)), body, etag)


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
    known = environ.get("HTTP_IF_NONE_MATCH")
    if known and environ["REQUEST_METHOD"] != "POST" and is_known(found.etag, known):
        kept = [(name, value) for name, value in found.headers if name.lower() not in _NOT_IN_304]
        return "304 NOT MODIFIED", kept, b""
    return "200 OK", list(found.headers), found.body
