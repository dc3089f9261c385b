from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape

import pytest
from flask.testing import FlaskClient

from schlaglicht.formats import GRAPH_FORMATS

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def test_list_of_questions_leads_to_each(client: FlaskClient) -> None:
    page = client.get("/queries/index.de.html").text
    assert '<a href="/queries/cities.de.html">Welche Städte gibt es?</a>' in page


def test_question_is_a_page_with_its_answer_and_its_query(client: FlaskClient) -> None:
    page = client.get("/queries/cities.de.html").text
    assert "<h1>Welche Städte gibt es?</h1>" in page
    assert '<td lang="de">Berlin' in page or "<td>Berlin" in page
    assert "ORDER BY DESC(?n)" in page
    assert 'href="http://localhost/queries/cities.csv"' in page
    assert 'href="/sparql?query=' in page


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (BROWSER, "text/html"),
        ("*/*", "application/sparql-results+json"),
        ("text/csv", "text/csv"),
    ],
)
def test_question_is_negotiated(client: FlaskClient, accept: str, media_type: str) -> None:
    response = client.get("/queries/cities", headers={"Accept": accept})
    assert response.mimetype == media_type


def test_page_of_a_question_links_its_graph_in_every_format(
    client_of: Callable[..., FlaskClient],
) -> None:
    client = client_of(
        "<http://a/s> <http://a/p> 1 .", {"queries/all.rq": "CONSTRUCT WHERE { ?s ?p ?o }"}
    )
    page = client.get("/queries/all.en.html").text
    for known in GRAPH_FORMATS:
        url = f"/queries/all{known.extension}"
        assert f'href="http://localhost{url}"' in page
        assert client.get(url).mimetype == known.media_type


def test_negotiated_page_of_a_question_names_itself(client: FlaskClient) -> None:
    headers = {"Accept": BROWSER, "Accept-Language": "de"}
    response = client.get("/queries/cities", headers=headers)
    assert response.headers["Content-Location"] == "/queries/cities.de.html"


@pytest.mark.parametrize("ending", ["csv", "tsv", "srj", "srx", "json", "xml"])
def test_answer_is_there_in_every_format(client: FlaskClient, ending: str) -> None:
    response = client.get(f"/queries/cities.{ending}")
    assert response.status_code == 200
    assert "Berlin" in response.text
    assert response.headers["Vary"] == "Accept-Encoding"


def test_answer_to_a_select_is_no_graph(client: FlaskClient) -> None:
    assert client.get("/queries/cities.ttl").status_code == 406


def test_query_itself_is_there(client: FlaskClient) -> None:
    response = client.get("/queries/cities.rq")
    assert response.mimetype == "application/sparql-query"
    assert response.text.startswith("# title@de: Welche Städte")


@pytest.mark.parametrize("path", ["/queries/none", "/queries/none.csv", "/queries/none.de.html"])
def test_unknown_question_is_not_found(client: FlaskClient, path: str) -> None:
    response = client.get(path, headers={"Accept": "application/json"})
    assert (response.status_code, json.loads(response.text)["status"]) == (404, 404)


def test_every_question_of_the_shipped_graph_has_its_page(shipped: FlaskClient) -> None:
    summary = json.loads(shipped.get("/?format=json").text)
    for question in summary["questions"]:
        for ending in (".de.html", ".en.html", ".rq"):
            assert shipped.get(f"/queries/{question['name']}{ending}").status_code == 200


def test_pages_with_answers_may_show_tiles_of_the_server_in_the_settings(
    client_of: Callable[..., FlaskClient],
) -> None:
    url = "https://tiles.example:8443/{z}/{x}/{y}.png"
    tiles = f'[site]\ntiles = "{url}"\ntiles-attribution = "© <b>"\n'
    client = client_of(
        "<http://a/s> <http://a/p> 1 .",
        {
            "queries/all.rq": "SELECT * { ?s ?p ?o }",
            "schlaglicht.toml": f'images = ["a.example"]\n{tiles}',
        },
    )
    shown = "img-src 'self' https://a.example https://tiles.example:8443;"
    for page in ("/queries/all.en.html", "/sparql.en.html", "/sparql?query=SELECT*{?s+?p+?o}"):
        response = client.get(page, headers={"Accept": "text/html"})
        assert shown in response.headers["Content-Security-Policy"], page
    assert shown not in client.get("/index.en.html").headers["Content-Security-Policy"]
    (told,) = re.findall('data-tiles="([^"]*)"', client.get("/queries/all.en.html").text)
    assert json.loads(unescape(told)) == {"url": url, "attribution": "© <b>"}
