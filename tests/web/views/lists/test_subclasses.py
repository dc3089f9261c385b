"""Classes with their subclasses: nothing is inferred, and nothing is hidden."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

DATA = """\
@prefix ex: <https://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .

ex:Place a owl:Class ; rdfs:label "Place" ; rdfs:comment "Where something is." .
ex:Settlement a owl:Class ; rdfs:label "Settlement" ; rdfs:subClassOf ex:Place .
ex:City a owl:Class ; rdfs:label "City" ; rdfs:subClassOf ex:Settlement .
ex:Settlement rdfs:subClassOf ex:City .  # a circle, as there are
ex:Lake a owl:Class ; rdfs:label "Lake" ; rdfs:subClassOf ex:Place .
ex:bonn a ex:City ; rdfs:label "Bonn" . ex:ulm a ex:City ; rdfs:label "Ulm" .
ex:hamlet a ex:Settlement ; rdfs:label "Hamlet" .
"""


@pytest.fixture(scope="module")
def places(client_of: Callable[..., FlaskClient]) -> FlaskClient:
    """Two cities and a hamlet."""
    return client_of(DATA)


def counted(page: str, words: str) -> list[tuple[str, str]]:
    """The classes after some words, each with its number."""
    line = page.partition(words)[2].partition("</p>")[0]
    return re.findall(r"<bdi>([^<]*)</bdi></a> <small>([^<]*)</small>", line)


def test_page_of_a_class_without_things_counts_its_subclasses(places: FlaskClient) -> None:
    page = places.get("/iri/https/example.org/Place.en.html").text
    assert counted(page, "Things:") == [("City", "2"), ("Settlement", "1")]
    assert "/classes/iri/https/example.org/City.en.html" in page
    assert "3 with subclasses" in page


def test_list_of_a_class_without_things_says_so_and_counts_its_subclasses(
    places: FlaskClient,
) -> None:
    page = places.get("/classes/iri/https/example.org/Place.en.html").text
    assert "None itself · 3 with subclasses" in page
    assert counted(page, "In its subclasses:") == [("City", "2"), ("Settlement", "1")]
    assert "<table" not in page
    assert places.get("/classes/iri/https/example.org/Lake.en.html").status_code == 404


def test_list_of_a_class_counts_its_subclasses(places: FlaskClient) -> None:
    page = places.get("/classes/iri/https/example.org/Settlement.en.html").text
    assert "1 thing · 3 with subclasses" in page
    assert counted(page, "In its subclasses:") == [("City", "2")]


def test_list_leads_up_and_has_no_second_page_about_the_class(places: FlaskClient) -> None:
    page = places.get("/classes/iri/https/example.org/City.en.html").text
    kicker = page.partition('class="kicker"')[2].partition("</p>")[0]
    assert "<bdi>Place</bdi>" in kicker
    assert "About this class" not in page
    assert "https://example.org/City</code></a>" in page


def test_page_of_a_thing_counts_nothing(places: FlaskClient) -> None:
    assert "Things:" not in places.get("/iri/https/example.org/bonn.en.html").text


def test_list_of_classes_counts_a_thing_of_two_subclasses_once(
    client_of: Callable[..., FlaskClient],
) -> None:
    client = client_of(f"{DATA} ex:bonn a ex:Settlement .")
    row = client.get("/classes/index.en.html").text.partition("Settlement.en.html")[2]
    assert '<td class="number">2<br> <small>3 with subclasses</small>' in row.partition("</tr>")[0]
