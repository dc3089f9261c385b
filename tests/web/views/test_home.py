from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from tables import each

HTML, TURTLE = {"Accept": "text/html"}, {"Accept": "text/turtle"}


@each(
    ("path", "parts"),
    [
        ("/", ["<h1>Cities</h1>", '<p class="lead">2 of the class City</p>']),
        ("/", [">Which cities are there?</a>", 'href="/queries/cities.en.html"']),
        ("/dumps/index.en.html", ["curl -s http://localhost/sparql"]),
        ("/queries/", ['<p lang="de">Die größte zuerst.</p>']),
        ("/sparql?query=ASK{}&lang=en", ['href="/sparql?query=ASK%7B%7D&amp;lang=de"']),
        (
            "/sparql?lang=de",
            [
                '<input type="hidden" name="lang" value="de">',
                'class="home" href="/index.de.html"',
            ],
        ),
    ],
    ids=[
        *("what is here", "each question", "the endpoint and a command", "text in its language"),
        *("the same in another language", "language along links and forms"),
    ],
)
def test_page_has(client: FlaskClient, path: str, parts: list[str]) -> None:
    page = client.get(path, headers=HTML).text
    assert [part for part in parts if part not in page] == []


def test_endpoint_and_feeds_are_on_the_page_of_the_data_alone(client: FlaskClient) -> None:
    assert "http://localhost/sparql" not in client.get("/", headers=HTML).text
    assert "application/atom+xml" in client.get("/dumps/index.en.html").text.partition("<main")[2]


def test_start_page_leaves_out_classes_of_things_without_names(
    client_of: Callable[..., FlaskClient],
) -> None:
    name = "<http://www.w3.org/2000/01/rdf-schema#label>"
    data = [f'<http://a/{n}> a <http://a/Named{n}> ; {name} "Thing {n}" .' for n in range(4)]
    nameless = "<http://a/x> a <http://a/Nameless> ; <http://a/of> <http://a/0> , <http://a/1> ."
    for number, is_there in ((3, True), (4, False)):
        client = client_of("\n".join([*data[:number], nameless]))
        assert ("Nameless" in client.get("/index.en.html").text) == is_there


def test_start_page_begins_with_a_search_box(client: FlaskClient) -> None:
    page = client.get("/index.en.html").text
    assert page.count('type="search"') == 1
    assert page.index('type="search"') < page.index('class="actions">')
    actions = page.partition('class="actions">')[2].partition("</a>")[0]
    assert actions.strip() == '<a href="/sparql/builder?lang=en">Ask by choosing'


def test_start_page_names_some_things_of_each_class(client: FlaskClient) -> None:
    cards = (
        client.get("/index.de.html").text.partition('class="cards"')[2].partition("</section>")[0]
    )
    assert 'href="/classes/iri/https/schema.org/City.de.html"' in cards
    assert re.findall("<bdi>([^<]*)</bdi></a></li>", cards) == ["Berlin", "Hamburg &lt;i&gt;"]


CATALOGUE = """\
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix ex: <https://example.org/> .
ex:c a dcat:Catalog ; dct:title "Offene Daten"@de , "Open data"@en ;
    dct:description "All of it."@en ;
    dct:license ex:cc-by ; dcat:dataset ex:d1 , ex:d2 .
ex:d1 a dcat:Dataset ; dct:title "Trees"@en ; dct:license ex:odbl .
ex:d2 a dcat:Dataset ; dct:title "Wells"@en .
"""


@pytest.fixture(scope="module")
def catalogue(client_of: Callable[..., FlaskClient]) -> FlaskClient:
    """A catalogue without settings."""
    return client_of(CATALOGUE)


def test_site_has_the_title_of_its_catalogue(catalogue: FlaskClient) -> None:
    assert "<h1>Offene Daten</h1>" in catalogue.get("/index.de.html").text
    english = catalogue.get("/index.en.html").text
    assert "<h1>Open data</h1>" in english
    assert "<bdi>All of it.</bdi>" in english
    summary = json.loads(catalogue.get("/?format=json").text)
    assert summary["title"] == {"de": "Offene Daten", "en": "Open data"}


def test_licence_of_a_dataset_is_not_that_of_the_graph(catalogue: FlaskClient) -> None:
    page = catalogue.get("/index.en.html").text
    assert "example.org/cc-by" in page
    assert "odbl" not in page
    assert "odbl" not in catalogue.get("/iri/https/example.org/d2.en.html").headers["Link"]


def test_card_of_concepts_names_the_top_ones(client_of: Callable[..., FlaskClient]) -> None:
    client = client_of("""\
        @prefix ex: <https://example.org/> .
        @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        ex:s a skos:ConceptScheme ; skos:prefLabel "Stones"@en ; skos:hasTopConcept ex:z .
        ex:a a skos:Concept ; skos:prefLabel "Agate"@en ; skos:inScheme ex:s ; skos:broader ex:z .
        ex:z a skos:Concept ; skos:prefLabel "Stone"@en ; skos:topConceptOf ex:s .
        """)
    assert examples(client) == {"Concept scheme": ["Stones"]}
    assert tree(client) == ["Stone", "Agate"]
    assert "2 concepts in one scheme" in client.get("/index.en.html").text
    assert "2 Begriffe in einem Begriffssystem" in client.get("/index.de.html").text


def test_ontology_names_its_own_terms_first_and_leads_to_all(
    client_of: Callable[..., FlaskClient], catalogue: FlaskClient
) -> None:
    client = client_of("""\
        @prefix ex: <https://example.org/> .
        @prefix foaf: <http://xmlns.com/foaf/0.1/> .
        @prefix owl: <http://www.w3.org/2002/07/owl#> .
        @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        foaf:Person a owl:Class ; rdfs:comment "Someone." .
        ex:Boat a owl:Class ; rdfs:label "Boat"@en ; rdfs:comment "It floats."@en .
        ex:Ship a owl:Class ; rdfs:label "Ship"@en ; rdfs:subClassOf ex:Boat .
        """)
    assert tree(client) == ["Boat", "Ship"]
    assert '<p class="lead">3 classes</p>' in client.get("/index.en.html").text
    assert 'href="/ontology/index.en.html"' in client.get("/index.en.html").text
    assert "/ontology/" not in catalogue.get("/index.en.html").text


def test_graph_of_named_graphs_alone_says_so_and_is_asked_by_graph(
    client_of: Callable[..., FlaskClient],
) -> None:
    trig = "@prefix ex: <https://example.org/> . ex:g { ex:a a ex:Boat . ex:b a ex:Boat }"
    client = client_of(trig)
    start = client.get("/index.en.html").text
    assert "<dt>In named graphs</dt><dd>2</dd>" in start
    data = client.get("/dumps/index.en.html").text
    assert "query=SELECT * { GRAPH ?g { ?s ?p ?o } } LIMIT 10" in unescape(data)
    assert 'content="A knowledge graph of 2 triples."' in start
    assert "\n2 triples, version" in client.get("/", headers={"Accept": "text/plain"}).text
    form = client.get("/sparql", headers={"Accept": "text/html"}).text
    query = form.split("<textarea")[1].split(">\n", 1)[1].split("</textarea>")[0]
    answer = client.get("/sparql", query_string={"query": unescape(query)})
    assert len(answer.get_json(force=True)["results"]["bindings"]) == 2
    assert "TriG and N-Quads have the named graphs too" in client.get("/dumps/index.en.html").text


def test_ontology_among_the_data_shows_the_top_of_its_classes(
    client_of: Callable[..., FlaskClient],
) -> None:
    classes = "".join(
        f'ex:C{n} a owl:Class ; rdfs:label "Class {n}" ; rdfs:subClassOf ex:Thing .\n'
        for n in range(30)
    )
    client = client_of(
        "@prefix ex: <https://example.org/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        'ex:Thing a owl:Class ; rdfs:label "Everything" .\n'
        f'{classes}ex:a a ex:C1 ; rdfs:label "A thing" . ex:b a ex:C1 ; rdfs:label "Another" .\n'
    )
    shown = tree(client)
    assert shown[0] == "Class 0"  # not the one above all others
    assert len(shown) == 24
    assert "and 6 more" in client.get("/index.en.html").text


def test_datasets_are_told_with_their_publishers(client_of: Callable[..., FlaskClient]) -> None:
    client = client_of("""\
        @prefix dcat: <http://www.w3.org/ns/dcat#> .
        @prefix dct: <http://purl.org/dc/terms/> .
        @prefix ex: <https://example.org/> .
        ex:d1 a dcat:Dataset ; dct:title "Trees"@en ; dct:publisher ex:p .
        ex:d2 a dcat:Dataset ; dct:title "Wells"@en ; dct:publisher ex:q .
        ex:c a dcat:Catalog ; dct:publisher ex:r .
        """)
    assert "2 datasets of 2 publishers" in client.get("/index.en.html").text


def tree(client: FlaskClient) -> list[str]:
    """The names in the tree of the start page, from the top."""
    page = client.get("/index.en.html").text
    shown = page.partition('class="tree"')[2].partition("</section>")[0].partition("downloads")[0]
    return re.findall("<a [^>]*>(?:<bdi>)?([^<]*)<", shown)


def examples(client: FlaskClient) -> dict[str, list[str]]:
    """The names of the cards, each with those of its things."""
    cards = (
        client.get("/index.en.html").text.partition('class="cards"')[2].partition("</section>")[0]
    ).partition('class="tree"')[0]
    named = [re.findall("<bdi>([^<]*)</bdi>", card) for card in cards.split("<small>")]
    titles = [card[-1] for card in named[:-1]]
    return dict(zip(titles, [*(card[:-1] for card in named[1:-1]), named[-1]], strict=True))


def test_curl_gets_plain_text(client: FlaskClient) -> None:
    response = client.get("/", headers={"Accept": "*/*"})
    assert response.content_type == "text/plain; charset=utf-8"
    assert "curl -s http://localhost/sparql" in response.text


def test_json_summary_names_the_questions(client: FlaskClient) -> None:
    summary = json.loads(client.get("/", headers={"Accept": "application/json"}).text)
    assert summary["triples"] == 7
    assert summary["title"] == {"de": "Städte", "en": "Cities"}
    assert summary["questions"][0]["name"] == "cities"
    assert client.get(summary["questions"][0]["url"]).status_code == 200


@pytest.mark.parametrize(
    ("accept_language", "language", "title"),
    [
        ("de-AT,en;q=0.5", "de", "Städte"),
        ("en-GB, de;q=0.5", "en", "Cities"),
        ("fr", "en", "Cities"),
        ("fr, de;q=0.5", "de", "Städte"),
    ],
)
def test_page_is_in_the_readers_language(
    client: FlaskClient, accept_language: str, language: str, title: str
) -> None:
    response = client.get("/", headers=HTML | {"Accept-Language": accept_language})
    assert response.headers["Content-Language"] == language
    assert f'<html lang="{language}">' in response.text
    assert f"<h1>{title}</h1>" in response.text


def test_format_and_language_in_the_url_go_before_the_header(client: FlaskClient) -> None:
    assert client.get("/?format=json", headers=HTML).mimetype == "application/json"
    for wanted, language in (("de", "de"), ("tlh", "en")):
        response = client.get(f"/?lang={wanted}", headers=HTML | {"Accept-Language": "en"})
        assert response.headers["Content-Language"] == language


@pytest.mark.parametrize("path", ["/", "/properties/", "/nowhere"])
def test_pages_run_nothing_and_load_only_their_own_style(client: FlaskClient, path: str) -> None:
    response = client.get(path, headers=HTML)
    assert response.headers["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "<script" not in response.text
    assert "style=" not in response.text


def test_style_sheet_is_served(client: FlaskClient) -> None:
    response = client.get("/static/style.css")
    assert response.mimetype == "text/css"
    response.close()


@pytest.mark.parametrize("path", ["/", "/sparql", "/sparql?query=ASK{}", "/problems/"])
def test_page_begins_with_a_way_past_its_head(client: FlaskClient, path: str) -> None:
    page = client.get(path, headers=HTML).text
    assert page.index('href="#content"') < page.index("<header>") < page.index('id="content"')


def test_what_is_left_out_of_the_files_is_shown(
    tmp_path: Path, publish: Callable[..., Flask]
) -> None:
    (tmp_path / "a.ttl").write_text(CATALOGUE + "<x y> a ex:T .\n", encoding="utf-8")
    (tmp_path / "b.rdf").write_text("<x", encoding="utf-8")
    client = publish(tmp_path).test_client()
    assert "2 of 2 files have faults" in client.get("/index.en.html").text
    assert "2 von 2 Dateien haben Fehler" in client.get("/index.de.html").text
    assert "2 of 2 files have faults" in client.get("/sparql", headers=TURTLE).text
    assert client.get("/health").get_json()["left_out"] == {"files": 2, "statements": 1}


def test_of_whole_files_nothing_is_said_to_be_left_out(client: FlaskClient) -> None:
    assert "have faults" not in client.get("/index.en.html").text
    assert "left_out" not in client.get("/health").get_json()
