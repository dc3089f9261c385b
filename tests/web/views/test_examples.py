from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from schlaglicht.web.published_site import published_by
from schlaglicht.web.views.examples import offered_questions

DATA = """\
@prefix ex: <https://example.org/kb/id/> .
@prefix geo: <http://www.w3.org/2003/01/geo/wgs84_pos#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

ex:Town rdfs:label "town"@en , "Ort"@de .
ex:people rdfs:label "population"@en , "Einwohner"@de .
ex:country rdfs:label "country"@en , "Land"@de .
ex:bonn a ex:Town ; rdfs:label "Bonn" ; ex:people 330000 ; ex:country ex:germany .
ex:bonn geo:lat 50.7 ; geo:long 7.1 ; ex:founded "1288-01-01"^^xsd:date .
ex:ulm a ex:Town ; rdfs:label "Ulm" ; ex:people 129000 ; ex:country ex:germany .
ex:ulm geo:lat 48.4 ; geo:long 10.0 ; ex:founded "0854-07-22"^^xsd:date .
ex:graz a ex:Town ; rdfs:label "Graz" ; ex:people 300000 ; ex:country ex:austria .
ex:germany a ex:Country ; rdfs:label "Germany"@en , "Deutschland"@de .
ex:austria a ex:Country ; rdfs:label "Austria"@en , "Österreich"@de .
"""

QUESTION = "# title@en: Which towns?\nSELECT ?town { ?town a <https://example.org/kb/id/Town> }\n"

OFFERED = [
    ("example-town-names", "town: the names", "Ort: die Namen", "table"),
    ("example-town-by-people", "town by population", "Ort nach Einwohner", "chart"),
    ("example-town-country", "town: country with names", "Ort: Land mit Namen", "table"),
    ("example-town-map", "town on a map", "Ort auf der Karte", "map"),
    ("example-town-by-founded", "town by ex:founded", "Ort nach ex:founded", "timeline"),
    ("example-town-per-country", "town: how many per country", "Ort: wie viele je Land", "chart"),
    ("example-country-names", "ex:Country: the names", "ex:Country: die Namen", "table"),
]


@pytest.fixture(scope="module")
def towns(client_of: Callable[..., FlaskClient]) -> FlaskClient:
    return client_of(DATA, {"schlaglicht.toml": 'base = "https://example.org/kb/"\n'})


def test_data_gives_examples_with_names_in_each_language_and_views(towns: FlaskClient) -> None:
    with towns.application.test_request_context():
        offered = offered_questions(published_by(towns.application).site)
    found = [(x.name, x.titles["en"], x.titles["de"], x.header.view) for x in offered]
    assert found == OFFERED


def test_each_example_is_a_question_with_its_page_and_its_rows(towns: FlaskClient) -> None:
    for name, _, german, view in OFFERED:
        page = towns.get(f"/queries/{name}.de.html")
        assert german in page.text
        assert f'data-first-view="{view}"' in page.text
        assert len(towns.get(f"/queries/{name}.csv").text.splitlines()) > 1, name
        assert towns.get(f"/queries/{name}.rq").text.startswith(f"# view: {view}\n")


def test_examples_come_after_questions_of_the_project(
    client_of: Callable[..., FlaskClient],
) -> None:
    client = client_of(DATA, {"queries/towns.rq": QUESTION})
    form, listed = client.get("/sparql.en.html").text, client.get("/queries/").text
    assert form.index("Which towns?") < form.index("town: the names")
    assert "All 8 questions" in form
    assert "ex:Country: the names" in listed


def test_graph_without_classes_has_no_examples(client_of: Callable[..., FlaskClient]) -> None:
    client = client_of("<https://example.org/a> <https://example.org/b> 1 .")
    assert "Questions to try" not in client.get("/sparql.en.html").text
    assert client.get("/queries/example-town-names").status_code == 404
