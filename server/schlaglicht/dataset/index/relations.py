"""Things by their relations to others: above and below, in RDF lists, and alike.

Each level of a hierarchy, such as one of concepts or classes, is one statement to the index. The
members of an RDF list (https://www.w3.org/TR/rdf11-mt/#rdf-collections) are the business of the
thing that has the list, not of its cells. Alike are things of a class that share most, the rarest
counting most: a value of a property, or a thing that leads to both by a property. Each counts by
the inverse of the logarithm of how many share it, as in
https://doi.org/10.1016/S0378-8733(03)00009-1. Work is bounded in steps and in rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from math import log2

from rdflib import RDF, BNode, URIRef
from rdflib.term import Node

from schlaglicht.dataset.index.database import iri
from schlaglicht.dataset.index.label_properties import (
    DESCRIPTION_PROPERTIES,
    LABEL_PROPERTIES,
    OTHER_NAME_PROPERTIES,
)
from schlaglicht.dataset.index.lists import marks
from schlaglicht.dataset.index.lookup import Index
from schlaglicht.rdf.terms import term_of

MOST_COUNTED = 1_000
"""Things below another that are counted in either direction."""


class Hierarchy:
    """Things with IRIs above and below each other, by properties `up` and by inverse ones, `down`.

    A statement in one direction is enough, and the same in both counts once.
    """

    def __init__(self, index: Index, *, up: Iterable[URIRef], down: Iterable[URIRef] = ()) -> None:
        self._index = index
        self._up = self._numbers(up)
        self._down = self._numbers(down)

    def above(self, node: Node, *, limit: int) -> list[URIRef]:
        """The things right above `node`, in the order of terms."""
        return self._next_to(node, self._up, self._down, limit)

    def below(self, node: Node, *, limit: int) -> list[URIRef]:
        """The things right below `node`, in the order of terms."""
        return self._next_to(node, self._down, self._up, limit)

    def counts_below(self, nodes: Sequence[Node]) -> dict[Node, int]:
        """Number of things right below each of `nodes`, counted in each direction up to a limit."""
        numbers = {self._index.number(node): node for node in nodes}
        numbers.pop(None, None)
        if not numbers:
            return {}
        rows = self._index.rows(
            f"WITH wanted (number) AS (VALUES {', '.join(['(?)'] * len(numbers))})"
            " SELECT number, (SELECT count(*) FROM"
            " (SELECT * FROM (SELECT object AS found FROM quads WHERE subject = wanted.number"
            f" AND predicate IN {marks(self._down)} LIMIT {MOST_COUNTED})"
            " UNION SELECT * FROM (SELECT subject FROM quads INDEXED BY quads_object WHERE"
            f" object = wanted.number AND predicate IN {marks(self._up)} LIMIT {MOST_COUNTED})))"
            " FROM wanted",
            *numbers,
            *self._down,
            *self._up,
        )
        return {numbers[number]: count for number, count in rows}

    def all_below(self, nodes: Sequence[Node]) -> dict[Node, list[URIRef]]:
        """All things right below each of `nodes`; for nodes with few of them."""
        numbers = [n for n in map(self._index.number, nodes) if n is not None]
        rows = self._index.rows(
            "SELECT a.text, b.text FROM (SELECT subject AS above, object AS below FROM quads"
            f" WHERE subject IN {marks(numbers)} AND predicate IN {marks(self._down)}"
            " UNION SELECT object, subject FROM quads INDEXED BY quads_object"
            f" WHERE object IN {marks(numbers)} AND predicate IN {marks(self._up)})"
            " JOIN terms a ON a.number = above JOIN terms b ON b.number = below"
            " WHERE b.text LIKE '<%' ORDER BY above, below",
            *numbers,
            *self._down,
            *numbers,
            *self._up,
        )
        found: dict[Node, list[URIRef]] = {}
        for above, below in rows:
            found.setdefault(iri(above), []).append(iri(below))
        return found

    def tops(self, wholes: Iterable[Node], part_of: URIRef, *, limit: int) -> list[URIRef]:
        """The things that are `part_of` one of the wholes and below no other such thing."""
        number = self._index.number(part_of)
        found = [n for n in map(self._index.number, wholes) if n is not None]
        if number is None or not found:
            return []
        is_part = (
            f"EXISTS (SELECT 1 FROM quads WHERE subject = above AND predicate = {number:d}"
            f" AND object IN {marks(found)})"
        )
        return self._things(
            "SELECT subject FROM quads AS q INDEXED BY quads_object"
            f" WHERE object IN {marks(found)} AND predicate = {number:d}"
            " AND NOT EXISTS (SELECT object AS above FROM quads WHERE subject = q.subject"
            f" AND predicate IN {marks(self._up)} AND object <> q.subject AND {is_part})"
            " AND NOT EXISTS (SELECT subject AS above FROM quads INDEXED BY quads_object"
            f" WHERE object = q.subject AND predicate IN {marks(self._down)}"
            f" AND subject <> q.subject AND {is_part})",
            (*found, *self._up, *found, *self._down, *found),
            limit,
        )

    def _next_to(
        self, node: Node, forwards: list[int], backwards: list[int], limit: int
    ) -> list[URIRef]:
        number = self._index.number(node)
        return self._things(
            "SELECT * FROM (SELECT DISTINCT object AS subject FROM quads WHERE subject = ?"
            f" AND predicate IN {marks(forwards)} LIMIT ?)"
            " UNION SELECT * FROM (SELECT DISTINCT subject FROM quads INDEXED BY quads_object"
            f" WHERE object = ? AND predicate IN {marks(backwards)} LIMIT ?)",
            (number, *forwards, limit, number, *backwards, limit),
            limit,
        )

    def _things(self, numbers: str, values: Iterable[object], limit: int) -> list[URIRef]:
        return self._index.iris(
            f"SELECT text FROM (SELECT DISTINCT subject FROM ({numbers}))"
            " JOIN terms ON number = subject WHERE text LIKE '<%' ORDER BY number LIMIT ?",
            *values,
            limit,
        )

    def _numbers(self, properties: Iterable[URIRef]) -> list[int]:
        numbers = map(self._index.number, properties)
        return [number for number in numbers if number is not None]


_MOST_CELLS = 10_000
"""Cells of a list that are passed on the way to its beginning."""

_MOST_NESTED = 6
"""Lists within lists that are passed on the way to the thing that has them."""

Place = tuple[URIRef, URIRef | BNode]
"""A property, and a node that leads by it to a list."""


def list_head(index: Index, cell: Node) -> Node:
    """The first cell of the list of `cell`; `cell` itself where it is in a circle or too far."""
    if not index.predicates_about(cell):
        return cell
    rest = index.number(RDF.rest)
    rows = index.rows(
        "WITH RECURSIVE cells (number) AS (VALUES (?) UNION"
        " SELECT subject FROM cells CROSS JOIN quads INDEXED BY quads_object"
        " ON object = number AND predicate = ? LIMIT ?)"
        " SELECT text FROM cells JOIN terms USING (number) WHERE NOT EXISTS"
        " (SELECT 1 FROM quads WHERE object = cells.number AND predicate = ?) LIMIT 1",
        index.number(cell),
        rest,
        _MOST_CELLS,
        rest,
    )
    return term_of(rows[0][0]) if rows else cell


def members(index: Index, head: Node, *, limit: int) -> list[Node]:
    """The first members of the list that begins at `head`; none if it is not a list."""
    return list(islice(_members(index, head), limit))


def _members(index: Index, head: Node) -> Iterator[Node]:
    cell: Node | None = head
    while cell is not None and cell != RDF.nil:
        yield from index.objects(cell, RDF.first, limit=1)
        cell = next(iter(index.objects(cell, RDF.rest, limit=1)), None)


def places_in_lists(index: Index, thing: Node, *, limit: int) -> list[Place]:
    """The places, at most `limit`, of the lists that have `thing` as a member.

    A list that nothing leads to, or that has an IRI, is itself the node, by `rdf:first`.
    """
    return list(dict.fromkeys(islice(_places(index, thing, limit, _MOST_NESTED), limit)))


def _places(index: Index, thing: Node, limit: int, nested: int) -> Iterator[Place]:
    for cell in index.things_with(thing, RDF.first, limit=limit):
        head = list_head(index, cell)
        properties = index.predicates_about(head) if isinstance(head, BNode) else []
        if not properties:
            yield RDF.first, cell
        for property_ in properties:
            if property_ == RDF.first and nested:
                yield from _places(index, head, limit, nested - 1)
            else:
                found = index.things_with(head, property_, limit=limit)
                yield from ((property_, node) for node in found)


_STEPS = 150_000
"""Limit for one thing: about 5 ms."""

_MOST_LINKS = 60
"""Statements with the thing that are looked at, in each direction."""

_MOST_SHARING = 400
"""Things that share something, above which it tells nothing."""

_MOST_FOUND = 2_000
_MOST_COMPARED = 400

_FEWEST_OF_CLASS = 3
"""Things of a class, the one that others are like among them, from which likeness is within it."""

_LEAST_SCORE = 1 / log2(1 + 40)
"""What two things share at least: more than one value that 40 others have too."""


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
    class_: URIRef | None
    """The class within which both were compared; None where there were several."""


_Link = tuple[bool, int, int]
"""True if it is inverse, the numbers of the property and of the thing or value at its end."""


def similar_things(index: Index, iri: URIRef, *, most: int) -> list[Similar]:
    """The things of the narrowest class of `iri` that share most with it; none if that is slow."""
    own = index.number(iri)
    return [] if own is None else _Search(index, own).found(most)


class _Search:
    """The work for one thing, within its limits."""

    def __init__(self, index: Index, own: int) -> None:
        self._index, self._own, self._left = index, own, _STEPS
        self._type = index.number(RDF.type)

    def found(self, most: int) -> list[Similar]:
        sizes = self._sizes()
        sharing = self._sharing(min(sizes.values(), default=2 * _MOST_SHARING))
        narrow = [each for each, size in sizes.items() if size >= _FEWEST_OF_CLASS]
        classes = [min(narrow, key=sizes.__getitem__)] if narrow else list(sizes)
        within = self._term(classes[0]) if len(classes) == 1 else None
        scores: defaultdict[int, float] = defaultdict(float)
        links: defaultdict[int, list[_Link]] = defaultdict(list)
        for link, others in sharing:
            for other in others:
                scores[other] += 1 / log2(1 + len(others))
                links[other].append(link)
        telling = (other for other, score in scores.items() if score >= _LEAST_SCORE)
        ranked = sorted(telling, key=lambda other: (-scores[other], other))[:_MOST_COMPARED]
        alike = (
            self._described(one, links[one], within) for one in self._of_classes(ranked, classes)
        )
        return list(islice(filter(None, alike), most))

    def _rows(self, query: str, *values: object) -> list[tuple[int, ...]]:
        """The rows of a query; none once the work has taken too many steps."""
        if self._left <= 0:
            return []
        rows, steps = self._index.rows_within(self._left, query, *values)
        self._left -= max(steps, 100) if rows is not None else self._left
        return rows or []

    def _sizes(self) -> dict[int, int]:
        """The classes of the thing, each with its things, counted as far as it matters."""
        own = "SELECT DISTINCT object FROM quads WHERE subject = ? AND predicate = ? LIMIT ?"
        classes = [each for (each,) in self._rows(own, self._own, self._type, _MOST_LINKS)]
        query = (
            "SELECT count(*) FROM (SELECT DISTINCT subject FROM quads INDEXED BY quads_object"
            " WHERE object = ? AND predicate = ? LIMIT ?)"
        )
        rows = {each: self._rows(query, each, self._type, 2 * _MOST_SHARING) for each in classes}
        return {each: found[0][0] for each, found in rows.items() if found}

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
        self, number: int, links: Iterable[_Link], within: Node | None
    ) -> Similar | None:
        thing = self._term(number)
        if not isinstance(thing, URIRef):
            return None
        shared = (
            Shared(URIRef(str(self._term(predicate))), self._term(end), is_inverse)
            for is_inverse, predicate, end in links
        )
        return Similar(thing, tuple(shared), within if isinstance(within, URIRef) else None)

    def _term(self, number: int) -> Node:
        ((text,),) = self._index.rows("SELECT text FROM terms WHERE number = ?", number)
        return term_of(text)
