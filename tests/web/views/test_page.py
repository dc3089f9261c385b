from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

HTML = {"Accept": "text/html"}
GERMAN = HTML | {"Accept-Language": "de"}

PAGES = [
    ("/", "/index"),
    ("/problems/", "/problems/index"),
    ("/problems/request", "/problems/request"),
    ("/sparql", "/sparql"),
]


@pytest.mark.parametrize(("url", "name"), PAGES)
@pytest.mark.parametrize("language", ["de", "en"])
def test_negotiated_page_has_the_bytes_of_the_page_that_it_names(
    client: FlaskClient, url: str, name: str, language: str
) -> None:
    named = client.get(f"{name}.{language}.html")
    assert named.headers["Content-Language"] == language
    for negotiable in (url, f"{name}.html") if url != "/sparql" else (url,):
        found = client.get(negotiable, headers=HTML | {"Accept-Language": language})
        assert found.headers["Content-Location"] == f"{name}.{language}.html"
        assert found.data == named.data


@pytest.mark.parametrize(("_url", "name"), PAGES)
def test_name_of_a_page_fixes_its_language_whatever_the_reader_asks(
    client: FlaskClient, _url: str, name: str
) -> None:
    response = client.get(f"{name}.en.html", headers={"Accept": "text/csv"} | GERMAN)
    assert response.status_code == 200
    assert '<html lang="en">' in response.text
    assert response.headers["Vary"] == "Accept-Encoding"


def test_negotiated_page_varies_with_the_language(client: FlaskClient) -> None:
    assert "Accept-Language" in client.get("/", headers=GERMAN).headers["Vary"]


def test_unknown_language_in_a_name_is_not_found(client: FlaskClient) -> None:
    response = client.get("/index.tlh.html", headers=HTML)
    assert response.status_code == 404
    assert "Accept" in response.headers["Vary"]


@pytest.mark.parametrize(("_url", "name"), PAGES)
def test_page_names_its_twins_with_absolute_urls(client: FlaskClient, _url: str, name: str) -> None:
    text = client.get(f"{name}.de.html").text
    for language in ("de", "en"):
        url = f"http://localhost{name}.{language}.html"
        assert f'<link rel="alternate" hreflang="{language}" href="{url}">' in text


def test_pages_say_that_scripts_were_not_bundled(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    missing = "This installation has no query editor"
    monkeypatch.setattr("schlaglicht.web.STATIC", tmp_path)
    # With a query string, so that no cache has them.
    for path in ("/sparql.en.html", "/classes/graph/index.en.html", "/queries/cities.en.html"):
        page = client.get(f"{path}?scripts=none").text
        assert missing in page, path
        assert "<script" not in page
    assert "keinen Editor" in client.get("/sparql.de.html?scripts=none").text
    assert missing not in client.get("/index.en.html").text


@pytest.mark.parametrize(("_url", "name"), PAGES)
def test_links_keep_the_language(client: FlaskClient, _url: str, name: str) -> None:
    text = client.get(f"{name}.de.html").text
    body = text.partition("<body>")[2]
    hrefs = re.findall(r'<a (?!href="[^"]*" lang=)[^>]*?href="(/[^"]*)"', body)
    assert hrefs
    assert all(".de." in href or "lang=de" in href for href in hrefs)


def test_navigation_marks_the_page_that_is_shown(client: FlaskClient) -> None:
    page = client.get("/dumps/index.en.html").text
    assert '<a href="/dumps/index.en.html" aria-current="page">Data</a>' in page


def test_navigation_marks_the_part_of_a_page(client: FlaskClient) -> None:
    page = client.get("/sparql.en.html").text
    assert '<a href="/experts/index.en.html" aria-current="true">For experts</a>' in page


def parts_of(page: str) -> list[str]:
    navigation = page.partition('<nav class="parts"')[2].partition("<form")[0]
    return re.findall(">([^<>]+)</a>", navigation)


def test_navigation_leads_to_what_people_look_for(client: FlaskClient) -> None:
    assert parts_of(client.get("/index.en.html").text) == [
        *("Browse", "Questions", "Search", "Data", "For experts")
    ]


def test_navigation_has_questions_only_where_there_are_some(
    client_of: Callable[..., FlaskClient],
) -> None:
    page = client_of("<ex:s> <ex:p> <ex:o> .").get("/index.de.html").text
    assert parts_of(page) == ["Stöbern", "Suche", "Daten", "Für Fachleute"]


def test_pages_are_below_the_path_of_the_site(client: FlaskClient) -> None:
    response = client.get("/", headers=GERMAN, environ_overrides={"SCRIPT_NAME": "/graph"})
    assert response.headers["Content-Location"] == "/graph/index.de.html"
    assert 'href="/graph/sparql.de.html"' in response.text
