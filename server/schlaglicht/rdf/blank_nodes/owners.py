"""The nearest IRIs that lead to blank nodes, by which people find these."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from rdflib import RDF, BNode, Graph, URIRef
from rdflib.term import Node

_MOST_LINKS = 1_000
"""Links that are followed back where several lead to a node: each node may lead to all others."""

_Steps = tuple[Node, "_Steps"] | None
_Way = tuple[URIRef | None, _Steps]


class BlankNodeOwners:
    """Finds the owners of the blank nodes of one graph, which must not change meanwhile."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._known: dict[Node, _Way] = {}

    def way_to(self, node: BNode) -> tuple[URIRef | None, Sequence[Node]]:
        """The nearest IRI that leads to `node`, and the predicates on the way, but for rdf:rest.

        No IRI if there is none, or too many links are between.
        """
        owner, steps = self._way(node)
        said = []
        while steps is not None:
            predicate, steps = steps
            said.append(predicate)
        return owner, said[::-1]

    def _way(self, node: Node) -> _Way:
        """The way, its last step first; known afterwards for all nodes that it passes."""
        below: dict[Node, Node] = {}
        while isinstance(node, BNode) and node not in self._known and node not in below:
            links = list(islice(self.graph.subject_predicates(node), 2))
            if len(links) != 1:
                break
            below[node] = links[0][1]
            node = links[0][0]
        way = (node, None) if isinstance(node, URIRef) else self._known.get(node)
        if way is None:
            way = self._known[node] = self._search(node)
        for passed, predicate in reversed(below.items()):
            way = self._known[passed] = (way[0], _further(way[1], predicate))
        return way

    def _search(self, node: Node) -> _Way:
        """The way to a node to which several links lead, or none."""
        seen, left = {node}, _MOST_LINKS
        waiting: list[tuple[Node, list[Node]]] = [(node, [])]
        for current, steps in waiting:
            links = _iris_first(islice(self.graph.subject_predicates(current), left))
            left -= len(links)
            for subject, predicate in links:
                if isinstance(subject, URIRef):
                    way: _Steps = None
                    for step in (predicate, *reversed(steps)):
                        way = _further(way, step)
                    return subject, way
                if subject not in seen:
                    seen.add(subject)
                    waiting.append((subject, [*steps, predicate]))
        return None, None


def _further(steps: _Steps, predicate: Node) -> _Steps:
    return steps if predicate == RDF.rest else (predicate, steps)


def _iris_first(links: Iterable[tuple[Node, Node]]) -> list[tuple[Node, Node]]:
    # Labels of blank nodes differ between runs: only stable values may decide.
    return sorted(
        links,
        key=lambda link: (
            isinstance(link[0], BNode),
            "" if isinstance(link[0], BNode) else str(link[0]),
            str(link[1]),
        ),
    )
