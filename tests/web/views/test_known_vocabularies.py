"""The site of a graph that uses known vocabularies and says nothing about them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from rdflib import Graph

import schlaglicht.vocabularies
from schlaglicht.pages.labels import Names
from schlaglicht.vocabularies import known_term
from schlaglicht.web.published_site import current_site

TEXTS = Path(schlaglicht.vocabularies.__file__).parent
SKOS = "/iri/http/www.w3.org/2004/02/skos/core%23"
CONCEPTS = "/classes/iri/http/www.w3.org/2004/02/skos/core%23Concept"
DATA = """\
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix ex: <https://example.org/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

ex:owl a skos:Concept ; skos:prefLabel "Eule"@de , "owl"@en ; skos:broader ex:bird ;
    dcterms:subject ex:night .
ex:jay a skos:Concept ; ex:seen 3 ; skos:prefLabel "Häher"@de ; skos:broader ex:bird .
ex:bird a skos:Concept ; skos:prefLabel "Vogel"@de .
ex:society a foaf:Organization ; foaf:name "Society" .
ex:firm a vcard:Organization ; foaf:name "Firm" .
ex:night skos:note "Dark." .
"""


@pytest.fixture(scope="module")
def birds(client_of: Callable[..., FlaskClient]) -> FlaskClient:
    """A few concepts."""
    return client_of(DATA)


def words(client: FlaskClient, path: str) -> list[str]:
    """The texts between tags, and between commas and ends of lines."""
    shown = re.sub("<[^>]*>", "\n", client.get(path).text)
    return [text.strip() for text in re.split("[\n,]", shown)]


@pytest.mark.parametrize(
    ("path", "german", "english"),
    [
        ("/index.{}.html", "Begriff", "Concept"),
        ("/classes/index.{}.html", "Begriff", "Concept"),
        ("/properties/index.{}.html", "Oberbegriff", "broader concept"),
        (CONCEPTS + ".{}.html", "Oberbegriff", "broader concept"),
        (CONCEPTS + ".{}.csv", "Oberbegriff", "broader concept"),
        ("/iri/https/example.org/owl.{}.html", "Thema", "subject"),
        ("/iri/https/example.org/night.{}.html", "Thema", "subject"),
        (f"{SKOS}broader.{{}}.html", "Oberbegriff", "broader concept"),
    ],
)
def test_pages_name_known_terms_in_their_language(
    birds: FlaskClient, path: str, german: str, english: str
) -> None:
    in_german, in_english = (words(birds, path.format(tag)) for tag in ("de", "en"))
    assert german in in_german
    assert english not in in_german
    assert english in in_english


@pytest.mark.parametrize(
    "path",
    [
        "/properties/index.de.html",
        f"{SKOS}broader.de.html",
    ],
)
def test_pages_describe_known_terms(birds: FlaskClient, path: str) -> None:
    assert "Ein allgemeinerer Begriff." in birds.get(path).text


@pytest.mark.parametrize("path", ["/classes/index.de.html", CONCEPTS + ".de.html"])
def test_classes_are_described(birds: FlaskClient, path: str) -> None:
    shown = re.sub('title="[^"]*"', "", birds.get(path).text)
    assert "Eine Vorstellung, die ein Vokabular benennt." in shown


@pytest.mark.parametrize("path", ["/index.de.html", "/classes/index.de.html"])
def test_classes_of_the_same_name_are_told_apart(birds: FlaskClient, path: str) -> None:
    shown = words(birds, path)
    assert {"Organisation (foaf:Organization)", "Organisation (vcard:Organization)"} <= set(shown)


def test_columns_have_the_usual_order(birds: FlaskClient) -> None:
    head = birds.get(CONCEPTS + ".en.csv").text.splitlines()[0]
    assert head == "iri,name,subject,ex:seen,broader concept"


def test_properties_of_a_page_are_described_when_pointed_at(birds: FlaskClient) -> None:
    page = birds.get("/iri/https/example.org/owl.de.html").text
    assert 'title="Das Thema eines Werks. (http://purl.org/dc/terms/subject)"' in page


def test_search_names_the_classes_of_hits(birds: FlaskClient) -> None:
    assert "Begriff" in birds.get("/search?q=eule&lang=de").text


def test_results_say_what_a_term_is_called(birds: FlaskClient) -> None:
    query = quote("SELECT DISTINCT ?p { ?s ?p ?o }")
    html = birds.get(f"/sparql?query={query}&lang=de", headers={"Accept": "text/html"}).text
    assert ">Oberbegriff</a> <small><code>skos:broader</code></small>" in html


def test_data_has_none_of_the_texts(birds: FlaskClient) -> None:
    assert "Oberbegriff" not in birds.get("/iri/https/example.org/owl.ttl").text


def test_known_terms_of_the_shipped_graph_have_german_names_and_none_an_english_one(
    shipped_app: Flask,
) -> None:
    with shipped_app.test_request_context("/"):
        dataset = current_site().dataset
    names = Names(dataset, ("de", "en"))
    languages = {term: names.reference(term).name[1] for term in dataset.terms}
    assert "en" not in languages.values()
    assert {language for term, language in languages.items() if known_term(term)} == {"de"}


def test_every_known_term_has_a_name_in_the_language_of_the_page(shipped_app: Flask) -> None:
    with shipped_app.test_request_context("/"):
        dataset = current_site().dataset
    terms = [str(s) for path in TEXTS.glob("*.ttl") for s in Graph().parse(path).subjects()]
    for language, other in (("de", "en"), ("en", "de")):
        names = Names(dataset, (language, other))
        assert {names.reference(t).name[1] for t in terms if known_term(t)} == {language}


def test_codes_of_the_european_union_have_names_in_the_language_of_the_page(
    client_of: Callable[..., FlaskClient],
) -> None:
    authority = "http://publications.europa.eu/resource/authority/"
    client = client_of(f"""@prefix dcterms: <http://purl.org/dc/terms/> .
        <https://example.org/d> a <http://www.w3.org/ns/dcat#Dataset> ;
            dcterms:accrualPeriodicity <{authority}frequency/ANNUAL> ;
            dcterms:language <{authority}language/DEU> , <{authority}language/MRI> ;
            dcterms:accessRights <{authority}access-right/PUBLIC> .
        <{authority}access-right/PUBLIC>
            <http://www.w3.org/2004/02/skos/core#prefLabel> "Free for all"@en .
        """)
    german = client.get("/iri/https/example.org/d.de.html").text
    assert all(name in german for name in ("jährlich", "Deutsch", "öffentlich", ">MRI<"))
    english = client.get("/iri/https/example.org/d.en.html").text
    assert all(name in english for name in ("annual", "German", "Free for all", ">MRI<"))


NAMED_BY_NODES = """\
@prefix bf: <http://id.loc.gov/ontologies/bibframe/> .
@prefix ex: <http://ex.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix skosxl: <http://www.w3.org/2008/05/skos-xl#> .
ex:c1 a skos:Concept ; skosxl:prefLabel ex:l1 .
ex:l1 a skosxl:Label ; skosxl:literalForm "Apple"@en .
ex:w a bf:Work ; bf:title [ a bf:Title ; bf:mainTitle "Moby Dick" ] .
"""


@pytest.mark.parametrize(("name", "heading"), [("c1", "Apple"), ("w", "Moby Dick")])
def test_a_thing_is_headed_and_found_by_the_name_that_a_node_has(
    client_of: Callable[..., FlaskClient], name: str, heading: str
) -> None:
    client = client_of(NAMED_BY_NODES)
    page = f"/iri/http/ex.org/{name}.en.html"
    assert re.search(rf"<h1><bdi[^>]*>{heading}</bdi></h1>", client.get(page).text)
    found = client.get("/search", query_string={"q": heading, "lang": "en"}).text
    assert page in found
    assert "/iri/http/ex.org/l1.en.html" not in found
