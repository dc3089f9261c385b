"""The main pages in a real browser: axe-core, narrow screens, the keyboard.

Needs Chromium, and axe-core in AXE_CORE: the path of axe.min.js, for example from
`npm install axe-core` in a folder elsewhere. Without, these tests are skipped; nothing is
installed.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from chromium import Chromium, find_chromium
from werkzeug.serving import make_server

from schlaglicht.engine import EnginePool
from schlaglicht.index import build_index
from schlaglicht.project import open_project, shipped_folder
from schlaglicht.questions import read_questions
from schlaglicht.snapshot import take_snapshot
from schlaglicht.web.app import create_app
from schlaglicht.web.site import Site

AXE = os.environ.get("AXE_CORE", "")

pytestmark = [
    pytest.mark.skipif(find_chromium() is None, reason="no chromium on this machine"),
    pytest.mark.skipif(not Path(AXE).is_file(), reason="AXE_CORE does not name axe.min.js"),
]

PAGES = (
    "/index.{}.html",
    "/classes/index.{}.html",
    "/classes/iri/https/schema.org/Event.{}.html",
    "/properties/index.{}.html",
    "/id/uwe-pfeil.{}.html",
    "/queries/index.{}.html",
    "/documents/id/article-1-paragraph-1.{}.html",
    "/timeline/index.{}.html",
    "/search?q=cluster&lang={}",
    "/dumps/index.{}.html",
    "/sparql?query=SELECT+*+{{+?s+a+?o+}}+LIMIT+5&lang={}",
    "/ontology/index.{}.html",
    "/constraints/index.{}.html",
    "/def/index.{}.html",
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    project = open_project([shipped_folder()])
    snapshot = take_snapshot(project, tmp_path_factory.mktemp("browser"))
    build_index(snapshot)
    with EnginePool(snapshot, engines=1) as pool:
        app = create_app(Site(project, snapshot, read_questions(project), pool))
        served = make_server("127.0.0.1", 0, app, threaded=True)
        thread = threading.Thread(target=served.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{served.port}"
        served.shutdown()
        thread.join(10)


@pytest.fixture(scope="module")
def browser() -> Iterator[Chromium]:
    with Chromium() as started:
        yield started


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("page", PAGES)
def test_axe_finds_no_violation(browser: Chromium, server: str, page: str, scheme: str) -> None:
    browser.show(scheme=scheme)
    browser.open(server + page.format("de"))
    browser.evaluate(Path(AXE).read_text(encoding="utf-8") + "; true")
    found = browser.evaluate(
        "axe.run().then(r => r.violations.map(v => [v.id, v.nodes.map(n => n.html).slice(0, 3)]))"
    )
    assert found == []


@pytest.mark.parametrize("page", PAGES)
def test_no_page_is_wider_than_a_narrow_screen(browser: Chromium, server: str, page: str) -> None:
    browser.show(width=360)
    browser.open(server + page.format("de"))
    assert browser.evaluate("document.documentElement.scrollWidth") <= 360


def test_the_first_key_leads_past_the_navigation(browser: Chromium, server: str) -> None:
    browser.show()
    browser.open(f"{server}/classes/index.en.html")
    browser.press("Tab")
    assert browser.evaluate("document.activeElement.className") == "skip"
    assert browser.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
