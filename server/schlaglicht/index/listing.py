"""Counts and lists over many things, from the index; what would take too long is left out.

How long something takes is counted in steps of SQLite's machine instead of seconds, so that the
same data gives the same answer on every machine. Some 30,000 steps take a millisecond.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rdflib import RDF, BNode, URIRef
from rdflib.term import Node

from schlaglicht.index.reading import Index
from schlaglicht.index.terms import term_of

FACET_STEPS = 400_000
"""What the facets of a class may take together: some 13 ms."""

_CHUNK = 500


@dataclass(frozen=True)
class Choice:
    """A value of a property and how many things of a class have it."""

    value: Node
    count: int


@dataclass(frozen=True)
class Year:
    """A year and how many things happen in it."""

    year: str
    count: int


class Listing:
    """Lists from one index; safe for threads, as the index is."""

    def __init__(self, index: Index) -> None:
        self._index = index

    def choices(
        self, class_: Node, properties: Sequence[URIRef], *, most: int
    ) -> dict[URIRef, tuple[Choice, ...]]:
        """The values that things of a class have for each property, the commonest first.

        Properties with more than `most` values are left out, as are those whose values could not
        be counted within FACET_STEPS.
        """
        found: dict[URIRef, tuple[Choice, ...]] = {}
        left = FACET_STEPS
        for property_ in properties:
            rows, steps = self._index.rows_within(
                left,
                "SELECT text, found FROM (SELECT v.object AS object, count(DISTINCT t.subject)"
                " AS found FROM quads t JOIN quads v ON v.subject = t.subject AND v.predicate = ?"
                " WHERE t.object = ? AND t.predicate = ? GROUP BY v.object LIMIT ?)"
                " JOIN terms ON number = object ORDER BY found DESC, number",
                self._index.number(property_),
                self._index.number(class_),
                self._index.number(RDF.type),
                most + 1,
            )
            left -= steps
            if rows is not None and len(rows) <= most:
                found[property_] = tuple(Choice(term_of(text), count) for text, count in rows)
        return found

    def instances_with(
        self, class_: Node, property_: URIRef, value: Node, *, limit: int, offset: int = 0
    ) -> list[URIRef | BNode]:
        """The things of a class that have a value for a property, in the order of terms."""
        rows = self._index.rows(
            "SELECT text FROM (SELECT DISTINCT v.subject AS subject FROM quads v"
            " JOIN quads t ON t.subject = v.subject AND t.predicate = ? AND t.object = ?"
            " WHERE v.object = ? AND v.predicate = ? ORDER BY v.subject LIMIT ? OFFSET ?)"
            " JOIN terms ON number = subject ORDER BY subject",
            self._index.number(RDF.type),
            self._index.number(class_),
            self._index.number(value),
            self._index.number(property_),
            limit,
            offset,
        )
        return [_thing(text) for (text,) in rows]

    def years(self, properties: Sequence[URIRef]) -> tuple[Year, ...]:
        """The years in which dates of these properties lie, in order."""
        rows = self._index.rows(
            "SELECT substr(text, 2, 4) AS year, count(*) FROM terms JOIN quads ON object = number"
            f" AND predicate IN {_marks(properties)} WHERE text >= '\"0' AND text < '\":'"
            f" AND {_IS_DATE} GROUP BY year ORDER BY year",
            *map(self._index.number, properties),
        )
        return tuple(Year(year, count) for year, count in rows)

    def dated(
        self, properties: Sequence[URIRef], year: str, *, limit: int, offset: int = 0
    ) -> list[tuple[Node, URIRef | BNode]]:
        """The dates in a year and the things that have them by these properties, in order."""
        rows = self._index.rows(
            "SELECT d.text, s.text FROM terms d JOIN quads ON object = d.number"
            f" AND predicate IN {_marks(properties)} JOIN terms s ON s.number = subject"
            f" WHERE d.text >= ? AND d.text < ? AND {_IS_DATE.replace('text', 'd.text')}"
            " ORDER BY d.text, subject LIMIT ? OFFSET ?",
            *map(self._index.number, properties),
            f'"{year}-',
            f'"{year}.',
            limit,
            offset,
        )
        return [(term_of(date), _thing(subject)) for date, subject in rows]

    def labelled(self, *, beginning: str, limit: int, offset: int = 0) -> list[URIRef]:
        """The IRIs below `beginning` that have a label, in order."""
        rows = self._index.rows(
            "SELECT text FROM terms WHERE text >= ? AND text < ? AND EXISTS"
            " (SELECT 1 FROM texts WHERE subject = number AND is_label) ORDER BY text"
            " LIMIT ? OFFSET ?",
            f"<{beginning}",
            f"<{beginning}\U0010ffff",
            limit,
            offset,
        )
        return [URIRef(text[1:-1]) for (text,) in rows]

    def values(
        self, things: Sequence[Node], properties: Sequence[URIRef]
    ) -> Iterator[tuple[Node, URIRef, Node]]:
        """The values of properties of many things."""
        for start in range(0, len(things), _CHUNK):
            some = things[start : start + _CHUNK]
            rows = self._index.rows(
                "SELECT DISTINCT s.text, p.text, o.text, subject, predicate, object FROM quads"
                " JOIN terms s ON s.number = subject JOIN terms p ON p.number = predicate"
                f" JOIN terms o ON o.number = object WHERE subject IN {_marks(some)}"
                f" AND predicate IN {_marks(properties)} ORDER BY subject, predicate, object",
                *map(self._index.number, some),
                *map(self._index.number, properties),
            )
            for subject, predicate, value, *_ in rows:
                yield term_of(subject), URIRef(predicate[1:-1]), term_of(value)


_IS_DATE = "text GLOB '\"[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*'"


def _marks(values: Sequence[object]) -> str:
    return f"({', '.join('?' * len(values))})"


def _thing(text: str) -> URIRef | BNode:
    term = term_of(text)
    assert isinstance(term, URIRef | BNode)
    return term
