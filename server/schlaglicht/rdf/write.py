"""Writes a graph, or several by name, in each format, with the lexical form of its literals."""

from __future__ import annotations

from collections.abc import Mapping

from rdflib import Graph

from schlaglicht.formats import JSONLD, NQUADS, NTRIPLES, RDFXML, TRIG, TURTLE, Format
from schlaglicht.rdf.canonicalization import canonical_lines, canonical_ntriples
from schlaglicht.rdf.jsonld_writer import write_jsonld, write_jsonld_dataset
from schlaglicht.rdf.rdfxml_writer import write_rdfxml
from schlaglicht.rdf.trig_writer import write_trig
from schlaglicht.rdf.triple import GraphName
from schlaglicht.rdf.turtle_writer import write_turtle


def dump(graph: Graph, graph_format: Format, prefixes: Mapping[str, str]) -> bytes:
    """`graph` in `graph_format`: the same bytes for the same graph, in UTF-8.

    A single unnamed graph is the same text in Turtle and TriG, and in N-Triples and N-Quads.
    Raises ProjectError for a graph that the format cannot represent.
    """
    if graph_format in (NTRIPLES, NQUADS):
        return "".join(canonical_ntriples(graph)).encode()
    writers = {
        TURTLE: write_turtle,
        TRIG: write_turtle,
        JSONLD: write_jsonld,
        RDFXML: write_rdfxml,
    }
    return writers[graph_format](graph, prefixes).encode()


def dump_dataset(
    graphs: Mapping[GraphName, Graph], graph_format: Format, prefixes: Mapping[str, str]
) -> bytes:
    """The graphs by name in one of FORMATS_WITH_GRAPHS, None being the default graph.

    The same bytes for the same dataset, in UTF-8; of a default graph alone those of `dump`. Raises
    like it.
    """
    if graph_format is NQUADS:
        return "".join(canonical_lines(graphs)).encode()
    writers = {TRIG: write_trig, JSONLD: write_jsonld_dataset}
    return writers[graph_format](graphs, prefixes).encode()
