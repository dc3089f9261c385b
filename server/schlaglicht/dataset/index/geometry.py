"""Geometry of things: their points on a map, by coordinates and by texts of geometries.

Coordinates in WGS 84 are a thing's own, or those of its location. On a map of all things, a point
belongs to the nearest thing with an IRI that is not itself only the geometry of another:

    ex:hall schema:geo [ schema:latitude 52.5 ; schema:longitude 13.4 ] .       ex:hall
    ex:park geo:hasGeometry ex:park-geo . ex:park-geo geo:asWKT "POINT(…)" .    ex:park
    ex:fair schema:location ex:hall .                                           ex:hall
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from rdflib import RDF, BNode, URIRef
from rdflib.term import Node

from schlaglicht.dataset.index.lists import marks
from schlaglicht.dataset.index.lookup import Index, Statement
from schlaglicht.vocab import of_schema

_GEO = "http://www.w3.org/2003/01/geo/wgs84_pos#"
_GEOSPARQL = "http://www.opengis.net/ont/geosparql#"
WKT = (
    URIRef(f"{_GEOSPARQL}asWKT"),
    URIRef("http://www.cidoc-crm.org/cidoc-crm/P168_place_is_defined_by"),
)
_GEOMETRIES = tuple(
    URIRef(_GEOSPARQL + name)
    for name in ("hasDefaultGeometry", "defaultGeometry", "hasGeometry", "hasCentroid")
)
_LATITUDES = (*of_schema("latitude"), URIRef(f"{_GEO}lat"))
_LONGITUDES = (*of_schema("longitude"), URIRef(f"{_GEO}long"))
_TO_GEOMETRIES = (*of_schema("geo"), URIRef(f"{_GEO}location"), *_GEOMETRIES)
"""Properties that lead from a thing to what is nothing but its geometry."""

STEPS = (*_TO_GEOMETRIES, *of_schema("location"))
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

LONGITUDE_OF = dict(zip(_LATITUDES, _LONGITUDES, strict=True))
"""The property of a longitude by that of its latitude."""

COORDINATES = frozenset((*_LATITUDES, *WKT))
"""Properties whose use shows that a dataset has coordinates."""


def point_of(index: Index, thing: Node) -> tuple[float, float] | None:
    """Longitude and latitude of a thing, in degrees: its own, or those of its location.

    Of very many locations the first are looked at.
    """
    near = islice(_nearby(index, thing, MOST_STEPS), _MOST_THINGS)
    return next((point for statements in near if (point := _own_point(statements))), None)


def places(index: Index, *, most: int) -> list[URIRef]:
    """The things with an IRI that coordinates are about, in order; at most `most` per class.

    They may turn out to have no point: a text can be invalid. Reads all quads if coordinates occur.
    """
    known = [found for iri in COORDINATES if (found := index.number(iri)) is not None]
    if not known:
        return []
    geometries, steps = (
        [number for iri in iris if (number := index.number(iri)) is not None]
        for iris in (_TO_GEOMETRIES, STEPS)
    )
    return index.iris(
        "WITH RECURSIVE about (node, steps) AS ("
        f"SELECT subject, 0 FROM quads WHERE predicate IN {marks(known)}"
        " UNION SELECT q.subject, steps + 1 FROM about JOIN terms ON number = node"
        " JOIN quads q INDEXED BY quads_object ON q.object = node"
        f" WHERE steps < ? AND q.predicate IN {marks(steps)}"
        f" AND (text NOT LIKE '<%' OR q.predicate IN {marks(geometries)})),"
        " found (node) AS (SELECT DISTINCT node FROM about JOIN terms ON number = node"
        f" WHERE text LIKE '<%'{index.but_parts('node')} AND NOT EXISTS (SELECT 1 FROM quads q"
        " INDEXED BY quads_object WHERE q.object = node AND q.subject <> node"
        f" AND q.predicate IN {marks(geometries)})),"
        " ranked (node, place) AS (SELECT node, row_number() OVER (PARTITION BY t.object"
        " ORDER BY node) FROM found LEFT JOIN quads t ON t.subject = node AND t.predicate = ?)"
        " SELECT text FROM (SELECT DISTINCT node FROM ranked WHERE place <= ?)"
        " JOIN terms ON number = node ORDER BY node",
        *known,
        MOST_STEPS,
        *steps,
        *geometries,
        *geometries,
        index.number(RDF.type),
        most,
    )


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
    own = [(values[x], values[y]) for y, x in LONGITUDE_OF.items() if {x, y} <= values.keys()]
    if found := next((point for pair in own if (point := _point(*map(str, pair)))), None):
        return found
    texts = (str(values[wkt])[:_LONGEST_POINT] for wkt in WKT if wkt in values)
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
