"""The outermost layer: where a site is, what is refused unread, and what is seen of a request."""

from __future__ import annotations

import gc
import json
import logging
import re
import sqlite3
import tracemalloc
from collections.abc import Iterable
from contextlib import closing
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from tables import each
from werkzeug.test import Client, create_environ, run_wsgi_app

from schlaglicht.errors import ProjectError
from schlaglicht.web.app import create_app
from schlaglicht.web.http.cache import CacheSettings
from schlaglicht.web.http.front import LONGEST_PATH, RequestLog, is_refused
from schlaglicht.web.http.public_url import PublicUrl, check_base_path, check_public_url
from schlaglicht.web.http.slow_clients import BoundedBodies
from schlaglicht.web.http.sparql_protocol import LONGEST_BODY
from schlaglicht.web.logs import FIELDS, RequestRecord, current_record, note_query
from schlaglicht.web.long_answers import Readers
from schlaglicht.web.metrics import Metrics
from schlaglicht.web.published_site import published_by
from schlaglicht.web.views import iris

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


@pytest.mark.parametrize(
    ("environ", "reason"),
    [
        ({"HTTP_HOST": ""}, "no Host header"),
        ({"HTTP_HOST": "a,b"}, "more than one Host header"),
        ({"HTTP_HOST": "a/b"}, "does not name a host"),
        ({"HTTP_HOST": "u@a"}, "does not name a host"),
        ({"HTTP_TRANSFER_ENCODING": "gzip, chunked"}, "no other coding"),
        ({"REQUEST_METHOD": "get"}, "written in upper case"),
    ],
)
def test_refusal_says_what_is_wrong(
    client: FlaskClient, environ: dict[str, str], reason: str
) -> None:
    response = client.get(
        "/sparql", headers={"Accept": "application/json"}, environ_overrides=environ
    )
    assert response.status_code == 400
    assert reason in response.get_json()["detail"]


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


FORWARDED = {
    "X-Forwarded-For": "192.0.2.1",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "data.example.org",
    "X-Forwarded-Prefix": "/graph",
}


def client_behind(
    app: Flask, *, proxies: int = 0, base_path: str = "", public_url: str = ""
) -> Client:
    place = PublicUrl(proxies=proxies, base_path=base_path, public_url=public_url)
    return Client(RequestLog(app.wsgi_app, Metrics(), place=place))


def endpoint(client: Client, path: str = "/", **headers: str) -> str:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    response = client.get(path, headers={"Accept": "application/json", **sent})
    assert response.status_code == 200
    assert response.json is not None
    return str(response.json["endpoint"])


IN_FRONT = "https://data.example.org/graph/sparql"


@each(
    ("proxies", "headers", "found"),
    [
        (0, FORWARDED, "http://localhost/sparql"),
        (1, FORWARDED, IN_FRONT),
        (1, {**FORWARDED, "X-Forwarded-Host": "evil.example.org, data.example.org"}, IN_FRONT),
        (1, {**FORWARDED, "X-Forwarded-Proto": "HTTPS"}, IN_FRONT),
        *(
            (1, {"X-Forwarded-Prefix": prefix}, "http://localhost/sparql")
            for prefix in ("//evil.example.org", "/a b", "javascript:x", '/"', "/a/../b//c")
        ),
    ],
)
def test_site_is_where_trusted_proxies_say_and_nobody_else(
    app: Flask, proxies: int, headers: dict[str, str], found: str
) -> None:
    assert endpoint(client_behind(app, proxies=proxies), **headers) == found


@pytest.mark.parametrize("path", ["/", "/classes/", "/sparql"])
def test_scheme_that_is_none_of_a_site_is_in_no_link(app: Flask, path: str) -> None:
    headers = {**FORWARDED, "X-Forwarded-Proto": "javascript", "Accept": "text/html"}
    page = client_behind(app, proxies=1).get(path, headers=headers).text
    assert "javascript:" not in page
    assert "http://data.example.org/graph/" in page


@pytest.mark.parametrize("path", ["/", "/graph/", "/graph"])
def test_base_path_holds_whether_the_proxy_takes_it_away_or_not(app: Flask, path: str) -> None:
    client = client_behind(app, base_path="/graph/")
    assert endpoint(client, path) == "http://localhost/graph/sparql"


def test_path_that_only_begins_alike_is_not_below_the_base_path(app: Flask) -> None:
    assert client_behind(app, base_path="/graph").get("/graphs").status_code == 404


def test_links_forms_and_style_of_pages_are_below_the_prefix(app: Flask) -> None:
    client = client_behind(app, proxies=1)
    page = client.get("/sparql", headers={"Accept": "text/html", **FORWARDED}).text
    for attribute in ('href="', 'action="', 'src="'):
        for target in page.split(attribute)[1:]:
            assert target.startswith(("/graph/", "https://", "#", "?")), target[:60]


@each(
    ("path", "accept", "part"),
    [
        ("/sparql", "text/turtle", f"<{IN_FRONT}>"),
        (
            "/nothing",
            "application/problem+json",
            '"https://data.example.org/graph/problems/not-found"',
        ),
    ],
)
def test_programs_read_urls_that_clients_see(app: Flask, path: str, accept: str, part: str) -> None:
    headers = {"Accept": accept, **FORWARDED}
    assert part in client_behind(app, proxies=1).get(path, headers=headers).text


@pytest.mark.parametrize("path", ["graph", "//graph", "/a b", "https://example.org/graph"])
def test_base_path_that_is_no_path_is_refused(path: str) -> None:
    with pytest.raises(ProjectError, match="--base-path"):
        check_base_path(path)


def test_base_paths_and_public_urls_are_accepted() -> None:
    for path in ("", "/", "/graph", "/graph/", "/a/b.c~d_e-f"):
        check_base_path(path)
    for url in ("", "https://example.org", "http://[::1]:80/", "https://e.org/a/b/"):
        check_public_url(url, "/")


@pytest.mark.parametrize("proxies", [0, 1])
@pytest.mark.parametrize("path", ["/", "/kb", "/kb/"])
def test_site_is_at_its_public_url_whatever_host_a_request_names(
    app: Flask, path: str, proxies: int
) -> None:
    client = client_behind(app, proxies=proxies, public_url="https://data.example.org:8443/kb/")
    found = endpoint(client, path, Host="evil.example.org", **FORWARDED)
    assert found == "https://data.example.org:8443/kb/sparql"


def test_public_url_without_a_path_is_that_of_the_start_page(app: Flask) -> None:
    client = client_behind(app, public_url="https://data.example.org")
    assert endpoint(client, Host="evil.example.org") == "https://data.example.org/sparql"


@pytest.mark.parametrize(
    "url",
    [
        *("example.org", "//example.org", "ftp://example.org", "https://u@example.org"),
        *(
            "https://example.org/a b",
            "https://example.org/?a",
            "https://example.org/#a",
            "https://",
        ),
    ],
)
def test_public_url_that_is_none_of_a_site_is_refused(url: str) -> None:
    with pytest.raises(ProjectError, match="--public-url"):
        check_public_url(url, "")


def test_public_url_has_the_base_path() -> None:
    with pytest.raises(ProjectError, match="leave --base-path out"):
        check_public_url("https://example.org/a", "/a")


def test_no_text_of_a_query_outlives_its_request() -> None:
    records: list[RequestRecord] = []

    def answer(_environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        note_query("ASK {}", "ASK")
        records.append(current_record())
        assert current_record().query_text == "ASK {}"
        start("200 OK", [])
        return [b""]

    Client(RequestLog(answer, Metrics())).get("/")
    (record,) = records
    assert (record.query_form, record.query_text) == ("ASK", None)


@pytest.mark.parametrize("error", [OSError(24, "Too many open files"), MemoryError()])
def test_answer_without_room_is_refused_until_there_is_some(
    error: Exception, app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    def view() -> str:
        raise error

    full = create_app(published_by(app).site)
    full.add_url_rule("/room", view_func=view)
    answer = Client(RequestLog(full.wsgi_app, Metrics())).get("/room")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
    assert "no room" in answer.text
    assert "Traceback" not in caplog.text


def _wrong_statement() -> Exception:
    with (
        pytest.raises(sqlite3.OperationalError) as caught,
        closing(sqlite3.connect(":memory:")) as db,
    ):
        db.execute("SELECT nothing FROM nowhere")
    return caught.value


@pytest.mark.parametrize(
    "error", [_wrong_statement(), OSError("no number"), FileNotFoundError(2, "gone", "/a/file")]
)
def test_error_that_may_be_ours_has_its_trace_in_the_log(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    def answer(_environ: WSGIEnvironment, _start: StartResponse) -> Iterable[bytes]:
        raise error

    response = Client(RequestLog(answer, Metrics())).get("/")
    assert response.status_code == 503
    assert str(error) not in response.text
    assert "Traceback" in caplog.text


LITERAL = " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(18))
LONG_ANSWER = f'SELECT ?x18 {{ BIND("12345678" AS ?x0) {LITERAL} }}'
MIB = 2**20


@pytest.mark.parametrize(
    ("query", "accept", "status"),
    [
        (LONG_ANSWER, "*/*", 503),
        ("ASK { " + "?a ?b ?c . " * 3_000 + " " * (MIB // 4), "*/*", 400),
        ("ASK { SERVICE <http://e.org/> {} } #" + "x" * (MIB // 2), "*/*", 403),
        ("ASK {} #" + "x" * (MIB // 2), "image/png", 406),
    ],
)
def test_nothing_of_a_refused_request_outlives_it(
    query: str, accept: str, status: int, app: Flask
) -> None:
    site = published_by(app).site
    inner = create_app(site, CacheSettings(0), readers=Readers(most_bytes=0))
    bodies = BoundedBodies(inner, length=LONGEST_BODY, readers=1)
    served = RequestLog(bodies, Metrics())

    def ask() -> None:
        asked = {"query": query}
        environ = create_environ("/sparql", method="POST", data=asked, headers={"Accept": accept})
        body, given, _ = run_wsgi_app(served, environ)
        assert int(given[:3]) == status
        assert b"".join(body)

    ask()
    gc.collect()
    gc.disable()
    tracemalloc.start()
    try:
        for _ in range(5):
            ask()
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
        gc.enable()
    assert kept < MIB
