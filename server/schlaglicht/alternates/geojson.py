"""Things with coordinates as GeoJSON: https://www.rfc-editor.org/rfc/rfc7946."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from rdflib import BNode, URIRef
from rdflib.term import Node

from schlaglicht.alternates.calendar import NAMESPACES
from schlaglicht.dataset.index import Index

_GEO = "http://www.w3.org/2003/01/geo/wgs84_pos#"
_WKT = URIRef("http://www.opengis.net/ont/geosparql#asWKT")
_GEOMETRY = URIRef("http://www.opengis.net/ont/geosparql#hasGeometry")
_LATITUDES = (*(URIRef(f"{ns}latitude") for ns in NAMESPACES), URIRef(f"{_GEO}lat"))
_LONGITUDES = (*(URIRef(f"{ns}longitude") for ns in NAMESPACES), URIRef(f"{_GEO}long"))
STEPS = (
    *(URIRef(f"{ns}{name}") for ns in NAMESPACES for name in ("geo", "location")),
    _GEOMETRY,
)
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


def write_places(
    index: Index, things: Iterable[URIRef], languages: Sequence[str], page_of: Callable[[str], str]
) -> Iterator[bytes]:
    """The things that have coordinates, as a FeatureCollection in UTF-8, piece by piece."""
    yield b'{"type": "FeatureCollection", "features": ['
    separator = "\n"
    for thing in things:
        if point := point_of(index, thing):
            feature = _feature(index, thing, point, languages, page_of)
            yield (separator + json.dumps(feature, ensure_ascii=False)).encode()
            separator = ",\n"
    yield b"\n]}\n"


def _feature(
    index: Index,
    thing: URIRef,
    point: tuple[float, float],
    languages: Sequence[str],
    page_of: Callable[[str], str],
) -> dict[str, Any]:
    label = index.label(thing, languages)
    return {
        "type": "Feature",
        "id": str(thing),
        "geometry": {"type": "Point", "coordinates": list(point)},
        "properties": {"name": label[0] if label else str(thing), "url": page_of(str(thing))},
    }


def _point(longitude: str, latitude: str) -> tuple[float, float] | None:
    try:
        x, y = float(longitude), float(latitude)
    except ValueError:
        return None
    return (x, y) if abs(x) <= 180 and abs(y) <= 90 else None  # NaN fails both
