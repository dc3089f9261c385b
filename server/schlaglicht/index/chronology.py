"""What happens when: years and months by the dates that things have, however exact these are.

A date is a day, a point in time, a month (`"2020-05"^^xsd:gYearMonth`) or a year
(`"2020"^^xsd:gYear`), as a text without a datatype too. https://www.w3.org/TR/xmlschema11-2/
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from rdflib import BNode, Literal, URIRef
from rdflib.term import Node

from schlaglicht.index.listing import IS_DAY, marks, thing
from schlaglicht.index.reading import Index
from schlaglicht.index.terms import term_of

_MOST_ODD = 10_000
"""Dates with years before 1 or after 9999 that are looked at."""

_MOST_UNDATED = 100

_DIGITS = "[0-9][0-9]"
_FOUR_DIGITS = _DIGITS * 2
_IN_YEAR = ('["Z+]*', f'-{_DIGITS}["Z+T-]*', f"[+-]{_DIGITS}:{_DIGITS}*")
"""How a date goes on after its year, as patterns of SQLite's GLOB; the last is a time zone."""

_ODD_YEAR = re.compile(r'"(-\d{4,}|\d{5,})(?:-\d\d|["Z+-].*gYear>)')
_MONTH = re.compile(r"-?\d{4,}-(\d\d)(?!:)")


@dataclass(frozen=True)
class Year:
    """A year, as dates have it, and how many dates lie in it."""

    year: str
    count: int
    days: int
    """How many of them name a day."""


class Chronology:
    """The dates by some properties; safe for threads, as the index is."""

    def __init__(self, index: Index, properties: Sequence[URIRef]) -> None:
        self._index = index
        self._marks = marks(properties)
        self._numbers = [index.number(property_) for property_ in properties]

    @cached_property
    def years(self) -> tuple[Year, ...]:
        """The years in which dates lie, in order."""
        where = f"JOIN quads ON object = number AND predicate IN {self._marks} WHERE"
        begin, parameters = _begins_like(f'"{_FOUR_DIGITS}', "text")
        rows = self._index.rows(
            f"SELECT substr(text, 2, 4) AS year, count(*), sum({IS_DAY}) FROM terms {where}"
            f" text >= '\"0' AND text < '\":' AND {begin} GROUP BY year",
            *self._numbers,
            *parameters,
        )
        odd = self._index.rows(
            f"SELECT text FROM terms {where} text >= '\"-0' AND text < '\":'"
            f" AND (text < '\"0' OR text GLOB '\"{_FOUR_DIGITS}[0-9]*') LIMIT ?",
            *self._numbers,
            _MOST_ODD,
        )
        found = [Year(*row) for row in rows]
        named = [year[1] for (text,) in odd if (year := _ODD_YEAR.match(text))]
        found += [Year(year, named.count(year), 0) for year in set(named)]
        return tuple(sorted(found, key=lambda each: int(each.year)))

    def dated(self, year: str, *, limit: int, offset: int = 0) -> list[tuple[Node, URIRef | BNode]]:
        """The dates in a year and the things that have them, in order."""
        begin, parameters = _begins_like(f'"{year}', "d.text")
        rows = self._index.rows(
            "SELECT d.text, s.text FROM terms d JOIN quads ON object = d.number"
            f" AND predicate IN {self._marks} JOIN terms s ON s.number = subject"
            f" WHERE d.text >= ? AND d.text < ? AND {begin}"
            " ORDER BY d.text, subject LIMIT ? OFFSET ?",
            *self._numbers,
            f'"{year}',
            f'"{year}[',
            *parameters,
            limit,
            offset,
        )
        return [(term_of(date), thing(of)) for date, of in rows]

    @cached_property
    def undated(self) -> tuple[tuple[Literal, URIRef | BNode], ...]:
        """What stands in words where a date should, and the things that have it, the first ones."""
        begin, parameters = _begins_like(f'"{_FOUR_DIGITS}', "d.text")
        rows = self._index.rows(
            "SELECT d.text, s.text FROM quads JOIN terms d ON d.number = object"
            f" JOIN terms s ON s.number = subject WHERE predicate IN {self._marks}"
            f" AND d.text LIKE '\"%' AND NOT {begin} ORDER BY subject, object LIMIT ?",
            *self._numbers,
            *parameters,
            _MOST_UNDATED,
        )
        found = [
            (Literal(term_of(text)), thing(of)) for text, of in rows if not _ODD_YEAR.match(text)
        ]
        return tuple(found)


def month_of(date: str) -> str:
    """The month in a date, two digits; empty where it has a year alone."""
    found = _MONTH.match(date)
    return found[1] if found else ""


def _begins_like(beginning: str, text: str) -> tuple[str, list[str]]:
    """A condition that a date begins so, and the values in it."""
    condition = " OR ".join(f"{text} GLOB ?" for _ in _IN_YEAR)
    return f"({condition})", [beginning + rest for rest in _IN_YEAR]
