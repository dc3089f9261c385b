"""A dataset as TriG: the default graph as canonical Turtle, then each named graph in braces.

https://www.w3.org/TR/trig/
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from rdflib import BNode, Graph, URIRef
from rdflib.term import Node

from schlaglicht.rdf.blank_nodes import BlankNodes, place_blank_nodes, statements_of
from schlaglicht.rdf.turtle_terms import TurtleTerms
from schlaglicht.rdf.turtle_writer import STEP, write_blocks

GraphName = URIRef | BNode | None


def write_trig(graphs: Mapping[GraphName, Graph], prefixes: Mapping[str, str]) -> str:
    """The graphs by name, None being the default graph: the same bytes for the same dataset.

    Labels of blank nodes depend on the order of their labels in `graphs` only where several graphs
    share a blank node. Raises ProjectError if blank nodes can hardly be distinguished.
    """
    terms = TurtleTerms(prefixes)
    shared = _shared(graphs)
    written = []
    for number, name in enumerate(sorted(graphs, key=lambda name: (name is not None, name or ""))):
        blocks = _blocks(graphs[name], number, terms, shared)
        if name is None:
            written += blocks
        elif blocks:
            label = f"_:{shared[name]}" if isinstance(name, BNode) else terms.iri(name)
            written.append(f"{label} {{\n\n{_indented(blocks)}\n\n}}")
    parts = ["\n".join(terms.declarations()), *written]
    return "\n\n".join(part for part in parts if part) + "\n" if written else ""


def _shared(graphs: Mapping[GraphName, Graph]) -> dict[Node, str]:
    """A label for each blank node that occurs in several graphs or is the name of one."""
    counts: Counter[Node] = Counter()
    for name, graph in graphs.items():
        counts.update({term for triple in graph for term in triple if isinstance(term, BNode)})
        if isinstance(name, BNode):
            counts[name] += 2
    nodes = sorted((node for node, count in counts.items() if count > 1), key=str)
    return {node: f"s{number}" for number, node in enumerate(nodes)}


def _blocks(graph: Graph, number: int, terms: TurtleTerms, shared: Mapping[Node, str]) -> list[str]:
    statements = statements_of(graph)
    places = place_blank_nodes(graph, statements)
    return write_blocks(statements, _named(places, graph, number, shared), terms)


def _named(places: BlankNodes, graph: Graph, number: int, shared: Mapping[Node, str]) -> BlankNodes:
    """Adds labels that no other graph of the dataset uses for another node."""
    here = {node: label for node, label in shared.items() if node in graph.all_nodes()}
    own = {node: f"g{number}{label}" if number else label for node, label in places.labels.items()}
    lists = {
        head: members
        for head, members in places.collections.items()
        if here.keys().isdisjoint((head, *members))
    }
    roots = tuple(root for root in places.roots if root not in here)
    return replace(places, labels=own | here, roots=roots, collections=lists)


def _indented(blocks: list[str]) -> str:
    lines = "\n\n".join(blocks).splitlines()
    return "\n".join(STEP + line if line else line for line in lines)
