"""Coordinates of things and of their locations."""

from collections.abc import Callable
from typing import cast

import pytest
from rdflib import Literal, URIRef

from schlaglicht.dataset.index import Index, point_of
from schlaglicht.dataset.index.geometry import places
from schlaglicht.dataset.index.lookup import Statement
from schlaglicht.vocab import of_schema

LOCATION, LATITUDE, LONGITUDE = (of_schema(n)[0] for n in ("location", "latitude", "longitude"))


class _Places:
    """An index in which each thing has very many locations."""

    def __init__(self, located: URIRef | None = None) -> None:
        self._located = located
        self.read = 0

    def statements_of(self, thing: URIRef) -> list[Statement]:
        self.read += 1
        if thing == self._located:
            point = ((LATITUDE, Literal("52.5")), (LONGITUDE, Literal("13.4")))
            return [Statement(thing, p, value, None) for p, value in point]
        return [Statement(thing, LOCATION, URIRef(f"{thing}/{n}"), None) for n in range(100)]


def test_a_location_of_a_location_counts() -> None:
    places = _Places(URIRef("x:a/0/3"))
    assert point_of(cast("Index", places), URIRef("x:a")) == (13.4, 52.5)


def test_of_very_many_locations_the_first_are_read() -> None:
    places = _Places()
    assert point_of(cast("Index", places), URIRef("x:a")) is None
    assert places.read <= 20


CRS = "http://www.opengis.net/def/crs"


@pytest.mark.parametrize(
    ("wkt", "point"),
    [
        ("POINT(13.4 52.5)", (13.4, 52.5)),
        ("Point Z (13.4 52.5 34)", (13.4, 52.5)),
        ("POINT ZM (13.4 52.5 34 7)", (13.4, 52.5)),
        (f"<{CRS}/OGC/1.3/CRS84> POINT(13.4 52.5)", (13.4, 52.5)),
        (f"<{CRS}/EPSG/0/4326> POINT(52.5 13.4)", (13.4, 52.5)),
        (f"<{CRS}/EPSG/0/25833> POINT(392000 5820000)", None),
        (f"<{CRS}/EPSG/0/31466> POINT(13.4 52.5)", None),
        ("POINT EMPTY", None),
        ("POINT(13.4 152.5)", None),
        ("POLYGON((13 52, 14 52, 13 52))", None),
        pytest.param(f"POINT{' ' * 10**6}", None, id="blanks"),  # not in the square of their number
    ],
)
@pytest.mark.parametrize("step", ["hasGeometry", "hasDefaultGeometry", "hasCentroid"])
def test_points_in_wkt_are_read_in_the_order_of_their_system(
    index_of: Callable[[str], Index], step: str, wkt: str, point: tuple[float, float] | None
) -> None:
    index = index_of(
        "@prefix geo: <http://www.opengis.net/ont/geosparql#> .\n"
        f'<x:a> geo:{step} [ geo:asWKT "{wkt}"^^geo:wktLiteral ] .\n'
    )
    assert point_of(index, URIRef("x:a")) == point


PLACES = """
@prefix ex: <http://ex.org/> .
@prefix geo: <http://www.opengis.net/ont/geosparql#> .
@prefix schema: <https://schema.org/> .
ex:hall a schema:Place ; schema:geo [ schema:latitude 52.5 ; schema:longitude 13.4 ] .
ex:park a geo:Feature ; geo:hasGeometry ex:park-geo .
ex:park-geo a geo:Geometry ; geo:asWKT "POINT(13.4 52.5)"^^geo:wktLiteral .
ex:lake geo:asWKT "POINT(13.4 52.5)"^^geo:wktLiteral .
ex:näher a schema:Place , schema:Thing ; schema:latitude 52.5 ; schema:longitude 13.4 .
ex:fair a schema:Event ; schema:location ex:hall .
ex:club schema:location [ schema:geo [ schema:latitude 52.5 ; schema:longitude 13.4 ] ] .
ex:alone a geo:Geometry ; geo:asWKT "POINT(13.4 52.5)"^^geo:wktLiteral .
ex:twins geo:hasGeometry ex:park-geo .
"""


def _names(things: list[URIRef]) -> list[str]:
    return [thing.rpartition("/")[2] for thing in things]


@pytest.mark.parametrize("is_named", [False, True])
def test_a_point_belongs_to_the_nearest_thing_with_an_iri(
    index_of: Callable[[str], Index], is_named: bool
) -> None:
    head, _, body = PLACES.partition("ex:hall")
    data = f"{head} ex:g {{ ex:hall {body} }}" if is_named else PLACES
    index = index_of(data)
    found = places(index, most=100)
    assert _names(found) == ["alone", "club", "hall", "lake", "näher", "park", "twins"]
    assert all(point_of(index, thing) for thing in found)


def test_of_each_class_so_many_places_count(index_of: Callable[[str], Index]) -> None:
    index = index_of(PLACES)
    # Those without a class are together, and so are those with two.
    assert _names(places(index, most=1)) == ["alone", "club", "hall", "näher", "park"]


def test_data_without_coordinates_has_no_places(index_of: Callable[[str], Index]) -> None:
    index = index_of("<x:a> <https://schema.org/location> <x:b> .")
    assert places(index, most=100) == []
