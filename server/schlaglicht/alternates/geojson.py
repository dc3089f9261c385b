"""Things with coordinates as GeoJSON: https://www.rfc-editor.org/rfc/rfc7946."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from rdflib import URIRef

from schlaglicht.dataset.index import Index, point_of


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
