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
STATUS = "document.querySelector('form.query output').value"
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


def copied_link(browser: Chromium) -> str:
    """The link that is copied, into a clipboard of its own."""
    browser.evaluate(
        "Object.defineProperty(navigator, 'clipboard', "
        "{ value: { writeText: async text => { window.copied = text; } }, configurable: true })"
    )
    browser.evaluate("document.querySelector('.share').click()")
    browser.wait_until(lambda: bool(browser.evaluate("!!window.copied")))
    return str(browser.evaluate("window.copied"))


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


def test_answer_of_a_tab_is_there_in_the_next_session_with_its_time(
    browser: Chromium, server: str
) -> None:
    open_page(browser, server, "ASK {}")
    browser.wait_until(lambda: bool(browser.evaluate("localStorage['schlaglicht.answer.1'] ?? ''")))
    browser.evaluate("sessionStorage.clear()")
    open_page(browser, server)
    assert browser.evaluate(VERDICT) == "Yes"
    assert browser.evaluate(STATUS).startswith("Answer of ")
    assert "query=ASK" in browser.evaluate("location.search")
    write(browser, "# another\n")
    open_page(browser, server)
    assert browser.evaluate(VERDICT) == ""


def test_answers_too_long_to_keep_leave_room_for_others(browser: Chromium, server: str) -> None:
    for query in ("ASK {}", "SELECT * { ?s ?p ?o } LIMIT 3000"):
        open_page(browser, server, query)
    browser.wait_until(lambda: bool(browser.evaluate("!!document.querySelector('.filter')")))
    assert len(browser.evaluate(TABS)) == 2
    kept = "Object.keys(localStorage).filter(key => key.startsWith('schlaglicht.answer.'))"
    assert browser.evaluate(kept) == ["schlaglicht.answer.1"]


def test_link_holds_a_query_of_any_length_and_runs_it(browser: Chromium, server: str) -> None:
    query = "ASK {} # grün 🌱 " + "x" * 9000
    open_page(browser, server)
    press_button(browser, 0)
    write(browser, query)
    link = copied_link(browser)
    assert len(link) < 400
    browser.evaluate("localStorage.clear()")
    browser.open(f"{server}/experts/")
    browser.open(link)
    browser.wait_until(lambda: browser.evaluate(VERDICT) == "Yes")
    assert query in browser.evaluate(WRITTEN)


def test_damaged_link_opens_the_page_without_a_query(browser: Chromium, server: str) -> None:
    browser.open(f"{server}/sparql?lang=en#q=AAAA")
    browser.wait_until(lambda: bool(browser.evaluate("!!document.querySelector('.editor')")))
    assert browser.evaluate(VERDICT) == ""


def test_question_is_asked_in_a_new_tab_and_shown_as_it_says(
    browser: Chromium, server: str
) -> None:
    open_page(browser, server, "ASK {}")
    shown = "!!document.querySelector('.to-try')?.offsetParent"
    assert browser.evaluate(shown) is False
    press_button(browser, 0)
    assert browser.evaluate(shown) is True
    title = browser.evaluate("document.querySelector('.to-try a[data-query]').textContent")
    browser.evaluate("document.querySelector('.to-try a[data-query]').click()")
    browser.wait_until(
        lambda: browser.evaluate("document.querySelector('h1').textContent") == title
    )
    assert browser.evaluate(SELECTED) == title
    assert "/queries/" in copied_link(browser)


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
