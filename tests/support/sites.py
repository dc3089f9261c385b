"""The same site, live and as files."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from mimetypes import guess_type
from pathlib import Path
from urllib.parse import unquote, urlsplit

from crawler import Answer, Fetch
from flask import Flask
from patience import PATIENT, ending

from schlaglicht.dataset.dumps import DumpStore, write_dumps
from schlaglicht.dataset.index import build_index
from schlaglicht.dataset.snapshot import take_snapshot
from schlaglicht.engine import EnginePool
from schlaglicht.project import Project, open_project
from schlaglicht.questions import read_questions
from schlaglicht.validation.pipeline import validate
from schlaglicht.web.app import create_app
from schlaglicht.web.project_version import summary_of
from schlaglicht.web.published_site import Site

BASE = "https://example.org/kb/"

CONCERT = Path(__file__).parents[1] / "projects" / "concert"


@contextmanager
def files_served(folder: Path) -> Iterator[str]:
    """The URL of a server of the files in a folder."""
    script = Path(__file__).with_name("file_server.py")
    command = [sys.executable, str(script), str(folder)]
    with ending(subprocess.Popen(command, stdout=subprocess.PIPE, text=True)) as server:
        assert server.stdout is not None
        yield f"http://127.0.0.1:{int(server.stdout.readline())}"


@contextmanager
def application(of: Project | Path, private: Path) -> Iterator[Flask]:
    """The application of a server that has validated its project, which a folder may stand for."""
    project = of if isinstance(of, Project) else open_project([of])
    snapshot = take_snapshot(project, private)
    build_index(snapshot)
    findings = summary_of(validate(project))
    with EnginePool(snapshot, engines=1, limits=PATIENT) as pool:
        questions = read_questions(project)
        site = Site(project, snapshot, questions, pool, findings=findings)
        write_dumps(snapshot, DumpStore(snapshot).folder)  # otherwise they are written on request
        yield create_app(site)


def from_disk(folder: Path, root: str = BASE) -> Fetch:
    """The files of a folder, as a server has them that takes `root` for its URL."""

    def fetch(url: str) -> Answer:
        name, mark, query = url.partition("?")
        path = folder / unquote(name.removeprefix(urlsplit(root).path))
        if path.is_dir() and not name.endswith("/"):
            return Answer(301, "", b"", f"{name}/{mark}{query}")
        path = path / "index.html" if name.endswith("/") else path
        if not path.is_file():
            return Answer(404, "text/plain", b"")
        media_type, coding = guess_type(path.name)
        return Answer(200, "" if coding else media_type or "", path.read_bytes())

    return fetch


def in_process(app: Flask, root: str = BASE) -> Fetch:
    """Requests to an application at `root`, as from a browser without preferences."""
    client = app.test_client()
    folder = "/" + root.split("/", 3)[3]

    def fetch(url: str) -> Answer:
        path = "/" + url.removeprefix(folder)
        response = client.get(path, base_url=root, headers={"Accept": "text/html, */*;q=0.5"})
        location = response.headers.get("Location")
        return Answer(response.status_code, response.mimetype or "", response.data, location)

    return fetch
