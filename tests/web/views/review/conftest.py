"""A desk with one document, and its reader."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from patience import PATIENT

from schlaglicht.dataset.index import build_index
from schlaglicht.dataset.snapshot import take_snapshot
from schlaglicht.engine import EnginePool
from schlaglicht.evidence.add import Request
from schlaglicht.project import Project, open_project
from schlaglicht.validation.review_workflow import propose
from schlaglicht.web.app import create_app
from schlaglicht.web.published_site import Site
from schlaglicht.web.views.review.access import Desk, open_desk

FEASTS = Path(__file__).parents[3] / "projects" / "feasts"

Propose = Callable[..., str]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project with two documents next to it, which a test may change."""
    shutil.copytree(FEASTS, tmp_path / "feasts")
    return open_project([tmp_path / "feasts" / "project"])


@pytest.fixture
def suggest(project: Project) -> Propose:
    """Proposes a statement on words, for a project as it is; returns its key."""

    def made(statement: str, *quotes: str, named: str = "", document: str = "report.txt") -> str:
        request = Request(
            (statement,),
            project.root.parent / "sources",
            document=document,
            quotes=quotes,
            anaphora_quotes=(named,) if named else (),
        )
        return propose(project, request, "a program").key

    return made


@pytest.fixture
def visitor(project: Project, tmp_path: Path) -> Iterator[tuple[FlaskClient, str]]:
    """A browser that has not used the link yet, and its token."""
    with ExitStack() as stack:
        private = tmp_path / "private"
        private.mkdir()
        snapshot = take_snapshot(project, private)
        build_index(snapshot)
        pool = stack.enter_context(EnginePool(snapshot, engines=1, limits=PATIENT))
        site = Site(project, snapshot, (), pool, sources=project.root.parent / "sources")
        token = open_desk(private)
        yield create_app(site, desk=Desk(private, edits=True)).test_client(), token


@pytest.fixture
def reader(visitor: tuple[FlaskClient, str]) -> FlaskClient:
    """The browser of the desk's reader."""
    client, token = visitor
    assert client.get("/review", query_string={"token": token}).status_code == 303
    return client
