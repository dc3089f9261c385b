"""Projects that are served, in this process or for a browser."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from patience import PATIENCE, PATIENT
from werkzeug.serving import make_server

from schlaglicht.dataset.index import build_index
from schlaglicht.dataset.snapshot import Snapshot, take_snapshot
from schlaglicht.engine import EnginePool, Limits, Observer
from schlaglicht.project import Project
from schlaglicht.questions import read_questions
from schlaglicht.web.app import create_app
from schlaglicht.web.published_site import Site
from schlaglicht.web.theme import read_theme


@contextmanager
def project_served(project: Project, place: Path | Snapshot) -> Iterator[str]:
    """The URL of a server of a project; `place` is its snapshot, or a folder for that."""
    with site_of(project, place) as site:
        served = make_server("127.0.0.1", 0, create_app(site), threaded=True)
        thread = threading.Thread(target=served.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{served.port}"
        served.shutdown()
        thread.join(PATIENCE)


def indexed(project: Project, folder: Path) -> Snapshot:
    """A snapshot in `folder`, with its index."""
    snapshot = take_snapshot(project, folder)
    build_index(snapshot)
    return snapshot


@contextmanager
def site_of(
    project: Project,
    place: Path | Snapshot,
    *,
    limits: Limits = PATIENT,
    observer: Observer | None = None,
    sources: Path | None = None,
) -> Iterator[Site]:
    """The site of a project, with one engine; `place` is its snapshot, or a folder for that."""
    snapshot = indexed(project, place) if isinstance(place, Path) else place
    with EnginePool(snapshot, engines=1, limits=limits, observer=observer) as pool:
        theme = read_theme(project)
        yield Site(project, snapshot, read_questions(project), pool, sources=sources, theme=theme)
