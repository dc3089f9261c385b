from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest
from flask import Flask
from flask.testing import FlaskClient
from patience import PATIENT, wait_until
from serving import site_of

from schlaglicht.project import Project, open_project, shipped_folder
from schlaglicht.web.app import create_app

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

NO_FILES: Mapping[str, str | bytes] = MappingProxyType({})


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
    with site_of(cities, tmp_path_factory.mktemp("snapshot")) as site:
        yield create_app(site)


@pytest.fixture
def hurried(cities: Project, tmp_path: Path) -> Iterator[FlaskClient]:
    """A client of the application over the cities, with half a second per query."""
    with site_of(cities, tmp_path, limits=replace(PATIENT, seconds=0.5)) as site:
        yield create_app(site).test_client()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="session")
def publish(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Flask]]:
    """Makes an application over the project in a folder, with one engine and optional `sources`."""
    with ExitStack() as sites:

        def publish_folder(folder: Path, *, sources: Path | None = None) -> Flask:
            target = tmp_path_factory.mktemp("published")
            site = site_of(open_project([folder]), target, sources=sources)
            return create_app(sites.enter_context(site))

        yield publish_folder


@pytest.fixture(scope="session")
def client_of(
    publish: Callable[..., Flask], tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., FlaskClient]:
    """Makes a client of an application over data, as TriG, and more files by their paths."""

    def client_of_data(data: str, more: Mapping[str, str | bytes] = NO_FILES) -> FlaskClient:
        folder = tmp_path_factory.mktemp("project")
        for name, content in {"data.trig": data, **more}.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
        return publish(folder).test_client()

    return client_of_data


@pytest.fixture(scope="session")
def shipped_app(publish: Callable[..., Flask]) -> Flask:
    """The application over the graph that Schlaglicht ships with, whose dumps are written."""
    app = publish(shipped_folder())
    wait_until(lambda: app.test_client().get("/dumps/index.en.html").status_code == 200)
    return app


@pytest.fixture
def shipped(shipped_app: Flask) -> FlaskClient:
    return shipped_app.test_client()
