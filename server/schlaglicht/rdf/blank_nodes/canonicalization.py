"""Canonical labels of blank nodes: RDF Dataset Canonicalization, RDFC-1.0, with a limit.

Blank nodes with the same statements are distinguished by their neighbours, in the worst case by
trying every order of them. After MAX_STEPS the graph is refused: always the same graphs, on every
machine, since steps are counted and not seconds.

https://www.w3.org/TR/rdf-canon/
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import islice, permutations
from math import factorial
from typing import TYPE_CHECKING, Any

from schlaglicht.errors import AlikeBlankNodes
from schlaglicht.ground.bounded_process import scaled

if TYPE_CHECKING:  # labelling quads as text needs no rdflib
    from rdflib import BNode, Graph

    from schlaglicht.rdf.triple import GraphName


Quad = tuple[str, str, str, str]
"""Subject, predicate, object and graph in canonical N-Quads; the default graph is empty."""

MAX_STEPS = 1_000_000
"""Look-alike blank nodes that may be visited; malicious graphs need exponentially many.

https://www.w3.org/TR/rdf-canon/#dataset-poisoning
"""

STEPS_PER_LINK = 20
"""Further visits allowed per pair of neighbours: small look-alike groups may be many."""

_MOST_COUNTED = 20
"""More nodes are not counted: the orders of this many already exceed any limit."""

_Digests = Generator[str, Any, str]
"""A computation that requests the digests of other blank nodes and returns its own."""

_TRIPLE_TERM = "<<("
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|<[^<>]*>|(_:[^\s)]+)')
"""A literal, an IRI or (as a group) a blank node of a triple term."""
_TERMS = 3
"""The tokens of a triple term without another one inside."""


def canonical_labels(graph: Graph) -> dict[BNode, str]:
    """A label (c14n0, c14n1 …) for each blank node that depends only on the graph's meaning.

    Raises AlikeBlankNodes for a graph whose blank nodes can hardly be distinguished.
    """
    return canonical_labels_of_dataset({None: graph})


def canonical_labels_of_dataset(graphs: Mapping[GraphName, Graph]) -> dict[BNode, str]:
    """A label for each blank node of graphs by name, which may share some.

    Raises like `canonical_labels`.
    """
    nodes: dict[str, BNode] = {}
    quads = [quad for name, graph in graphs.items() for quad in _quads(graph, nodes, name)]
    try:
        found = label_blank_nodes(quads)
    except AlikeBlankNodes as error:
        raise AlikeBlankNodes(nodes[error.node]) from None
    return {nodes[node]: label for node, label in found.items()}


def canonical_ntriples(graph: Graph) -> list[str]:
    """The lines of the graph in canonical N-Triples, sorted by code point, without duplicates.

    Raises like `canonical_labels`.
    """
    return canonical_lines({None: graph})


def canonical_lines(graphs: Mapping[GraphName, Graph]) -> list[str]:
    """The lines of graphs by name in canonical N-Quads, sorted by code point, without duplicates.

    Raises like `canonical_labels`.
    """
    from schlaglicht.rdf.terms import ntriples_term

    labels = canonical_labels_of_dataset(graphs)
    found: set[str] = set()
    for name, graph in graphs.items():
        names = (name,) if name is not None else ()
        found.update(
            _line(*(ntriples_term(term, labels) for term in (*triple, *names))) for triple in graph
        )
    return sorted(found)


def canonical_nquads(quads: Iterable[Quad]) -> list[str]:
    """The lines of canonical N-Quads, unordered; the node of an error is its text."""
    known = list(dict.fromkeys(quads))
    labels = {node: f"_:{label}" for node, label in label_blank_nodes(known).items()}
    return [_line(*(_renamed(term, labels) for term in quad)) for quad in known]


def label_blank_nodes(quads: Iterable[Quad]) -> dict[str, str]:
    """The canonical label of each blank node, which is written `_:name`, in the order of labels.

    A triple term of RDF 1.2, which the specification does not cover, gives its nodes the positions
    `os` and `oo`, as Oxigraph does. Raises AlikeBlankNodes.
    """
    return _Canonicalizer(quads).labels()


def _quads(graph: Graph, nodes: dict[str, BNode], name: GraphName) -> Iterator[Quad]:
    """The triples as text that have blank nodes; adds each of these to `nodes` under its text."""
    from schlaglicht.rdf.terms import blank_nodes_in, ntriples_term

    for triple in graph:
        own = {node: str(node) for term in (*triple, name) for node in blank_nodes_in(term)}
        if own:
            nodes.update((f"_:{label}", term) for term, label in own.items())
            subject, predicate, object_ = (ntriples_term(term, own) for term in triple)
            yield subject, predicate, object_, "" if name is None else ntriples_term(name, own)


def _line(*terms: str) -> str:
    return " ".join(filter(None, terms)) + " .\n"


def _renamed(term: str, names: Mapping[str, str]) -> str:
    """A term with its blank nodes renamed."""
    if term.startswith(_TRIPLE_TERM):
        return _TOKEN.sub(lambda found: names[found[1]] if found[1] else found[0], term)
    return names[term] if term.startswith("_:") else term


def _positions(quad: Quad) -> list[tuple[str, str]]:
    """The blank nodes of a quad, each with its position as used in hashes."""
    subject, predicate, object_, graph = quad
    places = [("s", subject), ("o", object_), ("g", graph)]
    if object_.startswith(_TRIPLE_TERM):
        inner = [found[0] for found in _TOKEN.finditer(object_)]
        if len(inner) == _TERMS:
            places[1:2] = [("os", inner[0]), ("oo", inner[-1])]
        else:  # triple terms within each other
            places[1:2] = [(f"o{number}", term) for number, term in enumerate(inner)]
    return [
        (place if place == "g" else place + predicate, term)
        for place, term in places
        if term.startswith("_:")
    ]


class _Canonicalizer:
    """The state of one run; methods are named after the algorithms of the specification."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        mentions: defaultdict[str, list[Quad]] = defaultdict(list)
        self.related: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        """The neighbours of each node, each with its position."""
        for quad in quads:
            found = _positions(quad)
            for node in dict.fromkeys(node for _, node in found):
                mentions[node].append(quad)
                self.related[node] += (other for other in found if other[1] != node)
        self.first_degree = {node: _first_degree(node, of) for node, of in mentions.items()}
        self.canonical: dict[str, str] = {}
        self.issued: dict[str, str] = {}
        """The temporary labels of the current start node, in order of issue."""
        self.node = ""
        """The current start node."""
        self.steps = 0
        links = sum(map(len, self.related.values()))
        self.most_steps = scaled(MAX_STEPS + STEPS_PER_LINK * links)

    def labels(self) -> dict[str, str]:
        alike: defaultdict[str, list[str]] = defaultdict(list)
        for node, digest in self.first_degree.items():
            alike[digest].append(node)
        groups = [nodes for _, nodes in sorted(alike.items())]
        for nodes in groups:
            if len(nodes) == 1:
                self._issue_canonical(nodes)
        for nodes in groups:
            if len(nodes) > 1:
                self._label_alike(nodes)
        return self.canonical

    def _issue_canonical(self, nodes: Iterable[str]) -> None:
        for node in nodes:
            self.canonical.setdefault(node, f"c14n{len(self.canonical)}")

    def _label_alike(self, nodes: Sequence[str]) -> None:
        members, forecast = set(nodes), set[str]()
        results: list[tuple[str, list[str]]] = []
        for node in nodes:
            if node not in self.canonical:
                before = self.steps
                results.append(self._start(node))
                if node not in forecast:
                    reached = [other for other in self.issued if other in members]
                    forecast_steps = before + len(reached) * (self.steps - before)
                    if forecast_steps > 2 * self.most_steps:  # far too many: gives up early
                        raise AlikeBlankNodes(self.node)
                    forecast.update(reached)
        for _, issued in sorted(results, key=lambda result: result[0]):
            self._issue_canonical(issued)

    def _start(self, node: str) -> tuple[str, list[str]]:
        """The digest of a node, and all nodes reachable from it in the order of labels.

        Keeps an explicit stack, since a chain of nodes may be long.
        """
        self.node, self.issued = node, {}
        self._issue(node)
        waiting = [self._hash_n_degree(node)]
        digest: Any = None
        while waiting:
            try:
                asked = waiting[-1].send(digest)
            except StopIteration as found:
                waiting.pop()
                digest = found.value
            else:
                waiting.append(self._hash_n_degree(asked))
                digest = None
        return str(digest), list(self.issued)

    def _hash_n_degree(self, node: str) -> _Digests:
        groups: defaultdict[str, dict[str, None]] = defaultdict(dict)
        related = self.related[node]
        self._count(len(related))
        for position, other in related:
            groups[_digest(position + self._identifier(other))][other] = None
        data = ""
        for digest, nodes in sorted(groups.items()):
            data += digest + (yield from self._shortest_path(list(nodes)))
        return _digest(data)

    def _identifier(self, node: str) -> str:
        label = self.canonical.get(node) or self.issued.get(node)
        return f"_:{label}" if label else self.first_degree[node]

    def _shortest_path(self, nodes: Sequence[str]) -> _Digests:
        self._count(len(nodes) * factorial(min(len(nodes), _MOST_COUNTED)))
        known = len(self.issued)
        best, issued = "", list[str]()
        for order in permutations(nodes):
            path = yield from self._path(order, best)
            if path and len(nodes) == 1:
                return path
            if path and (not best or path < best):
                best, issued = path, list(islice(self.issued, known, None))
            while len(self.issued) > known:
                self.issued.popitem()
        for node in issued:
            self._issue(node)
        return best

    def _path(self, order: Sequence[str], best: str) -> _Digests:
        """The path of this order; empty if it is longer than the best one or sorts after it."""
        path, recursion = "", []
        for node in order:
            if node in self.canonical:
                path += f"_:{self.canonical[node]}"
            else:
                if node not in self.issued:
                    recursion.append(node)
                path += f"_:{self._issue(node)}"
            if _loses(path, best):
                return ""
        for node in recursion:
            digest = yield node
            path += f"_:{self.issued[node]}<{digest}>"
            if _loses(path, best):
                return ""
        return path

    def _issue(self, node: str) -> str:
        return self.issued.setdefault(node, f"b{len(self.issued)}")

    def _count(self, steps: int) -> None:
        self.steps += steps
        if self.steps > self.most_steps:
            raise AlikeBlankNodes(self.node)


def _first_degree(node: str, quads: Iterable[Quad]) -> str:
    lines = (_line(*(_marked(term, node) for term in quad)) for quad in quads)
    return _digest("".join(sorted(lines)))


def _marked(term: str, node: str) -> str:
    """A term of a quad of `node`, as its first-degree hash needs it."""
    if term.startswith(_TRIPLE_TERM):
        return _TOKEN.sub(
            lambda found: ("_:a" if found[1] == node else "_:z") if found[1] else found[0], term
        )
    return term if not term.startswith("_:") else "_:a" if term == node else "_:z"


def _loses(path: str, best: str) -> bool:
    return bool(best) and len(path) >= len(best) and path > best


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
