"""Matches the blank nodes of two graphs by their statements and their position in the graph.

A wrong guess makes a difference longer, never wrong: added and removed triples are computed from
the graphs after matched nodes have got the same names.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice, product

from rdflib import RDF, BNode, Graph, URIRef
from rdflib.term import Node

from schlaglicht.rdf.terms import TripleTerm, blank_nodes_in

_CIRCLE = "circle"
"""Stands for a blank node that is reached again on the way down from itself."""

_MOST_PAIRS = 100_000
"""Above this number of pairs, only nodes that share an uncommon statement are compared."""
_FEW = 8


def match_blank_nodes(old: Graph, new: Graph) -> dict[BNode, BNode]:
    """Maps blank nodes of `new` to the same blank node of `old`, each at most once."""
    return _Matching(old, new).found()


def content_digests(graph: Graph) -> dict[BNode, str]:
    """Maps each blank node to a digest of everything below it; equal content, equal digest."""
    digests: dict[BNode, str] = {}

    def children(node: Node) -> Iterator[Node]:
        return (child for value in graph.objects(node) for child in blank_nodes_in(value))

    terms = set(graph.subjects()) | set(graph.objects())
    for start in (node for term in terms for node in blank_nodes_in(term)):
        for node in children_first(start, children, digests):
            if isinstance(node, BNode):
                digests[node] = _digest(node, graph, digests)
    return digests


def children_first(
    start: Node, children: Callable[[Node], Iterable[Node]], known: Container[Node]
) -> Iterator[Node]:
    """The nodes from `start` down that are not `known`, each after the nodes below it.

    Not recursive, since a list may be long. A cycle is cut where it returns to its start.
    """
    waiting: list[tuple[Node, bool]] = [(start, False)]
    open_: set[Node] = set()
    while waiting:
        node, are_children_done = waiting.pop()
        if are_children_done:
            open_.discard(node)
            yield node
        elif node not in known and node not in open_:
            open_.add(node)
            waiting.append((node, True))
            waiting.extend((child, False) for child in children(node))


def _digest(node: BNode, graph: Graph, digests: Mapping[BNode, str]) -> str:
    said = sorted(
        f"{predicate.n3()} {_named(object_, digests)}"
        for predicate, object_ in graph.predicate_objects(node)
    )
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def _named(term: Node, digests: Mapping[BNode, str]) -> str:
    if isinstance(term, TripleTerm):
        return " ".join(_named(inner, digests) for inner in term.triple)
    return digests.get(term, _CIRCLE) if isinstance(term, BNode) else term.n3()


class _Matching:
    def __init__(self, old: Graph, new: Graph) -> None:
        self._old = old
        self._new = new
        self._old_digests = content_digests(old)
        self._new_digests = content_digests(new)
        self._matched: dict[BNode, BNode] = {}
        self._taken: set[BNode] = set()

    def found(self) -> dict[BNode, BNode]:
        self._descend((iri, iri) for iri in _owners(self._old) & _owners(self._new))
        below = {o for _, o in _links(self._old)}, {o for _, o in _links(self._new)}
        for is_root in (True, False):
            self._pair_rest(
                (
                    n
                    for n in _free(self._old_digests, self._taken)
                    if (n not in below[0]) is is_root
                ),
                (
                    n
                    for n in _free(self._new_digests, self._matched)
                    if (n not in below[1]) is is_root
                ),
            )
        return self._matched

    def _pair_rest(self, old: Iterable[BNode], new: Iterable[BNode]) -> None:
        """Pairs nodes of equal content, each with everything below it, so a cycle stays one."""
        by_digest: defaultdict[str, list[BNode]] = defaultdict(list)
        for node in old:
            by_digest[self._old_digests[node]].append(node)
        for node in new:
            equals = by_digest[self._new_digests[node]]
            while equals and node not in self._matched:
                other = equals.pop()
                if other not in self._taken:
                    self._note(other, node)
                    self._descend([(other, node)])

    def _descend(self, starts: Iterable[tuple[Node, Node]]) -> None:
        """Matches blank nodes downwards from subjects that are the same."""
        waiting = sorted(starts, key=str)
        for old, new in waiting:
            below_old, below_new = _below(old, self._old), _below(new, self._new)
            for predicate in sorted(below_old.keys() & below_new.keys(), key=str):
                waiting.extend(self._pair(below_old[predicate], below_new[predicate]))

    def _pair(self, old: Iterable[BNode], new: Iterable[BNode]) -> Iterator[tuple[BNode, BNode]]:
        yield from self._pair_equals(old, new)
        yield from self._pair_alikes(old, new)

    def _pair_equals(self, old: Iterable[BNode], new: Iterable[BNode]) -> list[tuple[BNode, BNode]]:
        by_digest: defaultdict[str, list[BNode]] = defaultdict(list)
        for node in old:
            if node not in self._taken:
                by_digest[self._old_digests[node]].append(node)
        pairs = []
        for node in new:
            equals = by_digest[self._new_digests[node]]
            if node not in self._matched and equals:
                pairs.append((equals.pop(), node))
                self._note(*pairs[-1])
        return pairs

    def _pair_alikes(
        self, old: Iterable[BNode], new: Iterable[BNode]
    ) -> Iterator[tuple[BNode, BNode]]:
        """Pairs nodes that share statements, most similar first; list cells are never similar."""
        left = [node for node in old if node not in self._taken]
        right = [node for node in new if node not in self._matched]
        scores = sorted(
            (
                (-self._likeness(a, b), self._old_digests[a], self._new_digests[b], a, b)
                for a, b in self._candidates(left, right)
                if not self._is_list(a, b)
            ),
            key=lambda score: score[:3],
        )
        for score, _, _, a, b in scores:
            only_ones = len(left) == len(right) == 1
            if (score or only_ones) and a not in self._taken and b not in self._matched:
                self._note(a, b)
                yield a, b

    def _candidates(
        self, old: Sequence[BNode], new: Sequence[BNode]
    ) -> Iterable[tuple[BNode, BNode]]:
        if len(old) * len(new) <= _MOST_PAIRS:
            return product(old, new)
        makers: defaultdict[tuple[Node, Node], tuple[list[BNode], list[BNode]]]
        makers = defaultdict(lambda: ([], []))
        for side, (nodes, graph) in enumerate(((old, self._old), (new, self._new))):
            for node in nodes:
                for pair in _plain_values(node, graph):
                    makers[pair][side].append(node)
        pairs = (product(*both) for both in makers.values() if max(map(len, both)) <= _FEW)
        return dict.fromkeys(chain.from_iterable(pairs))

    def _likeness(self, old: BNode, new: BNode) -> int:
        return len(_plain_values(old, self._old) & _plain_values(new, self._new))

    def _is_list(self, old: BNode, new: BNode) -> bool:
        return (old, RDF.first, None) in self._old or (new, RDF.first, None) in self._new

    def _note(self, old: BNode, new: BNode) -> None:
        self._matched[new] = old
        self._taken.add(old)


def _owners(graph: Graph) -> set[Node]:
    return {s for s, _, o in graph if isinstance(s, URIRef) and any(blank_nodes_in(o))}


def _links(graph: Graph) -> Iterator[tuple[BNode, BNode]]:
    return ((s, b) for s, _, o in graph if isinstance(s, BNode) for b in blank_nodes_in(o))


def _below(node: Node, graph: Graph) -> dict[Node, list[BNode]]:
    below: defaultdict[Node, list[BNode]] = defaultdict(list)
    for predicate, object_ in graph.predicate_objects(node):
        below[predicate].extend(blank_nodes_in(object_))
    return {predicate: nodes for predicate, nodes in below.items() if nodes}


def _plain_values(node: BNode, graph: Graph) -> set[tuple[Node, Node]]:
    return {pair for pair in graph.predicate_objects(node) if not isinstance(pair[1], BNode)}


def _free(digests: Mapping[BNode, str], taken: Iterable[BNode]) -> list[BNode]:
    """The unmatched nodes, in the order of their content."""
    free = digests.keys() - set(taken)
    return sorted(free, key=lambda node: digests[node])


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
