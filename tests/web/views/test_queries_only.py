"""Sites over a graph that is not copied."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from patience import PATIENT

from schlaglicht.dataset.index import build_index
from schlaglicht.dataset.snapshot import take_snapshot
from schlaglicht.dataset.statistics import GraphStatistics, Statistics
from schlaglicht.engine import EnginePool
from schlaglicht.project import Project
from schlaglicht.questions import read_questions
from schlaglicht.web.app import create_app
from schlaglicht.web.published_site import Site

BROWSER = {"Accept": "text/html"}


def uncopied(cities: Project, folder: Path, triples: int) -> Iterator[FlaskClient]:
    data = folder / "none.nt"
    data.touch()
    project = replace(cities, data=(data,), whole=False)
    snapshot = take_snapshot(project, folder)
    build_index(snapshot)
    statistics = Statistics(GraphStatistics(triples, is_counted=False))
    remote = replace(snapshot, triples=triples, statistics=statistics)
    with EnginePool(snapshot, engines=1, limits=PATIENT) as pool:
        site = Site(project, remote, read_questions(cities), pool, queries_only=True)
        yield create_app(site).test_client()


@pytest.fixture
def large(cities: Project, tmp_path: Path) -> Iterator[FlaskClient]:
    """A client of a site over a remote graph of fifty million triples."""
    yield from uncopied(cities, tmp_path, 50_000_000)


@pytest.fixture
def uncounted(cities: Project, tmp_path: Path) -> Iterator[FlaskClient]:
    """A client of a site over a remote graph that its endpoint cannot count."""
    yield from uncopied(cities, tmp_path, 0)


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Queries only: this graph"), ("de", "Nur Abfragen: Dieser Graph")],
)
def test_home_page_says_so(large: FlaskClient, language: str, words: str) -> None:
    page = large.get(f"/index.{language}.html").text
    assert words in page
    assert "50,000,000" in page or "50.000.000" in page


def test_home_page_links_to_nothing_that_is_not_there(large: FlaskClient) -> None:
    for page in ("/", "/experts/"):
        text = large.get(page, headers=BROWSER).text
        assert not any(part in text for part in ("/classes/", "/search", "/builder", "/dumps/"))


@pytest.mark.parametrize(
    "path",
    ["/classes/", "/properties/", "/search?q=a", "/dumps/", "/catalog", "/sparql/builder",
     "/timeline/", "/feed.en.atom", "/id/berlin", "/id/berlin.ttl"],
)  # fmt: skip
def test_pages_of_the_graph_are_refused_with_the_reason(large: FlaskClient, path: str) -> None:
    answer = large.get(path, headers=BROWSER)
    assert answer.status_code == 404
    assert "This site answers queries only" in answer.text
    assert (
        large.get(path, headers={"Accept": "application/json"})
        .get_json()["type"]
        .endswith("/problems/queries-only")
    )


@pytest.mark.parametrize(
    "path",
    ["/sparql", "/queries/", "/queries/cities", "/ontology/", "/constraints/", "/experts/",
     "/void", "/health", "/openapi.json", "/llms.txt", "/robots.txt", "/sitemap.xml",
     "/sparql/terms.en.json", "/problems/queries-only", "/sparql?query=ASK+{}"],
)  # fmt: skip
def test_all_else_is_there(large: FlaskClient, path: str) -> None:
    assert large.get(path).status_code == 200


def test_description_has_the_number_of_triples_and_no_other(large: FlaskClient) -> None:
    described = large.get("/void?format=turtle").text
    assert "void:triples 50000000" in described
    assert not any(name in described for name in ("void:entities", "void:classes", "dataDump"))


def test_number_that_is_unknown_is_said_nowhere(uncounted: FlaskClient) -> None:
    assert "void:triples" not in uncounted.get("/void?format=turtle").text
    assert uncounted.get("/", headers={"Accept": "application/json"}).get_json()["triples"] is None
    for path in ("/", "/experts/", "/llms.txt"):
        for accept in ("text/html", "text/plain"):
            assert "0 triples" not in uncounted.get(path, headers={"Accept": accept}).text
    assert "<dt>Triples</dt>" not in uncounted.get("/", headers=BROWSER).text
