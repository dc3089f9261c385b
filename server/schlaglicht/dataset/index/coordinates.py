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
_GEOSPARQL = "http://www.opengis.net/ont/geosparql#"
_WKT = (
    URIRef(f"{_GEOSPARQL}asWKT"),
    URIRef("http://www.cidoc-crm.org/cidoc-crm/P168_place_is_defined_by"),
)
_GEOMETRIES = tuple(
    URIRef(_GEOSPARQL + name)
    for name in ("hasDefaultGeometry", "defaultGeometry", "hasGeometry", "hasCentroid")
)
_LATITUDES = (*of_schema("latitude"), URIRef(f"{_GEO}lat"))
_LONGITUDES = (*of_schema("longitude"), URIRef(f"{_GEO}long"))
STEPS = (*of_schema("geo", "location"), *_GEOMETRIES)
"""Properties that lead from a thing to its location."""

MOST_STEPS = 2
"""Most such properties followed in a row."""

_MOST_THINGS = 20
"""Most things whose statements are looked at for one point."""

_POINT = re.compile(
    r"\s*(?:<https?://www\.opengis\.net/def/crs/"
    r"(?:OGC/[\d.]+/CRS84h?|(?P<latitude_first>EPSG/[\d.]+/4326))>)?"
    r"\s*POINT\s*Z?M?\s*\(\s*(?P<x>\S+)\s+(?P<y>\S+)(?:\s+\S+){0,2}\s*\)\s*",
    re.IGNORECASE,
)
"""A point in WKT, longitude first except in EPSG:4326, with a height or a measure at most.

https://docs.ogc.org/is/22-047r1/22-047r1.html#10-8-1-well-known-text
"""

_LONGEST_POINT = 300
"""Characters of a literal that are looked at for a point."""

COORDINATES = frozenset((*_LATITUDES, *_WKT))
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
    texts = (str(values[wkt])[:_LONGEST_POINT] for wkt in _WKT if wkt in values)
    written = (_POINT.fullmatch(text) for text in texts)
    match = next(filter(None, written), None)
    if match is None:
        return None
    x, y = match["x"], match["y"]
    return _point(y, x) if match["latitude_first"] else _point(x, y)


def _point(longitude: str, latitude: str) -> tuple[float, float] | None:
    try:
        x, y = float(longitude), float(latitude)
    except ValueError:
        return None
    return (x, y) if abs(x) <= 180 and abs(y) <= 90 else None  # NaN fails both
