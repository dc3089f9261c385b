"""A query answered as data, for programs: from the request to header fields and content."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from werkzeug.wrappers import Request

from schlaglicht.formats import HTML, content_type_for, format_named, negotiate
from schlaglicht.query import SparqlQuery, read_query, stream_answer
from schlaglicht.web.http.empty_result_hints import explanation_of_empty, notes_on_empty
from schlaglicht.web.http.headers import NO_STORE, Field, content_headers
from schlaglicht.web.http.request_record import current_record, note_query
from schlaglicht.web.http.running_queries import read_query_id
from schlaglicht.web.http.sparql_protocol import Operation, read_operation
from schlaglicht.web.http.spooled_body import Body
from schlaglicht.web.served_version import Site

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment


@dataclass(frozen=True)
class DataAnswer:
    """The answer to a query in a format for programs."""

    body: Body
    headers: list[Field]
    """The fields of its own, which `common_headers` completes."""


@dataclass(frozen=True)
class PageRequest:
    """A query whose client wants a page."""

    operation: Operation
    query: SparqlQuery


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
        base=site.base or _url_of(environ),
        services=site.services.urls,
    )
    note_query(operation.query, query.form.value)
    current_record().query_id = read_query_id(environ)
    name, accept, offered = operation.format, environ.get("HTTP_ACCEPT"), (*query.formats, HTML)
    chosen = format_named(name, offered) if name else negotiate(accept, offered)
    query = site.services.joined(query, site.snapshot.prefixes)
    if chosen is HTML:
        return PageRequest(operation, query)
    stream = stream_answer(site.backend, query, chosen, prefixes=site.snapshot.prefixes)
    body = site.downloads.body_of(stream)
    notes_on = explanation_of_empty if operation.explains else notes_on_empty
    notes = notes_on(query, site) if stream.is_empty else ()
    headers = content_headers(
        content_type_for(None if name else accept, chosen), body.length, notes
    )
    if not site.keeps(query):
        headers.append(("Cache-Control", NO_STORE))
    return DataAnswer(body, headers)


def _url_of(environ: WSGIEnvironment) -> str:
    return _base_url(tuple((name, environ.get(name, "")) for name in _IN_URL))


@lru_cache(maxsize=64)
def _base_url(parts: tuple[tuple[str, str], ...]) -> str:
    return Request(dict(parts)).base_url


_IN_URL = (
    "wsgi.url_scheme", "HTTP_HOST", "SERVER_NAME", "SERVER_PORT", "SCRIPT_NAME", "PATH_INFO",
)  # fmt: skip
"""The parts of a URL without its query string."""
