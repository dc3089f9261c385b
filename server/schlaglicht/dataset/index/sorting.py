"""Things in the order of the values of a property: numbers by value, dates by time, texts by name.

Sorted when a list is asked for, so their number has a limit. Numbers come before dates, dates
before texts, texts before things; things without a value come last, in either direction.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal, InvalidOperation
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from rdflib import BNode, URIRef

from schlaglicht.dataset.index.folding import order_key
from schlaglicht.dataset.index.search import language_number
from schlaglicht.dataset.index.search_tables import end_of
from schlaglicht.languages import best_text
from schlaglicht.rdf.ntriples_text import literal_text

if TYPE_CHECKING:
    from schlaglicht.dataset.index.facets import Listing, Selection

MOST_SORTED = 10_000
"""Things of a list that can be sorted by a property: about 100 ms."""

SORT_STEPS = 6_000_000
"""Limit for finding their values: about 200 ms."""

_TYPED = re.compile(r'"([^"\\]*)"\^\^<http://www\.w3\.org/2001/XMLSchema#([A-Za-z]+)>')
_DATES = frozenset(("date", "dateTime", "dateTimeStamp", "gYear", "gYearMonth"))
_DATE = re.compile(
    r"(-?[0-9]{4,9})(?:-([0-9]{2})(?:-([0-9]{2})"
    r"(?:T([0-9]{2}):([0-9]{2}):([0-9]{2}(?:\.[0-9]{1,9})?))?)?)?"
    r"(?:Z|([+-])([0-9]{2}):([0-9]{2}))?"
)
_MARCH = 3

Key = tuple[int, Decimal | int | str]
"""The kind of a value, and its place among those of its kind."""

_Row = tuple[int, int, str | None, int | None]
"""Number and place of a thing, the text of a value and that value's place if it is a thing."""


def sorted_things(
    listing: Listing, of: Selection, by: URIRef, languages: Sequence[str], *, descending: bool
) -> list[URIRef | BNode] | None:
    """All things of a selection in the order of their values of `by`, equal ones by their names.

    Of several values the first in this direction counts, of texts those in the best language.
    None if the things are more than MOST_SORTED, or finding their values takes too long.
    """
    rows = listing.values_to_sort(of, by, language_number(languages[0]), SORT_STEPS)
    if rows is None:
        return None
    things = [(number, list(found)) for number, found in groupby(rows, key=itemgetter(0))]
    if len(things) > MOST_SORTED:
        return None
    first = max if descending else min
    keys = {number: tuple(_keys(found, languages)) for number, found in things}
    with_value = [number for number, own in keys.items() if own]
    with_value.sort(key=lambda number: first(keys[number]), reverse=descending)
    without = [number for number, own in keys.items() if not own]
    return listing.things_numbered([*with_value, *without])


def _keys(rows: Iterable[_Row], languages: Sequence[str]) -> Iterator[Key]:
    texts: list[tuple[str, str]] = []
    for _, _, term, place in rows:
        if term is None:
            continue
        if term.startswith('"') and not _TYPED.fullmatch(term):
            texts.append(literal_text(term))
        else:
            yield value_key(term, place)
    best = best_text(texts, languages)
    yield from ((2, order_key(text)) for text, tag in texts if best and tag == best[1])


def value_key(term: str, place: int | None = None) -> Key:
    """The key of a value in N-Triples; `place` is that of a thing among the names of all."""
    if not term.startswith('"'):
        return (4, order_key(end_of(term))) if place is None else (3, place)
    typed = _TYPED.fullmatch(term)
    if typed and typed[2] in _DATES and (date := _DATE.fullmatch(typed[1])):
        return 1, _seconds(date)
    if typed and (number := _number(typed[1])) is not None:
        return 0, number
    return 2, order_key(typed[1] if typed else literal_text(term)[0])


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return None if number.is_nan() else number


def _seconds(date: re.Match[str]) -> Decimal:
    """The beginning of a date or a time in seconds, by the Gregorian calendar."""
    year, month, day, hour, minute = (int(date[n] or (n in (2, 3))) for n in range(1, 6))
    minutes = (_days(year, month, day) * 24 + hour) * 60 + minute
    if date[7]:
        minutes -= int(f"{date[7]}1") * (int(date[8]) * 60 + int(date[9]))
    return minutes * 60 + Decimal(date[6] or 0)


def _days(year: int, month: int, day: int) -> int:
    """Days of a date since a fixed one, for years of any sign: those from March on end in February.

    So the leap day is the last one.
    """
    year -= month < _MARCH
    leap_days = year // 4 - year // 100 + year // 400
    return 365 * year + leap_days + (153 * ((month - _MARCH) % 12) + 2) // 5 + day
