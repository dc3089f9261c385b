from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from patience import PATIENT

from schlaglicht.dataset.index import build_index
from schlaglicht.dataset.snapshot import take_snapshot
from schlaglicht.engine import EnginePool
from schlaglicht.project import Project, open_project, shipped_folder
from schlaglicht.questions import read_questions
from schlaglicht.web.app import create_app
from schlaglicht.web.published_site import Site
from schlaglicht.web.theme import read_theme

DATA = """\
@prefix id: <https://example.org/kb/id/> .
@prefix schema: <https://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

id:berlin a schema:City ; schema:name "Berlin"@de ; schema:population 3755251 ;
    schema:url <https://www.berlin.de/> .
id:hamburg a schema:City ; schema:name "Hamburg <i>"@de ; schema:population 1892122 .
"""

SETTINGS = """\
base = "https://example.org/kb/"
[title]
de = "Städte"
en = "Cities"
[prefixes]
id = "https://example.org/kb/id/"
schema = "https://schema.org/"
"""

QUESTION = """\
# title@de: Welche Städte gibt es?
# title@en: Which cities are there?
# description@de: Die größte zuerst.
SELECT ?name { ?city a schema:City ; schema:name ?name ; schema:population ?n } ORDER BY DESC(?n)
"""


@pytest.fixture(scope="session")
def cities(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project of two cities, with settings and one question."""
    root = tmp_path_factory.mktemp("cities")
    (root / "data.ttl").write_text(DATA, encoding="utf-8")
    (root / "schlaglicht.toml").write_text(SETTINGS, encoding="utf-8")
    (root / "queries").mkdir()
    (root / "queries" / "cities.rq").write_text(QUESTION, encoding="utf-8")
    return open_project([root])


@pytest.fixture(scope="session")
def app(cities: Project, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application over the cities, with one engine."""
    snapshot = take_snapshot(cities, tmp_path_factory.mktemp("snapshot"))
    build_index(snapshot)
    with EnginePool(snapshot, engines=1, limits=PATIENT) as pool:
        yield create_app(Site(cities, snapshot, read_questions(cities), pool))


@pytest.fixture
def hurried(cities: Project, tmp_path: Path) -> Iterator[FlaskClient]:
    """A client of the application over the cities, with half a second per query."""
    snapshot = take_snapshot(cities, tmp_path)
    with EnginePool(snapshot, engines=1, limits=replace(PATIENT, seconds=0.5)) as pool:
        yield create_app(Site(cities, snapshot, (), pool)).test_client()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="session")
def publish(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Flask]]:
    """Makes an application over the project in a folder, with one engine and optional `sources`."""
    with ExitStack() as pools:

        def publish_folder(folder: Path, *, sources: Path | None = None) -> Flask:
            project = open_project([folder])
            snapshot = take_snapshot(project, tmp_path_factory.mktemp("published"))
            build_index(snapshot)
            pool = pools.enter_context(EnginePool(snapshot, engines=1, limits=PATIENT))
            theme = read_theme(project)
            questions = read_questions(project)
            return create_app(
                Site(project, snapshot, questions, pool, sources=sources, theme=theme)
            )

        yield publish_folder


@pytest.fixture(scope="session")
def shipped_app(publish: Callable[..., Flask]) -> Flask:
    """The application over the graph that Schlaglicht ships with."""
    return publish(shipped_folder())


@pytest.fixture
def shipped(shipped_app: Flask) -> FlaskClient:
    return shipped_app.test_client()
