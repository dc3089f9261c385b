"""Things in time: years and months by the dates that things have, however exact these are.

A date is a day, a point in time, a month (`"2020-05"^^xsd:gYearMonth`) or a year
(`"2020"^^xsd:gYear`), also as a text without a datatype. https://www.w3.org/TR/xmlschema11-2/
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from rdflib import BNode, Literal, URIRef
from rdflib.term import Node

from schlaglicht.dataset.index.lists import marks, thing
from schlaglicht.dataset.index.lookup import Index
from schlaglicht.rdf.terms import term_of

_MOST_UNDATED = 100

_DIGITS = "[0-9][0-9]"
_IN_YEAR = ('["Z+]*', f'-{_DIGITS}["Z+T-]*', f"[+-]{_DIGITS}:{_DIGITS}*")
"""Continuations of a date after its year, as SQLite GLOB patterns; the last is a time zone."""

_YEAR = re.compile(r'"([0-9]{4})(?:["Z+]|-[0-9]{2}["Z+T-]|[+-][0-9]{2}:[0-9]{2})')
"""The same for any year of four digits."""

_DAY = re.compile(r'"[0-9]{4}-[0-9]{2}-[0-9]{2}')

_ODD_YEAR = re.compile(r'"(-\d{4,}|\d{5,})(?:-\d\d|["Z+-].*gYear>)')
_MONTH = re.compile(r"-?\d{4,}-(\d\d)(?!:)")


@dataclass(frozen=True)
class Year:
    """A year as written in dates, and the number of dates in it."""

    year: str
    count: int
    days: int
    """Number of the dates that name a day."""


class Timeline:
    """The dates by some properties; thread-safe, like the index."""

    def __init__(self, index: Index, properties: Sequence[URIRef]) -> None:
        self._index = index
        numbers = map(index.number, properties)
        self._numbers = [number for number in numbers if number is not None]
        self._marks = marks(self._numbers)

    @cached_property
    def years(self) -> tuple[Year, ...]:
        """The years with dates, in order."""
        counts: Counter[str] = Counter()
        days: Counter[str] = Counter()
        for _, text, count in self._values:
            if year := _year_of(text):
                counts[year] += count
                days[year] += count if _DAY.match(text) else 0
        return tuple(Year(year, counts[year], days[year]) for year in sorted(counts, key=int))

    @cached_property
    def _values(self) -> list[tuple[int, str, int]]:
        """Each distinct value of the properties: its number, its text, how many things have it."""
        return self._index.rows(
            "SELECT object, text, count FROM (SELECT object, count(DISTINCT subject) AS count"
            f" FROM quads WHERE predicate IN {self._marks} GROUP BY object)"
            " JOIN terms ON number = object",
            *self._numbers,
        )

    def dated(self, year: str, *, limit: int, offset: int = 0) -> list[tuple[Node, URIRef | BNode]]:
        """The dates in a year and the things that have them, in order."""
        is_in_year = " OR ".join("d.text GLOB ?" for _ in _IN_YEAR)
        rows = self._index.rows(
            "SELECT DISTINCT d.text, s.text FROM terms d JOIN quads ON object = d.number"
            f" AND predicate IN {self._marks} JOIN terms s ON s.number = subject"
            f" WHERE d.text >= ? AND d.text < ? AND ({is_in_year})"
            " ORDER BY d.text, subject LIMIT ? OFFSET ?",
            *self._numbers,
            f'"{year}',
            f'"{year}[',
            *(f'"{year}{rest}' for rest in _IN_YEAR),
            limit,
            offset,
        )
        return [(term_of(date), thing(of)) for date, of in rows]

    @cached_property
    def undated(self) -> tuple[tuple[Literal, URIRef | BNode], ...]:
        """The first texts in place of a date that are not dates, and the things that have them."""
        words = [n for n, text, _ in self._values if text[0] == '"' and not _year_of(text)]
        values = sorted(words)[:_MOST_UNDATED]
        rows = self._index.rows(
            "SELECT DISTINCT d.text, s.text FROM quads JOIN terms d ON d.number = object"
            f" JOIN terms s ON s.number = subject WHERE object IN {marks(values)}"
            f" AND predicate IN {self._marks} ORDER BY subject, object LIMIT ?",
            *values,
            *self._numbers,
            _MOST_UNDATED,
        )
        return tuple((Literal(term_of(text)), thing(of)) for text, of in rows)


def _year_of(text: str) -> str | None:
    """The year of a date, as written; None if the text is not a date."""
    found = _YEAR.match(text) or _ODD_YEAR.match(text)
    return found[1] if found else None


def month_of(date: str) -> str:
    """The month in a date, two digits; empty if it has only a year."""
    found = _MONTH.match(date)
    return found[1] if found else ""
