"""Datasets whose graphs share blank nodes, in every format that names graphs."""

from __future__ import annotations

import random
from collections.abc import Mapping
from itertools import pairwise

import pyoxigraph
import pytest
from pyoxigraph import CanonicalizationAlgorithm, Dataset, RdfFormat
from rdflib import RDF, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from schlaglicht.formats import FORMATS_WITH_GRAPHS, NQUADS, Format
from schlaglicht.rdf.triple import GraphName
from schlaglicht.rdf.writing.write import dump, dump_dataset

EX = "http://example.org/"
P, G, H = (URIRef(EX + name) for name in "pgh")
PREFIXES = {"ex": EX}

every_format = pytest.mark.parametrize(
    "graph_format", FORMATS_WITH_GRAPHS, ids=[known.name for known in FORMATS_WITH_GRAPHS]
)


def meaning(content: bytes, rdf_format: RdfFormat | None) -> Dataset:
    assert rdf_format is not None
    dataset = Dataset(pyoxigraph.parse(content, rdf_format))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


def meaning_of(graphs: Mapping[GraphName, Graph]) -> Dataset:
    """The same by hand, without a writer of ours."""
    lines = [
        " ".join(term.n3() for term in (*triple, *([] if name is None else [name]))) + " ."
        for name, graph in graphs.items()
        for triple in graph
    ]
    return meaning("\n".join(lines).encode(), RdfFormat.N_QUADS)


def random_dataset(chance: random.Random) -> dict[GraphName, Graph]:
    """A few statements and a list, whose cells now and then lie in another graph too."""
    blanks: list[BNode] = [BNode() for _ in range(4)]
    names: list[GraphName] = [None, G, H, blanks[0]]
    graphs: dict[GraphName, Graph] = {name: Graph() for name in names}
    nodes: list[Node] = [*blanks, P, Literal("x", lang="de-AT"), Literal("07", datatype=EX + "n")]
    for _ in range(chance.randrange(9)):
        subject: Node = chance.choice([*blanks, H])
        graphs[chance.choice(names)].add((subject, P, chance.choice(nodes)))
    cells: list[Node] = [*(BNode() for _ in range(chance.randrange(5))), RDF.nil]
    home = graphs[chance.choice(names)]
    home.add((H, P, cells[0]))
    for cell, rest in pairwise(cells):
        home.add((cell, RDF.first, chance.choice(nodes))).add((cell, RDF.rest, rest))
    graphs[chance.choice(names)].add((P, P, chance.choice(cells)))
    return graphs


@every_format
def test_random_datasets_keep_their_meaning(graph_format: Format) -> None:
    chance = random.Random(1127)
    for _ in range(300):
        graphs = random_dataset(chance)
        written = dump_dataset(graphs, graph_format, PREFIXES)
        assert meaning(written, graph_format.rdf) == meaning_of(graphs)


@every_format
def test_labels_and_order_of_the_source_make_no_difference(graph_format: Format) -> None:
    chance = random.Random(7)
    for _ in range(60):
        graphs = random_dataset(chance)
        renamed: dict[Node, Node] = {}

        def other(term: Node, renamed: dict[Node, Node] = renamed) -> Node:
            return renamed.setdefault(term, BNode()) if isinstance(term, BNode) else term

        again: dict[GraphName, Graph] = {}
        for name, graph in reversed(graphs.items()):
            copy = again[name if name is None else other(name)] = Graph()  # type: ignore[index]
            for triple in sorted(graph, reverse=True):
                copy.add(tuple(map(other, triple)))  # type: ignore[arg-type]
        written = dump_dataset(graphs, graph_format, PREFIXES)
        assert dump_dataset(again, graph_format, PREFIXES) == written


@every_format
def test_a_default_graph_alone_is_written_as_a_graph(graph_format: Format) -> None:
    graph = random_dataset(random.Random(3))[None]
    graph.add((P, P, BNode()))
    assert dump_dataset({None: graph}, graph_format, PREFIXES) == dump(
        graph, graph_format, PREFIXES
    )


def test_a_long_list_with_a_head_in_two_graphs_stays_a_list() -> None:
    cells: list[Node] = [*(BNode() for _ in range(3000)), RDF.nil]
    graphs: dict[GraphName, Graph] = {G: Graph(), H: Graph().add((P, P, cells[0]))}
    for number, (cell, rest) in enumerate(pairwise(cells)):
        graphs[G].add((cell, RDF.first, Literal(str(number)))).add((cell, RDF.rest, rest))
    for graph_format in FORMATS_WITH_GRAPHS:
        written = dump_dataset(graphs, graph_format, PREFIXES)
        assert len(meaning(written, graph_format.rdf)) == 6001
        assert graph_format is NQUADS or written.count(b"rest") < 10
