"""Queries in tabs, kept by the browser; skipped without Chromium."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from chromium import Chromium

TABS = "[...document.querySelectorAll('[role=tab]')].map(tab => tab.textContent)"
SELECTED = "document.querySelector('[role=tab][aria-selected=true]')?.textContent"
WRITTEN = "document.querySelector('form.query').elements.query.value"
VERDICT = "document.querySelector('#answer .verdict')?.textContent ?? ''"
EDITOR = "document.querySelector('.editor').shadowRoot.querySelector('.cm-content')"
KEPT = "localStorage.getItem('schlaglicht.tabs') ?? ''"


def open_page(browser: Chromium, server: str, query: str = "", language: str = "en") -> None:
    asked = {"lang": language} | ({"query": query} if query else {})
    browser.open(f"{server}/sparql?{urlencode(asked)}")
    browser.wait_until(lambda: bool(browser.evaluate("!!document.querySelector('.editor')")))


def write(browser: Chromium, text: str) -> None:
    """Writes at the beginning of the query, and waits until the browser has kept it."""
    browser.evaluate(f"{EDITOR}.focus()")
    browser.send("Input.insertText", text=text)
    browser.wait_until(lambda: text.strip() in browser.evaluate(KEPT))


def press_button(browser: Chromium, number: int) -> None:
    """Presses one of the buttons beside the tabs: new, rename, close."""
    browser.evaluate(f"document.querySelectorAll('.tabs > button')[{number}].click()")


@pytest.mark.parametrize(
    ("language", "names", "buttons"),
    [
        ("en", ["Query 1", "Query 2"], ["New query", "Rename", "Close"]),
        ("de", ["Abfrage 1", "Abfrage 2"], ["Neue Abfrage", "Umbenennen", "Schließen"]),
    ],
)
def test_new_tab_is_empty_and_the_other_keeps_query_answer_and_address(
    browser: Chromium, server: str, language: str, names: list[str], buttons: list[str]
) -> None:
    open_page(browser, server, "ASK {}", language)
    press_button(browser, 0)
    assert browser.evaluate(TABS) == names
    shown = "[...document.querySelectorAll('.tabs > button')].map(button => button.textContent)"
    assert browser.evaluate(shown) == buttons
    assert [browser.evaluate(part) for part in (SELECTED, WRITTEN, VERDICT)] == [names[1], "", ""]
    assert "query=" not in browser.evaluate("location.search")
    browser.evaluate("document.querySelector('[role=tab]').click()")
    assert browser.evaluate(WRITTEN) == "ASK {}"
    assert browser.evaluate(VERDICT) == ("Ja" if language == "de" else "Yes")
    assert "query=ASK" in browser.evaluate("location.search")


def test_query_too_long_for_an_address_leaves_none_of_another_query(
    browser: Chromium, server: str
) -> None:
    open_page(browser, server, "ASK { ?s ?p 'no such text' }")
    assert browser.evaluate(VERDICT) == "No"
    write(browser, f"ASK {{}} #{'x' * 6000} ")
    browser.evaluate("document.querySelector('form.query').requestSubmit()")
    browser.wait_until(lambda: browser.evaluate(VERDICT) == "Yes")
    assert "query=" not in browser.evaluate("location.search")
    open_page(browser, server)
    assert "xxx" in browser.evaluate(WRITTEN)


def test_keys_move_between_tabs_and_close_them(browser: Chromium, server: str) -> None:
    for query in ("ASK {}", "ASK { 1 ?p 2 }", "ASK { ?s ?p 3 }"):
        open_page(browser, server, query)
    browser.evaluate("document.querySelector('[role=tab][aria-selected=true]').focus()")
    found = []
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "End", "Home", "Delete"):
        browser.press(key)
        focused = "document.activeElement.textContent"
        assert browser.evaluate(focused) == browser.evaluate(SELECTED)
        found.append(browser.evaluate(SELECTED))
    order = ["Query 1", "Query 2", "Query 1", "Query 3", "Query 1", "Query 2"]
    assert found == order
    assert browser.evaluate(TABS) == ["Query 2", "Query 3"]
    tabbable = "[...document.querySelectorAll('[role=tab]')].map(tab => tab.tabIndex)"
    assert browser.evaluate(tabbable) == [0, -1]


def test_shared_link_opens_in_a_tab_of_its_own(browser: Chromium, server: str) -> None:
    open_page(browser, server)
    write(browser, "# mine\n")
    open_page(browser, server, "ASK {}")
    assert browser.evaluate(TABS) == ["Query 1", "Query 2"]
    assert browser.evaluate(WRITTEN) == "ASK {}"
    browser.evaluate("document.querySelector('[role=tab]').click()")
    assert browser.evaluate(WRITTEN).startswith("# mine\nSELECT")


def test_page_loaded_again_has_what_was_written_on_from_its_answer(
    browser: Chromium, server: str
) -> None:
    open_page(browser, server, "ASK {}")
    write(browser, "# more\n")
    browser.evaluate("window.isOld = true; location.reload(); true")
    browser.wait_until(lambda: bool(browser.evaluate("!window.isOld")))
    browser.wait_until(lambda: bool(browser.evaluate(SELECTED)))
    assert browser.evaluate(TABS) == ["Query 1"]
    assert browser.evaluate(WRITTEN) == "# more\nASK {}"


def test_other_language_has_the_query_and_the_view_that_are_shown(
    browser: Chromium, server: str
) -> None:
    open_page(browser, server, "ASK {}")
    write(browser, "# more\n")
    browser.evaluate("document.querySelector('form.query').requestSubmit()")
    browser.wait_until(lambda: "more" in browser.evaluate("location.search"))
    browser.evaluate("history.replaceState(history.state, '', '#view=raw'); true")
    browser.evaluate("document.querySelector('nav.languages a[lang=de]').click()")
    browser.wait_until(lambda: browser.evaluate("document.documentElement?.lang") == "de")
    browser.wait_until(lambda: bool(browser.evaluate(SELECTED)))
    assert browser.evaluate(WRITTEN) == "# more\nASK {}"
    assert browser.evaluate(TABS) == ["Abfrage 1"]
    assert browser.evaluate("location.hash") == "#view=raw"


def test_closed_query_that_was_never_run_is_among_the_earlier_ones(
    browser: Chromium, server: str
) -> None:
    open_page(browser, server, "ASK {}")
    press_button(browser, 0)
    write(browser, "ASK { ?lost ?or ?not }")
    press_button(browser, 2)
    assert browser.evaluate(TABS) == ["Query 1"]
    earlier = "[...document.querySelectorAll('.history button')].map(button => button.textContent)"
    assert browser.evaluate(earlier) == ["ASK { ?lost ?or ?not }"]


def test_undo_does_not_reach_into_another_tab(browser: Chromium, server: str) -> None:
    open_page(browser, server, "ASK {}")
    press_button(browser, 0)
    browser.evaluate(f"{EDITOR}.focus()")
    browser.send("Input.dispatchKeyEvent", type="keyDown", key="z", code="KeyZ", modifiers=2)
    assert browser.evaluate(WRITTEN) == ""


def test_tab_is_named_by_its_reader(browser: Chromium, server: str) -> None:
    open_page(browser, server, "ASK {}")
    press_button(browser, 1)
    browser.send("Input.insertText", text="Öfen")
    browser.press("Enter")
    assert browser.evaluate(TABS) == ["Öfen"]
    assert browser.evaluate("document.activeElement.textContent") == "Öfen"
    browser.press("F2")
    browser.send("Input.insertText", text="another")
    browser.press("Escape")
    open_page(browser, server)
    assert browser.evaluate(TABS) == ["Öfen"]


def test_browser_that_keeps_nothing_has_one_query(browser: Chromium, server: str) -> None:
    refusal = "Object.defineProperty(window, 'localStorage', { get() { throw new Error(); } })"
    browser.send("Page.addScriptToEvaluateOnNewDocument", source=refusal)
    open_page(browser, server, "ASK {}")
    browser.evaluate("document.querySelector('form.query').requestSubmit()")
    done = "document.querySelector('form.query output').value"
    browser.wait_until(lambda: browser.evaluate(done).endswith(" s Yes"))
    assert browser.evaluate(VERDICT) == "Yes"
    assert browser.evaluate("document.querySelectorAll('.tabs').length") == 0
