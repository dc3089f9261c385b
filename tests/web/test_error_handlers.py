from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from tables import each

from schlaglicht import errors
from schlaglicht.web.error_handlers import occurrence_of
from schlaglicht.web.http.problem_types import PROBLEMS

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
BROKEN = {"query": "SELECT * {\n  ?s ?p }"}


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.QuerySyntaxError("no", line=1, column=2), 400),
        (errors.QueryRefused("no", feature="SERVICE"), 403),
        (errors.QueryFailed("no"), 400),
        (errors.QueryTimeout(2), 503),
        (errors.EngineBusy("no"), 503),
        (errors.EngineLost("no"), 503),
        (errors.NotAcceptable("image/png", ("text/csv",)), 406),
        (errors.RequestError("no"), 400),
        (errors.UnsupportedMediaType("no"), 415),
        (errors.TryLater("no"), 503),
        (errors.ProjectError("/secret/path"), 500),
        (errors.GraphSyntaxError("no", path=Path("/secret"), line=1, column=1), 500),
        (ZeroDivisionError("/secret"), 500),
    ],
)
def test_error_has_its_status(error: Exception, status: int) -> None:
    assert occurrence_of(error).problem.status == status


@pytest.mark.parametrize(
    "error",
    [
        errors.ProjectError("/secret/path"),
        errors.GraphSyntaxError("no", path=Path("/secret"), line=1, column=1),
        OSError(2, "No such file", "/secret"),
    ],
)
def test_unforeseen_error_tells_nothing_of_itself(error: Exception) -> None:
    assert "secret" not in occurrence_of(error).detail


@pytest.mark.parametrize(
    "error",
    [
        errors.QueryTimeout(2),
        errors.EngineBusy("no"),
        errors.EngineLost("no"),
        errors.TryLater("no"),
    ],
)
def test_passing_problem_says_when_to_come_back(error: Exception) -> None:
    assert occurrence_of(error).problem.retry_after


def test_client_that_asks_for_anything_specific_gets_problem_details(client: FlaskClient) -> None:
    response = client.get("/sparql", query_string=BROKEN, headers={"Accept": "text/csv"})
    assert (response.status_code, response.content_type) == (400, "application/problem+json")
    details = json.loads(response.text)
    assert (details["status"], details["line"], type(details["column"])) == (400, 2, int)
    assert details["type"] == "http://localhost/problems/query-syntax"
    assert details["title"] == "The query is not valid SPARQL"
    assert "line 2" in details["detail"]


REPAIRED = "SELECT ?s ?o { ?s ?p ?o }"
COMMAS = "SELECT ?s, ?o { ?s ?p ?o }"


@each(
    ("asked", "accept", "parts"),
    [
        (
            {"query": COMMAS, "lang": "en"},
            "application/json",
            ["no commas stand between", f'"repairs": [{{"query": "{REPAIRED}"'],
        ),
        (
            {"query": COMMAS, "lang": "en"},
            "*/*",
            ["no commas stand between", f"With this change:\n\n{REPAIRED}\n"],
        ),
        (
            {"query": COMMAS, "lang": "en"},
            BROWSER,
            ["no commas stand between", f"<ins>+ {REPAIRED}</ins>", "Ask this"],
        ),
        (
            {"query": COMMAS, "lang": "de"},
            BROWSER,
            ["hier stehen keine Kommas", f"<ins>+ {REPAIRED}</ins>", "So fragen"],
        ),
        (
            {"query": "SELECT * { ?s ?p ?o FILTR(?o) }"},
            "application/json",
            ['"column": 21', '"token": "FILTR"', '"FILTER"', '"OPTIONAL"', '"."', '"}"'],
        ),
        (
            {"query": ["ASK {}", "ASK {}"], "lang": "de"},
            BROWSER,
            ["2 Parameter `query`; sende einen"],
        ),
        (
            BROKEN,
            BROWSER,
            ["The query is not valid SPARQL", "SELECT * {\n  ?s ?p }</textarea>"],
        ),
        ({**BROKEN, "lang": "de"}, BROWSER, [">Zeile 2, Spalte "]),
        (
            {"query": "", "lang": "en"},
            BROWSER,
            ['<form class="query"', '<div id="answer">\n<p class="message">no query here;'],
        ),
    ],
    ids=[
        *("mistake for programs", "as text", "as a page", "as a German page"),
        *("what stands there and what could", "request in German", "query to mend"),
        *("place in German", "empty query"),
    ],
)
def test_error_of_a_query_says(
    client: FlaskClient, asked: dict[str, Any], accept: str, parts: list[str]
) -> None:
    response = client.get("/sparql", query_string=asked, headers={"Accept": accept})
    assert response.status_code == 400
    assert [part for part in parts if part not in response.text] == []


@pytest.mark.parametrize("headers", [{}, {"Accept": "*/*"}, {"Accept": ""}])
def test_client_that_asks_for_nothing_gets_plain_text(
    client: FlaskClient, headers: dict[str, str]
) -> None:
    response = client.get("/sparql", query_string=BROKEN, headers=headers)
    assert response.content_type == "text/plain; charset=utf-8"
    assert response.text.startswith("400 The query is not valid SPARQL\n\nline 2")


def test_error_of_a_query_that_is_too_long_for_a_url_is_shown_as_its_answer(
    client: FlaskClient,
) -> None:
    response = client.post("/sparql?lang=en", data={"query": "SELECT"}, headers={"Accept": BROWSER})
    assert response.status_code == 400
    assert '<div id="answer">\n<p class="message" data-line="1"' in response.text


@pytest.mark.parametrize(
    ("query", "column"), [("ASK { SERVICE <x:y> {} }", 7), (" CLEAR ALL", 2)], ids=["part", "all"]
)
def test_refused_part_of_a_query_has_its_place(
    client: FlaskClient, query: str, column: int
) -> None:
    asked = {"query": query, "lang": "en"}
    assert (
        f'data-line="1" data-column="{column}"'
        in client.get("/sparql", query_string=asked, headers={"Accept": BROWSER}).text
    )
    problem = client.get("/sparql", query_string=asked, headers={"Accept": "text/csv"}).json
    assert problem is not None
    assert (problem["line"], problem["column"]) == (1, column)


def test_unknown_path_is_not_found(client: FlaskClient) -> None:
    response = client.get("/nowhere", headers={"Accept": "application/json"})
    assert (response.status_code, json.loads(response.text)["detail"]) == (
        404,
        "there is nothing at /nowhere: this dataset does not describe <https://example.org/kb/nowhere>",
    )


LONG = "a" * 1_000_000


@pytest.mark.parametrize(
    "query",
    [
        LONG,
        f"ASK {{ {LONG}:x ?p ?o }}",
        f"ASK {{ ?s ?p ?o FILTER(<https://example.org/{LONG}>(?o)) }}",
        f"ASK {{ ?s ?p {LONG} }}",
        f"ASK {{ ?s ?p '{LONG}",
    ],
    ids=["first word", "prefix", "function", "word", "string"],
)
@pytest.mark.parametrize("accept", ["*/*", "application/json", BROWSER])
def test_no_error_repeats_a_long_query(client: FlaskClient, query: str, accept: str) -> None:
    headers = {"Accept": accept, "Accept-Language": "de"}
    content_type = "application/sparql-query"
    response = client.post("/sparql", data=query, headers=headers, content_type=content_type)
    assert response.status_code == 400
    assert "a" * 3000 not in response.text
    assert len(response.text) < 10_000


def test_no_error_repeats_a_long_header(client: FlaskClient) -> None:
    response = client.post("/sparql", data="ASK {}", content_type=f"text/{LONG[:50_000]}")
    assert (response.status_code, len(response.text) < 3000) == (415, True)


def test_timeout_says_when_to_come_back(hurried: FlaskClient) -> None:
    triples = " . ".join(f"?a{i} ?b{i} ?c{i}" for i in range(12))
    query = f"SELECT (COUNT(*) AS ?n) {{ {triples} }}"
    response = hurried.get("/sparql", query_string={"query": query})
    assert (response.status_code, response.headers["Retry-After"]) == (503, "10")


def test_unforeseen_error_is_logged_and_answered(
    app: Flask, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("schlaglicht.web.http.data_answer.read_query", None)
    with caplog.at_level(logging.ERROR):
        response = app.test_client().get("/sparql?query=ASK{}", headers={"Accept": "text/csv"})
    assert (response.status_code, json.loads(response.text)["detail"]) == (
        500,
        "an error occurred on the server",
    )
    assert "TypeError" in caplog.text


def test_every_error_a_client_can_meet_has_its_page() -> None:
    never_met = {
        errors.AnswerNotWhole,
        errors.ConstraintFailed,
        errors.ServiceFailed,
        errors.ServiceUnreachable,
        errors.ProjectError,
        errors.AlikeBlankNodes,
        errors.GraphSyntaxError,
        errors.GraphTooLarge,
        errors.OutputError,
        errors.PortInUse,
        errors.ShapeUnfinished,
        errors.WorkStopped,
    }
    abstract = {
        errors.SchlaglichtError,
        errors.QueryError,
        errors.EngineError,
        errors.RemoteError,
    }
    codes = {
        kind.code
        for kind in vars(errors).values()
        if isinstance(kind, type)
        and issubclass(kind, errors.SchlaglichtError)
        and kind not in never_met | abstract
    }
    assert codes <= PROBLEMS.keys()


@each("code", sorted(PROBLEMS))
@each("language", ["de", "en"])
def test_every_problem_has_a_page_in_each_language(
    client: FlaskClient, code: str, language: str
) -> None:
    response = client.get(f"/problems/{code}", query_string={"lang": language})
    assert response.status_code == 200
    assert PROBLEMS[code].title[language] in response.text


def test_problems_are_listed(client: FlaskClient) -> None:
    page = client.get("/problems/").text
    assert all(f"/problems/{code}" in page for code in PROBLEMS)


def test_unknown_problem_is_not_found(client: FlaskClient) -> None:
    assert client.get("/problems/boredom").status_code == 404


@pytest.mark.parametrize("language", ["de", "en"])
def test_what_is_missing_under_the_name_of_a_page_is_told_in_its_language(
    client: FlaskClient, language: str
) -> None:
    other = {"de": "en", "en": "de"}[language]
    headers = {"Accept": "text/html", "Accept-Language": other}
    for stem in ("/id/none", "/classes/iri/none", "/timeline/1800", "/queries/none"):
        response = client.get(f"{stem}.{language}.html", headers=headers)
        assert response.status_code == 404
        assert response.headers["Content-Language"] == language
        assert f'<html lang="{language}">' in response.text
        assert f'<a href="{stem}.{other}.html" lang="{other}"' in response.text


@pytest.mark.parametrize("host", ["...", "a..b", "a" * 64])
@pytest.mark.parametrize("accept", ["text/html", "application/json", "*/*"])
def test_a_host_that_is_none_is_a_bad_request(app: Flask, host: str, accept: str) -> None:
    response = app.test_client().get("/id/x", headers={"Host": host, "Accept": accept})
    assert response.status_code == 400
    assert "Host header" in response.text


def test_missing_page_says_in_german_what_is_missing_and_leads_on(shipped: FlaskClient) -> None:
    page = shipped.get("/id/bwmi.de.html", headers={"Accept": BROWSER})
    assert page.status_code == 404
    assert "beschreibt &lt;https://w3id.org/schlaglicht/id/bwmi&gt; nicht" in page.text
    assert 'lang="en">nothing' not in page.text
    assert '<p class="downloads"><a href="/index.de.html">' in page.text
