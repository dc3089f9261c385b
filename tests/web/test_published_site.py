from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from patience import PATIENT

from schlaglicht.dataset.index import build_index
from schlaglicht.dataset.snapshot import Snapshot, take_snapshot
from schlaglicht.engine import EnginePool
from schlaglicht.project import Project
from schlaglicht.web.app import create_app
from schlaglicht.web.published_site import Site

BROWSER = {"Accept": "text/html"}


@pytest.fixture
def unindexed(cities: Project, tmp_path: Path) -> Iterator[tuple[FlaskClient, Snapshot]]:
    """A client of a site whose index is not written yet, and its snapshot."""
    snapshot = take_snapshot(cities, tmp_path)
    with EnginePool(snapshot, engines=1, limits=PATIENT) as pool:
        yield create_app(Site(cities, snapshot, (), pool)).test_client(), snapshot


@pytest.mark.parametrize("path", ["/", "/id/berlin", "/id/berlin.ttl", "/search?q=a"])
def test_pages_say_that_they_are_being_prepared(
    path: str, unindexed: tuple[FlaskClient, Snapshot]
) -> None:
    client, snapshot = unindexed
    response = client.get(path, headers=BROWSER)
    assert (response.status_code, response.headers["Retry-After"]) == (503, "10")
    assert response.headers["Cache-Control"] == "no-store"
    assert "The pages are still being prepared" in response.text
    build_index(snapshot)
    assert client.get(path, headers=BROWSER, follow_redirects=True).status_code == 200


def test_queries_are_answered_before_pages(unindexed: tuple[FlaskClient, Snapshot]) -> None:
    client, _ = unindexed
    answer = client.get("/sparql", query_string={"query": "ASK { ?city a schema:City }"})
    assert answer.get_json() == {"head": {}, "boolean": True}
    assert client.get("/sparql", headers=BROWSER).status_code == 200
    assert client.get("/problems/pages-pending", headers=BROWSER).status_code == 200


@pytest.mark.parametrize("query", ["ASK { id:berlin a schema:City }", "DESCRIBE id:berlin"])
def test_lookups_need_no_engine(query: str, cities: Project, tmp_path: Path) -> None:
    snapshot = take_snapshot(cities, tmp_path)
    build_index(snapshot)
    with EnginePool(snapshot, engines=1, limits=PATIENT) as pool:
        client = create_app(Site(cities, snapshot, (), pool)).test_client()
        before = client.get("/sparql", query_string={"query": query})
    after = client.get("/sparql", query_string={"query": f"{query} # again"})
    assert (before.status_code, after.status_code) == (200, 200)
    assert before.data == after.data
    found = client.get("/sparql", query_string={"query": "SELECT * { ?s ?p ?o }"})
    assert found.status_code == 503  # the engine has ended


def test_server_is_alive_before_it_is_ready(unindexed: tuple[FlaskClient, Snapshot]) -> None:
    client, snapshot = unindexed
    assert (client.get("/livez").status_code, client.get("/livez").text) == (200, "alive\n")
    pending = client.get("/readyz")
    assert (pending.status_code, pending.text) == (503, "pages are pending\n")
    build_index(snapshot)
    ready = client.get("/readyz")
    assert (ready.status_code, ready.text) == (200, "ready\n")
    assert ready.headers["Cache-Control"] == "no-store"


def test_health_says_whether_pages_are_ready(unindexed: tuple[FlaskClient, Snapshot]) -> None:
    client, snapshot = unindexed
    assert client.get("/health").get_json()["pages"] == "pending"
    build_index(snapshot)
    assert client.get("/health").get_json()["pages"] == "ready"
