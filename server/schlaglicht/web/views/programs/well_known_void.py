"""The description of the dataset, at the place where clients look for it.

https://www.w3.org/TR/void/#well-known
"""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for

from schlaglicht.dataset.dumps import NAME
from schlaglicht.formats import (
    GRAPH_FORMATS,
    NQUADS,
    RDFXML,
    TEXT,
    TRIG,
    Format,
    format_named,
    negotiate,
)
from schlaglicht.web.http.sparql_protocol import requested_format
from schlaglicht.web.published_site import current_site
from schlaglicht.web.served_version import Site

blueprint = Blueprint("well_known_void", __name__)


@blueprint.route("/.well-known/void", strict_slashes=False)
def well_known() -> Response:
    """The way to the description, as RFC 8615 and VoID have it."""
    location = url_for(".void", format=requested_format(request), _external=True)
    return Response(f"{location}\n", 303, {"Location": location}, content_type=TEXT.content_type)


@blueprint.route("/void", strict_slashes=False)
def void() -> Response:
    """The description of the dataset and of the endpoint, in any RDF format."""
    name = requested_format(request)
    accepted = request.headers.get("Accept")
    chosen = format_named(name, GRAPH_FORMATS) if name else negotiate(accepted, GRAPH_FORMATS)
    return description_response(current_site(), chosen)


def description_response(site: Site, chosen: Format) -> Response:
    """The description in a format: the same at the endpoint and as a document."""
    endpoint = url_for("sparql.sparql", _external=True)
    document = url_for("well_known_void.well_known", _external=True)
    body = site.description.write(endpoint, document, chosen, _dumps(site))
    return Response(body, content_type=chosen.content_type)


def _dumps(site: Site) -> tuple[str, ...]:
    """The URLs of the files that hold the default graph, whole and alone."""
    if site.queries_only:
        return ()
    return tuple(
        url_for("dumps.dump_file", name=f"{NAME}{known.extension}", _external=True)
        for known in GRAPH_FORMATS
        if known not in (TRIG, NQUADS) and (known is not RDFXML or site.xml_carries_all)
    )
