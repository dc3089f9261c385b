"""Queries are evaluated, written and judged as the W3C's tests demand."""

from __future__ import annotations

import re

import pytest
import suites
from comparing import Solutions, read_result, same_solutions
from endpoint import Endpoint
from known_failures import parameters
from rdflib import Graph
from rdflib.compare import isomorphic
from suites import NEGATIVE, POSITIVE, Case

pytestmark = pytest.mark.skipif(not suites.available(), reason="W3C_TESTS is not set")

NO_GRAPH = "urn:x:no-graph"
"""The default graph of a test that has none."""

MEDIA_TYPES = {
    "csv": "text/csv",
    "graph": "application/n-triples",
    "json": "application/sparql-results+json",
    "tsv": "text/tab-separated-values",
    "xml": "application/sparql-results+xml",
}
KINDS = {".csv": "csv", ".srj": "json", ".srx": "xml", ".tsv": "tsv"}


@pytest.mark.parametrize("case", parameters(suites.query_evaluation()))
def test_query_evaluation(case: Case, endpoint: Endpoint) -> None:
    assert_answers(case, endpoint)


@pytest.mark.parametrize("case", parameters(suites.json_results()))
def test_json_results(case: Case, endpoint: Endpoint) -> None:
    assert_answers(case, endpoint)


@pytest.mark.parametrize("case", parameters(suites.csv_tsv_results()))
def test_csv_and_tsv_results(case: Case, endpoint: Endpoint) -> None:
    assert_answers(case, endpoint)


@pytest.mark.parametrize("case", parameters(suites.syntax(POSITIVE)))
def test_valid_query_is_answered(case: Case, endpoint: Endpoint) -> None:
    response = endpoint.query(text_of_query(case), "*/*")
    assert response.status == 200, response.body.decode()


@pytest.mark.parametrize("case", parameters(suites.syntax(NEGATIVE)))
def test_invalid_query_is_a_bad_request(case: Case, endpoint: Endpoint) -> None:
    response = endpoint.query(text_of_query(case), "*/*")
    assert response.status == 400, response.body.decode()


@pytest.mark.parametrize("case", parameters(suites.federated()))
def test_federated_query_is_refused(case: Case, endpoint: Endpoint) -> None:
    response = endpoint.query(text_of_query(case), "*/*")
    assert (response.status, b"SERVICE" in response.body) == (403, True)


def text_of_query(case: Case) -> str:
    assert case.query
    return suites.text_of(case.query)


def assert_answers(case: Case, endpoint: Endpoint) -> None:
    """The answer over HTTP is the expected one."""
    assert case.query
    assert case.result
    query = text_of_query(case)
    kind = result_kind(case, query)
    # A query in a file has relative IRIs relative to that file.
    response = endpoint.query(
        f"BASE <{case.query}> {query}",
        MEDIA_TYPES[kind],
        data=dataset_of(case, query),
        named=() if names_its_dataset(query) else case.named,
    )
    assert response.status == 200, response.body.decode()
    assert response.content_type == MEDIA_TYPES[kind]
    if kind == "graph":
        assert_same_graph(response.body, case.result)
    else:
        assert_same_result(response.body, case.result, kind, ordered=is_ordered(query))


def result_kind(case: Case, query: str) -> str:
    """The format to ask for: that of the expected result, if answers come in it."""
    suffix = suites.path_of(case.result or "").suffix
    if suffix == ".ttl":
        return "graph" if re.search(r"\bCONSTRUCT\b", query, re.IGNORECASE) else "xml"
    return KINDS[suffix]


def dataset_of(case: Case, query: str) -> tuple[str, ...]:
    if names_its_dataset(query):
        return ()
    return case.data or (NO_GRAPH,)


def names_its_dataset(query: str) -> bool:
    return re.search(r"\bFROM\b", query, re.IGNORECASE) is not None


def is_ordered(query: str) -> bool:
    return "ORDER BY" in query.rpartition("}")[2].upper()


def assert_same_graph(content: bytes, expected: str) -> None:
    graph = Graph().parse(data=content.decode(), format="nt")
    assert isomorphic(graph, Graph().parse(suites.path_of(expected), publicID=expected))


def assert_same_result(content: bytes, expected: str, kind: str, *, ordered: bool) -> None:
    actual = read_result(content, kind)
    path = suites.path_of(expected)
    wanted = read_result(path.read_bytes(), KINDS.get(path.suffix, "turtle"), expected)
    if isinstance(actual, Solutions) and isinstance(wanted, Solutions):
        assert same_solutions(actual, wanted, ordered=ordered), f"{actual}\nis not\n{wanted}"
    else:
        assert actual == wanted
