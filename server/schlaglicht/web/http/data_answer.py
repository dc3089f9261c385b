"""A query answered as data, for programs: from the request to header fields and content."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from werkzeug.wrappers import Request

from schlaglicht.formats import HTML, JSON, Format, content_type_for, format_named, negotiate
from schlaglicht.query import (
    QueryForm,
    SparqlQuery,
    read_query,
    reasons_without_engine,
    stream_answer,
)
from schlaglicht.query.empty_answers.explanation import REASONS_ALONE, Explanation, explanation
from schlaglicht.query.index_answers import answer_from_index
from schlaglicht.query.parse import FORMATS_OF
from schlaglicht.web.http.compression import refuses_identity
from schlaglicht.web.http.headers import NO_STORE, NOTE, Field, lacking
from schlaglicht.web.http.problem_types import FAILURE
from schlaglicht.web.http.query_cancellation import read_query_id
from schlaglicht.web.http.sparql_protocol import ENDPOINT, Operation, read_operation
from schlaglicht.web.logs import current_record, note_query
from schlaglicht.web.long_answers import Body
from schlaglicht.web.published_site import Site

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_ASCII = "".join(map(chr, range(0x20, 0x7F)))
"""Kept as they are in a note, which travels in a header; the rest of an IRI is percent-encoded."""


def explained(query: SparqlQuery, operation: Operation, site: Site) -> Explanation:
    """The reasons why an answer is empty; with repairs where the request asks for them.

    Without that, engines that are busy are not asked, nor any for an ASK: programs have empty
    answers all the time.
    """
    if operation.explains:
        return explanation(query, site.snapshot, site.backend)
    if query.form is QueryForm.ASK:
        return Explanation(reasons_without_engine(query, site.snapshot, site.backend))
    return explanation(query, site.snapshot, site.backend, limits=REASONS_ALONE, wait=0)


def _way_on(operation: Operation, environ: WSGIEnvironment) -> list[Field]:
    """The link to the repairs of a query that found nothing, unless it is too long."""
    if operation.explains or operation.default_graphs or operation.named_graphs:
        return []
    asked = environ.get("QUERY_STRING", "")
    is_url_of_it = environ["REQUEST_METHOD"] == "GET" and environ.get("PATH_INFO") in _PATHS
    if not (is_url_of_it and _ONE_QUERY.fullmatch(asked)):
        asked = f"query={quote(operation.query, safe='')}"
    url = f"{ENDPOINT}?{asked}&explain=empty&format={JSON.name}"
    if len(url) > _LONGEST_LINK:
        return []
    return [("Link", f'<{url}>; rel="help"; type="{JSON.media_type}"')]


def _with_explanation(body: Body, found: Explanation) -> Body:
    """An empty answer in JSON with the explanation as one more member."""
    answer = json.loads(b"".join(body.parts))
    content = json.dumps({**answer, "explanation": found.members}, ensure_ascii=False).encode()
    return Body((content,), len(content))


class DataAnswer(NamedTuple):
    """The answer to a query in a format for programs."""

    body: Body
    headers: list[Field]
    """The fields of its own, which `common_headers` completes."""
    content_type: str
    is_kept: bool
    """True if it is the same until the version changes."""


class PageRequest(NamedTuple):
    """A query whose client wants a page."""

    operation: Operation
    query: SparqlQuery


_PATHS = (ENDPOINT, f"{ENDPOINT}/")
_WITH_BODY = ("POST", "QUERY")

_LONGEST_LINK = 2000
"""Characters of the link to the repairs of a query: it travels in a header."""

_ONE_QUERY = re.compile(r"query=[A-Za-z0-9_.~%+-]*")
"""The query string of a request with nothing but its query, encoded for a header as well."""

_LONGEST_ACCEPT = 4096
"""Characters of an Accept header that are read, as by `negotiate`."""

PAGE_REQUEST = "schlaglicht.page_request"
"""The key, in a WSGI environment, of the PageRequest of a request that has been read."""


def answer_request(environ: WSGIEnvironment, site: Site) -> DataAnswer | PageRequest | None:
    """The answer to a request for the endpoint; None when it asks no query.

    Raises what `read_operation` and `answer_operation` raise.
    """
    operation = read_operation(environ)
    return None if operation is None else answer_operation(operation, environ, site)


def answer_operation(
    operation: Operation, environ: WSGIEnvironment, site: Site
) -> DataAnswer | PageRequest:
    """The answer to a query that a request to any URL asks.

    Raises what `read_query`, `stream_answer` and the stream raise, and NotAcceptable.
    """
    query = read_query(
        operation.query,
        default_graphs=operation.default_graphs,
        named_graphs=operation.named_graphs,
        # https://www.rfc-editor.org/rfc/rfc3986#section-5.1.3
        base=site.base or _base_url(*map(environ.get, _IN_URL)),
        services=site.services.urls,
    )
    note_query(operation.query, query.form, read_query_id(environ))
    name, accept = operation.format, environ.get("HTTP_ACCEPT")
    if name:
        chosen = format_named(name, (*query.formats, HTML))
    else:
        chosen = _negotiated(accept and accept[:_LONGEST_ACCEPT], query.form)
    if query.services:
        query = site.services.joined(query, site.snapshot.prefixes)
    if chosen is HTML:
        return PageRequest(operation, query)
    body, is_empty = _answer(query, chosen, site)
    is_kept, hints = site.keeps(query), list[Field]()
    if is_empty:
        found = explained(query, operation, site)
        is_kept = is_kept and found.is_final
        hints += ((NOTE, quote(note, safe=_ASCII)) for note in found.reasons)
        hints += _way_on(operation, environ)
        if operation.explains and chosen is JSON:
            body = _with_explanation(body, found)
    content_type = content_type_for(None if name else accept, chosen)
    length = ("Content-Length", str(body.length))
    headers = [("Content-Type", content_type), length, *hints]
    if not is_kept:
        headers.append(("Cache-Control", NO_STORE))
    return DataAnswer(body, headers, content_type, is_kept)


_LOOKUPS = (QueryForm.ASK, QueryForm.DESCRIBE)
"""The forms of queries that an index may answer."""


def _answer(query: SparqlQuery, written: Format, site: Site) -> tuple[Body, bool]:
    """The content of the answer, and whether it is one of nothing."""
    prefixes = site.snapshot.prefixes
    if query.form in _LOOKUPS and not site.backend.is_live and site.has_index:
        with suppress(sqlite3.Error):  # then an engine answers
            found = answer_from_index(query, written, site.index, prefixes)
            if found is not None:
                return Body((found.body,), len(found.body)), found.is_empty
    stream = stream_answer(site.backend, query, written, prefixes=prefixes)
    return site.downloads.body_of(stream), stream.is_empty


@lru_cache(maxsize=256)
def _negotiated(accept: str | None, form: QueryForm) -> Format:
    return negotiate(accept, (*FORMATS_OF[form], HTML))


@lru_cache(maxsize=64)
def _base_url(*parts: str | None) -> str:
    return Request(dict(zip(_IN_URL, (part or "" for part in parts), strict=True))).base_url


_IN_URL = (
    "wsgi.url_scheme", "HTTP_HOST", "SERVER_NAME", "SERVER_PORT", "SCRIPT_NAME", "PATH_INFO",
)  # fmt: skip
"""The parts of a URL without its query string."""


def reply_to_query(
    environ: WSGIEnvironment, site: Site, common: Sequence[Field]
) -> DataAnswer | None:
    """The answer to a program's query, with the fields of all answers; None leaves it to Flask.

    Flask costs as much again as the engine does for a small query. It makes the pages, and the
    answers to errors: the environment then says what has been read, or what has failed.
    """
    if FAILURE in environ or not _is_common(environ):
        return None
    try:
        answer = answer_request(environ, site)
    except Exception as error:  # Flask is the edge where errors become answers
        environ[FAILURE] = error
        return None
    if not isinstance(answer, DataAnswer):
        # The content of the request is read: Flask gets what it asks.
        environ[PAGE_REQUEST] = answer
        return None
    current_record().route = ENDPOINT
    answer.headers.extend(common if answer.is_kept else lacking(answer.headers, common))
    return answer


def _is_common(environ: WSGIEnvironment) -> bool:
    if environ.get("PATH_INFO") not in _PATHS:
        return False
    method, coding = environ["REQUEST_METHOD"], environ.get("HTTP_ACCEPT_ENCODING")
    asks = "query=" in environ.get("QUERY_STRING", "") if method == "GET" else method in _WITH_BODY
    return asks and not (coding and refuses_identity(coding))
