"""Coordinates of things in WGS 84: their own, or those of their locations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from rdflib import BNode, URIRef
from rdflib.term import Node

from schlaglicht.dataset.index.lookup import Index, Statement
from schlaglicht.vocab import of_schema

_GEO = "http://www.w3.org/2003/01/geo/wgs84_pos#"
_WKT = URIRef("http://www.opengis.net/ont/geosparql#asWKT")
_GEOMETRY = URIRef("http://www.opengis.net/ont/geosparql#hasGeometry")
_LATITUDES = (*of_schema("latitude"), URIRef(f"{_GEO}lat"))
_LONGITUDES = (*of_schema("longitude"), URIRef(f"{_GEO}long"))
STEPS = (*of_schema("geo", "location"), _GEOMETRY)
"""Properties that lead from a thing to its location."""

MOST_STEPS = 2
"""Most such properties followed in a row."""

_MOST_THINGS = 20
"""Most things whose statements are looked at for one point."""

_POINT = re.compile(r"\s*POINT\s*\(\s*(\S+)\s+(\S+)\s*\)\s*", re.IGNORECASE)

COORDINATES = frozenset((*_LATITUDES, _WKT))
"""Properties whose use shows that a dataset has coordinates."""


def point_of(index: Index, thing: Node) -> tuple[float, float] | None:
    """Longitude and latitude of a thing, in degrees: its own, or those of its location.

    Of very many locations the first are looked at.
    """
    near = islice(_nearby(index, thing, MOST_STEPS), _MOST_THINGS)
    return next((point for statements in near if (point := _own_point(statements))), None)


def _nearby(index: Index, thing: Node, steps: int) -> Iterator[list[Statement]]:
    """The statements about a thing, then about each of its locations."""
    statements = index.statements_of(thing)
    yield statements
    for statement in statements if steps else ():
        place = statement.object
        if statement.predicate in STEPS and isinstance(place, URIRef | BNode):
            yield from _nearby(index, place, steps - 1)


def _own_point(statements: Iterable[Statement]) -> tuple[float, float] | None:
    values = {statement.predicate: statement.object for statement in statements}
    own = [
        (values[x], values[y])
        for x, y in zip(_LONGITUDES, _LATITUDES, strict=True)
        if {x, y} <= values.keys()
    ]
    if found := next((point for pair in own if (point := _point(*map(str, pair)))), None):
        return found
    match = _POINT.fullmatch(str(values.get(_WKT, "")))
    return _point(*match.groups()) if match else None


def _point(longitude: str, latitude: str) -> tuple[float, float] | None:
    try:
        x, y = float(longitude), float(latitude)
    except ValueError:
        return None
    return (x, y) if abs(x) <= 180 and abs(y) <= 90 else None  # NaN fails both
