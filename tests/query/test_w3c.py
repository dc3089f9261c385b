"""The queries of the W3C test suite for SPARQL 1.1, when W3C_TESTS names its folder."""

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from rdflib import RDF, Graph, Namespace

from schlaglicht.errors import QueryRefused
from schlaglicht.query import QueryForm, read_query

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")

FOLDER = os.environ.get("W3C_TESTS")

needs_suite = pytest.mark.skipif(
    FOLDER is None, reason="W3C_TESTS does not name the folder that holds rdf-tests/"
)


def queries() -> Iterator[Path]:
    """The query of each evaluation test and each positive syntax test."""
    for manifest in sorted(Path(FOLDER or "").glob("rdf-tests/sparql/sparql11/*/manifest.ttl")):
        with manifest.open("rb") as content:
            graph = Graph().parse(content, format="turtle", publicID=manifest.as_uri())
        for kind in (MF.QueryEvaluationTest, MF.PositiveSyntaxTest11, MF.CSVResultFormatTest):
            for test in graph.subjects(RDF.type, kind):
                action = graph.value(test, MF.action)
                query = graph.value(action, QT.query, default=action)
                yield Path(unquote(urlsplit(str(query)).path))


@needs_suite
def test_every_query_of_the_suite_is_read_and_only_service_refused() -> None:
    paths = set(queries())
    refused, forms = set(), set()
    for path in paths:
        try:
            forms.add(read_query(path.read_text(encoding="utf-8")).form)
        except QueryRefused as refusal:
            refused.add((refusal.feature, path))
    assert len(paths) > 250
    assert forms == {QueryForm.SELECT, QueryForm.ASK, QueryForm.CONSTRUCT}
    assert refused == {("SERVICE", path) for path in paths if "service" in path.name}
