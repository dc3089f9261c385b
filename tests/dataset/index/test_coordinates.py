"""Coordinates of things and of their locations."""

from typing import cast

from rdflib import Literal, URIRef

from schlaglicht.dataset.index import Index, point_of
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
