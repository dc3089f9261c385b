"""Parts of dates and times, read from their text: Python's dates have no year 12020 and no -44.

https://www.w3.org/TR/sparql11-query/#func-date-time
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from decimal import Decimal
from typing import Any, NamedTuple

from rdflib import XSD, Literal
from rdflib.term import Node

from schlaglicht.validation.xsd_lexical import is_ill_typed

_TEXT = re.compile(
    r"(?P<year>-?\d+)-(?P<month>\d\d)-(?P<day>\d\d)"
    r"(?:T(?P<hours>\d\d):(?P<minutes>\d\d):(?P<seconds>[\d.]+))?(?P<zone>Z|[+-]\d\d:\d\d)?"
)


class _Parts(NamedTuple):
    year: int
    month: int
    day: int
    hours: int
    minutes: int
    seconds: Decimal
    zone: str


def part(name: str, *, of_dates: bool = False) -> Callable[[Any], Callable[[Any, Any], Any]]:
    """The function that gives a part of an xsd:dateTime, or of an xsd:date too."""
    return lambda _: (
        lambda expression, _: Literal(getattr(_parts(expression.arg, of_dates=of_dates), name))
    )


def time_zone(_: Any) -> Callable[[Any, Any], Any]:
    """TIMEZONE, an error where there is none."""

    def zone(expression: Any, _context: Any) -> Literal:
        text = _parts(expression.arg, of_dates=False).zone
        if not text:
            raise _error("no time zone")
        hours, minutes = (0, 0) if text == "Z" else (int(text[1:3]), int(text[4:]))
        long = f"{f'{hours}H' if hours else ''}{f'{minutes}M' if minutes else ''}"
        sign = "-" if long and text.startswith("-") else ""
        return Literal(f"{sign}PT{long or '0S'}", datatype=XSD.dayTimeDuration, normalize=False)

    return zone


def _parts(term: Node, *, of_dates: bool) -> _Parts:
    datatypes = (XSD.dateTime, XSD.date) if of_dates else (XSD.dateTime,)
    if not isinstance(term, Literal) or term.datatype not in datatypes:
        raise _error(f"{term!r} has no such part")
    found = None if is_ill_typed(str(term), str(term.datatype)) else _TEXT.fullmatch(str(term))
    if found is None:
        raise _error(f"{term!r} is ill-typed")
    year, month, day, hours, minutes = (
        int(found[name] or 0) for name in ("year", "month", "day", "hours", "minutes")
    )
    if hours == 24:
        hours, day = 0, day + 1
        if day > monthrange(year % 400 + 400, month)[1]:
            month, day = month + 1, 1
        if month > 12:
            year, month = year + 1, 1
    seconds = Decimal(found["seconds"] or 0)
    return _Parts(year, month, day, hours, minutes, seconds, found["zone"] or "")


def _error(text: str) -> Exception:
    from rdflib.plugins.sparql.sparql import SPARQLTypeError

    return SPARQLTypeError(text)
