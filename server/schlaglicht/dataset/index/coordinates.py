"""Coordinates of things in WGS 84: their own, or those of their locations."""

from __future__ import annotations

import re

from rdflib import BNode, URIRef
from rdflib.term import Node

from schlaglicht.dataset.index.lookup import Index
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

_POINT = re.compile(r"\s*POINT\s*\(\s*(\S+)\s+(\S+)\s*\)\s*", re.IGNORECASE)

COORDINATES = frozenset((*_LATITUDES, _WKT))
"""Properties whose use shows that a dataset has coordinates."""


def point_of(index: Index, thing: Node, *, steps: int = MOST_STEPS) -> tuple[float, float] | None:
    """Longitude and latitude of a thing, in degrees: its own, or those of its location."""
    statements = index.statements_of(thing)
    values = {statement.predicate: statement.object for statement in statements}
    own = [
        (values[x], values[y])
        for x, y in zip(_LONGITUDES, _LATITUDES, strict=True)
        if {x, y} <= values.keys()
    ]
    if found := next((point for pair in own if (point := _point(*map(str, pair)))), None):
        return found
    wkt = str(values.get(_WKT, ""))
    if (match := _POINT.fullmatch(wkt)) and (point := _point(*match.groups())):
        return point
    further = [s.object for s in statements if s.predicate in STEPS]
    places = [node for node in further if isinstance(node, URIRef | BNode)] if steps else []
    return next((p for node in places if (p := point_of(index, node, steps=steps - 1))), None)


def _point(longitude: str, latitude: str) -> tuple[float, float] | None:
    try:
        x, y = float(longitude), float(latitude)
    except ValueError:
        return None
    return (x, y) if abs(x) <= 180 and abs(y) <= 90 else None  # NaN fails both
