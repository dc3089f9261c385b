"""Matches blank nodes that two readers of one text named differently.

Blank nodes with a label match by it. Those of `[ … ]` and `( … )` are trees: each is the object of
one statement at most. They match from their parents down, by their statements; nodes with equal
statements under the same parent match in order.
`rdf/blank_node_matching.py` matches two versions of a graph instead, where nodes may have changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rdflib import BNode
from rdflib.term import Node

from schlaglicht.rdf.blank_node_matching import children_first
from schlaglicht.rdf.triple import Triple

_Buckets = dict[tuple[Any, ...], list[Node]]


class Blanks:
    """The blank nodes in the triples of one reader; `labels` has those with a label."""

    def __init__(self, triples: Iterable[Triple], labels: Mapping[Node, str]) -> None:
        self._labels = labels
        self._statements: dict[Node, list[tuple[Node, Node]]] = {}
        self._parents: list[Triple] = []
        """The statements from other nodes to unlabelled ones."""
        self._children: set[Node] = set()
        for triple in triples:
            subject, predicate, object_ = triple
            within = self.is_unlabelled(subject)
            if within:
                self._statements.setdefault(subject, []).append((predicate, object_))
            if self.is_unlabelled(object_):
                self._statements.setdefault(object_, [])
                self._children.add(object_)
                if not within:
                    self._parents.append(triple)
        self._likeness: dict[Node, int] = {}
        for start in self._statements:
            for node in children_first(start, self._inner, self._likeness):
                self._likeness[node] = self._compare_by(node)

    def is_unlabelled(self, node: Node) -> bool:
        """True if a node is a blank node without a label."""
        return isinstance(node, BNode) and node not in self._labels

    def top(self) -> _Buckets:
        """The unlabelled nodes that are not within another one."""
        found: _Buckets = defaultdict(list)
        for subject, predicate, object_ in self._parents:
            parent = self._labels.get(subject, subject)
            found[parent, predicate, self._likeness[object_]].append(object_)
        for node in self._statements:
            if node not in self._children:
                found[(self._likeness[node],)].append(node)
        return found

    def within(self, node: Node) -> _Buckets:
        """The unlabelled nodes within this one."""
        found: _Buckets = defaultdict(list)
        for predicate, object_ in self._statements[node]:
            if self.is_unlabelled(object_):
                found[predicate, self._likeness[object_]].append(object_)
        return found

    def _inner(self, node: Node) -> Iterator[Node]:
        return (o for _, o in self._statements[node] if self.is_unlabelled(o))

    def _compare_by(self, node: Node) -> int:
        """A hash of a node's statements, once the nodes within it have one."""
        pairs = (
            (p, self._likeness.get(o, self._labels.get(o, o))) for p, o in self._statements[node]
        )
        return hash(tuple(sorted(hash(pair) for pair in pairs)))


def match_blank_nodes(ours: Blanks, theirs: Blanks) -> dict[Node, Node]:
    """Our name for each of their unlabelled blank nodes that has a match."""
    named: dict[Node, Node] = {}
    waiting = [(ours.top(), theirs.top())]
    while waiting:
        here, there = waiting.pop()
        for key, nodes in there.items():
            for own, other in zip(here.get(key, ()), nodes, strict=False):
                named[other] = own
                waiting.append((ours.within(own), theirs.within(other)))
    return named
