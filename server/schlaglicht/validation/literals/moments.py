"""Dates, times and durations as exact numbers of seconds.

Computed here: elementpath compares the written years before it applies the zones, cuts fractions of
a second after six digits, and fails on years and durations that Python's dates cannot hold.
https://www.w3.org/TR/xpath-functions-31/#comp.datetime, https://www.w3.org/TR/xmlschema11-2/#duration
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import NamedTuple

_MOMENT = re.compile(
    r"(?:(?P<year>-?\d{4,})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?)?T?"
    r"(?:(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d(?:\.\d+)?))?"
    r"(?P<zone>Z|(?P<zone_sign>[+-])(?P<zone_hour>\d\d):(?P<zone_minute>\d\d))?"
)
_DURATION = re.compile(
    r"-?P(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<days>\d+)D)?"
    r"(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+(?:\.\d+)?)S)?)?"
)
_DAY = 24 * 60 * 60
_FARTHEST_ZONE = 14 * 60 * 60
_CYCLE = 400
_DAYS_OF_CYCLE = 146_097
_DURATIONS_ADDED_TO = ((1696, 9), (1697, 2), (1903, 3), (1903, 7))


class Moment(NamedTuple):
    """A point in time, or the first of a date, month or year; seconds of UTC if it has a zone."""

    seconds: Fraction
    has_zone: bool


class Duration(NamedTuple):
    """A duration: the seconds at which it ends, begun in each of four months."""

    ends: tuple[Fraction, ...]


def moment(lexical: str) -> Moment:
    """The value of a well-typed xsd:dateTime, xsd:date, xsd:time, xsd:gYear or xsd:gYearMonth.

    Raises ValueError for numbers of more digits than Python reads.
    """
    match = _MOMENT.fullmatch(lexical)
    if match is None:
        raise ValueError(lexical)
    parts = match.groupdict(default="0")
    seconds = _clock(parts["hour"], parts["minute"])
    if match["year"] is None:
        seconds %= _DAY  # the time 24:00:00 is 00:00:00
    else:
        first = _first_of(int(parts["year"]), int(match["month"] or 1))
        seconds += (first + int(match["day"] or 1) - 1) * _DAY
    offset = _clock(parts["zone_hour"], parts["zone_minute"])
    seconds += offset if parts["zone_sign"] == "-" else -offset
    return Moment(seconds + Fraction(parts["second"]), match["zone"] is not None)


def _clock(hours: str, minutes: str) -> int:
    return (int(hours) * 60 + int(minutes)) * 60


def _first_of(year: int, month: int) -> int:
    """The number of the day that begins a month; Python's calendar repeats every 400 years."""
    cycle, rest = divmod(year, _CYCLE)
    return cycle * _DAYS_OF_CYCLE + date(rest + _CYCLE, month, 1).toordinal()


def duration(lexical: str) -> Duration:
    """The value of a well-typed duration.

    Raises ValueError for numbers of more digits than Python reads.
    """
    match = _DURATION.fullmatch(lexical)
    if match is None:
        raise ValueError(lexical)
    parts = match.groupdict(default="0")
    sign = -1 if lexical.startswith("-") else 1
    months = sign * (int(parts["years"]) * 12 + int(parts["months"]))
    whole = int(parts["days"]) * _DAY + _clock(parts["hours"], parts["minutes"])
    seconds = sign * (whole + Fraction(parts["seconds"]))
    return Duration(tuple(_end(*begin, months) * _DAY + seconds for begin in _DURATIONS_ADDED_TO))


def _end(year: int, month: int, months: int) -> int:
    years, month = divmod(month - 1 + months, 12)
    return _first_of(year + years, month + 1)


def order_of_moments(first: Moment, second: Moment) -> int | None:
    """-1, 0 or 1; None if only one has a zone, and the order depends on that of the other.

    https://www.w3.org/TR/xmlschema11-2/#dateTime-order
    """
    zones = (0,) if first.has_zone == second.has_zone else (-_FARTHEST_ZONE, _FARTHEST_ZONE)
    return _same(_sign(first.seconds + zone, second.seconds) for zone in zones)


def order_of_durations(first: Duration, second: Duration) -> int | None:
    """-1, 0 or 1; None if the order depends on when they begin."""
    return _same(_sign(one, other) for one, other in zip(first.ends, second.ends, strict=True))


def _same(orders: Iterable[int]) -> int | None:
    found = set(orders)
    return found.pop() if len(found) == 1 else None


def _sign(first: Fraction, second: Fraction) -> int:
    return (first > second) - (first < second)
