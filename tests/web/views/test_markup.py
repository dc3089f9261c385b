"""Literals with markup on pages, in search, in feeds, and for language models."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

DATA = '''\
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix ex: <https://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .

<https://example.org/> a owl:Ontology ; dcterms:title "The Archive\\n          (of all)" .
ex:record a ex:Record ; rdfs:label "A record\\n     of 1984" ;
    dcterms:description """<h:div xmlns:h='http://www.w3.org/1999/xhtml'>
      <h:p>About <h:b>mills</h:b>.</h:p><h:script>alert(1)</h:script>
    </h:div>"""^^rdf:XMLLiteral ;
    ex:history "<ul><li onclick='alert(1)'>Built</li></ul>"^^rdf:HTML ;
    ex:link ex:other ; ex:title "A record of 1984" .
ex:other a ex:Record ; rdfs:label "Other" .
'''


@pytest.fixture(scope="module")
def archive(client_of: Callable[..., FlaskClient]) -> FlaskClient:
    """A record as archives describe it."""
    return client_of(DATA)


def test_page_shows_text_with_paragraphs_and_lists(archive: FlaskClient) -> None:
    page = archive.get("/iri/https/example.org/record.en.html").text
    assert "<h1><bdi>A record of 1984</bdi></h1>" in page
    assert '<div class="markup"><ul><li>Built</li></ul></div>' in page
    assert page.count(">About mills.<") == 1  # below the heading, and not again
    assert "alert(1)" not in page
    assert "XMLLiteral" not in page


def test_heading_is_not_repeated_under_another_name(archive: FlaskClient) -> None:
    page = archive.get("/iri/https/example.org/record.en.html").text
    assert page.partition("<dl")[2].count("A record of 1984") == 0


def test_titles_are_one_line(archive: FlaskClient) -> None:
    assert "The Archive (of all)" in archive.get("/index.en.html").text


def test_search_reads_words_and_no_tags(archive: FlaskClient) -> None:
    found = archive.get("/search?q=mills&lang=en").text
    assert "A record of 1984" in found
    assert "xmlns" not in found
    assert "A record" not in archive.get("/search?q=xhtml&lang=en").text


def test_language_models_read_words(archive: FlaskClient) -> None:
    message = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "tools/call",
        "params": {"name": "describe", "arguments": {"iri": "https://example.org/record"}},
    }
    reply = archive.post("/mcp", json=message, headers={"MCP-Protocol-Version": "2025-06-18"}).text
    assert "About mills." in reply
    assert "<h:p>" not in reply


def test_data_stay_as_they_are(archive: FlaskClient) -> None:
    data = archive.get("/iri/https/example.org/record.ttl").text
    assert "<h:script>" in data
