"""The little map of a place, its coordinates in words, and the link to a larger map."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians

from schlaglicht.i18n import msg_in, translate

WIDTH, HEIGHT = 480, 240
"""The size of a map, in its own units."""

_DEGREES = 30.0
"""From its lower to its upper edge."""

_NARROWEST = 0.3
_PER_DEGREE = 10


@dataclass(frozen=True)
class PlaceMap:
    """A part of the world, and the place in it."""

    view_box: str
    """The part, in the units of the picture of the world."""
    x: float
    y: float
    """The place, in the units of the map."""


def place_map(point: tuple[float, float]) -> PlaceMap:
    """The map around a longitude and a latitude.

    A degree of longitude is as wide as it is there, except near the poles, and the edges of the
    world are those of the map.
    """
    longitude, latitude = point
    shrunk = max(cos(radians(latitude)), _NARROWEST)
    width = min(_DEGREES * WIDTH / HEIGHT / shrunk, 360.0)
    left = _within(longitude - width / 2, -180.0, 180.0 - width)
    top = _within(-latitude - _DEGREES / 2, -90.0, 90.0 - _DEGREES)
    box = (left, top, width, _DEGREES)
    return PlaceMap(
        " ".join(f"{degrees * _PER_DEGREE:.1f}" for degrees in box),
        round((longitude - left) / width * WIDTH, 1),
        round((-latitude - top) / _DEGREES * HEIGHT, 1),
    )


def _within(value: float, lowest: float, highest: float) -> float:
    return min(max(value, lowest), highest)


def shown_point(point: tuple[float, float], language: str) -> str:
    """Longitude and latitude as people write them, latitude first: 52.5163° N, 13.3777° E."""
    east = translate(msg_in("compass", "E"), language)
    west = translate(msg_in("compass", "W"), language)
    longitude, latitude = point
    return ", ".join(
        (
            f"{_degrees(latitude, language)} {'S' if latitude < 0 else 'N'}",
            f"{_degrees(longitude, language)} {west if longitude < 0 else east}",
        )
    )


def _degrees(value: float, language: str) -> str:
    digits = f"{abs(value):.5f}".rstrip("0").rstrip(".")
    return f"{digits.replace('.', ',') if language == 'de' else digits}°"


def map_url(point: tuple[float, float]) -> str:
    """The place on OpenStreetMap, with a mark."""
    longitude, latitude = (f"{degrees:.5f}" for degrees in point)
    place = f"mlat={latitude}&mlon={longitude}#map=14/{latitude}/{longitude}"
    return f"https://www.openstreetmap.org/?{place}"
