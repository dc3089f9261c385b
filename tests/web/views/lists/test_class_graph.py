"""The graph of classes: a table that is complete without its script."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from rdflib import RDFS, URIRef
from rdflib.term import Node

from schlaglicht.dataset.index import Index

DATA = """\
@prefix ex: <https://example.org/kb/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
ex:Animal a rdfs:Class ; rdfs:label "Tier"@de , "animal"@en .
ex:Dog a rdfs:Class ; rdfs:label "Hund"@de , "dog"@en ; rdfs:subClassOf ex:Mammal .
ex:Mammal rdfs:subClassOf ex:Animal .
ex:owner rdfs:label "Halter"@de , "owner"@en .
ex:rex a ex:Dog ; rdfs:label "Rex" ; ex:owner ex:eva ; ex:friend ex:tom .
ex:tom a ex:Animal ; rdfs:label "Tom" ; ex:owner ex:eva .
ex:eva a ex:Person ; rdfs:label "Eva" ; ex:likes ex:rex .
"""

ABOVE = "<http://www.w3.org/2000/01/rdf-schema#subClassOf>"
ROW = re.compile(r"<tr[^>]*>(.*?)</tr>", re.DOTALL)


@pytest.fixture(scope="module")
def animals(client_of: Callable[..., FlaskClient]) -> FlaskClient:
    return client_of(DATA, {"schlaglicht.toml": 'base = "https://example.org/kb/"\n'})


def rows(page: str, table: str) -> list[str]:
    """The texts of the rows of a table, cells set apart by spaces."""
    body = page.partition(f'<table data-graph="{table}">')[2].partition("</table>")[0]
    return [" ".join(re.sub("<[^>]*>", " ", row).split()) for row in ROW.findall(body)[1:]]


def test_rows_are_the_properties_between_things_of_classes(animals: FlaskClient) -> None:
    page = animals.get("/classes/graph/index.de.html").text
    found = rows(page, "links")
    assert "Hund Halter Person 1" in found
    assert "Tier Halter Person 1" in found


def test_classes_above_others_come_first_the_nearest_that_is_shown(animals: FlaskClient) -> None:
    page = animals.get("/classes/graph/index.en.html").text
    assert rows(page, "links")[0] == "dog subclass of animal"
    assert page.count('<tr data-kind="above">') == 1


def test_classes_lead_to_their_lists_and_have_their_counts(animals: FlaskClient) -> None:
    page = animals.get("/classes/graph/index.en.html").text
    assert "animal 1" in rows(page, "nodes")
    assert '<td><a href="/classes/Person.en.html"' in page
    assert animals.get("/classes/Person.en.html").status_code == 200


def test_scaffolding_is_left_out(shipped: FlaskClient) -> None:
    page = shipped.get("/classes/graph/index.en.html").text
    named = [row.rpartition(" ")[0] for row in rows(page, "nodes")]
    assert "Person" in named
    assert "Property shape" not in named
    assert "Annotation" not in named


def test_page_runs_its_script_and_says_what_it_needs(shipped: FlaskClient) -> None:
    response = shipped.get("/classes/graph/index.de.html")
    assert '<script type="module" src="/static/graph-page.js">' in response.text
    assert "script-src 'self'" in response.headers["Content-Security-Policy"]
    assert "Nach dem Namen finden" in response.text


def test_graph_without_classes_says_so(client_of: Callable[..., FlaskClient]) -> None:
    page = client_of("<urn:a> <urn:p> <urn:b> .").get("/classes/graph/index.en.html").text
    assert "None in this dataset." in page
    assert "data-kind" not in page


def test_pages_for_readers_and_experts_lead_to_it(shipped: FlaskClient) -> None:
    for url in ("/classes/index.en.html", "/experts/index.en.html"):
        assert 'href="/classes/graph/index.en.html"' in shipped.get(url).text


def test_most_important_classes_and_links_are_shown_and_the_others_counted(
    client_of: Callable[..., FlaskClient],
) -> None:
    lines = [
        f"<urn:t{n}> a <urn:C{n}> ; <urn:p> <urn:t{(n + 1) % 502}> , <urn:t{(n + 2) % 502}> ,"
        f" <urn:t{(n + 3) % 502}> ."
        for n in range(502)
    ]
    page = client_of("\n".join(lines)).get("/classes/graph/index.en.html").text
    assert len(rows(page, "nodes")) == 500
    assert "The first 500 of 502 classes." in page
    assert len(rows(page, "links")) == 1000
    assert re.search(r"The 1,000 most used of 1,4\d\d links\.", page)


def test_classes_right_above_each_are_read_once(
    client_of: Callable[..., FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [f"<urn:t{n}> a <urn:C{n}> . <urn:C{n}> {ABOVE} <urn:C{n + 1}> ." for n in range(60)]
    client, reads = client_of("\n".join(lines)), list[Node]()
    objects = Index.objects

    def noted(index: Index, subject: Node, predicate: URIRef, **limits: Any) -> list[Node]:
        reads.extend([subject] if predicate == RDFS.subClassOf else [])
        return objects(index, subject, predicate, **limits)

    monkeypatch.setattr(Index, "objects", noted)
    found = rows(client.get("/classes/graph/index.en.html").text, "links")
    assert len([row for row in found if "subclass of" in row]) == 59
    assert max(Counter(reads).values()) <= 3  # for names and hints too


def test_classes_above_one_another_are_right_above_each_other(
    client_of: Callable[..., FlaskClient],
) -> None:
    lines = [f"<urn:t{n}> a <urn:C{n}> . <urn:C{n}> {ABOVE} <urn:C{n + 1}> ." for n in range(2)]
    lines += [f"<urn:t2> a <urn:C2> . <urn:C2> {ABOVE} <urn:C0> . <urn:C0> {ABOVE} [] ."]
    page = client_of("\n".join(lines)).get("/classes/graph/index.en.html").text
    above = [row for row in rows(page, "links") if "subclass of" in row]
    assert above == [f"urn:C{n} subclass of urn:C{(n + 1) % 3}" for n in range(3)]


def test_ends_of_links_are_not_those_of_periods(animals: FlaskClient) -> None:
    page = animals.get("/classes/graph/index.de.html").text
    assert '<th scope="col">Von</th>' in page
    assert '<th scope="col">Zu</th>' in page
