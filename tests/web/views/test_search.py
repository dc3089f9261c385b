from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient


def test_a_mistyped_word_is_found(shipped: FlaskClient) -> None:
    page = shipped.get("/search?q=Clustr-Konferenz&lang=de").text
    assert "EU Cluster Conference" in page
    assert "https://w3id.org/schlaglicht/id/eu-cluster-conference-2020" in page


@pytest.mark.parametrize(
    "words",
    ["id:bmwi", "https://w3id.org/schlaglicht/id/bmwi", "<https://w3id.org/schlaglicht/id/bmwi>"],
)
def test_an_iri_and_a_prefixed_name_find_their_thing_first(
    shipped: FlaskClient, words: str
) -> None:
    page = shipped.get("/search", query_string={"q": words, "lang": "de"}).text
    (first, *_) = re.findall(r'href="(/id/[^"]*)"', page)
    assert first == "/id/bmwi.de.html"


@pytest.mark.parametrize("words", ["nothing:bmwi", "id:nobody", ":", "<>"])
def test_a_name_of_nothing_finds_nothing_by_it(shipped: FlaskClient, words: str) -> None:
    response = shipped.get("/search", query_string={"q": words, "lang": "de"})
    assert response.status_code == 200


def test_results_have_their_classes(client: FlaskClient) -> None:
    page = client.get("/search?q=berlin&lang=en").text
    assert "1 found for “berlin”" in page
    assert re.search(r"Berlin</bdi></a> <small><bdi>schema:City", page)


def test_words_without_a_result_say_so(client: FlaskClient) -> None:
    assert "Nothing found" in client.get("/search?q=zzzzzz&lang=en").text


def test_words_are_escaped(client: FlaskClient) -> None:
    page = client.get("/search", query_string={"q": '"><script>x', "lang": "en"}).text
    assert "<script>" not in page


def test_only_the_list_of_names_may_run_the_script(client: FlaskClient) -> None:
    names = client.get("/search.de.html")
    assert "script-src 'self'" in names.headers["Content-Security-Policy"]
    assert 'src="/static/search.js"' in names.text
    found = client.get("/search?q=berlin")
    assert "script-src" not in found.headers["Content-Security-Policy"]
    assert "<script" not in found.text


def test_names_and_file_lead_to_the_pages_of_things(client: FlaskClient) -> None:
    entries = client.get("/search.de.json").json
    assert entries == [
        ["Berlin", "id/berlin.de.html"],
        ["Hamburg <i>", "id/hamburg.de.html"],
    ]
    assert all(client.get(f"/{path}").status_code == 200 for _, path in entries)
    assert 'href="/id/berlin.de.html"' in client.get("/search.de.html").text


def test_what_the_endpoint_says_of_itself_is_not_found(shipped: FlaskClient) -> None:
    page = shipped.get("/search?q=cluster&lang=de").text
    assert "Innovationscluster" in page
    assert ".well-known" not in page
