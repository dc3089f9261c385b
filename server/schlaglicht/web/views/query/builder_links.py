"""Links into the query builder."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from rdflib import Literal, URIRef
from rdflib.term import Node

from schlaglicht.query_builder import (
    LONGEST_VALUE,
    BuiltQuery,
    Condition,
    Equals,
    Fields,
    Step,
    fields_of,
)
from schlaglicht.rdf.terms import ntriples_term
from schlaglicht.web.served_version import Site
from schlaglicht.web.views.page import has_server, link

LIMIT = 100
"""Rows of a query unless the reader wants more or fewer."""


def fields_url(site: Site, fields: Fields) -> str:
    """The URL of the form with these fields."""
    start, _, query = link("query_builder.builder").partition("?")
    return f"{start}?{query}&{urlencode(fields.pairs(site.prefixes))}"


def builder_url(site: Site, class_: str, shared: Iterable[tuple[Step, Node]] = ()) -> str | None:
    """The URL of a query for the things of a class that share values; None without a server.

    Blank nodes, which have no name that a query could say, and values too long for the form are
    left out.
    """
    if not has_server():
        return None
    conditions = tuple(
        Condition((step,), Equals(value))
        for step, value in shared
        if isinstance(value, URIRef | Literal) and len(ntriples_term(value)) <= LONGEST_VALUE
    )
    built = BuiltQuery(URIRef(class_), conditions, limit=LIMIT)
    return fields_url(site, fields_of(built, site.prefixes))
