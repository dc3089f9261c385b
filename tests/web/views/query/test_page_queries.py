"""The queries that pages lead to find what the pages show, in whichever graphs it stands."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

PREFIXES = """\
@prefix ex: <http://ex.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
TYPE = "ex:a a ex:Book ."
REST = """
ex:a rdfs:label "A book"@en ; ex:by ex:z ; ex:part [ rdfs:label "Page one" ] .
ex:z rdfs:label "Z"@en ; ex:in ex:city .
ex:city rdfs:label "City"@en .
""" + "\n".join(f'ex:b{n} a ex:Book ; rdfs:label "B{n}" ; ex:by ex:z .' for n in range(300))

DATA = {
    "default": f"{TYPE} {REST}",
    "named": f"ex:g {{ {TYPE} {REST} }}",
    "blank": f"ex:g {{ {TYPE} }} _:g {{ {REST} }}",
    "two": f"ex:g {{ {TYPE} }} ex:h {{ {REST} }}",
    "both": f"{TYPE} ex:g {{ {REST} }}",
    "other": f"ex:o a ex:Other . ex:g {{ {TYPE} {REST} }}",
}


@pytest.fixture(scope="module", params=["default", "named", "two", "both", "other"])
def client(
    request: pytest.FixtureRequest,
    client_of: Callable[..., FlaskClient],
) -> FlaskClient:
    """A client of a site with a book by Z, in graphs of some kind."""
    return client_of(PREFIXES + DATA[request.param])


def page(client: FlaskClient, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.text


def queries(text: str) -> list[str]:
    """The queries that a page leads to."""
    links = (unescape(link) for link in re.findall(r'href="(/sparql\?[^"]*)"', text))
    return [query for link in links for query in parse_qs(urlsplit(link).query).get("query", ())]


def asked(client: FlaskClient, query: str, accept: str) -> str:
    response = client.get("/sparql", query_string={"query": query}, headers={"Accept": accept})
    assert response.status_code == 200, response.text
    return response.text


def rows(client: FlaskClient, query: str) -> list[str]:
    return asked(client, query, "text/csv").splitlines()[1:]


def test_a_page_of_a_thing_leads_to_its_statements(client: FlaskClient) -> None:
    (query,) = queries(page(client, "/iri/http/ex.org/a.en.html"))
    found = asked(client, query, "application/n-triples").splitlines()
    assert len(found) == 5
    assert any(line.endswith('"Page one" .') for line in found)


def test_a_hub_leads_to_all_that_leads_to_it(client: FlaskClient) -> None:
    found = queries(page(client, "/iri/http/ex.org/z.en.html"))
    (incoming,) = [query for query in found if query.startswith("SELECT")]
    assert len(rows(client, incoming)) == 301
    (neighbours,) = queries(page(client, "/neighbours/iri/http/ex.org/z.en.html"))
    assert len(rows(client, neighbours)) == 301


@pytest.mark.parametrize("path", ["http://ex.org/by", "http://ex.org/by http://ex.org/in"])
def test_a_class_leads_to_a_form_that_finds_its_things(client: FlaskClient, path: str) -> None:
    text = page(client, "/classes/iri/http/ex.org/Book.en.html")
    (form,) = {unescape(link) for link in re.findall(r'href="(/sparql/builder\?[^"]*)"', text)}
    assert "301 things match" in page(client, form)
    steps = "/".join(f"<{iri}>" for iri in path.split())
    value = "<http://ex.org/city>" if "in" in path.split("/")[-1] else "<http://ex.org/z>"
    condition = f"&p1={steps}&t1=equals&v1={value}"
    assert "301 things match" in page(client, form + condition.replace("#", "%23"))


def test_a_narrowed_list_leads_to_its_things(client: FlaskClient) -> None:
    text = page(client, "/classes/iri/http/ex.org/Book.en.html")
    # A list is not narrowed by what stands in another graph than the class.
    for by in re.findall(r"/by/(kind-[^/]*/k1-[^.]*)\.en\.html", text)[:1]:
        query = {"class": "iri/http/ex.org/Book", "by": by}
        response = client.get("/combined", query_string=query, follow_redirects=True)
        (found,) = queries(response.text)
        assert len(rows(client, found)) == 150


def test_the_card_for_programs_has_a_query_that_finds_something(client: FlaskClient) -> None:
    with client.application.test_request_context():
        from schlaglicht.web.published_site import current_site
        from schlaglicht.web.views.programs.crawlers import example_query

        query = example_query(current_site())
    assert query is not None
    assert len(rows(client, query)) == 10


def test_a_thing_in_a_graph_without_a_name_leads_to_its_statements(
    client_of: Callable[..., FlaskClient],
) -> None:
    client = client_of(PREFIXES + DATA["blank"])
    (query,) = queries(page(client, "/iri/http/ex.org/city.en.html"))
    assert len(asked(client, query, "application/n-triples").splitlines()) == 1


def test_a_folder_of_shapes_leads_to_them(client_of: Callable[..., FlaskClient]) -> None:
    shapes = (
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <http://ex.org/> .\n"
        "ex:S a sh:NodeShape ; sh:targetClass ex:Book ; sh:property [ sh:path ex:by ] .\n"
    )
    client = client_of("", {"shapes/s.ttl": shapes})
    text = page(
        client, "/classes/iri/http/www.w3.org/ns/shacl#NodeShape.en.html".replace("#", "%23")
    )
    (form,) = {unescape(link) for link in re.findall(r'href="(/sparql/builder\?[^"]*)"', text)}
    assert "1 thing matches" in page(client, form)
    (query,) = queries(page(client, "/iri/http/ex.org/S.en.html"))
    assert len(asked(client, query, "application/n-triples").splitlines()) == 4
