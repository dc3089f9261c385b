"""The scripts of pages: bundled, small, and their parts tested by Node."""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

from flask.testing import FlaskClient

from schlaglicht.questions.header import VIEWS

ROOT = Path(__file__).parents[2]
FRONTEND = ROOT / "server" / "frontend"
STATIC = ROOT / "server" / "schlaglicht" / "web" / "static"
BUNDLE = STATIC / "query-page.js"
ENTRIES = tuple(STATIC / f"{name}-page.js" for name in ("query", "result", "graph"))
LARGEST = 300_000
"""Bytes of the query page's script with all that it may load, compressed."""

LARGEST_OF_ANSWERS = 10_000
"""Bytes that every page with an answer loads, compressed."""

NOT_BUNDLED = {"@codemirror/streamparser", "internmap"}
"""Packages that others need for what the scripts do not use."""

_IMPORTED = re.compile(r"""(from|import\(?)\s*"(\.{1,2}/[^"]+)\"""")


def loaded(script: Path, *, lazily: bool) -> set[Path]:
    """A script with the files that it imports, `lazily` those that it may load later too."""
    files, waiting = set(), [script]
    while waiting:
        file = waiting.pop()
        if file not in files:
            files.add(file)
            found = _IMPORTED.findall(file.read_text(encoding="utf-8"))
            waiting += [
                (file.parent / name).resolve() for how, name in found if lazily or how != "import("
            ]
    return files


def all_scripts() -> set[Path]:
    return set().union(*(loaded(entry, lazily=True) for entry in ENTRIES))


def compressed_size(files: set[Path]) -> int:
    return sum(len(gzip.compress(file.read_bytes(), 9)) for file in files)


def test_the_query_page_with_every_view_is_small() -> None:
    files = loaded(BUNDLE, lazily=True)
    assert len(files) > 3
    assert compressed_size(files) < LARGEST


def test_pages_with_an_answer_load_little_before_a_view_is_chosen() -> None:
    files = loaded(STATIC / "result-page.js", lazily=False)
    assert compressed_size(files) < LARGEST_OF_ANSWERS


def test_no_file_is_left_of_an_earlier_build() -> None:
    built = all_scripts()
    assert set((STATIC / "chunks").glob("*.js")) <= built


def test_the_scripts_need_no_evaluation_of_text() -> None:
    for file in all_scripts():
        assert not re.search(r"\beval\(|\bnew Function\b", file.read_text(encoding="utf-8"))


def test_the_scripts_end_with_the_licences_of_their_packages() -> None:
    lock = json.loads((FRONTEND / "package-lock.json").read_text(encoding="utf-8"))
    scripts = [file.read_text(encoding="utf-8") for file in all_scripts()]
    notices = "".join(text.rpartition("/*\n")[2] for text in scripts if text.endswith("*/\n"))
    for path, package in lock["packages"].items():
        name = path.removeprefix("node_modules/")
        if path and not package.get("dev") and name not in NOT_BUNDLED:
            licence = f"{name} {package['version']} ({package['license']})\n"
            assert f"\n{licence}" in f"\n{notices}"


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
    for url in ("/index.en.html", "/queries/index.en.html", "/nothing"):
        response = client.get(url, headers={"Accept": "text/html"})
        assert "script-src" not in response.headers["Content-Security-Policy"]
        assert "<script" not in response.text


def test_pages_of_questions_run_the_script_of_answers_alone(client: FlaskClient) -> None:
    response = client.get("/queries/cities.en.html")
    assert "script-src 'self'" in response.headers["Content-Security-Policy"]
    assert response.text.count("<script") == 1
    assert '<script type="module" src="/static/result-page.js">' in response.text


def test_script_is_served_as_script(client: FlaskClient) -> None:
    response = client.get("/static/query-page.js")
    assert response.mimetype == "text/javascript"


def test_form_works_without_the_script(client: FlaskClient) -> None:
    text = client.get("/sparql.en.html").text
    form = text[text.index('<form class="query"') :]
    assert '<textarea id="query" name="query"' in form
    assert ">Run query</button>" in form


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


def test_headers_of_questions_name_every_view() -> None:
    source = (FRONTEND / "src" / "views.js").read_text(encoding="utf-8")
    assert ["table", *re.findall(r'name: "(\w+)"', source)] == list(VIEWS)
