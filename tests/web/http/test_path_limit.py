"""Paths too long to name anything: refused before anything reads them."""

from __future__ import annotations

import json
import logging
import re
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from tables import each
from werkzeug.test import Client

from schlaglicht.web.http.front import LONGEST_PATH, RequestLog, is_refused
from schlaglicht.web.monitoring.logs import FIELDS
from schlaglicht.web.monitoring.metrics import Metrics
from schlaglicht.web.views import iris

LONG = "/" + "a" * 60_000
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@each("method", ["GET", "HEAD", "OPTIONS", "POST", "QUERY", "DELETE"])
@each("beginning", ["", "/classes", "/documents", "/static", "/sparql", "/iri"])
def test_a_long_path_is_refused_wherever_it_leads(
    client: FlaskClient, method: str, beginning: str
) -> None:
    assert client.open(beginning + LONG, method=method).status_code == 414


def test_a_refused_path_has_problem_details(client: FlaskClient) -> None:
    response = client.get(LONG, headers={"Accept": "application/json"})
    problem = json.loads(response.text)
    assert (response.status_code, problem["status"]) == (414, 414)
    assert problem["type"] == "http://localhost/problems/path-too-long"
    assert "aaaa" not in response.text
    assert response.headers["Cache-Control"] == "no-store"


def test_a_refused_path_has_a_page_in_the_language_of_the_reader(client: FlaskClient) -> None:
    for language, title in (("de", "Der Pfad der URL ist zu lang"), ("en", "The path of the URL")):
        headers = {"Accept": BROWSER, "Accept-Language": language}
        response = client.get(LONG, headers=headers)
        assert response.status_code == 414
        assert title in response.text
        assert "aaaa" not in response.text


@pytest.mark.parametrize("character", ["a", "€", "𝄞"])
def test_the_longest_path_is_looked_for_and_a_longer_one_is_not(
    client: FlaskClient, character: str
) -> None:
    path = "/" + quote(character * (LONGEST_PATH - 1))
    assert client.get(path).status_code == 404
    assert client.get(path + quote(character)).status_code == 414


def test_nothing_behind_sees_a_long_path() -> None:
    seen: list[tuple[bool, int]] = []
    for length in (2, LONGEST_PATH, LONGEST_PATH + 1, 60_000):
        environ = {"PATH_INFO": "/" + "a" * (length - 1), "REQUEST_METHOD": "GET"}
        seen.append((is_refused(environ), len(environ["PATH_INFO"])))
    assert seen == [(False, 2), (False, LONGEST_PATH), (True, 1), (True, 1)]


def test_no_route_is_counted_for_a_refused_path(app: Flask) -> None:
    routes: list[str | None] = []

    class Noted(Metrics):
        def count_request(self, route: str | None, *others: Any) -> None:
            routes.append(route)
            super().count_request(route, *others)

    Client(RequestLog(app.wsgi_app, Noted())).get(LONG, buffered=True)
    assert routes == [None]


def test_a_refused_path_with_a_host_that_is_none_is_a_bad_request(client: FlaskClient) -> None:
    assert client.get(LONG, headers={"Host": "a" * 70}).status_code == 400


def test_names_of_pages_are_matched_as_a_whole(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    # To search for such a name anywhere in a path takes time by the square of its length.
    class WholeOnly:
        fullmatch = re.compile(iris._PAGE.pattern, iris._PAGE.flags).fullmatch

    monkeypatch.setattr(iris, "_PAGE", WholeOnly())
    response = client.get("/id/berlim.en.html", headers={"Accept": "application/json"})
    assert response.status_code == 404
    assert json.loads(response.text)["nearest"][0]["iri"] == "https://example.org/kb/id/berlin"


def test_a_log_line_shows_the_beginning_of_a_long_path(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        Client(RequestLog(app.wsgi_app, Metrics())).get(LONG, buffered=True)
    (fields,) = (getattr(record, FIELDS) for record in caplog.records if hasattr(record, FIELDS))
    assert fields["path"] == "/" + "a" * 1999 + "…"
