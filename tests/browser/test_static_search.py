"""The search of a site of files, as `python -m http.server` serves it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from chromium import Chromium
from sites import files_served

from schlaglicht.project import open_project
from schlaglicht.static_site import Plan, export_site, read_root

WORD = "nord"

CONCERT = Path(__file__).parents[1] / "projects" / "concert"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a site of files."""
    folder = tmp_path_factory.mktemp("files")
    export_site(Plan(open_project([CONCERT]), folder / "kb", read_root("http://localhost/kb/")))
    with files_served(folder) as url:
        yield f"{url}/kb"


def found(browser: Chromium, wanted: str) -> list[str]:
    """The names that are shown, once `wanted` is the value of the search box and they are few."""
    names: list[str] = []

    def are_shown() -> bool:
        names[:] = browser.evaluate(
            "[...document.querySelectorAll('#names a')].map(a => a.textContent)"
        )
        asked = browser.evaluate("document.querySelector('main form')?.elements.q.value")
        return asked == wanted and bool(names) and all(wanted in n.casefold() for n in names)

    browser.wait_until(are_shown)
    return names


@pytest.mark.parametrize("language", ["de", "en"])
def test_typing_filters_the_names_and_they_lead_to_pages(
    browser: Chromium, files: str, language: str
) -> None:
    browser.show()
    browser.open(f"{files}/search.{language}.html")
    all_names = browser.evaluate("document.querySelectorAll('#names a').length")
    browser.evaluate("document.getElementById('q').focus()")
    browser.wait_until_listening("document.getElementById('q')", "input")
    browser.send("Input.insertText", text=WORD)
    names = found(browser, WORD)
    assert 0 < len(names) < all_names
    target = browser.evaluate("document.querySelector('#names a').href")
    assert target.endswith(f".{language}.html")
    with urlopen(target) as response:
        assert response.status == 200


@pytest.mark.parametrize("words", ["muhle", "muehle", "MÜHLE"])
def test_diacritics_are_found_either_way(browser: Chromium, files: str, words: str) -> None:
    browser.open(f"{files}/search.de.html?q={words}")
    shown = "[...document.querySelectorAll('#names a')].map(a => a.textContent)"
    browser.wait_until(lambda: browser.evaluate(shown) == ["Konzert in der alten Mühle"])


def test_other_texts_are_found_too(browser: Chromium, files: str) -> None:
    browser.open(f"{files}/search.de.html?q=2019-05-04")
    shown = "[...document.querySelectorAll('#names li')].map(item => item.textContent.trim())"
    expected = ["Konzert in der alten Mühle 2019-05-04"]
    browser.wait_until(lambda: browser.evaluate(shown) == expected)


def test_words_that_no_name_has_are_said_to_find_nothing(browser: Chromium, files: str) -> None:
    browser.open(f"{files}/search.de.html?q=$&zzz")
    said = "document.querySelector('main [role=status]').textContent"
    browser.wait_until(lambda: browser.evaluate(said).startswith("Nichts gefunden für „$"))
    browser.evaluate("document.querySelector('main input[name=q]').focus()")
    browser.send("Input.dispatchKeyEvent", type="keyDown", key="Backspace", code="Backspace",
                 windowsVirtualKeyCode=8, commands=["selectAll", "deleteBackward"])  # fmt: skip
    browser.wait_until(lambda: browser.evaluate(said) == "")


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_box_of_the_start_page_leads_to_names_in_its_language(
    browser: Chromium, files: str, language: str
) -> None:
    browser.open(f"{files}/index.{language}.html")
    browser.evaluate("document.querySelector('main input[name=q]').focus()")
    browser.send("Input.insertText", text=WORD)
    browser.evaluate("document.querySelector('main form').requestSubmit()")
    assert found(browser, WORD)
    assert browser.evaluate("document.documentElement.lang") == language


@pytest.mark.parametrize(("language", "words"), [("de", "Ohne JavaScript"), ("en", "Without Java")])
def test_without_script_the_page_says_what_to_do(
    browser: Chromium, files: str, language: str, words: str
) -> None:
    browser.send("Emulation.setScriptExecutionDisabled", value=True)
    browser.open(f"{files}/search.{language}.html")
    text = browser.evaluate("document.querySelector('main').innerText")
    names = browser.evaluate("document.querySelectorAll('#names a').length")
    assert words in text
    assert names > 5
