"""Errors underlined while a query is written; skipped without Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from chromium import Chromium, find_chromium
from serving import shipped_graph_served

pytestmark = pytest.mark.skipif(find_chromium() is None, reason="no chromium on this machine")

ROOT = "document.querySelector('.editor').shadowRoot"
UNDERLINED = f"[...{ROOT}.querySelectorAll('.cm-lintRange-error')].map(e => e.textContent)"
SAID = f"[...{ROOT}.querySelectorAll('.cm-tooltip-lint')].map(e => e.textContent)"
READ_ALOUD = f"{ROOT}.querySelector('.cm-announced').textContent"
LISTED = f"[...{ROOT}.querySelectorAll('.cm-panel-lint li')].map(e => e.textContent)"
LABEL = f"{ROOT}.querySelector('.cm-panel-lint ul')?.getAttribute('aria-label')"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with shipped_graph_served(tmp_path_factory.mktemp("syntax")) as url:
        yield url


@pytest.fixture(scope="module")
def browser() -> Iterator[Chromium]:
    with Chromium() as started:
        yield started


def open_editor(browser: Chromium, server: str, query: str, language: str = "en") -> None:
    browser.open(f"{server}/sparql?{urlencode({'query': query, 'lang': language})}")
    browser.wait_until(lambda: bool(browser.evaluate("!!document.querySelector('.editor')")))
    browser.evaluate(f"{ROOT}.querySelector('.cm-content').focus()")


def test_wrong_word_is_underlined_once_the_cursor_has_left_it(
    browser: Chromium, server: str
) -> None:
    open_editor(browser, server, "ASK {\n?s ?p ?o }")
    browser.send("Input.insertText", text="SELEC\n\n")
    browser.wait_until(lambda: browser.evaluate(UNDERLINED) == ["SELEC"])


def test_keyboard_leads_to_an_error_and_says_it(browser: Chromium, server: str) -> None:
    open_editor(browser, server, "ASK { ?s ?p ?o }\n\n", "de")
    browser.send("Input.insertText", text="WRONG\n\n")
    browser.wait_until(lambda: browser.evaluate(UNDERLINED) == ["WRONG"])
    browser.press("F8")
    said = "WRONG gehört hier nicht hin."
    browser.wait_until(lambda: said in browser.evaluate(SAID))
    browser.wait_until(lambda: browser.evaluate(READ_ALOUD) == said)
    keys = {"key": "M", "windowsVirtualKeyCode": 77, "modifiers": 10}  # Ctrl and Shift
    browser.send("Input.dispatchKeyEvent", type="keyDown", **keys)
    browser.wait_until(lambda: browser.evaluate(LISTED) == [said])
    assert browser.evaluate(LABEL) == "Fehler in der Abfrage"


def test_error_of_an_answer_gives_way_to_a_repair(browser: Chromium, server: str) -> None:
    open_editor(browser, server, "SELECT * { ?s ?p ?o FILTR(1) }")
    browser.wait_until(lambda: browser.evaluate(UNDERLINED) == ["FILTR"])
    browser.send("Input.insertText", text="ASK {}\n# ")
    browser.wait_until(lambda: browser.evaluate(UNDERLINED) == [])


def test_terms_that_an_answer_misses_stay_underlined(browser: Chromium, server: str) -> None:
    missing = f"[...{ROOT}.querySelectorAll('.cm-lintRange-warning')].map(e => e.textContent)"
    open_editor(browser, server, "SELECT * { ?s schema:nmae ?o }")
    browser.wait_until(lambda: browser.evaluate(missing) == ["schema:nmae"])
    browser.send("Input.insertText", text="WRONG\n\n")
    browser.wait_until(lambda: browser.evaluate(UNDERLINED) == ["WRONG"])
    assert browser.evaluate(missing) == ["schema:nmae"]
