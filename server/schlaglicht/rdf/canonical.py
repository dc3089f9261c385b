"""Blank nodes by what they mean: RDF Dataset Canonicalization, RDFC-1.0, for one graph.

https://www.w3.org/TR/rdf-canon/
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from hashlib import sha256
from itertools import permutations

from rdflib import BNode, Graph
from rdflib.term import Node

from schlaglicht.errors import ProjectError
from schlaglicht.rdf.terms import ntriples_term

Triple = tuple[Node, Node, Node]

MAX_ORDERS = 100_000
"""How many orders of look-alike blank nodes are tried; deliberate puzzles need exponentially many.

https://www.w3.org/TR/rdf-canon/#dataset-poisoning
"""

MAX_DEPTH = 200
"""How far a chain of look-alike blank nodes is followed."""


def canonical_labels(graph: Graph) -> dict[BNode, str]:
    """A label (c14n0, c14n1 …) for each blank node that depends on the graph's meaning alone.

    Raises ProjectError for a graph whose blank nodes can hardly be told apart.
    """
    return _Canonicalizer(graph).labels()


def canonical_ntriples(graph: Graph) -> list[str]:
    """The lines of the graph in canonical N-Triples, sorted by code point, without repetition."""
    labels = canonical_labels(graph)
    return sorted({_line(triple, labels) for triple in graph})


def _line(triple: Triple, labels: Mapping[BNode, str]) -> str:
    return " ".join(ntriples_term(term, labels) for term in triple) + " .\n"


class _Issuer:
    """Gives out labels in the order of asking."""

    def __init__(self, prefix: str, issued: Mapping[BNode, str] | None = None) -> None:
        self.prefix = prefix
        self.issued = dict(issued or {})

    def issue(self, node: BNode) -> str:
        return self.issued.setdefault(node, f"{self.prefix}{len(self.issued)}")

    def copy(self) -> _Issuer:
        return _Issuer(self.prefix, self.issued)


class _Canonicalizer:
    """The state of one run; the methods are named as the algorithms of the specification."""

    def __init__(self, graph: Iterable[Triple]) -> None:
        self.mentions: dict[BNode, list[Triple]] = defaultdict(list)
        for triple in graph:
            if isinstance(triple[0], BNode) or isinstance(triple[2], BNode):
                for node in {term for term in triple if isinstance(term, BNode)}:
                    self.mentions[node].append(triple)
        self.canonical = _Issuer("c14n")
        self.first_degree = {node: self._hash_first_degree(node) for node in self.mentions}
        self.orders = 0
        self.depth = 0

    def labels(self) -> dict[BNode, str]:
        alike: dict[str, list[BNode]] = defaultdict(list)
        for node, digest in self.first_degree.items():
            alike[digest].append(node)
        for _, nodes in sorted(alike.items()):
            if len(nodes) == 1:
                self.canonical.issue(nodes[0])
        for _, nodes in sorted(alike.items()):
            if len(nodes) > 1:
                self._label_alike(nodes)
        return self.canonical.issued

    def _label_alike(self, nodes: list[BNode]) -> None:
        results: list[tuple[str, _Issuer]] = []
        for node in nodes:
            if node not in self.canonical.issued:
                issuer = _Issuer("b")
                issuer.issue(node)
                results.append(self._hash_n_degree(node, issuer))
        for _, issuer in sorted(results, key=lambda result: result[0]):
            for node in issuer.issued:
                self.canonical.issue(node)

    def _hash_first_degree(self, node: BNode) -> str:
        labels = {
            other: "a" if other == node else "z"
            for triple in self.mentions[node]
            for other in triple
            if isinstance(other, BNode)
        }
        return _digest("".join(sorted(_line(triple, labels) for triple in self.mentions[node])))

    def _hash_related(self, related: BNode, triple: Triple, issuer: _Issuer, position: str) -> str:
        if related in self.canonical.issued:
            identifier = f"_:{self.canonical.issued[related]}"
        elif related in issuer.issued:
            identifier = f"_:{issuer.issued[related]}"
        else:
            identifier = self.first_degree[related]
        return _digest(position + ntriples_term(triple[1], {}) + identifier)

    def _hash_n_degree(self, node: BNode, issuer: _Issuer) -> tuple[str, _Issuer]:
        related: dict[str, list[BNode]] = defaultdict(list)
        for triple in self.mentions[node]:
            for position, other in (("s", triple[0]), ("o", triple[2])):
                if isinstance(other, BNode) and other != node:
                    related[self._hash_related(other, triple, issuer, position)].append(other)
        data = ""
        for digest, nodes in sorted(related.items()):
            path, issuer = self._shortest_path(nodes, issuer)
            data += digest + path
        return _digest(data), issuer

    def _shortest_path(self, nodes: list[BNode], issuer: _Issuer) -> tuple[str, _Issuer]:
        chosen: tuple[str, _Issuer] | None = None
        for order in permutations(nodes):
            self._count_order()
            self.depth += 1
            found = self._path(order, issuer.copy(), chosen[0] if chosen else None)
            self.depth -= 1
            if found and (chosen is None or found[0] < chosen[0]):
                chosen = found
        assert chosen is not None  # the first order has nothing to lose against
        return chosen

    def _path(
        self, order: Iterable[BNode], issuer: _Issuer, best: str | None
    ) -> tuple[str, _Issuer] | None:
        path, recursion = "", []
        for node in order:
            if node in self.canonical.issued:
                path += f"_:{self.canonical.issued[node]}"
            else:
                if node not in issuer.issued:
                    recursion.append(node)
                path += f"_:{issuer.issue(node)}"
            if _loses(path, best):
                return None
        for node in recursion:
            digest, nested = self._hash_n_degree(node, issuer)
            path += f"_:{issuer.issue(node)}<{digest}>"
            issuer = nested
            if _loses(path, best):
                return None
        return path, issuer

    def _count_order(self) -> None:
        self.orders += 1
        if self.orders > MAX_ORDERS or self.depth > MAX_DEPTH:
            raise ProjectError(
                "the graph has so many blank nodes that look alike that they cannot be told "
                "apart in reasonable time; give the nodes IRIs"
            )


def _loses(path: str, best: str | None) -> bool:
    return best is not None and len(path) >= len(best) and path > best


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
