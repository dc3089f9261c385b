"""A first visitor's way from the home page to a shared chart; skipped without Chromium."""

from __future__ import annotations

import pytest
from chromium import Chromium

QUESTION = {
    "en": "How many statements are stated, implied or from other sources?",
    "de": "Wie viele Aussagen sind ausdrücklich, mitgemeint oder aus anderen Quellen?",
}
OPEN = {"en": "Open as a SPARQL query", "de": "Als SPARQL-Abfrage öffnen"}
ALL = {"en": " questions", "de": " Fragen"}
RUN = {"en": "Run query", "de": "Ausführen"}
BARS = {"en": "Bars", "de": "Balken"}

OLD_WORD, NEW_WORD = "?certainty", "DESC(?statements)"
"""The last word of the question, and what is written in its place."""

MOST_KEYS = 250
WRITTEN = "document.querySelector('form.query').elements.query.value.trim()"
BARS_DRAWN = (
    "[...document.querySelectorAll('.chart [role=listitem]')].map(bar => "
    "[...bar.querySelectorAll('text')].map(text => text.textContent).join(' '))"
)
ROWS = "[...document.querySelectorAll('#answer tbody tr')].map(row => row.innerText)"
EDITOR = "document.querySelector('.editor')?.shadowRoot.querySelector('.cm-content')"


def control(text: str) -> str:
    """The link or button whose text ends so."""
    found = f"e => e.textContent.endsWith({text!r})"
    return f"[...document.querySelectorAll('a, button')].find({found})"


def click(browser: Chromium, text: str) -> None:
    """Clicks the link or button with a text, once there is one."""
    browser.wait_until(lambda: bool(browser.evaluate(f"!!{control(text)}")))
    browser.evaluate(f"{control(text)}.click()")


def go_to(browser: Chromium, place: str) -> None:
    """Presses Tab until a control has the focus."""
    browser.wait_until(lambda: bool(browser.evaluate(f"!!({place})")))
    has_focus = f"({place}).getRootNode().activeElement === ({place})"
    for _ in range(MOST_KEYS):
        browser.press("Tab")
        if browser.evaluate(has_focus):
            return
    pytest.fail(f"Tab does not lead to {place}")


def press_enter(browser: Chromium, modifiers: int = 0) -> None:
    for kind in ("keyDown", "keyUp"):
        browser.send(
            "Input.dispatchKeyEvent",
            type=kind,
            key="Enter",
            code="Enter",
            text="" if modifiers or kind == "keyUp" else "\r",
            windowsVirtualKeyCode=13,
            modifiers=modifiers,
        )


def press_on(browser: Chromium, text: str) -> None:
    """Goes to the link or button with a text by the keyboard, and presses it."""
    go_to(browser, control(text))
    press_enter(browser)


def change_last_word(browser: Chromium) -> None:
    """Writes another word at the end of the query, by keys."""
    browser.send("Input.dispatchKeyEvent", type="keyDown", key="End", code="End", modifiers=2)
    for _ in OLD_WORD:
        browser.press("Backspace")
    browser.send("Input.insertText", text=NEW_WORD)


def wait_for_bars(browser: Chromium) -> list[str]:
    """The bars of the chart, once the one of the changed query is drawn."""
    browser.wait_until(lambda: len(browser.evaluate(BARS_DRAWN)) == 3)
    return list(browser.evaluate(BARS_DRAWN))


def has_answer(browser: Chromium) -> bool:
    """True once the changed query is answered."""
    is_changed = f"location.search.includes('DESC') && {ROWS}.length === 3"
    return bool(browser.evaluate(is_changed))


def assert_shared(browser: Chromium, language: str) -> None:
    """Asserts that the address of the page shows a stranger the same."""
    address, written = browser.evaluate("location.href"), browser.evaluate(WRITTEN)
    bars = wait_for_bars(browser)
    assert written.endswith(f"ORDER BY {NEW_WORD}")
    assert [bar.split()[-1] for bar in bars] == ["844", "100", "49"]
    browser.forget()  # as another reader
    browser.open(address)
    assert wait_for_bars(browser) == bars
    assert browser.evaluate(WRITTEN) == written
    assert browser.evaluate("document.documentElement.lang") == language


@pytest.mark.parametrize("language", ["de", "en"])
def test_from_home_to_a_shared_chart(browser: Chromium, server: str, language: str) -> None:
    browser.open(f"{server}/index.{language}.html")
    click(browser, ALL[language])
    click(browser, QUESTION[language])
    click(browser, OPEN[language])
    browser.wait_until(lambda: bool(browser.evaluate(f"!!{EDITOR}")))
    browser.evaluate(f"{EDITOR}.focus()")
    change_last_word(browser)
    click(browser, RUN[language])
    browser.wait_until(lambda: has_answer(browser))
    click(browser, BARS[language])
    assert_shared(browser, language)


@pytest.mark.parametrize("language", ["de", "en"])
def test_from_home_to_a_shared_chart_by_the_keyboard(
    browser: Chromium, server: str, language: str
) -> None:
    browser.open(f"{server}/index.{language}.html")
    press_on(browser, ALL[language])
    press_on(browser, QUESTION[language])
    press_on(browser, OPEN[language])
    go_to(browser, EDITOR)
    change_last_word(browser)
    press_enter(browser, modifiers=2)
    browser.wait_until(lambda: has_answer(browser))
    press_on(browser, BARS[language])
    assert_shared(browser, language)


@pytest.mark.parametrize("language", ["de", "en"])
def test_from_home_to_an_answer_without_scripts(
    browser: Chromium, server: str, language: str
) -> None:
    browser.send("Emulation.setScriptExecutionDisabled", value=True)
    browser.open(f"{server}/index.{language}.html")
    click(browser, ALL[language])
    click(browser, QUESTION[language])
    click(browser, OPEN[language])
    browser.wait_until(lambda: bool(browser.evaluate("!!document.querySelector('textarea')")))
    assert not browser.evaluate(f"!!{EDITOR}")
    browser.evaluate("document.querySelector('textarea').focus()")
    browser.evaluate(
        "(area => { area.value = area.value.trim(); area.selectionEnd = area.selectionStart ="
        f" area.value.length - {len(OLD_WORD)}; area.selectionEnd = area.value.length; }})"
        "(document.querySelector('textarea'))"
    )
    browser.send("Input.insertText", text=NEW_WORD)
    click(browser, RUN[language])
    browser.wait_until(lambda: has_answer(browser))
    assert [row.split()[-1] for row in browser.evaluate(ROWS)] == ["844", "100", "49"]
    assert browser.evaluate("document.documentElement.lang") == language


LOADED = """[...performance.getEntriesByType("navigation"),
    ...performance.getEntriesByType("resource")].map(each => each.transferSize)"""


@pytest.mark.parametrize(
    "path",
    ["", "id/uwe-pfeil.de.html", "classes/index.de.html", "queries/index.en.html",
     "search?q=pfeil", "timeline/index.de.html"],
)  # fmt: skip
def test_reading_page_is_light(server: str, browser: Chromium, path: str) -> None:
    browser.open(f"{server}/{path}")
    loaded = browser.evaluate(LOADED)
    assert len(loaded) <= 4
    assert 0 < sum(loaded) <= 20_000


def test_query_page_with_its_editor_is_light(server: str, browser: Chromium) -> None:
    browser.open(f"{server}/sparql")
    browser.wait_until(lambda: bool(browser.evaluate(f"!!{EDITOR}")))
    assert sum(browser.evaluate(LOADED)) <= 191_000  # by each version of the compressor
