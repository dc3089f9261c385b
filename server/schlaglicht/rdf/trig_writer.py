"""A dataset as TriG: the default graph as canonical Turtle, then each named graph in braces.

https://www.w3.org/TR/trig/
"""

from __future__ import annotations

from collections.abc import Mapping

from rdflib import BNode, Graph

from schlaglicht.rdf.blank_nodes import statements_of
from schlaglicht.rdf.shared_blank_nodes import SharedNodes, in_order, place_in_dataset, shared_nodes
from schlaglicht.rdf.triple import GraphName
from schlaglicht.rdf.turtle_terms import TurtleTerms
from schlaglicht.rdf.turtle_writer import STEP, write_blocks


def write_trig(graphs: Mapping[GraphName, Graph], prefixes: Mapping[str, str]) -> str:
    """The graphs by name, None being the default graph: the same bytes for the same dataset.

    Raises ProjectError if blank nodes can hardly be distinguished.
    """
    terms = TurtleTerms(prefixes)
    shared = shared_nodes(graphs)
    written = []
    for number, (name, graph) in enumerate(in_order(graphs, shared)):
        blocks = _blocks(graph, number, terms, shared)
        if name is None:
            written += blocks
        else:
            label = f"_:{shared.labels[name]}" if isinstance(name, BNode) else terms.iri(name)
            written.append(f"{label} {{\n\n{_indented(blocks)}\n\n}}")
    parts = ["\n".join(terms.declarations()), *written]
    return "\n\n".join(part for part in parts if part) + "\n" if written else ""


def _blocks(graph: Graph, number: int, terms: TurtleTerms, shared: SharedNodes) -> list[str]:
    statements = statements_of(graph)
    return write_blocks(statements, place_in_dataset(graph, statements, number, shared), terms)


def _indented(blocks: list[str]) -> str:
    lines = "\n\n".join(blocks).splitlines()
    return "\n".join(STEP + line if line else line for line in lines)
