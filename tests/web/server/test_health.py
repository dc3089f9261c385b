from __future__ import annotations

import errno
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from patience import PATIENT
from serving import site_of

from schlaglicht.engine import Limits
from schlaglicht.project import Project
from schlaglicht.web.app import create_app
from schlaglicht.web.http.cache import CacheSettings
from schlaglicht.web.http.front import RequestLog
from schlaglicht.web.http.query_cancellation import PoolObserver, RunningQueries
from schlaglicht.web.logs import FIELDS
from schlaglicht.web.metrics import Metrics, Reload, Slot
from schlaglicht.web.views.health import PROCESS_STATE, ProcessState

ENDLESS = f"SELECT (COUNT(*) AS ?n) {{ {' '.join(f'?a{n} ?b{n} ?c{n} .' for n in range(12))} }}"
SAMPLE = re.compile(r'schlaglicht_[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [0-9.e+-]+')


@contextmanager
def watching(cities: Project, folder: Path, limits: Limits) -> Iterator[Flask]:
    """The application over the cities as the web process puts it together."""
    metrics = Metrics()
    observer = PoolObserver(metrics, RunningQueries())
    with site_of(cities, folder, limits=limits, observer=observer) as site:
        reload = Reload(
            datetime(2026, 1, 2, tzinfo=UTC), succeeded=False, detail="data.ttl:1:2: no"
        )
        app = create_app(
            site,
            CacheSettings(quick=0),
            state=ProcessState(metrics, lambda: reload),
        )
        app.wsgi_app = RequestLog(app.wsgi_app, metrics)  # type: ignore[method-assign]
        yield app


@pytest.fixture
def watched(cities: Project, tmp_path: Path) -> Iterator[Flask]:
    with watching(cities, tmp_path, PATIENT) as app:
        yield app


@pytest.fixture
def watched_client(watched: Flask) -> FlaskClient:
    return watched.test_client()


def test_health_says_what_is_served(watched_client: FlaskClient) -> None:
    response = watched_client.get("/health")
    state = response.get_json()
    assert (response.status_code, response.content_type) == (200, "application/json")
    assert (state["status"], state["triples"]) == ("ok", 7)
    assert re.fullmatch(r"[0-9a-f]{64}", state["digest"])
    assert state["engines"] == {"idle": 1, "busy": 0, "starting": 0}


@pytest.mark.parametrize("path", ["/health", "/readyz", "/metrics"])
def test_state_is_told_without_room_for_the_report_to_other_processes(
    path: str, watched: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    slot = Slot(tmp_path)
    monkeypatch.setattr(slot, "write", refuse)
    state = replace(watched.extensions[PROCESS_STATE], slot=slot)
    monkeypatch.setitem(watched.extensions, PROCESS_STATE, state)
    assert watched.test_client().get(path).status_code == 200


def test_health_is_not_kept_by_caches(client: FlaskClient) -> None:
    assert client.get("/health").headers["Cache-Control"] == "no-store"


def test_health_shows_the_last_reload(watched_client: FlaskClient) -> None:
    assert watched_client.get("/health").get_json()["reload"] == {
        "time": "2026-01-02T00:00:00+00:00",
        "succeeded": False,
        "detail": "data.ttl:1:2: no",
    }


def test_health_is_503_without_engines(cities: Project, tmp_path: Path) -> None:
    with site_of(cities, tmp_path) as site:
        client = create_app(site).test_client()
    response = client.get("/health")
    assert response.status_code == 503
    assert response.get_json()["status"] == "unavailable"
    assert (client.get("/readyz").status_code, client.get("/livez").status_code) == (503, 200)


def test_metrics_are_prometheus_text(watched_client: FlaskClient) -> None:
    response = watched_client.get("/metrics")
    assert response.content_type == "text/plain; version=0.0.4; charset=utf-8"
    for line in response.text.splitlines():
        assert line.startswith(("# HELP ", "# TYPE ")) or SAMPLE.fullmatch(line), line


def test_metrics_count_requests_by_route(watched_client: FlaskClient) -> None:
    watched_client.get("/sparql?query=ASK{}", buffered=True)
    watched_client.get("/problems/query-syntax", buffered=True)
    watched_client.get("/nothing", buffered=True)
    text = watched_client.get("/metrics").text
    assert 'schlaglicht_requests_total{route="/sparql",method="GET",status="200"} 1' in text
    assert 'route="/problems/<code>"' in text
    assert 'schlaglicht_requests_total{route="/<path:path>",method="GET",status="404"} 1' in text


def test_metrics_measure_queries_and_waits(watched_client: FlaskClient) -> None:
    watched_client.get("/sparql?query=ASK{}")
    text = watched_client.get("/metrics").text
    assert "schlaglicht_query_seconds_count 1" in text
    assert 'schlaglicht_query_seconds_bucket{le="+Inf"} 1' in text
    assert "schlaglicht_queue_wait_seconds_count 1" in text


def test_metrics_count_killed_engines(cities: Project, tmp_path: Path) -> None:
    with watching(cities, tmp_path, replace(PATIENT, seconds=0.5)) as app:
        client = app.test_client()
        response = client.get("/sparql", query_string={"query": ENDLESS})
        assert response.status_code == 503
        text = client.get("/metrics").text
    assert 'schlaglicht_engine_kills_total{reason="timeout"} 1' in text


def test_metrics_show_the_snapshot_and_the_engines(watched_client: FlaskClient) -> None:
    text = watched_client.get("/metrics").text
    assert "schlaglicht_snapshot_triples 7" in text
    assert 'schlaglicht_engines{state="idle"} 1' in text


def test_request_id_is_taken_over(watched_client: FlaskClient) -> None:
    response = watched_client.get("/", headers={"X-Request-Id": "abc-123"})
    assert response.headers["X-Request-Id"] == "abc-123"


@pytest.mark.parametrize("given", ["", "a b", "x" * 129, 'a"b'])
def test_request_id_that_could_harm_is_replaced(watched_client: FlaskClient, given: str) -> None:
    made = watched_client.get("/", headers={"X-Request-Id": given}).headers["X-Request-Id"]
    assert re.fullmatch(r"[0-9a-f]{16}", made)


@pytest.mark.parametrize("path", ["/nothing", "/sparql?query=X", "/static/style.css"])
def test_every_response_has_an_id_and_times(watched_client: FlaskClient, path: str) -> None:
    with watched_client.get(path) as response:
        headers = response.headers
    assert headers["X-Request-Id"]
    assert re.fullmatch(r"(query;dur=[0-9.e-]+, )?total;dur=[0-9.e-]+", headers["Server-Timing"])


def test_server_timing_of_a_query_names_both_times(watched_client: FlaskClient) -> None:
    timing = watched_client.get("/sparql?query=ASK{}").headers["Server-Timing"]
    query, total = (float(part.partition("dur=")[2]) for part in timing.split(", "))
    assert 0 < query <= total < 2000


def test_times_belong_to_one_request(watched_client: FlaskClient) -> None:
    watched_client.get("/sparql?query=ASK{}")
    assert "query;" not in watched_client.get("/").headers["Server-Timing"]


def test_kept_answer_is_seen_like_a_new_one(
    watched_client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        for _ in range(2):
            watched_client.get("/sparql?query=ASK{}", headers={"Accept": "text/csv, */*;q=0.1"})
    new, kept = (getattr(record, FIELDS) for record in caplog.records if hasattr(record, FIELDS))
    assert kept["query_digest"] == new["query_digest"]
    assert ("query_milliseconds" in new, "query_milliseconds" in kept) == (True, False)
    counted = watched_client.get("/metrics").text
    assert 'requests_total{route="/sparql",method="GET",status="200"} 2' in counted


def test_metrics_count_what_the_cache_does(watched_client: FlaskClient) -> None:
    for _ in range(3):
        watched_client.get("/sparql?query=ASK{}")
    text = watched_client.get("/metrics").text
    assert "schlaglicht_cache_hits_total 2\n" in text
    assert "schlaglicht_cache_entries 1\n" in text
    assert re.search(r"^schlaglicht_cache_bytes [1-9]", text, re.MULTILINE)
    assert "schlaglicht_cache_evictions_total 0\n" in text
    assert f"schlaglicht_cache_capacity_bytes {64 * 2**20}\n" in text
