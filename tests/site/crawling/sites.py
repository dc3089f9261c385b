"""The same site live and as files."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from crawler import Answer, Fetch
from flask import Flask

from schlaglicht.engine import EnginePool
from schlaglicht.index import build_index
from schlaglicht.project import open_project
from schlaglicht.questions import read_questions
from schlaglicht.snapshot import take_snapshot
from schlaglicht.validation import validate
from schlaglicht.web.app import create_app
from schlaglicht.web.findings import findings_of
from schlaglicht.web.site import Site

BASE = "https://example.org/kb/"

CONCERT = Path(__file__).parents[2] / "projects" / "concert"


class Files(SimpleHTTPRequestHandler):
    """What `python -m http.server` answers with, over connections that stay open."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and content are written one after the other

    def log_message(self, *_arguments: object) -> None:
        pass


@contextmanager
def files_served(folder: Path) -> Iterator[str]:
    """The URL of a server of the files in a folder."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Files, directory=str(folder)))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def application(folder: Path, private: Path) -> Iterator[Flask]:
    """What a server makes of a project, once it has validated it."""
    project = open_project([folder])
    snapshot = take_snapshot(project, private)
    build_index(snapshot)
    findings = findings_of(validate(project))
    with EnginePool(snapshot, engines=1) as pool:
        questions = read_questions(project)
        yield create_app(Site(project, snapshot, questions, pool, findings=findings))


def in_process(app: Flask, root: str = BASE) -> Fetch:
    """Asks an application that lies at `root`, as a browser without preferences."""
    client = app.test_client()
    folder = "/" + root.split("/", 3)[3]

    def fetch(url: str) -> Answer:
        path = "/" + url.removeprefix(folder)
        response = client.get(path, base_url=root, headers={"Accept": "text/html, */*;q=0.5"})
        location = response.headers.get("Location")
        return Answer(response.status_code, response.mimetype or "", response.data, location)

    return fetch
