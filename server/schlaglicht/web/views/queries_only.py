"""Sites that answer queries alone: the parts that show the graph itself are not there."""

from __future__ import annotations

from flask import request

from schlaglicht.errors import QueriesOnly
from schlaglicht.web.published_site import current_site

_PARTS = frozenset(
    {
        "alternates",
        "changes_feed",
        "class_graph",
        "classes",
        "combined_facets",
        "dumps",
        "lists",
        "neighbours",
        "query_builder",
        "search",
        "source_texts",
        "timeline",
    }
)
"""The blueprints whose views show things, classes, or files of the graph."""


def is_offered(endpoint: str) -> bool:
    """True if the site has what the view of an endpoint shows."""
    return endpoint.partition(".")[0] not in _PARTS or not current_site().queries_only


def refuse_pages() -> None:
    """Raises QueriesOnly for a request to a part that is not there."""
    if request.endpoint and not is_offered(request.endpoint):
        raise QueriesOnly
