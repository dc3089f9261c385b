from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient


@pytest.fixture
def page(shipped: FlaskClient) -> str:
    return shipped.get("/experts/index.en.html").text


def test_graphs_are_listed_with_their_triples(page: str, shipped: FlaskClient) -> None:
    table = page.partition("<tbody>")[2].partition("</tbody>")[0]
    rows = [re.sub("<[^>]*>", " ", row).split() for row in table.split("</tr>")[:-1]]
    assert rows[0][:2] == ["Default", "graph"]
    assert rows[1][:2] == ["Evidence", "https://w3id.org/schlaglicht/evidence/"]
    query = (
        "SELECT (COUNT(*) AS ?n) { GRAPH <https://w3id.org/schlaglicht/evidence/> { ?s ?p ?o } }"
    )
    answer = shipped.get("/sparql", query_string={"query": query}, headers={"Accept": "text/csv"})
    assert rows[1][2].replace(",", "") == answer.text.split()[1]


def test_namespaces_are_listed(page: str) -> None:
    assert "<dt><code>schema:</code></dt><dd><code>https://schema.org/</code></dd>" in page


def test_all_it_leads_to_is_there(page: str, shipped: FlaskClient) -> None:
    main = page[page.index("<main") :]
    links = re.findall('href="(/[^"]*)"', main)
    expected = ("sparql", "ontology", "constraints", "classes", "properties", "dumps", "void")
    assert all(any(name in link for link in links) for name in expected)
    for link in links:
        assert shipped.get(link).status_code == 200, link
