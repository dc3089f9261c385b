"""The pages that only a site of files has: nothing is here, nothing answers queries or combines.

A server answers instead: unknown IRIs with the nearest names, queries with their solutions.
"""

from __future__ import annotations

from flask import Blueprint, Response

from schlaglicht.web.http.problems import NOT_FOUND
from schlaglicht.web.views.page import named_page_route, page, reader_language

blueprint = Blueprint("standing_in", __name__)

FORMS = {"sparql": None, "search": "search.html", "combined": None}
"""What forms ask with a query: no files, since these are folders with a page in them; and the page
that is the one in the folder, where it is not one of those here."""

WELL_KNOWN, DESCRIPTION = ".well-known/void", "void"
"""The first leads to the second on a server, and has its content where there are only files."""


@named_page_route(blueprint, "/404")
def not_found() -> Response:
    """What a web server shows in the place of what is not there."""
    return page("not_here.html", title=NOT_FOUND.title[reader_language()])


@named_page_route(blueprint, "/sparql/")
def no_endpoint() -> Response:
    """What a query sent to a site of files gets."""
    return page("no_endpoint.html")


@named_page_route(blueprint, "/combined/")
def no_combining() -> Response:
    """What narrowing by several values leads to on a site of files."""
    return page("no_combining.html")
