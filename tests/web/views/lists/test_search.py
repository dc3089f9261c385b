from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient

from schlaglicht.web.views.lists import search
from schlaglicht.web.views.page import HAS_SERVER


def test_a_mistyped_word_is_found(shipped: FlaskClient) -> None:
    page = shipped.get("/search?q=Clustr-Konferenz&lang=de").text
    assert "Ähnlich geschrieben" in page
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
    assert re.search(r"<mark>Berlin</mark></bdi></a> <small><bdi>City<", page)


def test_words_without_a_result_say_so(client: FlaskClient) -> None:
    assert "Nothing found" in client.get("/search?q=zzzzzz&lang=en").text


def test_questions_with_most_of_the_words_are_hits_too(shipped: FlaskClient) -> None:
    asked = {"q": "Who received an award for its offices?", "lang": "en"}
    found = shipped.get("/search", query_string={**asked, "format": "json"}).get_json()
    titles = [each["title"] for each in found["questions"]]
    assert "Which offices and awards does a person have?" in titles
    page = shipped.get("/search", query_string=asked).text
    assert f'href="{found["questions"][0]["url"]}"' in page.partition("<h2>Questions</h2>")[2]
    assert "<h2>Questions</h2>" not in shipped.get("/search?q=Fraunhofer&lang=en").text


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


def test_equal_names_in_the_file_are_told_apart(client_of: Callable[..., FlaskClient]) -> None:
    client = client_of("".join(f'<x:{n}> <https://schema.org/name> "Violin" .' for n in "ab"))
    names = [name for name, *_ in client.get("/search.en.json").json or ()]
    assert names == ["Violin (x:a)", "Violin (x:b)"]


def test_a_file_has_other_texts_too_if_they_are_few(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(client.application.config, HAS_SERVER, value=False)
    found = [entry[2] for entry in client.get("/search.de.json").json or ()]
    assert found == ["3755251\n3.755.251", "1892122\n1.892.122"]
    assert "Part of a name or of another text" in client.get("/search.en.html").text
    monkeypatch.setattr(search, "_MOST_TEXT", 20)
    assert [len(entry) for entry in client.get("/search.en.json").json or ()] == [2, 2]


def test_a_very_long_name_is_cut_in_the_list(client_of: Callable[..., FlaskClient]) -> None:
    long = f'<x:a> <https://schema.org/name> "{"long " * 20_000}" .'
    client = client_of(long)
    for url in ("/search.en.html", "/search.en.json"):
        page = client.get(url).text
        assert "long long" in page
        assert len(page) < 5_000


def test_what_the_endpoint_says_of_itself_is_not_found(shipped: FlaskClient) -> None:
    page = shipped.get("/search?q=cluster&lang=de").text
    assert "Innovations<mark>cluster</mark>" in page
    assert ".well-known" not in page


def test_hits_are_marked_and_everything_else_is_escaped(client: FlaskClient) -> None:
    page = client.get("/search?q=hamburg i&lang=en").text
    assert "<mark>Hamburg</mark> &lt;<mark>i</mark>&gt;" in page
    assert "<i>" not in page


@pytest.fixture(scope="module")
def fairs(client_of: Callable[..., FlaskClient]) -> FlaskClient:
    lines = [
        f"<https://example.org/kb/id/f{n}> a <https://example.org/{'Odd' if n % 2 else 'Even'}> ;"
        f' <https://schema.org/name> "Fair {n}" .'
        for n in range(60)
    ]
    return client_of("\n".join(lines), {"schlaglicht.toml": 'base = "https://example.org/kb/"\n'})


def test_all_hits_are_counted_and_on_some_page(fairs: FlaskClient) -> None:
    found = []
    for number in (1, 2, 3):
        page = fairs.get(f"/search?q=fair&lang=en&page={number}").text
        assert "60 found for “fair”" in page
        assert f"Page {number} of 3" in page
        found += re.findall(r'href="/id/(f\d+)\.en', page)
    assert sorted(found) == sorted(f"f{n}" for n in range(60))
    assert fairs.get("/search?q=fair&page=4").status_code == 404


def test_a_class_narrows_the_hits(fairs: FlaskClient) -> None:
    page = fairs.get("/search?q=fair&lang=en").text
    (url,) = re.findall(r'href="([^"]*)" rel="nofollow"><bdi>[^<]*Odd</bdi> <small>30<', page)
    narrowed = fairs.get(unescape(url)).text
    assert "30 found for “fair”" in narrowed
    assert "/id/f1.en.html" in narrowed
    assert "/id/f2.en.html" not in narrowed
    assert fairs.get("/search?q=fair&class=nothing").status_code == 404


@pytest.mark.parametrize(
    ("url", "accept"),
    [("/search?q=fair&page=3&format=json", "*/*"), ("/search?q=fair&page=3", "application/json")],
)
def test_what_is_found_is_json_too(fairs: FlaskClient, url: str, accept: str) -> None:
    response = fairs.get(url, headers={"Accept": accept})
    assert response.mimetype == "application/json"
    found: Any = response.json
    assert (found["total"], found["page"], found["pages"], found["similar"]) == (60, 3, 3, 0)
    assert {entry["things"] for entry in found["classes"]} == {30}
    assert found["things"][0] == {
        "iri": "https://example.org/kb/id/f50",
        "name": "Fair 50",
        "language": None,
        "classes": ["https://example.org/Even"],
        "is_similar": False,
    }


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999999999999", "1e9"])
def test_pages_that_are_none_break_nothing(fairs: FlaskClient, page: str) -> None:
    assert fairs.get(f"/search?q=fair&page={page}").status_code in (200, 404)


def test_classes_of_the_same_name_are_told_apart_to_narrow_and_said_once_at_hits(
    client_of: Callable[..., FlaskClient],
) -> None:
    client = client_of("""\
        @prefix ex: <https://example.org/> .
        @prefix foaf: <http://xmlns.com/foaf/0.1/> .
        @prefix org: <http://www.w3.org/ns/org#> .
        ex:a a foaf:Organization , org:Organization ; foaf:name "Press Ltd" .
        ex:b a foaf:Organization ; foaf:name "Press Club" .
        """)
    page = client.get("/search?q=press&lang=de").text
    narrow = page.partition('class="found-classes"')[2].partition("</nav>")[0]
    names = re.findall("<bdi>([^<]*)</bdi>", narrow)
    assert names == ["Organisation (foaf:Organization)", "Organisation (org:Organization)"]
    assert re.findall("<small>(?:<bdi>Organisation</bdi>)</small>", page) != []
    assert "Organisation</bdi>, <bdi>Organisation" not in page
    thing = client.get("/iri/https/example.org/a.de.html").text
    kicker = re.search(r'<p class="kicker">(.*?)</p>', thing)
    assert kicker
    assert kicker[1].count("Organisation<") == 1
    assert "Organisation (org:Organization)" in thing


OTHER_TEXTS = """\
@prefix ex: <https://example.org/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
ex:ada a ex:Person ; rdfs:label "Ada" ; ex:job "Analytical physicist" ; ex:mail "ada@example.org" .
ex:bob a ex:Person ; rdfs:label "Physicist Bob" ; ex:note "100%_sure" .
ex:eve a ex:Person ; rdfs:label "Eve" ; ex:job "<p>Straßen<b>bau</b></p>"^^rdf:HTML ;
    ex:home [ ex:street "Mill Lane" ] .
"""


@pytest.fixture(scope="module")
def jobs(client_of: Callable[..., FlaskClient]) -> FlaskClient:
    """People whose jobs are neither names nor descriptions."""
    return client_of(OTHER_TEXTS)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("physicist", ["bob", "ada"]),  # names come first
        ("ANALYTICAL physicist", ["ada"]),
        ("ada@example.org", ["ada"]),
        ("Straßen", ["eve"]),
        ("100%_", ["bob"]),
        ("100%x", []),
        ("rdf-syntax-ns", []),  # a datatype is no text
        ("ph", ["bob"]),  # too short for other texts
    ],
)
def test_other_texts_are_found_after_names(jobs: FlaskClient, words: str, found: list[str]) -> None:
    answer = jobs.get("/search", query_string={"q": words, "format": "json"}).get_json()
    things = [each["iri"].rpartition("/")[2] for each in answer["things"] if not each["is_similar"]]
    assert things == found


def test_the_text_that_was_found_is_shown(jobs: FlaskClient) -> None:
    page = jobs.get("/search?q=analytical&lang=en").text
    assert "<mark>Analytical</mark> physicist" in page
    assert "<bdi><mark>Straßen</mark>bau</bdi>" in jobs.get("/search?q=Straßen&lang=en").text
