"""RDF lists, whose members are the business of the thing that has the list, not of its cells.

https://www.w3.org/TR/rdf11-mt/#rdf-collections
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from rdflib import RDF, BNode, URIRef
from rdflib.term import Node

from schlaglicht.dataset.index.lookup import Index
from schlaglicht.rdf.terms import term_of

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
