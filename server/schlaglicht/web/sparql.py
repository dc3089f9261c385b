"""The SPARQL endpoint: queries by GET, POST and QUERY, and what it says without one."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for

from schlaglicht.formats import HTML, Format, format_named, negotiate
from schlaglicht.query import answer, read_query
from schlaglicht.web.home import example_links
from schlaglicht.web.pages import page
from schlaglicht.web.protocol import Operation, read_operation, requested_format
from schlaglicht.web.records import note_query
from schlaglicht.web.results import result_page
from schlaglicht.web.site import Site, current_site

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
    note_query(operation.query, query.form.value)
    chosen = _chosen(operation.format, (*query.formats, HTML))
    if chosen is HTML:
        return result_page(site, operation, query)
    answered = answer(site.pool, query, chosen, prefixes=site.snapshot.prefixes)
    return Response(answered.body, content_type=answered.format.content_type)


def _introduction(site: Site) -> Response:
    from schlaglicht.service_description import DESCRIPTION_FORMATS, describe_service

    chosen = _chosen(requested_format(request), (*DESCRIPTION_FORMATS, HTML))
    if chosen is HTML:
        return page(
            "sparql.html",
            query=FIRST_QUERY,
            questions=example_links(site),
            prefixes=sorted(site.snapshot.prefixes.items()),
        )
    description = describe_service(
        url_for(".sparql", _external=True), site.project, site.snapshot, chosen
    )
    return Response(description, content_type=chosen.content_type)


def _chosen(name: str | None, offered: tuple[Format, ...]) -> Format:
    return (
        format_named(name, offered) if name else negotiate(request.headers.get("Accept"), offered)
    )
