"""Forms in which blank nodes are written: in brackets, as a collection, or by a label."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain

from rdflib import RDF, BNode, Graph, URIRef
from rdflib.term import Node

from schlaglicht.rdf.blank_nodes.canonicalization import (
    canonical_labels,
    canonical_labels_of_dataset,
)
from schlaglicht.rdf.terms import blank_nodes_in
from schlaglicht.rdf.triple import GraphName

MAX_NESTING = 16
"""Deeper brackets are replaced by a label: recursive parsers give up at about 100."""

Statements = Mapping[Node, Mapping[URIRef, list[Node]]]
"""A graph by subject and predicate."""


@dataclass(frozen=True)
class BlankNodes:
    """The form of each blank node of a graph; nodes listed nowhere here are written in brackets."""

    labels: Mapping[Node, str]
    """Nodes that several triples point to, that lie on a cycle, or that cut deep nesting."""
    roots: tuple[BNode, ...]
    """Nodes that no triple points to."""
    collections: Mapping[Node, tuple[Node, ...]]
    """The heads of well-formed RDF lists with a single reference, with their members."""


@dataclass(frozen=True)
class _Cell:
    first: Node
    rest: Node


def statements_of(graph: Graph) -> Statements:
    """The triples of `graph` by subject and predicate; TypeError for what is none of RDF."""
    statements: dict[Node, dict[URIRef, list[Node]]] = defaultdict(lambda: defaultdict(list))
    for subject, predicate, node in graph:
        if not isinstance(predicate, URIRef):
            raise TypeError(f"not a predicate of RDF: {predicate!r}")
        statements[subject][predicate].append(node)
    return statements


def place_blank_nodes(graph: Graph, statements: Statements) -> BlankNodes:
    """Decides the form of every blank node; labels are canonical, made only when needed."""
    parents = _parents(graph)
    single = {node: found[0] for node, found in parents.items() if len(found) == 1}
    inline = single.keys() - _on_cycles(single)
    cells = _cut_deep_nesting(statements, inline)
    return BlankNodes(
        _labels(graph, parents.keys() - inline),
        tuple(s for s in statements if isinstance(s, BNode) and s not in parents),
        _collections(cells),
    )


def _parents(graph: Graph) -> dict[BNode, list[Node]]:
    parents: dict[BNode, list[Node]] = defaultdict(list)
    for subject, _, node in graph:
        for inner in blank_nodes_in(node):  # within a triple term there are labels only
            parents[inner] += [subject] if inner is node else [subject, subject]
    return parents


def _on_cycles(parent: Mapping[BNode, Node]) -> set[Node]:
    cyclic: set[Node] = set()
    seen: set[Node] = set()
    for start in parent:
        path: list[Node] = []
        node: Node = start
        while isinstance(node, BNode) and node in parent and node not in seen:
            seen.add(node)
            path.append(node)
            node = parent[node]
        if node in path:
            cyclic.update(path[path.index(node) :])
    return cyclic


def _cut_deep_nesting(statements: Statements, inline: set[BNode]) -> dict[BNode, _Cell]:
    """Removes nodes nested too deep from `inline`; returns the list cells among the rest."""
    cells: dict[BNode, _Cell] = {}
    heights: dict[Node, int] = {}
    for node in _children_first(statements, inline):
        cell = _cell(statements[node], cells) if node in statements else None
        if cell:
            height = max(1 + heights.get(cell.first, 0), heights.get(cell.rest, 0))
        else:
            held = chain.from_iterable(statements.get(node, {}).values())
            height = 1 + max((heights.get(child, 0) for child in held), default=0)
        if height > MAX_NESTING:
            inline.remove(node)
        else:
            heights[node] = height
            if cell:
                cells[node] = cell
    return cells


def _children_first(statements: Statements, inline: set[BNode]) -> list[BNode]:
    """The nodes of `inline`, each after the nodes within it."""
    stack = [subject for subject in statements if subject not in inline]
    found: list[BNode] = []
    while stack:
        subject = stack.pop()
        for objects in statements.get(subject, {}).values():
            held = [node for node in objects if isinstance(node, BNode) and node in inline]
            found += held
            stack += held
    return found[::-1]


def _cell(properties: Mapping[URIRef, list[Node]], cells: Mapping[BNode, _Cell]) -> _Cell | None:
    match [properties.get(RDF.first), properties.get(RDF.rest), len(properties)]:
        case [[first], [rest], 2] if rest == RDF.nil or rest in cells:
            return _Cell(first, rest)
    return None


def _collections(cells: Mapping[BNode, _Cell]) -> dict[Node, tuple[Node, ...]]:
    heads = cells.keys() - {cell.rest for cell in cells.values()}
    return {head: tuple(_members(head, cells)) for head in heads}


def _members(head: BNode, cells: Mapping[BNode, _Cell]) -> Iterator[Node]:
    node: Node = head
    while isinstance(node, BNode):
        yield cells[node].first
        node = cells[node].rest


def _labels(graph: Graph, nodes: Collection[BNode]) -> dict[Node, str]:
    if not nodes:
        return {}
    order = list(canonical_labels(graph))
    return {node: f"b{n}" for n, node in enumerate(node for node in order if node in nodes)}


@dataclass(frozen=True)
class SharedNodes:
    """The blank nodes that occur in several graphs of a dataset or are the name of one."""

    labels: Mapping[Node, str]
    order: Mapping[Node, int]
    """The place of every blank node in the canonical order of the dataset, if any is shared."""


def shared_nodes(graphs: Mapping[GraphName, Graph]) -> SharedNodes:
    """The shared blank nodes of graphs by name; raises AlikeBlankNodes."""
    counts: Counter[Node] = Counter()
    for name, graph in graphs.items():
        counts.update(_nodes_of(graph))
        if isinstance(name, BNode) and graph:
            counts[name] += 2
    shared = {node for node, count in counts.items() if count > 1}
    if not shared:
        return SharedNodes({}, {})
    order = list(canonical_labels_of_dataset(graphs))
    labelled = (node for node in order if node in shared)
    return SharedNodes(
        {node: f"s{number}" for number, node in enumerate(labelled)},
        {node: number for number, node in enumerate(order)},
    )


def _nodes_of(graph: Graph) -> set[Node]:
    """The blank nodes of a graph, also those within triple terms."""
    return {node for triple in graph for term in triple for node in blank_nodes_in(term)}


def in_order(
    graphs: Mapping[GraphName, Graph], shared: SharedNodes
) -> list[tuple[GraphName, Graph]]:
    """The graphs that are not empty: the default one, those with an IRI, then the others."""

    def key(name: GraphName) -> tuple[int, int, str]:
        if isinstance(name, BNode):
            return (2, shared.order[name], "")
        return (0, 0, "") if name is None else (1, 0, name)

    filled = (name for name, graph in graphs.items() if graph)
    return [(name, graphs[name]) for name in sorted(filled, key=key)]


def place_in_dataset(
    graph: Graph, statements: Statements, number: int, shared: SharedNodes
) -> BlankNodes:
    """The form of every blank node of the graph with this number in a dataset.

    Its labels are those of no other node of the dataset.
    """
    places = place_blank_nodes(graph, statements)
    nodes = _nodes_of(graph) if shared.labels else ()
    here = {node: label for node, label in shared.labels.items() if node in nodes}
    own: Iterable[Node] = places.labels
    if here:  # which may tell others apart that are alike in this graph alone
        own = sorted(places.labels.keys() - here, key=lambda node: shared.order[node])
    prefix = f"g{number}b" if number else "b"
    labels = {node: f"{prefix}{n}" for n, node in enumerate(own)} | here
    roots = tuple(root for root in places.roots if root not in here)
    return replace(
        places, labels=labels, roots=roots, collections=dict(_lists(places, statements, here))
    )


def _lists(
    places: BlankNodes, statements: Statements, labels: Mapping[Node, str]
) -> Iterator[tuple[Node, tuple[Node, ...]]]:
    """The lists; of one with cells under labels, what comes after the last of these."""
    for head, members in places.collections.items():
        cells = [head]
        while (rest := statements[cells[-1]][RDF.rest][0]) != RDF.nil:
            cells.append(rest)
        begin = max((n for n, cell in enumerate(cells, 1) if cell in labels), default=0)
        if begin < len(cells):
            yield cells[begin], members[begin:]
