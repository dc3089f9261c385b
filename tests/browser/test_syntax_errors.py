"""Errors underlined while a query is written; skipped without Chromium."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from chromium import Chromium

ROOT = "document.querySelector('.editor').shadowRoot"
UNDERLINED = f"[...{ROOT}.querySelectorAll('.cm-lintRange-error')].map(e => e.textContent)"
SAID = f"[...{ROOT}.querySelectorAll('.cm-tooltip-lint')].map(e => e.textContent)"
LISTEN = f"""(announced => {{
  window.heard = [];
  new MutationObserver(() => window.heard.push(announced.textContent))
    .observe(announced, {{ childList: true, subtree: true, characterData: true }});
}})({ROOT}.querySelector('.cm-announced'))"""
"""Collects what is read aloud, which stays for a moment alone."""
HEARD = "window.heard"
LISTED = f"[...{ROOT}.querySelectorAll('.cm-panel-lint li')].map(e => e.textContent)"
LABEL = f"{ROOT}.querySelector('.cm-panel-lint ul')?.getAttribute('aria-label')"


def open_editor(browser: Chromium, server: str, query: str, language: str = "en") -> None:
    browser.open(f"{server}/sparql?{urlencode({'query': query, 'lang': language})}")
    browser.wait_until(lambda: bool(browser.evaluate("!!document.querySelector('.editor')")))
    browser.evaluate(f"{ROOT}.querySelector('.cm-content').focus()")
    browser.evaluate(LISTEN)


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
    browser.wait_until(lambda: said in browser.evaluate(HEARD))
    keys = {"key": "M", "windowsVirtualKeyCode": 77, "modifiers": 10}  # Ctrl and Shift
    browser.send("Input.dispatchKeyEvent", type="keyDown", **keys)
    browser.wait_until(lambda: browser.evaluate(LISTED) == [said])
    assert browser.evaluate(LABEL) == "Fehler in der Abfrage"


HELP = f"{ROOT}.querySelector('.cm-tooltip-hover')?.textContent ?? ''"


def test_key_explains_the_name_at_the_cursor_and_says_it(browser: Chromium, server: str) -> None:
    open_editor(browser, server, " * { ?s a schema:Person }")
    browser.send("Input.insertText", text="SELECT")
    browser.press("F1")
    for _ in range(len(" * { ?s a sch")):
        browser.press("ArrowRight")
    browser.press("F1")
    browser.wait_until(lambda: "schema:Person" in browser.evaluate(HELP))
    said = browser.evaluate(HELP)
    browser.wait_until(lambda: said in browser.evaluate(HEARD))
    browser.press("Escape")
    assert browser.evaluate(HELP) == ""


@pytest.mark.parametrize(("language", "words"), [("en", "F1"), ("de", "Strg-Leertaste")])
def test_keys_of_the_editor_are_on_the_page(
    browser: Chromium, server: str, language: str, words: str
) -> None:
    open_editor(browser, server, "ASK {}", language)
    browser.evaluate("document.querySelector('details.keys').open = true; true")
    assert words in browser.evaluate("document.querySelector('details.keys').innerText")


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
