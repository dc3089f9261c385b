"""What the strict parser reads as terms of rdflib."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import pyoxigraph

from schlaglicht.rdf.loaded_graph import LoadedGraph

if TYPE_CHECKING:
    from rdflib.term import Node

    Blanks: TypeAlias = dict[str, Node]

_XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"


def from_quads(quads: Sequence[pyoxigraph.Quad], path: Path) -> LoadedGraph:
    """The graph of what the strict parser read, for formats that keep no places."""
    return stated_in(triples_of(quads), path)


def stated_in(triples: Iterable[tuple[Node, Node, Node]], path: Path) -> LoadedGraph:
    """The graph of `triples`, of whose places only the file is known."""
    from schlaglicht.rdf.graph_store import new_graph
    from schlaglicht.rdf.locations import Positions

    loaded = LoadedGraph(new_graph(), Positions())
    for triple in triples:
        loaded.graph.add(triple)
        loaded.positions.record_file(triple, path)
    return loaded


def triples_of(
    quads: Iterable[pyoxigraph.Quad], blanks: Blanks | None = None
) -> Iterator[tuple[Node, Node, Node]]:
    """The triples of `quads`; `blanks` are the nodes of the labels that were met before."""
    blanks = {} if blanks is None else blanks
    for quad in quads:
        yield (
            node_of(quad.subject, blanks),
            node_of(quad.predicate, blanks),
            node_of(quad.object, blanks),
        )


def node_of(
    term: pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal | pyoxigraph.Triple,
    blanks: Blanks,
) -> Node:
    """A term of RDF 1.1; raises TypeError for any other."""
    from rdflib import BNode, Literal, URIRef

    if isinstance(term, pyoxigraph.NamedNode):
        return URIRef(term.value)
    if isinstance(term, pyoxigraph.BlankNode):
        return blanks.setdefault(term.value, BNode())
    if not isinstance(term, pyoxigraph.Literal):
        raise TypeError(f"not a term of RDF 1.1: {term}")
    plain = term.language is not None or term.datatype.value == _XSD_STRING
    datatype = None if plain else URIRef(term.datatype.value)
    return Literal(term.value, lang=term.language, datatype=datatype, normalize=False)
