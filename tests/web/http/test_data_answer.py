"""The short way and the way through Flask give the same answers."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes, urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from tables import each
from werkzeug.test import Client, TestResponse

from schlaglicht.engine import AnswerStream, EnginePool, EngineQuery
from schlaglicht.errors import RequestError
from schlaglicht.query import SparqlQuery, read_query
from schlaglicht.web.http.cache import CachingLayer, Reply
from schlaglicht.web.http.sparql_protocol import read_operation

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
HTML = "text/html"
QUERIES = (
    "ASK { id:berlin ?p ?o }",
    "SELECT ?name { id:berlin schema:name ?name }",
    "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o",
    "DESCRIBE id:berlin",
    "CONSTRUCT { ?s schema:name ?n } { ?s schema:name ?n }",
    "SELECT ?name { id:berlin schema:name ?name FILTER(RAND() < 2) }",
    "# Größe\nSELECT ('ü€𝄞' AS ?x) {}",
    "ASK { x:y ?p ?o }",
    "SELECT * {",
    "nonsense",
    "ASK { SERVICE <https://example.org/> {} }",
    "CLEAR ALL",
    "",
)
ACCEPTS = (
    None,
    "*/*",
    "application/sparql-results+xml",
    "text/csv",
    "application/ld+json",
    "text/turtle;q=0.5, application/rdf+xml",
    "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "image/png",
)
URLS = (
    "/sparql?query=ASK{}&query=ASK{}",
    "/sparql?query=ASK{}&update=CLEAR+ALL",
    "/sparql?query=%ff",
    "/sparql?query=ASK{}&format=xml",
    "/sparql?query=ASK{}&format=nothing",
    "/sparql?query=ASK{?s+?p+?o}&default-graph-uri=https://example.org/no",
    "/sparql?query=ASK{?s+?p+?o}&default-graph-uri=relative",
    "/sparql/?query=ASK{}",
    "/sparql?myquery=1",
    "/sparql?query=ASK{}" + "&a=b" * 1000,
)


POSTS: tuple[tuple[str | bytes, str | None, dict[str, str]], ...] = (
    ("query=ASK%7B%7D", FORM, {}),
    ("query=ASK%7B%7D&format=xml", FORM, {}),
    ("query=ASK%7B%7D", FORM, {"Accept": "text/html"}),
    ("", FORM, {}),
    ("update=CLEAR+ALL", FORM, {}),
    ("ASK {}", QUERY, {}),
    ("ASK {}", QUERY, {"Accept": "text/html"}),
    ("ASK {}", QUERY, {"Accept": "text/csv"}),
    ("ASK {}", QUERY + "; charset=utf-16", {}),
    (b"ASK {} #\xff", QUERY, {}),
    ("ASK {}", QUERY, {"Content-Encoding": "gzip"}),
    ("CLEAR ALL", "application/sparql-update", {}),
    ("ASK {}", "text/plain", {}),
    ("ASK {}", None, {}),
    ("#" * (1024 * 1024 + 1), QUERY, {}),
)


def short_way(
    front: CachingLayer, environ: WSGIEnvironment, start: StartResponse
) -> Iterable[bytes]:
    """The answer to one request before it gets its tag and coding."""
    reply, _ = front._reply(environ, front._published.site)
    if isinstance(reply, Reply):
        start(reply.status, reply.headers)
        return reply.stream if reply.body is None else [reply.body]
    start("200 OK", [field for field in reply.headers if field[0] != "ETag"])
    return [reply.body]


def both(
    app: Flask,
    url: str,
    *,
    body: str | bytes | None = None,
    content_type: str | None = None,
    **headers: str,
) -> list[tuple[int, list[tuple[str, str]], bytes]]:
    """Status, header fields and body, by the short way and through Flask alone."""
    front = app.wsgi_app
    assert isinstance(front, CachingLayer)
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    replies: list[TestResponse] = [
        Client(way).open(
            url,
            method="GET" if body is None else "POST",
            data=body,
            content_type=content_type,
            headers=sent,
        )
        for way in (partial(short_way, front), front._app)
    ]
    return [(r.status_code, sorted(r.headers), r.data) for r in replies]


@each(("query", "accept"), [*itertools.product(QUERIES, ACCEPTS)])
def test_query_is_answered_the_same(app: Flask, query: str, accept: str | None) -> None:
    headers = {"Accept": accept} if accept else {}
    short, long = both(app, "/sparql?" + urlencode({"query": query}), **headers)
    assert short == long


@pytest.mark.parametrize("url", URLS)
def test_request_is_answered_the_same(app: Flask, url: str) -> None:
    short, long = both(app, url)
    assert short == long


@pytest.mark.parametrize(("body", "content_type", "headers"), POSTS)
def test_posted_query_is_answered_the_same(
    app: Flask, body: str | bytes, content_type: str | None, headers: dict[str, str]
) -> None:
    short, long = both(app, "/sparql", body=body, content_type=content_type, **headers)
    assert short == long


def test_refusal_of_every_coding_is_answered_the_same(app: Flask) -> None:
    short, long = both(app, "/sparql?query=ASK{}", Accept_Encoding="*;q=0")
    assert short == long
    assert short[0] == 406


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_query_of_a_page_is_read_once(
    app: Flask, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    reads: list[str] = []

    def counted(text: str, **options: Any) -> SparqlQuery:
        reads.append(text)
        return read_query(text, **options)

    monkeypatch.setattr("schlaglicht.web.http.data_answer.read_query", counted)
    values = {"query": "ASK {}"}
    sent: Any = {"query_string": values} if method == "GET" else {"data": values}
    response = app.test_client().open("/sparql", method=method, headers={"Accept": HTML}, **sent)
    assert response.mimetype == HTML
    assert reads == ["ASK {}"]


def test_query_that_is_stopped_does_not_start_again_in_flask(
    hurried: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    patterns = " . ".join(f"?a{n} ?b{n} ?c{n}" for n in range(12))
    query = f"SELECT (COUNT(*) AS ?n) {{ {patterns} }}"
    asked = []
    stream = EnginePool.stream

    def counted(pool: EnginePool, asking: EngineQuery) -> AnswerStream:
        asked.append(asking.text)
        return stream(pool, asking)

    monkeypatch.setattr(EnginePool, "stream", counted)
    response = hurried.get("/sparql", query_string={"query": query})
    assert response.status_code == 503
    assert len(asked) == 1


@given(st.lists(st.sampled_from([*"%%%%%%24cCaAefFxuN\\\n{} é", "%C3%A9", "%5C"])).map("".join))
def test_escapes_are_decoded_as_everywhere(written: str) -> None:
    encoded = written.encode()
    environ = {"REQUEST_METHOD": "GET", "QUERY_STRING": f"query={encoded.decode('latin-1')}"}
    try:
        meant: str | None = unquote_to_bytes(encoded).decode()
    except UnicodeDecodeError:
        meant = None
    try:
        operation = read_operation(environ)
    except RequestError:
        assert meant is None
    else:
        assert operation is not None
        assert operation.query == meant
