"""The SPARQL endpoint: queries by GET, POST and QUERY, and what it says without one."""

from __future__ import annotations

from flask import Blueprint, Response, request

from schlaglicht.formats import GRAPH_FORMATS, HTML, Format, format_named, negotiate
from schlaglicht.query import answer, is_empty, read_query, unknown_terms
from schlaglicht.web.description import description_response
from schlaglicht.web.home import example_links
from schlaglicht.web.notes import add_notes
from schlaglicht.web.pages import current_site, page
from schlaglicht.web.protocol import Operation, read_operation, requested_format
from schlaglicht.web.results import result_page
from schlaglicht.web.site import Site

blueprint = Blueprint("sparql", __name__)

FIRST_QUERY = "SELECT ?s ?p ?o\nWHERE { ?s ?p ?o }\nLIMIT 20\n"
"""What stands in an empty form."""


@blueprint.route("/sparql", methods=["GET", "POST", "QUERY"], strict_slashes=False)
def sparql() -> Response:
    """The answer to a query; without one, a form for people or the service description."""
    operation = read_operation(request)
    if operation is None:
        return _introduction(current_site())
    return _answer(current_site(), operation)


def _answer(site: Site, operation: Operation) -> Response:
    query = read_query(
        operation.query,
        default_graphs=operation.default_graphs,
        named_graphs=operation.named_graphs,
    )
    chosen = _chosen(operation.format, (*query.formats, HTML))
    if chosen is HTML:
        return result_page(site, operation, query)
    answered = answer(site.pool, query, chosen, prefixes=site.snapshot.prefixes)
    response = Response(answered.body, content_type=answered.format.content_type)
    if is_empty(answered.body, chosen):
        add_notes(response, unknown_terms(query, site.snapshot))
    return response


def _introduction(site: Site) -> Response:
    chosen = _chosen(requested_format(request), (*GRAPH_FORMATS, HTML))
    if chosen is HTML:
        return page(
            "sparql.html",
            query=FIRST_QUERY,
            questions=example_links(site),
            prefixes=sorted(site.snapshot.prefixes.items()),
        )
    return description_response(site, chosen)


def _chosen(name: str | None, offered: tuple[Format, ...]) -> Format:
    return (
        format_named(name, offered) if name else negotiate(request.headers.get("Accept"), offered)
    )
