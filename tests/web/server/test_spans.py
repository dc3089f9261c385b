"""The spans that a collector on this machine receives, of one process and of a whole server."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest
from patience import PATIENCE, PATIENT, patient_environment
from serving import site_of
from werkzeug.test import Client

from schlaglicht.engine import Limits
from schlaglicht.project import Project
from schlaglicht.web.app import create_app
from schlaglicht.web.http.cache import CacheSettings
from schlaglicht.web.http.front import RequestLog
from schlaglicht.web.http.public_url import PublicUrl
from schlaglicht.web.http.query_cancellation import PoolObserver, RunningQueries
from schlaglicht.web.metrics import Metrics
from schlaglicht.web.server.web_process import start_tracing

if TYPE_CHECKING:
    from opentelemetry.proto.trace.v1.trace_pb2 import Span

pytest.importorskip("opentelemetry.exporter.otlp.proto.http", reason="schlaglicht[otel] is missing")

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
ENDLESS = f"SELECT (COUNT(*) AS ?n) {{ {' '.join(f'?a{n} ?b{n} ?c{n} .' for n in range(12))} }}"


class Collector(ThreadingHTTPServer):
    """Receives OTLP over HTTP as a collector does, and keeps the spans."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Receiver)
        self.received: list[bytes] = []
        self.variables = {"OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{self.server_port}"}

    @property
    def spans(self) -> list[Span]:
        return [span for _, spans in self.by_resource for span in spans]

    @property
    def by_resource(self) -> list[tuple[dict[str, Any], list[Span]]]:
        from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
            ExportTraceServiceRequest,
        )

        exports = map(ExportTraceServiceRequest.FromString, self.received)
        return [
            (
                attributes(each.resource),
                [span for scope in each.scope_spans for span in scope.spans],
            )
            for export in exports
            for each in export.resource_spans
        ]


class _Receiver(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        assert isinstance(self.server, Collector)
        assert self.path == "/v1/traces"
        self.server.received.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing to the terminal."""


def attributes(of: Any) -> dict[str, Any]:
    """The attributes of a span or a resource, as values of Python."""
    return {
        each.key: [item.string_value for item in each.value.array_value.values]
        if each.value.HasField("array_value")
        else getattr(each.value, each.value.WhichOneof("value"))
        for each in of.attributes
    }


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Iterator[Collector]:
    """A collector to which the variables of this process point."""
    with Collector() as server:
        for name, value in server.variables.items():
            monkeypatch.setenv(name, value)
        thread = Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@contextmanager
def traced(cities: Project, folder: Path, limits: Limits = PATIENT) -> Iterator[Client]:
    """A client of the cities; its spans are sent at the end."""
    metrics = Metrics()
    tracing = start_tracing(os.environ)
    assert tracing
    observer = PoolObserver(metrics, RunningQueries())
    with site_of(cities, folder, limits=limits, observer=observer) as site:
        app = create_app(site, CacheSettings(quick=0))
        yield Client(RequestLog(app, metrics, tracing.begin, place=PublicUrl(proxies=1)))
    tracing.stop()


@pytest.fixture
def spans_of(collector: Collector, cities: Project, tmp_path: Path) -> Callable[..., list[Span]]:
    """The spans of one request, that of the request first."""

    def ask(
        path: str, *, limits: Limits = PATIENT, method: str = "GET", **options: Any
    ) -> list[Span]:
        with traced(cities, tmp_path, limits) as client:
            client.open(path, method=method, buffered=True, **options)
        return sorted(collector.spans, key=lambda span: span.start_time_unix_nano)

    return ask


def test_a_request_is_a_span_of_a_server(spans_of: Callable[..., list[Span]]) -> None:
    fields = {"X-Request-Id": "abc-123", "X-Forwarded-Proto": "https"}
    (span,) = spans_of("/problems/query-syntax?secret=1", headers=fields)
    found = attributes(span)
    assert found.pop("http.response.body.size") > 0
    assert (span.name, span.kind) == ("GET /problems/<code>", span.SPAN_KIND_SERVER)
    assert found == {
        "http.request.method": "GET",
        "http.route": "/problems/<code>",
        "http.response.status_code": 200,
        "http.response.header.x-request-id": ["abc-123"],
        "url.path": "/problems/query-syntax",
        "url.scheme": "https",
    }


def test_the_work_of_an_engine_is_a_span_below(spans_of: Callable[..., list[Span]]) -> None:
    server, engine = spans_of("/sparql", query_string={"query": "SELECT ?s { ?s ?p ?o }"})
    assert (engine.trace_id, engine.parent_span_id) == (server.trace_id, server.span_id)
    assert (engine.name, engine.kind) == ("SELECT", engine.SPAN_KIND_CLIENT)
    assert engine.start_time_unix_nano < engine.end_time_unix_nano <= server.end_time_unix_nano
    found = attributes(engine)
    assert len(found.pop("schlaglicht.query.digest")) == 16
    assert found.pop("schlaglicht.answer.bytes") == attributes(server)["http.response.body.size"]
    assert found == {
        "db.system.name": "oxigraph",
        "db.operation.name": "SELECT",
        "schlaglicht.answer.cut": False,
    }


def test_no_text_of_a_query_is_sent(
    spans_of: Callable[..., list[Span]], collector: Collector
) -> None:
    assert len(spans_of("/sparql", query_string={"query": "ASK { ?secret ?p ?o }"})) == 2
    assert not any(b"secret" in each for each in collector.received)


def test_the_text_of_a_query_is_sent_when_it_is_asked_for(
    spans_of: Callable[..., list[Span]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCHLAGLICHT_TRACE_QUERIES", "true")
    query = f"ASK {{ ?s ?p ?o }} # {5000 * 'x'}"
    _, engine = spans_of("/sparql", method="POST", data={"query": query})
    assert attributes(engine)["db.query.text"] == query[:4096]


def test_a_trace_of_a_client_goes_on(spans_of: Callable[..., list[Span]]) -> None:
    server, engine = spans_of("/sparql?query=ASK{}", headers={"traceparent": PARENT})
    assert server.trace_id.hex() == engine.trace_id.hex() == PARENT[3:35]
    assert server.parent_span_id.hex() == PARENT[36:52]


def test_a_trace_of_a_client_ends_where_no_propagator_is_wanted(
    spans_of: Callable[..., list[Span]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_PROPAGATORS", "none")
    (span,) = spans_of("/", headers={"traceparent": PARENT})
    assert span.trace_id.hex() != PARENT[3:35]
    assert not span.parent_span_id


def test_a_trace_that_its_client_does_not_sample_is_not_sent(
    spans_of: Callable[..., list[Span]],
) -> None:
    assert spans_of("/sparql?query=ASK{}", headers={"traceparent": PARENT[:-2] + "00"}) == []


def test_a_killed_engine_is_an_error_of_both(spans_of: Callable[..., list[Span]]) -> None:
    limits = replace(PATIENT, seconds=0.5)
    server, engine = spans_of("/sparql", limits=limits, query_string={"query": ENDLESS})
    assert attributes(engine)["error.type"] == "timeout"
    assert attributes(server)["error.type"] == "503"
    assert {span.status.code for span in (server, engine)} == {engine.status.STATUS_CODE_ERROR}


def test_an_error_of_the_client_is_none_of_the_server(spans_of: Callable[..., list[Span]]) -> None:
    server, engine = spans_of("/sparql?query=SELECT")
    assert attributes(server)["http.response.status_code"] == 400
    assert server.status.code == server.status.STATUS_CODE_UNSET
    assert attributes(engine)["error.type"] == "syntax"


def test_a_method_that_nobody_defines_names_no_span(spans_of: Callable[..., list[Span]]) -> None:
    (span,) = spans_of("/", method="BREW")
    found = attributes(span)
    assert span.name.startswith("HTTP")
    assert found["http.request.method"] == "_OTHER"
    assert found["http.request.method_original"] == "BREW"


def test_answers_that_are_kept_have_no_work_of_an_engine(
    collector: Collector, cities: Project, tmp_path: Path
) -> None:
    with traced(cities, tmp_path) as client:
        for _ in range(2):
            client.get("/sparql?query=ASK{}", buffered=True)
    assert sorted(span.name for span in collector.spans) == ["ASK", "GET /sparql", "GET /sparql"]


def test_every_web_process_sends_its_spans_until_it_ends(
    collector: Collector, tmp_path: Path
) -> None:
    (tmp_path / "data.ttl").write_text("<https://example.org/a> a <https://example.org/A> .\n")
    command = [sys.executable, "-m", "schlaglicht", "serve", "--port", "0", "--workers", "2"]
    variables = {**patient_environment(), **collector.variables}
    with subprocess.Popen(
        [*command, str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**variables, "OTEL_BSP_SCHEDULE_DELAY": "3600000"},
    ) as server:
        assert server.stdout
        try:
            ready = server.stdout.readline()
            for _ in range(8):
                request(ready, "/M%C3%BCnchen%FF%25")
        finally:
            server.terminate()
        _, log = server.communicate(timeout=PATIENCE)
    assert len(collector.spans) == 8
    assert {found["service.name"] for found, _ in collector.by_resource} == {"schlaglicht"}
    assert {attributes(span)["url.path"] for span in collector.spans} == {"/M%C3%BCnchen%FF%25"}
    assert all(span.trace_id.hex() in log for span in collector.spans)


def request(ready: str, path: str) -> None:
    """Asks a server by the line in which it says that it is ready, over a connection of its own."""
    port = int(ready.rstrip("/\n").rpartition(":")[2])
    with closing(HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as connection:
        connection.request("GET", path)
        connection.getresponse().read()
