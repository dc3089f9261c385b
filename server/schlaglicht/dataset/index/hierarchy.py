"""Hierarchies of things, such as concepts or classes: each level is one statement to the index."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import cast

from rdflib import URIRef
from rdflib.term import Node

from schlaglicht.dataset.index.facets import marks
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
            found.setdefault(_iri(above), []).append(_iri(below))
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
        rows = self._index.rows(
            f"SELECT text FROM (SELECT DISTINCT subject FROM ({numbers}))"
            " JOIN terms ON number = subject WHERE text LIKE '<%' ORDER BY number LIMIT ?",
            *values,
            limit,
        )
        return [_iri(text) for (text,) in rows]

    def _numbers(self, properties: Iterable[URIRef]) -> list[int]:
        numbers = map(self._index.number, properties)
        return [number for number in numbers if number is not None]


def _iri(text: str) -> URIRef:
    return cast(URIRef, term_of(text))
