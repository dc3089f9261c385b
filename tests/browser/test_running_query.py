"""A query of the query page while it runs, in a real browser; skipped without Chromium."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from chromium import Chromium
from patience import PATIENCE, PATIENT, wait_until
from werkzeug.serving import make_server

from schlaglicht.dataset.index import build_index
from schlaglicht.dataset.snapshot import take_snapshot
from schlaglicht.engine import EnginePool
from schlaglicht.project import open_project
from schlaglicht.web.app import create_app
from schlaglicht.web.http.front import RequestLog
from schlaglicht.web.http.query_cancellation import PoolObserver, RunningQueries, report_to
from schlaglicht.web.metrics import Metrics
from schlaglicht.web.published_site import Site

ENDLESS = f"SELECT (COUNT(*) AS ?n) {{ {' '.join(f'?a{n} ?b{n} ?c{n} .' for n in range(40))} }}"
STATUS = "document.querySelector('form.query output').value"


class Served:
    """A server whose queries may run for long, and what it counts."""

    def __init__(self, url: str, pool: EnginePool, metrics: Metrics) -> None:
        self.url = url
        self.pool = pool
        self.metrics = metrics


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    (tmp_path / "data.ttl").write_text("<https://e.org/a> <https://e.org/b> 1, 2, 3 .")
    project = open_project([tmp_path])
    snapshot = take_snapshot(project, tmp_path)
    build_index(snapshot)
    metrics = Metrics()
    running = RunningQueries(tmp_path / "running", report_to(metrics))
    running.start()
    observer = PoolObserver(metrics, running)
    with EnginePool(snapshot, engines=1, limits=PATIENT, observer=observer) as pool:
        app = create_app(Site(project, snapshot, (), pool), running=running)
        app.wsgi_app = RequestLog(app.wsgi_app, metrics)  # type: ignore[method-assign]
        server = make_server("127.0.0.1", 0, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield Served(f"http://127.0.0.1:{server.port}", pool, metrics)
        running.stop()
        server.shutdown()
        thread.join(PATIENCE)


def run(browser: Chromium, served: Served, language: str = "en") -> None:
    """Begins an endless query in the page."""
    asked = urlencode({"query": "ASK {}", "lang": language})
    browser.open(f"{served.url}/sparql?{asked}")
    browser.wait_until(lambda: bool(browser.evaluate("!!document.querySelector('.editor')")))
    browser.evaluate(
        f"(form => {{ form.elements.query.value = {ENDLESS!r}; form.requestSubmit(); }})"
        "(document.querySelector('form.query'))"
    )
    wait_until(lambda: served.pool.counts.busy)


def test_time_and_limit_are_shown_while_a_query_runs(browser: Chromium, served: Served) -> None:
    run(browser, served)
    said = browser.evaluate(STATUS)
    assert re.fullmatch(rf"\d+ s of at most {PATIENCE} s", said), said


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", r"Stopped after [\d,]+\.\d s\. The server has ended the query\."),
        ("de", r"Nach [\d.]+,\d s abgebrochen\. Der Server hat die Abfrage beendet\."),
    ],
)
def test_stop_ends_the_query_in_its_engine(
    browser: Chromium, served: Served, language: str, words: str
) -> None:
    run(browser, served, language)
    browser.evaluate("document.querySelector('form.query .cancel').click()")
    browser.wait_until(lambda: bool(re.fullmatch(words, browser.evaluate(STATUS))))
    wait_until(lambda: served.metrics.cancelled.samples())
    wait_until(lambda: served.pool.counts.idle)
    assert browser.evaluate("document.querySelector('form.query .cancel').hidden")


def test_stopped_query_leaves_no_answer_of_another_one_and_keeps_its_text(
    browser: Chromium, served: Served
) -> None:
    browser.open(f"{served.url}/sparql?{urlencode({'query': 'ASK {}', 'lang': 'en'})}")
    browser.wait_until(lambda: bool(browser.evaluate("!!document.querySelector('.editor')")))
    content = "document.querySelector('.editor').shadowRoot.querySelector('.cm-content')"
    browser.evaluate(f"{content}.focus(); document.execCommand('selectAll')")
    browser.send("Input.insertText", text=ENDLESS)
    browser.evaluate("document.querySelector('form.query').requestSubmit()")
    wait_until(lambda: served.pool.counts.busy)
    assert browser.evaluate("document.querySelector('#answer').className") == "former"
    browser.evaluate("document.querySelector('form.query .cancel').focus()")
    browser.evaluate("document.querySelector('form.query .cancel').click()")
    browser.wait_until(lambda: browser.evaluate(STATUS).startswith("Stopped"))
    assert browser.evaluate("document.querySelector('#answer').innerText") == ""
    assert browser.evaluate("document.activeElement.innerText") == "Run query"
    assert "query=" not in browser.evaluate("location.search")
    browser.evaluate("window.isOld = true; location.reload(); true")
    browser.wait_until(lambda: bool(browser.evaluate("!window.isOld")))
    browser.wait_until(lambda: bool(browser.evaluate("!!document.querySelector('.editor')")))
    written = "document.querySelector('form.query').elements.query.value"
    assert browser.evaluate(written) == ENDLESS
    # Chromium itself writes a style where a text takes the place of a selection.
    browser.refused = [each for each in browser.refused if "inline style" not in each]


def test_escape_that_closes_a_tooltip_does_not_stop_the_query(
    browser: Chromium, served: Served
) -> None:
    run(browser, served)
    root = "document.querySelector('.editor').shadowRoot"
    browser.evaluate(f"{root}.querySelector('.cm-content').focus()")
    listed = f"!!{root}.querySelector('.cm-tooltip-autocomplete')"
    browser.send("Input.insertText", text="SELE")
    browser.wait_until(lambda: bool(browser.evaluate(listed)))
    browser.press("Escape")
    browser.wait_until(lambda: not browser.evaluate(listed))
    assert served.pool.counts.busy
    browser.press("Escape")
    browser.wait_until(lambda: browser.evaluate(STATUS).startswith("Stopped"))


def test_query_is_the_same_however_its_address_is_written(
    browser: Chromium, served: Served
) -> None:
    browser.open(f"{served.url}/sparql?query=ASK%7B%3Fs%20%3Fp%20?o%7D&lang=en")
    browser.wait_until(lambda: bool(browser.evaluate("!!document.querySelector('.editor')")))
    browser.evaluate("document.querySelector('form.query').requestSubmit()")
    assert browser.evaluate("document.querySelector('#answer').className") != "former"


def test_leaving_the_page_ends_the_query(browser: Chromium, served: Served) -> None:
    run(browser, served)
    browser.open(f"{served.url}/index.en.html")
    wait_until(lambda: served.metrics.cancelled.samples())
    wait_until(lambda: served.pool.counts.idle)


def test_next_query_takes_the_place_of_the_one_that_runs(browser: Chromium, served: Served) -> None:
    run(browser, served)
    browser.evaluate(
        "(form => { form.elements.query.value = 'ASK { ?s ?p 4 }'; form.requestSubmit(); })"
        "(document.querySelector('form.query'))"
    )
    shown = "document.querySelector('#answer .verdict')?.textContent"
    browser.wait_until(lambda: browser.evaluate(shown) == "No")
    assert re.match(r"\d+\.\d\d s No ", browser.evaluate(STATUS))


@pytest.mark.parametrize(
    ("query", "outcome"),
    [("ASK {}", "Yes"), ("SELECT * { ?s ?p ?o }", "3 rows."), ("SELECT * {", "is never closed")],
)
def test_outcome_of_a_query_is_read_aloud(
    browser: Chromium, served: Served, query: str, outcome: str
) -> None:
    browser.open(f"{served.url}/sparql?lang=en")
    browser.wait_until(lambda: bool(browser.evaluate("!!document.querySelector('.editor')")))
    browser.evaluate(
        f"(form => {{ form.elements.query.value = {query!r}; form.requestSubmit(); }})"
        "(document.querySelector('form.query'))"
    )
    browser.wait_until(lambda: browser.evaluate(STATUS).endswith(outcome))
    said = "getComputedStyle(document.querySelector('form.query output > .hidden')).width"
    assert browser.evaluate(said) == "1px"
