"""Things that nodes without an IRI belong to."""

from __future__ import annotations

from itertools import chain

from rdflib import BNode
from rdflib.term import Node

from schlaglicht.dataset.index import Index
from schlaglicht.dataset.index.relations import list_head

_MOST_STEPS = 6


def owner_of(index: Index, node: Node) -> Node:
    """The thing with an IRI that a blank node belongs to, at most 6 steps away; a list is one."""
    for _ in range(_MOST_STEPS):
        if not isinstance(node, BNode):
            return node
        node = list_head(index, node)
        above = chain.from_iterable(
            index.sources(node, predicate, limit=1) for predicate in index.predicates_about(node)
        )
        node = next(above, node)
    return node
