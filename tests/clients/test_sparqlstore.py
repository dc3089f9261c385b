"""rdflib's SPARQLStore: a graph whose triples stay at the endpoint."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from rdflib import Graph, Literal, Namespace
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from rdflib.query import ResultRow

ID = Namespace("https://w3id.org/schlaglicht/id/")
SCHEMA = Namespace("https://schema.org/")
PFEIL = ID["uwe-pfeil"]


@pytest.fixture(params=["xml", "json"])
def graph(request: pytest.FixtureRequest, endpoint: str) -> Iterator[Graph]:
    store = SPARQLStore(endpoint, returnFormat=request.param, method="GET")
    graph = Graph(store)
    yield graph
    graph.close()


def test_triples_are_matched_at_the_endpoint(graph: Graph) -> None:
    assert str(graph.value(PFEIL, SCHEMA.name)) == "Uwe Pfeil"


def test_triple_is_in_the_graph(graph: Graph) -> None:
    assert (PFEIL, SCHEMA.name, None) in graph


def test_size_is_counted(graph: Graph) -> None:
    assert len(graph) > 1000


def test_query_is_answered(graph: Graph) -> None:
    rows = list(graph.query(f"SELECT ?name {{ <{PFEIL}> <{SCHEMA.name}> ?name }}"))
    assert isinstance(rows[0], ResultRow)
    assert isinstance(rows[0].name, Literal)
    assert str(rows[0].name) == "Uwe Pfeil"
