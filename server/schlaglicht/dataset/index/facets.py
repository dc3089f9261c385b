"""Counts and lists over many things, from the index, within a limit of work.

Work is measured in steps of SQLite's virtual machine instead of seconds, so that the same data
gives the same answer on every machine. About 30,000 steps take a millisecond.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rdflib import RDF, BNode, URIRef
from rdflib.term import Node

from schlaglicht.dataset.index.lookup import Index
from schlaglicht.dataset.index.search import language_number
from schlaglicht.rdf.terms import term_of

FACET_STEPS = 400_000
"""Limit for all facets of a class together: about 13 ms."""

_CHUNK = 500


@dataclass(frozen=True)
class Choice:
    """A value of a property and the number of things of a class that have it."""

    value: Node
    count: int


@dataclass(frozen=True)
class Selection:
    """The things of a class, or those among them that share values."""

    class_: Node
    shared: tuple[tuple[URIRef, Node], ...] = ()
    """Properties, each with a value that all the things have."""


class Listing:
    """Lists from one index; thread-safe, like the index."""

    def __init__(self, index: Index) -> None:
        self._index = index

    def things(
        self,
        of: Selection,
        language: str,
        *,
        limit: int,
        offset: int = 0,
        descending: bool = False,
    ) -> list[URIRef | BNode] | None:
        """The things of a selection, in the order of their names in `language`, or the reverse.

        None if the things have to share several values, and too few are found within FACET_STEPS.
        """
        language_ = language_number(language)
        if not of.shared:
            if descending:
                return self._last_members(of.class_, language_, limit, offset)
            return self._members(of.class_, language_, limit, offset)
        direction = "DESC" if descending else "ASC"
        chosen, numbers = self._chosen(of, "JOIN places p ON p.subject = t.subject")
        query = (
            "SELECT text FROM (SELECT DISTINCT t.subject AS subject, p.place AS place"
            f" {chosen} AND p.language = ? ORDER BY p.place {direction} LIMIT ? OFFSET ?)"
            f" JOIN terms ON number = subject ORDER BY place {direction}"
        )
        values = *numbers, language_, limit, offset
        if len(of.shared) < 2:
            return [thing(text) for (text,) in self._index.rows(query, *values)]
        rows, _ = self._index.rows_within(FACET_STEPS, query, *values)
        return None if rows is None else [thing(text) for (text,) in rows]

    def _members(
        self, class_: Node, language: int, limit: int, offset: int
    ) -> list[URIRef | BNode]:
        """A part of a class; takes no longer at its end than at its beginning."""
        rows = self._index.rows(
            "SELECT text FROM members JOIN terms ON number = subject WHERE class = ?"
            " AND language = ? AND place >= ? ORDER BY place LIMIT ?",
            self._index.number(class_),
            language,
            offset,
            limit,
        )
        return [thing(text) for (text,) in rows]

    def _last_members(
        self, class_: Node, language: int, limit: int, offset: int
    ) -> list[URIRef | BNode]:
        """The same from the end: reads what is skipped, from an index alone."""
        rows = self._index.rows(
            "SELECT text FROM (SELECT subject, place FROM members WHERE class = ?"
            " AND language = ? ORDER BY place DESC LIMIT ? OFFSET ?)"
            " JOIN terms ON number = subject ORDER BY place DESC",
            self._index.number(class_),
            language,
            limit,
            offset,
        )
        return [thing(text) for (text,) in rows]

    def values_to_sort(
        self, of: Selection, property_: URIRef, language: int, steps: int
    ) -> list[tuple[int, int, str | None, int | None]] | None:
        """Number and place of each thing with each of its values, in the order of their names.

        A value has its term, and its own place if it is a thing; None means no value. None for all
        if finding them takes more than `steps`.
        """
        property_number = self._index.number(property_) or 0
        chosen, numbers = self._chosen(
            of,
            f"JOIN places p ON p.subject = t.subject AND p.language = {language}"
            f" LEFT JOIN quads v ON v.subject = t.subject AND v.predicate = {property_number}"
            " LEFT JOIN terms o ON o.number = v.object"
            f" LEFT JOIN places q ON q.subject = v.object AND q.language = {language}",
        )
        rows, _ = self._index.rows_within(
            steps,
            f"SELECT DISTINCT t.subject, p.place, o.text, q.place {chosen} ORDER BY p.place",
            *numbers,
        )
        return rows

    def things_numbered(self, numbers: Sequence[int]) -> list[URIRef | BNode]:
        """The things with these numbers, in their order."""
        found: dict[int, str] = {}
        for start in range(0, len(numbers), _CHUNK):
            some = numbers[start : start + _CHUNK]
            query = f"SELECT number, text FROM terms WHERE number IN {marks(some)}"
            found.update(self._index.rows(query, *some))
        return [thing(found[number]) for number in numbers]

    def letters(self, class_: Node, language: str) -> list[tuple[str, int]]:
        """The letters that names of a class begin with, each with the place of the first."""
        return self._index.rows(
            "SELECT letter, first FROM initials WHERE class = ? AND language = ? ORDER BY first",
            self._index.number(class_),
            language_number(language),
        )

    def count(self, of: Selection) -> int | None:
        """Number of things in a selection; None if counting takes more than FACET_STEPS."""
        chosen, numbers = self._chosen(of)
        query = f"SELECT count(DISTINCT t.subject) {chosen}"
        rows, _ = self._index.rows_within(FACET_STEPS, query, *numbers)
        return None if rows is None else int(rows[0][0])

    def choices(
        self, of: Selection, properties: Sequence[URIRef], *, most: int
    ) -> dict[URIRef, tuple[Choice, ...]]:
        """The values that things of a selection have for each property, the most frequent first.

        Properties with more than `most` values are left out, as are those whose values could not
        be counted within FACET_STEPS.
        """
        chosen, numbers = self._chosen(of, "JOIN quads v ON v.subject = t.subject")
        query = (
            "SELECT text, found FROM (SELECT v.object AS object, count(DISTINCT t.subject) AS found"
            f" {chosen} AND v.predicate = ? GROUP BY v.object LIMIT ?)"
            " JOIN terms ON number = object ORDER BY found DESC, number"
        )
        found: dict[URIRef, tuple[Choice, ...]] = {}
        left = FACET_STEPS
        for property_ in properties:
            number = self._index.number(property_)
            rows, steps = self._index.rows_within(left, query, *numbers, number, most + 1)
            left -= steps
            if rows is not None and len(rows) <= most:
                found[property_] = tuple(Choice(term_of(text), count) for text, count in rows)
        return found

    def have_dates(self, of: Selection, properties: Sequence[URIRef]) -> bool:
        """True if a thing of a selection with an IRI has a date, found within FACET_STEPS."""
        chosen, numbers = self._chosen(
            of,
            "JOIN quads v ON v.subject = t.subject JOIN terms d ON d.number = v.object"
            " JOIN terms i ON i.number = t.subject",
        )
        rows, _ = self._index.rows_within(
            FACET_STEPS,
            f"SELECT 1 {chosen} AND v.predicate IN {marks(properties)}"
            f" AND {IS_DAY.replace('text', 'd.text')} AND i.text LIKE '<%' LIMIT 1",
            *numbers,
            *map(self._index.number, properties),
        )
        return bool(rows)

    def lead_to(
        self, of: Selection, properties: Sequence[URIRef], *, through: Sequence[URIRef], steps: int
    ) -> bool:
        """True if a thing of a selection, or one it leads to, has one of these properties.

        `through` are the properties to follow, up to `steps` times; limited by FACET_STEPS.
        """
        left = FACET_STEPS
        for length in range(steps + 1):
            hops = [f"JOIN quads h{n} ON h{n}.subject = {_end(n)}" for n in range(length + 1)]
            chosen, numbers = self._chosen(of, " ".join(hops))
            followed = [f" AND h{n}.predicate IN {marks(through)}" for n in range(length)]
            rows, taken = self._index.rows_within(
                left,
                f"SELECT 1 {chosen}{''.join(followed)} AND h{length}.predicate"
                f" IN {marks(properties)} LIMIT 1",
                *numbers,
                *[self._index.number(p) for _ in followed for p in through],
                *map(self._index.number, properties),
            )
            left -= taken
            if rows:
                return True
        return False

    def beginnings(
        self, properties: Sequence[URIRef], *, of: Selection | None = None, year: str = ""
    ) -> list[URIRef]:
        """The IRIs of things that have a date by these properties, sorted by their earliest.

        Those of a selection, or all; of one year, or of any.
        """
        dates = "JOIN terms d ON d.number = v.object"
        if of is None:
            chosen, numbers = f"FROM quads v {dates} WHERE 1", list[int | None]()
        else:
            chosen, numbers = self._chosen(of, f"JOIN quads v ON v.subject = t.subject {dates}")
        rows = self._index.rows(
            "SELECT text FROM (SELECT v.subject AS subject, min(v.object) AS start"
            f" {chosen} AND v.predicate IN {marks(properties)} AND d.text >= ? AND d.text < ?"
            f" AND {IS_DAY.replace('text', 'd.text')} GROUP BY v.subject)"
            " JOIN terms ON number = subject WHERE text LIKE '<%' ORDER BY start, subject",
            *numbers,
            *map(self._index.number, properties),
            f'"{year}-' if year else '"0',
            f'"{year}.' if year else '":',
        )
        return [URIRef(text[1:-1]) for (text,) in rows]

    def _chosen(self, of: Selection, also: str = "") -> tuple[str, list[int | None]]:
        """SQL for the quads `t` of class membership in a selection, joined with `also`."""
        joined = [
            f"JOIN quads s{n} ON s{n}.subject = t.subject"
            f" AND s{n}.predicate = ? AND s{n}.object = ?"
            for n in range(len(of.shared))
        ]
        terms = [term for shared in of.shared for term in shared]
        numbers = [self._index.number(term) for term in (*terms, of.class_, RDF.type)]
        where = f"WHERE t.object = ? AND t.predicate = ?{self._index.but_parts('t.subject')}"
        return " ".join(("FROM quads t", *joined, also, where)), numbers

    def labelled(self, *, beginning: str, limit: int) -> list[URIRef]:
        """The first IRIs below `beginning` whose labels are searched, in order."""
        rows = self._index.rows(
            "SELECT text FROM terms WHERE text >= ? AND text < ? AND EXISTS"
            " (SELECT 1 FROM texts WHERE subject = number AND is_label AND is_found) ORDER BY text"
            " LIMIT ?",
            f"<{beginning}",
            f"<{beginning}\U0010ffff",
            limit,
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
                f" JOIN terms o ON o.number = object WHERE subject IN {marks(some)}"
                f" AND predicate IN {marks(properties)} ORDER BY subject, predicate, object",
                *map(self._index.number, some),
                *map(self._index.number, properties),
            )
            for subject, predicate, value, *_ in rows:
                yield term_of(subject), URIRef(predicate[1:-1]), term_of(value)


IS_DAY = "text GLOB '\"[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*'"


def _end(hop: int) -> str:
    return f"h{hop - 1}.object" if hop else "t.subject"


def marks(values: Sequence[object]) -> str:
    """A list of as many question marks as values, for this package alone."""
    return f"({', '.join('?' * len(values))})"


def thing(text: str) -> URIRef | BNode:
    """The thing written as `text`, for this package alone."""
    term = term_of(text)
    assert isinstance(term, URIRef | BNode)
    return term
