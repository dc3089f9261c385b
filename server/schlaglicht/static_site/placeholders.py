"""Pages that only a static site has: not found, no endpoint, no combined facets.

A server answers instead: unknown IRIs with the nearest names, queries with their solutions.
"""

from __future__ import annotations

from flask import Blueprint, Response

from schlaglicht.web.http.problems import NOT_FOUND
from schlaglicht.web.views.page import named_page_route, page, reader_language

blueprint = Blueprint("placeholders", __name__)

FORMS = {"sparql": None, "search": "search.html", "combined": None}
"""Targets of forms, which are folders with a page in them; the value is the page that is copied
into the folder, None for a page of this module."""

WELL_KNOWN, DESCRIPTION = ".well-known/void", "void"
"""A server redirects the first to the second; a static site has the same content in both."""


@named_page_route(blueprint, "/404")
def not_found() -> Response:
    """The page that a web server shows for an unknown path."""
    return page("not_here.html", title=NOT_FOUND.title[reader_language()])


@named_page_route(blueprint, "/sparql/")
def no_endpoint() -> Response:
    """The page that answers a query to a static site."""
    return page("no_endpoint.html")


@named_page_route(blueprint, "/combined/")
def no_combining() -> Response:
    """The page that a combination of facets leads to on a static site."""
    return page("no_combining.html")
