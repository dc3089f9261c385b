"""The desk in a real browser: keys, selected words, values as they are typed, both languages."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from chromium import Chromium
from patience import ending

from schlaglicht.evidence.add import Request
from schlaglicht.project import open_project
from schlaglicht.validation.review_workflow import propose

FEASTS = Path(__file__).parents[1] / "projects" / "feasts"
EXAMPLES = Path(__file__).parents[2] / "examples"
AXE = Path(os.environ.get("AXE_CORE", ""))
HEADING = "document.querySelector('#proposal')?.textContent ?? ''"
SELECT = """(() => {
  const piece = [...document.querySelectorAll('.text [data-start]')]
    .find((each) => each.textContent.includes('Vorsitzende'));
  const range = document.createRange();
  const start = piece.firstChild.data.indexOf('Mara Lind');
  range.setStart(piece.firstChild, start);
  range.setEnd(piece.firstChild, start + 9);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
})()"""


@contextmanager
def desk(folder: Path) -> Iterator[str]:
    """The link of a server's desk on a copy of the project with two proposals."""
    shutil.copytree(FEASTS, folder)
    project = open_project([folder / "project"])
    for statement, quote in (
        ("id:feast schema:maximumAttendeeCapacity 300", "Rund 300 Gäste kamen"),
        ('id:feast schema:description "Es dauert zwei Abende."@de', "soll es zwei Abende dauern"),
    ):
        named = ("Lichterfest am Kanal",)
        request = Request((statement,), folder / "sources", document="report.txt", quotes=(quote,))
        propose(project, Request(**{**vars(request), "anaphora_quotes": named}), "a program")
    with served(folder / "project", "--review", "--sources", str(folder / "sources")) as link:
        yield link


@contextmanager
def served(folder: Path, *options: str) -> Iterator[str]:
    """The link for one browser that a server prints."""
    options = (*options, "--port", "0", "--workers", "1")
    command = [sys.executable, "-m", "schlaglicht", "serve", str(folder), *options]
    with ending(subprocess.Popen(command, stdout=subprocess.PIPE, text=True)) as server:
        assert server.stdout is not None
        said = iter(server.stdout.readline, "")
        found = next(filter(None, (re.search(r"http\S+token=\S+", line) for line in said)))
        yield found[0]


def press(browser: Chromium, key: str) -> None:
    for event, text in (("keyDown", key), ("keyUp", "")):
        browser.send("Input.dispatchKeyEvent", type=event, key=key, text=text)


def show(browser: Chromium, url: str) -> None:
    browser.open(url)
    browser.wait_until(lambda: browser.evaluate("document.readyState") == "complete")
    browser.wait_until_listening("document.querySelector('.proposal')", "keydown")


def test_three_keys_decide_and_words_are_taken_over(browser: Chromium, tmp_path: Path) -> None:
    with desk(tmp_path / "feasts") as link:
        browser.open(link)
        page = link.partition("?")[0]
        show(browser, f"{page}?lang=en")
        assert browser.evaluate(HEADING) == "Proposal F003"
        browser.evaluate("document.querySelector('#name').value = 'Mara Lind'")
        press(browser, "n")
        browser.wait_until(lambda: browser.evaluate(HEADING) == "Proposal F004")
        browser.wait_until_listening("document.querySelector('.proposal')", "keydown")
        press(browser, "a")  # the hedge has not been answered, so the browser does not send it
        show(browser, f"{page}?lang=en&key=F003")
        browser.evaluate("document.querySelector('#name').value = 'Mara Lind'")
        press(browser, "a")
        browser.wait_until(lambda: browser.evaluate(HEADING) == "Proposal F004")
        data = tmp_path / "feasts" / "project" / "data.ttl"
        assert "maximumAttendeeCapacity 300" in data.read_text()
        assert "zwei Abende" not in data.read_text()
        browser.wait_until_listening("document.querySelector('.proposal')", "keydown")
        press(browser, "r")
        assert browser.evaluate("document.activeElement.id") == "reason"
        press(browser, "a")  # a letter of the reason
        browser.evaluate("document.querySelector('#reason').value = 'only planned'")
        browser.evaluate("document.querySelector('.proposal').focus()")
        press(browser, "r")
        browser.wait_until(lambda: browser.evaluate(HEADING) == "")
        browser.wait_until(lambda: browser.evaluate("document.readyState") == "complete")
        browser.evaluate(SELECT)
        taken = "['quote', 'passage'].map((n) => document.querySelector(`[name=${n}]`).value)"
        browser.wait_until(lambda: browser.evaluate(taken) == ["Mara Lind", "176-185"])


def test_value_is_judged_while_it_is_typed(browser: Chromium, tmp_path: Path) -> None:
    with desk(tmp_path / "feasts") as link:
        browser.open(link)
        asked = "quote=Mara+Lind&about=id:feast&class=https://schema.org/Event&document=report.txt"
        show(browser, f"{link.partition('?')[0]}?lang=en&{asked}")
        browser.evaluate(
            "(() => { const field = document.querySelector('[name$=maximumAttendeeCapacity]');"
            " field.value = 'many'; field.dispatchEvent(new Event('input', {bubbles: true})); })()"
        )
        judged = "document.querySelector('#judged').textContent"
        browser.wait_until(lambda: "literal-ill-typed" in browser.evaluate(judged))
        quote = "document.querySelector('#fields [name=\"quote\"]').value"
        assert browser.evaluate(quote) == "Mara Lind"
        assert browser.evaluate("document.activeElement.name") == "value https://schema.org/name"
        browser.evaluate("document.querySelector('#antecedent').focus()")
        browser.evaluate(SELECT.replace("Mara Lind", "Vorsitzende").replace("+ 9", "+ 11"))
        antecedent = "document.querySelector('#antecedent').value"
        browser.wait_until(lambda: browser.evaluate(antecedent) == "Vorsitzende")
        assert browser.evaluate(quote) == "Mara Lind"


def check_pages(browser: Chromium, pages: Iterable[str]) -> None:
    """Fails if a page of each language is wider than a narrow screen, or not accessible."""
    browser.send("Page.setBypassCSP", enabled=True)
    for page in pages:
        for width, scheme in ((360, "dark"), (1280, "light")):
            browser.show(width=width, scheme=scheme)
            browser.open(page)
            browser.wait_until(lambda: browser.evaluate("document.readyState") == "complete")
            assert browser.evaluate("document.documentElement.scrollWidth") == width
            if AXE.is_file():
                browser.evaluate(f"{AXE.read_text(encoding='utf-8')}; 0")
                assert browser.evaluate("axe.run().then((r) => r.violations)") == []


def test_thing_is_edited_and_its_form_fits_everybody(browser: Chromium, tmp_path: Path) -> None:
    shutil.copytree(EXAMPLES / "conferences", tmp_path / "conferences")
    data = tmp_path / "conferences" / "conferences.ttl"
    before = data.read_text()
    with served(tmp_path / "conferences", "--edit") as link:
        browser.open(link)
        form = f"{link.partition('?')[0]}?thing=ex:1911"
        check_pages(browser, (f"{form}&lang={language}" for language in ("de", "en")))
        browser.evaluate("document.querySelector('[value=check]').click()")
        judged = "document.querySelector('#judged')?.textContent ?? ''"
        browser.wait_until(lambda: "Nothing is changed." in browser.evaluate(judged))
        browser.wait_until_listening("document.querySelector('#fields')", "input")
        browser.evaluate(
            "(() => { const field = document.querySelector('[value=\"1911-10-30\"]');"
            " field.value = '1911-10-29';"
            " field.dispatchEvent(new Event('input', {bubbles: true})); })()"
        )
        browser.wait_until(lambda: "1911-10-29" in browser.evaluate(judged))
        browser.evaluate("document.querySelector('[value=check]').click()")
        button = "document.querySelector('[value=write]')"
        browser.wait_until(lambda: browser.evaluate(f"{button} !== null"))
        assert data.read_text() == before
        browser.evaluate(f"{button}.click()")
        browser.wait_until(lambda: "written=yes" in browser.evaluate("location.href"))
    assert data.read_text() == before.replace("1911-10-30", "1911-10-29")


def test_desk_is_accessible_in_both_languages_and_fits_narrow_screens(
    browser: Chromium, tmp_path: Path
) -> None:
    with desk(tmp_path / "feasts") as link:
        browser.open(link)
        asked = "key=F004&about=id:feast&quote=x&class=https://schema.org/Event"
        page = f"{link.partition('?')[0]}?{asked}"
        check_pages(browser, (f"{page}&lang={language}" for language in ("de", "en")))
