"""Blank nodes of a dataset, whose graphs may share them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from rdflib import RDF, BNode, Graph
from rdflib.term import Node

from schlaglicht.rdf.blank_nodes import BlankNodes, Statements, place_blank_nodes
from schlaglicht.rdf.canonicalization import canonical_labels_of_dataset
from schlaglicht.rdf.triple import GraphName


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
        counts.update({term for triple in graph for term in triple if isinstance(term, BNode)})
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
    nodes = graph.all_nodes()
    here = {node: label for node, label in shared.labels.items() if node in nodes}
    own: Iterable[Node] = places.labels
    if here:  # which may tell others apart that are alike in this graph alone
        own = sorted(places.labels.keys() - here, key=lambda node: shared.order[node])
    prefix = f"g{number}b" if number else "b"
    labels = {node: f"{prefix}{n}" for n, node in enumerate(own)} | here
    roots = tuple(root for root in places.roots if root not in here)
    lists = dict(_lists(places, statements, here))
    return replace(places, labels=labels, roots=roots, collections=lists)


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
