"""The editor of the query page: bundled, small, and its parts tested by Node."""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

from flask.testing import FlaskClient

ROOT = Path(__file__).parents[2]
FRONTEND = ROOT / "server" / "frontend"
BUNDLE = ROOT / "server" / "schlaglicht" / "web" / "static" / "query-page.js"
LARGEST = 300_000
"""Bytes of the bundle, compressed."""


def test_the_bundle_is_small() -> None:
    assert len(gzip.compress(BUNDLE.read_bytes(), 9)) < LARGEST


def test_the_bundle_needs_no_evaluation_of_text() -> None:
    assert not re.search(r"\beval\(|\bnew Function\b", BUNDLE.read_text(encoding="utf-8"))


def test_the_bundle_ends_with_the_licences_of_its_packages() -> None:
    lock = json.loads((FRONTEND / "package-lock.json").read_text(encoding="utf-8"))
    packages = {
        path.removeprefix("node_modules/"): package
        for path, package in lock["packages"].items()
        if path and not package.get("dev")
    }
    _, _, notices = BUNDLE.read_text(encoding="utf-8").rpartition("/*\n")
    for name, package in packages.items():
        assert f"\n{name} {package['version']} (MIT)\n" in f"\n{notices}"
    assert notices.count("Permission is hereby granted") == len(packages)


def test_its_parts_pass_their_own_tests() -> None:
    own = ROOT / ".venv-node" / "bin"
    paths = os.pathsep.join([str(own), os.environ["PATH"]])
    node = shutil.which("node", path=paths)
    assert node, "make sets Node up"
    tests = [str(path) for path in sorted((FRONTEND / "test").glob("*.test.js"))]
    ran = subprocess.run([node, "--test", *tests], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout
    assert tests


def test_pages_with_the_form_alone_may_run_the_script(client: FlaskClient) -> None:
    with_form = ("/sparql.en.html", "/sparql?query=ASK%7B%7D", "/sparql?query=ASK%7B")
    for url in with_form:
        response = client.get(url, headers={"Accept": "text/html"})
        assert "script-src 'self'" in response.headers["Content-Security-Policy"]
        assert '<script type="module" src="/static/query-page.js">' in response.text
    for url in ("/index.en.html", "/queries/cities.en.html", "/nothing"):
        response = client.get(url, headers={"Accept": "text/html"})
        assert "script-src" not in response.headers["Content-Security-Policy"]
        assert "<script" not in response.text


def test_script_is_served_as_script(client: FlaskClient) -> None:
    response = client.get("/static/query-page.js")
    assert response.mimetype == "text/javascript"


def test_form_works_without_the_script(client: FlaskClient) -> None:
    text = client.get("/sparql.en.html").text
    form = text[text.index('<form class="query"') :]
    assert '<textarea id="query" name="query"' in form
    assert "<button>Run query</button>" in form


def test_place_of_an_error_is_for_the_editor_to_underline(client: FlaskClient) -> None:
    asked = {"query": "SELECT * {\n ?s ?p FILTR(1) }"}
    text = client.get("/sparql", query_string=asked, headers={"Accept": "text/html"}).text
    answer = text[text.index('id="answer"') :]
    assert re.search(r'data-line="2" data-column="\d+"', answer)
    assert text.index("<form") < text.index('id="answer"')


def test_near_miss_names_the_term_as_the_query_writes_it(client: FlaskClient) -> None:
    asked = {"query": "SELECT * { ?s schema:nmae ?o }"}
    text = client.get("/sparql", query_string=asked, headers={"Accept": "text/html"}).text
    assert '<li data-term="schema:nmae">' in text
