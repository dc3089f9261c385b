from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Iterable
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from werkzeug.test import Client, create_environ, run_wsgi_app

from schlaglicht.web.app import create_app
from schlaglicht.web.http.cache import CacheSettings
from schlaglicht.web.http.front import RequestLog
from schlaglicht.web.http.slow_clients import BoundedBodies
from schlaglicht.web.http.sparql_protocol import LONGEST_BODY
from schlaglicht.web.long_answers import Readers
from schlaglicht.web.monitoring.metrics import Metrics
from schlaglicht.web.monitoring.request_record import RequestRecord, current_record, note_query
from schlaglicht.web.published_site import published_by

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


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


LITERAL = " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(18))
LONG_ANSWER = f'SELECT ?x18 {{ BIND("12345678" AS ?x0) {LITERAL} }}'
MIB = 2**20


@pytest.mark.parametrize(
    ("query", "accept", "status"),
    [
        (LONG_ANSWER, "*/*", 503),
        ("ASK { " + "?a ?b ?c . " * 30_000, "*/*", 400),
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
