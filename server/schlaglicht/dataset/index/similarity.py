"""Things like another one: those of its class that share most with it, the rarest counting most.

Shared is a value of a property, or a thing that leads to both by a property. Each counts by the
inverse of the logarithm of how many share it, as in https://doi.org/10.1016/S0378-8733(03)00009-1.
Work is bounded in steps and in rows, and reads indexes alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log2

from rdflib import RDF, URIRef
from rdflib.term import Node

from schlaglicht.dataset.index.facets import marks
from schlaglicht.dataset.index.lookup import Index
from schlaglicht.dataset.index.texts import (
    DESCRIPTION_PROPERTIES,
    LABEL_PROPERTIES,
    OTHER_NAME_PROPERTIES,
)
from schlaglicht.rdf.terms import term_of

_STEPS = 150_000
"""Limit for one thing: about 5 ms."""

_MOST_LINKS = 60
"""Statements with the thing that are looked at, in each direction."""

_MOST_SHARING = 400
"""Things that share something, above which it tells nothing."""

_MOST_FOUND = 2_000
_MOST_COMPARED = 60

_IS_NUMBER = "text GLOB '\"[-+.0-9]*' AND text NOT GLOB '\"[0-9][0-9][0-9][0-9]-*'"
"""A number is equal by chance; a date is not."""

_NAMING = (*LABEL_PROPERTIES, *OTHER_NAME_PROPERTIES, *DESCRIPTION_PROPERTIES)


@dataclass(frozen=True)
class Shared:
    """A property and its value; of an inverse one, the thing that has it."""

    property: URIRef
    value: Node
    is_inverse: bool = False


@dataclass(frozen=True)
class Similar:
    """A thing, and what it shares with another one, the rarest first."""

    thing: URIRef
    shared: tuple[Shared, ...]


_Link = tuple[bool, int, int]
"""True if it is inverse, the numbers of the property and of the thing or value at its end."""


def similar_things(index: Index, iri: URIRef, *, most: int) -> list[Similar]:
    """The things of a class of `iri` that share most with it; none if that takes too long."""
    own = index.number(iri)
    return [] if own is None else _Search(index, own).found(most)


class _Search:
    """The work for one thing, within its limits."""

    def __init__(self, index: Index, own: int) -> None:
        self._index, self._own, self._left = index, own, _STEPS
        self._type = index.number(RDF.type)

    def found(self, most: int) -> list[Similar]:
        classes = self._classes()
        sharing = self._sharing(self._size(classes))
        scores: defaultdict[int, float] = defaultdict(float)
        links: defaultdict[int, list[_Link]] = defaultdict(list)
        for link, others in sharing:
            for other in others:
                scores[other] += 1 / log2(1 + len(others))
                links[other].append(link)
        ranked = sorted(scores, key=lambda other: (-scores[other], other))[:_MOST_COMPARED]
        return self._described(self._of_classes(ranked, classes), links)[:most]

    def _rows(self, query: str, *values: object) -> list[tuple[int, ...]]:
        """The rows of a query; none once the work has taken too many steps."""
        if self._left <= 0:
            return []
        rows, steps = self._index.rows_within(self._left, query, *values)
        self._left -= max(steps, 100) if rows is not None else self._left
        return rows or []

    def _classes(self) -> list[int]:
        query = "SELECT DISTINCT object FROM quads WHERE subject = ? AND predicate = ? LIMIT ?"
        return [each for (each,) in self._rows(query, self._own, self._type, _MOST_LINKS)]

    def _size(self, classes: Iterable[int]) -> int:
        """The things of the smallest class, counted as far as it matters."""
        query = (
            "SELECT count(*) FROM (SELECT DISTINCT subject FROM quads INDEXED BY quads_object"
            " WHERE object = ? AND predicate = ? LIMIT ?)"
        )
        rows = (self._rows(query, each, self._type, 2 * _MOST_SHARING) for each in classes)
        return min((found[0][0] for found in rows if found), default=2 * _MOST_SHARING)

    def _sharing(self, size: int) -> list[tuple[_Link, list[int]]]:
        """Each link that others have too, with those, the rarest first.

        Left out are those of more than half of the class, and the commonest after _MOST_FOUND.
        """
        most = min(_MOST_SHARING, max(2, size // 2))
        found = [(link, self._others(link, most)) for link in self._links()]
        telling = [(link, others) for link, others in found if 0 < len(others) <= most]
        telling.sort(key=lambda each: (len(each[1]), each[0]))
        kept, total = [], 0
        for link, others in telling:
            total += len(others)
            if total <= _MOST_FOUND:
                kept.append((link, others))
        return kept

    def _links(self) -> list[_Link]:
        naming = [self._index.number(URIRef(iri)) for iri in _NAMING]
        left_out = {self._type, *naming}
        forward = (
            "SELECT DISTINCT predicate, object FROM quads JOIN terms ON number = object"
            f" WHERE subject = ? AND NOT ({_IS_NUMBER}) LIMIT ?"
        )
        inverse = (
            "SELECT DISTINCT predicate, subject FROM quads INDEXED BY quads_object"
            f" WHERE object = ?{self._index.but_parts('subject')} LIMIT ?"
        )
        links: dict[int, _Link] = {}
        for is_inverse, query in ((False, forward), (True, inverse)):
            for predicate, end in self._rows(query, self._own, _MOST_LINKS):
                if predicate not in left_out:  # what leads both ways counts once
                    links.setdefault(end, (is_inverse, predicate, end))
        return list(links.values())

    def _others(self, link: _Link, most: int) -> list[int]:
        """Others with the same link; one more than `most` if there are that many."""
        is_inverse, predicate, end = link
        columns = ("object", "subject") if is_inverse else ("subject", "object")
        rows = self._rows(
            f"SELECT DISTINCT {columns[0]} FROM quads WHERE {columns[1]} = ? AND predicate = ?"
            f" AND {columns[0]} <> ? LIMIT ?",
            end,
            predicate,
            self._own,
            most + 1,
        )
        return [number for (number,) in rows]

    def _of_classes(self, things: Sequence[int], classes: Sequence[int]) -> list[int]:
        """The things with one of the classes, in their order."""
        query = (
            f"SELECT DISTINCT subject FROM quads WHERE subject IN {marks(things)}"
            f" AND predicate = ? AND object IN {marks(classes)}{self._index.but_parts('subject')}"
        )
        rows = self._rows(query, *things, self._type, *classes)
        alike = {number for (number,) in rows}
        return [number for number in things if number in alike]

    def _described(
        self, things: Iterable[int], links: defaultdict[int, list[_Link]]
    ) -> list[Similar]:
        terms = ((number, self._term(number)) for number in things)
        return [
            Similar(term, tuple(self._shared(link) for link in links[number]))
            for number, term in terms
            if isinstance(term, URIRef)
        ]

    def _shared(self, link: _Link) -> Shared:
        is_inverse, predicate, end = link
        return Shared(URIRef(str(self._term(predicate))), self._term(end), is_inverse)

    def _term(self, number: int) -> Node:
        ((text,),) = self._index.rows("SELECT text FROM terms WHERE number = ?", number)
        return term_of(text)
