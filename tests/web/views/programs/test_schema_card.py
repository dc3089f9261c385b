"""The schema in llms.txt: bounded, with ranges, and queries that are right."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

MOST_BYTES = 12_000
QUERY = re.compile(r"```sparql\n(.*?)\n```|`(SELECT [^`]*)`", re.DOTALL)


@pytest.fixture(scope="module")
def wide(client_of: Callable[..., FlaskClient]) -> str:
    """llms.txt of a graph of many classes, properties, prefixes and questions."""
    prefixes = [f"@prefix p{n}: <http://a/{n}/> ." for n in range(200)]
    things = [
        f"<http://t/{n}> a p{n % 200}:Class{n} ; "
        + " ; ".join(f"p{m}:property 'x'" for m in range(40))
        for n in range(300)
    ]
    text = "# title@en: Question {}\nSELECT * {{ ?s ?p ?o }} # " + "x" * 500 + "\n"
    queries = {f"queries/q{n:03}.rq": text.format(n) for n in range(300)}
    data = "\n".join([*prefixes, *(f"{each} ." for each in things)])
    return client_of(data, queries).get("/llms.txt").text


def test_large_schema_is_bounded_and_says_what_is_left_out(wide: str) -> None:
    assert len(wide.encode()) < MOST_BYTES
    for kind in ("more classes", "more\n", "24 more"):
        assert kind in wide
    assert wide.count("```sparql") < 6


def test_properties_have_the_kinds_of_their_values(client_of: Callable[..., FlaskClient]) -> None:
    client = client_of(
        "@prefix ex: <http://a/> . ex:s a ex:S ; ex:to ex:o ; ex:page <http://b/> ; ex:n 1, 2 ;"
        " ex:name 'x'@en, 'y' ; ex:at [ ex:x 1 ; ex:y 2 ] ; ex:up ex:p . ex:p ex:n 1 . ex:o a ex:O."
    )
    text = client.get("/llms.txt").text
    kinds = "ex:n (2, xsd:integer), ex:name (2, text|text@), ex:at (1, [ ex:x ex:y ]), "
    kinds += "ex:page (1, IRI*), ex:to (1, -> ex:O), ex:up (1, IRI)"
    assert f"- ex:S (1): {kinds}\n" in text
    assert "- ex:O (1): -\n" in text


def test_queries_of_the_text_are_answered(shipped: FlaskClient) -> None:
    text = shipped.get("/llms.txt").text
    queries = [first or second for first, second in QUERY.findall(text)]
    assert "?e oa:hasBody" in "".join(queries)
    assert "# title" not in text
    for query in queries:
        answer = shipped.get("/sparql", query_string={"query": query, "format": "csv"})
        assert answer.status_code == 200
        assert answer.text.count("\n") > 1 or "?from" in query, query
    assert "(put in values for ?from, ?to, ?tag)" in text


def test_graph_without_questions_has_an_example(client_of: Callable[..., FlaskClient]) -> None:
    text = client_of("@prefix ex: <http://a/> . ex:s a ex:S ; ex:name 'x' .").get("/llms.txt").text
    assert "SELECT ?thing ?text { ?thing a ex:S ; ex:name ?text } LIMIT 10" in text
