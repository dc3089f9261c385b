"""The SPARQL endpoint: queries by GET, POST and QUERY, and what it says without one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, Response, request

from schlaglicht.formats import (
    GRAPH_FORMATS,
    HTML,
    Format,
    content_type_for,
    format_named,
    negotiate,
)
from schlaglicht.query import SparqlQuery, read_query, stream_answer
from schlaglicht.web.http.request_record import note_query
from schlaglicht.web.http.sparql_protocol import (
    QUERY_TYPES,
    Operation,
    read_operation,
    requested_format,
)
from schlaglicht.web.http.spooled_body import Body
from schlaglicht.web.served_version import Site, current_site
from schlaglicht.web.views.empty_result_hints import NOTE_HEADER, notes_on
from schlaglicht.web.views.home import example_links
from schlaglicht.web.views.page import named_page_route, page
from schlaglicht.web.views.query_result import result_page
from schlaglicht.web.views.well_known_void import description_response

blueprint = Blueprint("sparql", __name__)

ROUTE = "/sparql"
"""Where the endpoint is, and what requests to it are counted under."""

FIRST_QUERY = "SELECT ?s ?p ?o\nWHERE { ?s ?p ?o }\nLIMIT 20\n"
"""What stands in an empty form."""


# https://www.rfc-editor.org/rfc/rfc10008 and https://www.w3.org/TR/ldp/#header-accept-post
TAKEN = {"Accept-Query": ", ".join(QUERY_TYPES), "Accept-Post": ", ".join(QUERY_TYPES)}
"""The header fields that say how a query may be sent: with all but answers to one."""


@dataclass(frozen=True)
class DataAnswer:
    """The answer to a query in a format for programs."""

    body: Body
    content_type: str
    volatile: bool
    """Whether the same query may be answered otherwise the next time."""
    notes: tuple[str, ...] = ()
    """What to know about an empty answer, for the header of that name."""


@blueprint.route(ROUTE, methods=["GET", "POST", "QUERY"], strict_slashes=False)
def sparql() -> Response:
    """The answer to a query; without one, a form for people or the service description."""
    operation = read_operation(request)
    if operation is None:
        introduction = _introduction(current_site())
        introduction.headers.extend(TAKEN)
        return introduction
    return _answer(current_site(), operation)


@named_page_route(blueprint, ROUTE)
def form() -> Response:
    """The form for people, by its name."""
    return _form(current_site())


def answer_data(
    site: Site, operation: Operation, *, accept: str | None, base: Callable[[], str]
) -> DataAnswer | SparqlQuery:
    """The answer to an operation; the query itself when the client wants a page.

    `base` is the URL of the request, for relative IRIs in projects without a base of their own.
    Raises what `read_query`, `stream_answer` and the stream raise, and NotAcceptable.
    """
    query = read_query(
        operation.query,
        default_graphs=operation.default_graphs,
        named_graphs=operation.named_graphs,
        # https://www.rfc-editor.org/rfc/rfc3986#section-5.1.3
        base=site.base or base(),
    )
    note_query(operation.query, query.form.value)
    chosen = _chosen(operation.format, accept, (*query.formats, HTML))
    if chosen is HTML:
        return query
    stream = stream_answer(site.pool, query, chosen, prefixes=site.snapshot.prefixes)
    body = site.downloads.body_of(stream)
    notes = notes_on(body, chosen, query, site.snapshot)
    content_type = content_type_for(None if operation.format else accept, chosen)
    return DataAnswer(body, content_type, query.volatile, notes)


def _answer(site: Site, operation: Operation) -> Response:
    made = answer_data(
        site,
        operation,
        accept=request.headers.get("Accept"),
        base=lambda: request.base_url,
    )
    if isinstance(made, DataAnswer):
        return data_response(made)
    response = result_page(site, operation, made)
    if made.volatile:
        response.cache_control.no_store = True
    return response


def data_response(answered: DataAnswer) -> Response:
    """An answer for programs as it goes out."""
    response = Response(answered.body.parts, content_type=answered.content_type)
    response.content_length = answered.body.length
    for note in answered.notes:
        response.headers.add(NOTE_HEADER, note)
    if answered.volatile:
        response.cache_control.no_store = True
    return response


def _introduction(site: Site) -> Response:
    accept = request.headers.get("Accept")
    chosen = _chosen(requested_format(request), accept, (*GRAPH_FORMATS, HTML))
    return _form(site) if chosen is HTML else description_response(site, chosen)


def _form(site: Site) -> Response:
    return page(
        "sparql.html",
        shown_as="sparql.form",
        query=FIRST_QUERY,
        questions=example_links(site),
        prefixes=sorted(site.snapshot.prefixes.items()),
    )


def _chosen(name: str | None, accept: str | None, offered: tuple[Format, ...]) -> Format:
    return format_named(name, offered) if name else negotiate(accept, offered)
