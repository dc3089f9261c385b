"""Lists of many things from the index: counted, chosen by values, sorted, within a limit of work.

Work is measured in steps of SQLite's virtual machine instead of seconds, so that the same data
gives the same answer on every machine. About 30,000 steps take a millisecond.

Things are sorted by a property when a list is asked for, so their number has a limit. Numbers come
before dates, dates before texts, texts before things; things without a value come last, in either
direction.

Years and months have the things with a date in them, however exact it is: a day, a point in time, a
month (`"2020-05"^^xsd:gYearMonth`) or a year (`"2020"^^xsd:gYear`), also as a text without a
datatype. https://www.w3.org/TR/xmlschema11-2/
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property
from itertools import groupby
from operator import itemgetter

from rdflib import RDF, BNode, Literal, URIRef
from rdflib.term import Node

from schlaglicht.dataset.index.database import thing
from schlaglicht.dataset.index.label_properties import end_of
from schlaglicht.dataset.index.lookup import Index
from schlaglicht.dataset.index.search import language_number, order_key
from schlaglicht.i18n import best_text
from schlaglicht.rdf.ntriples_text import literal_text
from schlaglicht.rdf.terms import term_of

FACET_STEPS = 400_000
"""Limit for all facets of a class together, and for a second value: about 13 ms."""

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
            return self._members(of.class_, language_, limit, offset, descending=descending)
        direction = "DESC" if descending else "ASC"
        chosen, numbers = self._chosen(of, "JOIN places p ON p.subject = t.subject")
        query = (
            "SELECT text FROM (SELECT DISTINCT t.subject AS subject, p.place AS place"
            f" {chosen} AND p.language = ? ORDER BY p.place {direction} LIMIT ? OFFSET ?)"
            f" JOIN terms ON number = subject ORDER BY place {direction}"
        )
        values = *numbers, language_, limit, offset
        if len(of.shared) < 2:
            return self._index.things(query, *values)
        rows, _ = self._index.rows_within(FACET_STEPS, query, *values)
        return None if rows is None else [thing(text) for (text,) in rows]

    def _members(
        self, class_: Node, language: int, limit: int, offset: int, *, descending: bool
    ) -> list[URIRef | BNode]:
        """A part of a class; forwards it takes no longer at its end than at its beginning."""
        direction, paging = ("DESC", "LIMIT ?2 OFFSET ?1") if descending else ("ASC", "LIMIT ?2")
        from_place = "" if descending else "AND place >= ?1"
        return self._index.things(
            "SELECT text FROM (SELECT subject, place FROM members WHERE class = ?3"
            f" AND language = ?4 {from_place} ORDER BY place {direction} {paging})"
            f" JOIN terms ON number = subject ORDER BY place {direction}",
            offset,
            limit,
            self._index.number(class_),
            language,
        )

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
            ends = ["t.subject", *(f"h{n}.object" for n in range(length))]
            hops = [f"JOIN quads h{n} ON h{n}.subject = {end}" for n, end in enumerate(ends)]
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
        return self._index.iris(
            "SELECT text FROM (SELECT v.subject AS subject, min(v.object) AS start"
            f" {chosen} AND v.predicate IN {marks(properties)} AND d.text >= ? AND d.text < ?"
            f" AND {IS_DAY.replace('text', 'd.text')} GROUP BY v.subject)"
            " JOIN terms ON number = subject WHERE text LIKE '<%' ORDER BY start, subject",
            *numbers,
            *map(self._index.number, properties),
            f'"{year}-' if year else '"0',
            f'"{year}.' if year else '":',
        )

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
        return self._index.iris(
            "SELECT text FROM terms WHERE text >= ? AND text < ? AND EXISTS"
            " (SELECT 1 FROM texts WHERE subject = number AND is_label AND is_found) ORDER BY text"
            " LIMIT ?",
            f"<{beginning}",
            f"<{beginning}\U0010ffff",
            limit,
        )

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


def marks(values: Sequence[object]) -> str:
    """A list of as many question marks as values, for this package alone."""
    return f"({', '.join('?' * len(values))})"


def path_values(
    index: Index,
    class_: URIRef,
    steps: Sequence[tuple[URIRef, bool]],
    *,
    most: int,
    longest: int,
    words: str = "",
) -> list[Choice] | None:
    """IRIs and literals with the number of things that lead to them, the most frequent first.

    A step is a property, and True if it is followed from object to subject. `words`, in lower case,
    occur in a literal, or in an IRI or a name of a thing. Values of more than `longest` characters
    in N-Triples are left out. None if it takes more than FACET_STEPS.
    """
    joins, end = _joins(steps)
    numbers = [index.number(property_) for property_, _ in steps]
    has_words = (
        "(instr(lower(e.text), ?) > 0 OR EXISTS (SELECT 1 FROM texts x"
        " WHERE x.subject = e.number AND x.is_label AND instr(lower(x.text), ?) > 0))"
    )
    rows, _ = index.rows_within(
        FACET_STEPS,
        f"SELECT e.text, count(DISTINCT t.subject) AS found FROM quads t {joins}"
        f" JOIN terms e ON e.number = {end} WHERE t.object = ? AND t.predicate = ?"
        f" AND length(e.text) <= ? AND e.text NOT LIKE '\\_:%' ESCAPE '\\'"
        f" AND {has_words if words else '1'}{index.but_parts('t.subject')}"
        " GROUP BY e.number ORDER BY found DESC, e.number LIMIT ?",
        *numbers,
        index.number(class_),
        index.number(RDF.type),
        longest,
        *([words, words] if words else []),
        most,
    )
    return None if rows is None else [Choice(term_of(text), found) for text, found in rows]


def _joins(steps: Sequence[tuple[URIRef, bool]]) -> tuple[str, str]:
    """The joins that follow the steps, and the column of their end."""
    joins, end = [], "t.subject"
    for number, (_, is_inverse) in enumerate(steps):
        start, other = ("object", "subject") if is_inverse else ("subject", "object")
        joins.append(f"JOIN quads v{number} ON v{number}.{start} = {end}")
        joins.append(f"AND v{number}.predicate = ?")
        end = f"v{number}.{other}"
    return " ".join(joins), end


_STEPS_TO_A_VALUE = 200_000
"""Limit for a value at the end of properties: about 7 ms."""


def leads_to_literals(
    index: Index, class_: URIRef, properties: Sequence[URIRef], words: str = ""
) -> bool:
    """True if a thing of a class has a literal with `words` at the end of properties.

    Its time is limited.
    """
    joins, end = _joins([(property_, False) for property_ in properties])
    numbers = map(index.number, (*properties, class_, RDF.type))
    query = (
        f"SELECT 1 FROM quads t {joins} CROSS JOIN terms e ON e.number = {end}"
        " WHERE t.object = ? AND t.predicate = ? AND e.text LIKE ? LIMIT 1"
    )
    return bool(index.rows_within(_STEPS_TO_A_VALUE, query, *numbers, f'"%{words}%')[0])


_MOST_COUNTED = 5_000
"""Things of a class whose values are counted: about 10 ms."""


def value_counts(index: Index, class_: URIRef, property_: URIRef) -> list[int]:
    """The number of the first things of a class with each value of a property, the most first.

    Without blank nodes, which have no names in answers.
    """
    rows = index.rows(
        "SELECT count(DISTINCT t.subject) AS found FROM (SELECT subject FROM quads"
        f" WHERE object = ? AND predicate = ? LIMIT {_MOST_COUNTED}) t CROSS JOIN quads v"
        " ON v.subject = t.subject AND v.predicate = ? JOIN terms ON number = v.object"
        " WHERE text NOT LIKE '\\_:%' ESCAPE '\\' GROUP BY v.object ORDER BY found DESC",
        *map(index.number, (class_, RDF.type, property_)),
    )
    return [found for (found,) in rows]


_SAMPLE = 100
"""Values of a property that are looked at."""

_FEWEST_OPAQUE = 3
"""Different things without a name from which they tell a reader nothing."""

_NEARLY_ALL = 0.9
"""Share of blank nodes without a statement from which they tell nothing."""

_CHOSEN = (
    "FROM quads t JOIN quads v ON v.subject = t.subject"
    " WHERE t.object = ? AND t.predicate = ? AND v.predicate = ?"
)


@dataclass(frozen=True)
class ColumnValues:
    """The values that the things of a class have of one property."""

    are_equal: bool
    """True if there is one value, or no second one is found within the limit."""
    length: int
    """The mean length of texts among the first values; 0 if there are others."""
    are_opaque: bool = False
    """True if the first values are all different things without a name, or most say nothing."""
    unnamed: tuple[str, ...] = ()
    """The IRIs of the first values, if none of these has a name."""


def column_values(index: Index, class_: URIRef, property_: URIRef) -> ColumnValues:
    """The values of a property, as far as a list needs to know them; its time is limited."""
    numbers = [index.number(term) for term in (class_, RDF.type, property_)]
    rows, _ = index.rows_within(
        FACET_STEPS,
        "SELECT object, text, EXISTS (SELECT 1 FROM texts WHERE subject = object AND is_label),"
        " text LIKE '\\_:%' ESCAPE '\\' AND NOT EXISTS (SELECT 1 FROM quads WHERE subject = number)"
        f" FROM (SELECT v.object AS object {_CHOSEN} LIMIT {_SAMPLE})"
        " JOIN terms ON number = object",
        *numbers,
    )
    if not rows:
        return ColumnValues(are_equal=False, length=0)
    texts = [len(text) for _, text, *_ in rows if text.startswith('"')]
    length = sum(texts) // len(rows) if len(texts) == len(rows) else 0
    different = len({number for number, *_ in rows})
    are_unnamed = all(text.startswith("<") and not is_named for _, text, is_named, _ in rows)
    unnamed = tuple(text[1:-1] for _, text, *_ in rows if are_unnamed)
    are_opaque = are_unnamed and different == len(rows) >= _FEWEST_OPAQUE
    are_opaque |= sum(is_silent for *_, is_silent in rows) >= _NEARLY_ALL * len(rows)
    are_equal = different == 1
    if are_equal and len(rows) == _SAMPLE:
        query = f"SELECT 1 {_CHOSEN} AND v.object <> ? LIMIT 1"
        others, _ = index.rows_within(FACET_STEPS, query, *numbers, rows[0][0])
        are_equal = not others
    return ColumnValues(are_equal, length, are_opaque, unnamed[:_FEWEST_OPAQUE])


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
