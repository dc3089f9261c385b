from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

DATA = """\
@prefix id: <https://example.org/kb/> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

id:colours a skos:ConceptScheme ; skos:prefLabel "Colours"@en ; skos:hasTopConcept id:warm .
id:warm a skos:Concept ; skos:prefLabel "<warm>"@en ; skos:notation "1" ; skos:narrower id:red .
id:red a skos:Concept ; skos:prefLabel "red"@en ; skos:inScheme id:colours .
id:large a skos:ConceptScheme .

id:catalogue a dcat:Catalog ; dcat:dataset id:trees .
id:trees a dcat:Dataset ; dcterms:title "Trees"@en ; dcat:distribution id:csv , id:bad .
id:csv dcat:downloadURL <https://example.org/t.csv?a=1&b=2> ; dcat:byteSize 2000 ;
    dcat:mediaType "text/csv" .
id:bad dcat:downloadURL <javascript:alert(1)> .

id:hall a schema:Place ; schema:name "Hall" ; schema:latitude 0 ; schema:longitude 13.4 .
id:gate a schema:LandmarksOrHistoricalBuildings ; schema:name "Brandenburger Tor"@de ;
    schema:image <https://upload.wikimedia.org/gate.jpg?a=1&b=2> ;
    schema:address "Pariser Platz" ; schema:email <mailto:gate@example.org> ;
    schema:geo [ a schema:GeoCoordinates ; schema:latitude 52.5163 ; schema:longitude 13.3777 ] .
""" + "".join(
    f'id:{"c" * 90}{n} skos:prefLabel "Concept {n}"@en ; skos:inScheme id:large .\n'
    for n in range(300)
)

SETTINGS = 'base = "https://example.org/kb/"\nimages = ["upload.wikimedia.org"]\n'


@pytest.fixture(scope="module")
def client(client_of: Callable[..., FlaskClient]) -> FlaskClient:
    """A site with a few things of each class that has a profile."""
    return client_of(DATA, {"schlaglicht.toml": SETTINGS})


def test_concept_has_a_breadcrumb_of_links(client: FlaskClient) -> None:
    text = client.get("/red.en.html").text
    (trail,) = re.findall(r'<nav class="trail" aria-label="Breadcrumb">.*?</nav>', text, re.DOTALL)
    assert re.findall(r'href="([^"]*)"', trail) == ["/colours.en.html", "/warm.en.html"]
    assert "<bdi>&lt;warm&gt;</bdi>" in trail
    assert '<li aria-current="page"><bdi>red</bdi></li>' in trail


def test_scheme_is_a_tree_that_opens_without_a_script(client: FlaskClient) -> None:
    text = client.get("/colours.de.html").text
    assert "<h2>Begriffe</h2>" in text
    (opened,) = re.findall(r"<li><code>1</code> .*?</details>", text, re.DOTALL)
    name, inner = opened.split("<details open><summary>")
    assert 'href="/warm.de.html"' in name
    summary, below = inner.split("</summary>")
    assert summary == '<span class="hidden">Was unter &lt;warm&gt; steht</span>'
    assert 'href="/red.de.html"' in below


def test_page_of_a_large_scheme_stays_small_and_counts_the_rest(client: FlaskClient) -> None:
    text = client.get("/large.en.html").text
    assert len(text.encode()) < 50_000
    left = re.search(r"and (\d+) more", text)
    assert left
    assert len(re.findall(r'"><bdi>Concept \d', text)) == 300 - int(left[1]) + 25


def test_downloads_are_buttons(client: FlaskClient) -> None:
    text = client.get("/trees.en.html").text
    button = '<a class="action" href="https://example.org/t.csv?a=1&amp;b=2" rel="external">'
    assert f"{button}CSV <small>2 kB</small></a>" in text


def test_download_by_a_script_is_no_link(client: FlaskClient) -> None:
    text = client.get("/trees.en.html").text
    assert "<bdi>javascript:alert(1)</bdi>" in text
    assert 'href="javascript:' not in text


def test_catalogue_is_a_table(client: FlaskClient) -> None:
    text = client.get("/catalogue.de.html").text
    assert '<th scope="col">Herausgeber</th>' in text
    assert re.search(r'<td><a href="/trees.de.html"[^>]*><bdi>Trees</bdi></a></td>', text)


def test_place_has_coordinates_and_a_link_to_a_map(client: FlaskClient) -> None:
    text = client.get("/gate.de.html").text
    assert "52,5163° N, 13,3777° O" in text
    assert 'href="https://www.openstreetmap.org/?mlat=52.51630&amp;mlon=13.37770#map=14/' in text
    assert "52.5163° N, 13.3777° E" in client.get("/gate.en.html").text


def test_contact_is_an_address_and_links_without_scheme(client: FlaskClient) -> None:
    text = client.get("/gate.en.html").text
    assert '<p class="address"><bdi>Pariser Platz</bdi></p>' in text
    link = '<a href="mailto:gate@example.org" rel="external" title="mailto:gate@example.org">'
    assert f"{link}<bdi>gate@example.org</bdi></a>" in text


def test_image_is_shown_and_its_host_alone_is_allowed(client: FlaskClient) -> None:
    gate, red = client.get("/gate.de.html"), client.get("/red.de.html")
    url = "https://upload.wikimedia.org/gate.jpg?a=1&amp;b=2"
    assert f'<a href="{url}"><img src="{url}" alt="Brandenburger Tor" loading="lazy"' in gate.text
    policy = red.headers["Content-Security-Policy"]
    assert "img-src 'self';" in policy
    allowed = policy.replace("img-src 'self'", "img-src 'self' https://upload.wikimedia.org")
    assert gate.headers["Content-Security-Policy"] == allowed


def test_place_has_a_map_of_this_site(client: FlaskClient) -> None:
    hall = client.get("/hall.de.html")
    assert 'role="img" aria-label="Karte: 0° N, 13,4° O"' in hall.text
    assert 'viewBox="-166.0 -150.0 600.0 300.0"' in hall.text
    assert '<circle cx="240.0" cy="120.0" r="5"/>' in hall.text
    assert "img-src 'self'" in hall.headers["Content-Security-Policy"]
    (picture,) = re.findall(r'<image href="([^"]*)"', hall.text)
    assert client.get(picture).mimetype == "image/svg+xml"
