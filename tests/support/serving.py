"""Projects that are served, in this process or for a browser."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from patience import PATIENCE, PATIENT
from werkzeug.serving import make_server

from schlaglicht.dataset.index import build_index
from schlaglicht.dataset.snapshot import take_snapshot
from schlaglicht.engine import EnginePool, Limits, Observer
from schlaglicht.project import Project, open_project, shipped_folder
from schlaglicht.questions import read_questions
from schlaglicht.web.app import create_app
from schlaglicht.web.published_site import Site
from schlaglicht.web.theme import read_theme


@contextmanager
def shipped_graph_served(folder: Path) -> Iterator[str]:
    """The URL of a server of the shipped graph, with its snapshot in `folder`."""
    with project_served(open_project([shipped_folder()]), folder) as url:
        yield url


@contextmanager
def project_served(project: Project, folder: Path) -> Iterator[str]:
    """The URL of a server of a project, with its snapshot in `folder`."""
    with site_of(project, folder) as site:
        served = make_server("127.0.0.1", 0, create_app(site), threaded=True)
        thread = threading.Thread(target=served.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{served.port}"
        served.shutdown()
        thread.join(PATIENCE)


@contextmanager
def site_of(
    project: Project,
    folder: Path,
    *,
    limits: Limits = PATIENT,
    observer: Observer | None = None,
    sources: Path | None = None,
) -> Iterator[Site]:
    """The site of a project, with one engine, and its snapshot and index in `folder`."""
    snapshot = take_snapshot(project, folder)
    build_index(snapshot)
    with EnginePool(snapshot, engines=1, limits=limits, observer=observer) as pool:
        theme = read_theme(project)
        yield Site(project, snapshot, read_questions(project), pool, sources=sources, theme=theme)
