"""The order of literals by their values: which is less, and which cannot be compared.

Numbers, text and booleans have SPARQL's order, dates and times XPath's, years, months of a year and
all durations XML Schema's, in which `P1M` and `P30D` are neither less nor equal. A point in time
without a zone can be compared with one that has a zone if they are more than fourteen hours apart.
Values of other datatypes, and ill-typed ones, have no order.
https://www.w3.org/TR/sparql11-query/#OperatorMapping,
https://www.w3.org/TR/xpath-functions-31/#dates-times,
https://www.w3.org/TR/xmlschema11-2/#duration

Dates, times and durations are exact numbers of seconds, computed here: elementpath compares the
written years before it applies the zones, cuts fractions of a second after six digits, and fails on
years and durations that Python's dates cannot hold.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import isnan
from typing import Any, NamedTuple, Self

from rdflib import XSD, Literal
from rdflib.term import Node

from schlaglicht.validation.literals.lexical_forms import NUMBER_TYPES, is_ill_typed

_XSD = str(XSD)
_MOMENTS = ("point in time", "date", "time", "year", "month")
_INFINITE = {"INF": "inf", "+INF": "inf", "-INF": "-inf", "NaN": "nan"}


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


def order(first: Node, second: Node) -> int | None:
    """-1, 0 or 1 as the first value is less, equal or greater; None for values without an order."""
    one, other = _value(first), _value(second)
    if one is None or other is None or one[0] != other[0]:
        return None
    return _COMPARISONS.get(one[0], _compared)(one[1], other[1])


def _compared(first: Any, second: Any) -> int | None:
    if first == second:
        return 0
    return -1 if first < second else 1 if first > second else None


def _compared_numbers(first: Any, second: Any) -> int | None:
    return _compared(*_promoted(first, second))


def has_order(datatype: str) -> bool:
    """True if values of a datatype can be compared with each other."""
    return datatype in _FAMILIES


def _value(node: Node) -> tuple[str, Any] | None:
    """The family of a literal and its value in it; None for what has no order."""
    if not isinstance(node, Literal) or node.language:
        return None
    return _parsed(str(node), str(node.datatype or XSD.string))


@lru_cache(2**14)
def _parsed(lexical: str, datatype: str) -> tuple[str, Any] | None:
    family = _FAMILIES.get(datatype)
    if family is None or is_ill_typed(lexical, datatype):
        return None
    try:
        value = _READERS[family](lexical, datatype)
    except ValueError:  # of more digits than Python reads
        return None
    return None if value is None else (family, value)


def _number(lexical: str, datatype: str) -> Decimal | float | _Single | None:
    if datatype not in (_XSD + "double", _XSD + "float"):
        return Decimal(lexical)
    value = float(_INFINITE.get(lexical, lexical))
    if isnan(value):
        return None
    return value if datatype == _XSD + "double" else _Single(value)


class _Single(float):
    """A value of xsd:float."""

    def __new__(cls, value: float) -> Self:
        return super().__new__(cls, single(value))


def single(value: float) -> float:
    """`value` in single precision."""
    try:
        return float(struct.unpack("f", struct.pack("f", value))[0])
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")


def _promoted(first: Any, second: Any) -> tuple[Any, Any]:
    """Two numbers in a type that has both: https://www.w3.org/TR/xpath-31/#promotion ."""
    types = {type(first), type(second)}
    if types == {Decimal, _Single}:
        return single(float(first)), single(float(second))
    return (float(first), float(second)) if float in types else (first, second)


_READERS: Mapping[str, Callable[[str, str], Any]] = {
    "number": _number,
    "text": lambda lexical, _: lexical,
    "boolean": lambda lexical, _: lexical in ("true", "1"),
    "duration": lambda lexical, _: duration(lexical),
    **dict.fromkeys(_MOMENTS, lambda lexical, _: moment(lexical)),
}

_COMPARISONS: Mapping[str, Callable[[Any, Any], int | None]] = {
    "number": _compared_numbers,
    "duration": order_of_durations,
    **dict.fromkeys(_MOMENTS, order_of_moments),
}

_FAMILIES: Mapping[str, str] = {
    **dict.fromkeys(NUMBER_TYPES, "number"),
    **{
        _XSD + name: family
        for family, names in {
            "text": ("string", "normalizedString", "token", "language", "Name", "NCName",
                     "NMTOKEN"),
            "boolean": ("boolean",),
            "point in time": ("dateTime", "dateTimeStamp"),
            "date": ("date",),
            "time": ("time",),
            "year": ("gYear",),
            "month": ("gYearMonth",),
            "duration": ("duration", "dayTimeDuration", "yearMonthDuration"),
        }.items()
        for name in names
    },
}  # fmt: skip
"""Datatypes whose values may be compared, by the kind of value."""
