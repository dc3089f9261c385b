"""Forms in which Turtle writes blank nodes: in brackets, as a collection, or under a label."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from rdflib import RDF, BNode, Graph, URIRef
from rdflib.term import Node

from schlaglicht.rdf.canonicalization import canonical_labels

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
    """The triples of `graph` by subject and predicate; TypeError for terms beyond RDF 1.1."""
    statements: dict[Node, dict[URIRef, list[Node]]] = defaultdict(lambda: defaultdict(list))
    for subject, predicate, node in graph:
        if not isinstance(predicate, URIRef):
            raise TypeError(f"not a predicate of RDF 1.1: {predicate!r}")
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
        if isinstance(node, BNode):
            parents[node].append(subject)
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
