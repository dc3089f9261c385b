"""What completes a query while it is written, on the shipped graph; skipped without Chromium."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest
from chromium import Chromium
from patience import PATIENCE

from schlaglicht.query import completion

ROOT = "document.querySelector('.editor').shadowRoot"
LISTED = (
    f"[...{ROOT}.querySelectorAll('.cm-tooltip-autocomplete .cm-completionLabel')]"
    ".map(label => label.textContent)"
)


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Completes by the graph however busy the machine is: otherwise by the vocabulary alone."""
    limits = replace(completion.LIMITS, seconds=PATIENCE, wait=PATIENCE)
    monkeypatch.setattr(completion, "LIMITS", limits)


def uses_at_events(server: str) -> list[str]:
    """The properties of schema.org that events have, by the number of events with them."""
    query = """SELECT (STRAFTER(STR(?p), "https://schema.org/") AS ?name) {
      ?event a schema:Event ; ?p ?o FILTER(STRSTARTS(STR(?p), "https://schema.org/"))
    } GROUP BY ?p ORDER BY DESC(COUNT(*)) ?p"""
    asked = urlencode({"query": query, "format": "csv"})
    with urlopen(f"{server}/sparql?{asked}") as answer:
        names = answer.read().decode().split()[1:]
    return [f"schema:{name}" for name in names]


def completions(browser: Chromium, server: str, before: str, typed: str) -> list[str]:
    """The list after a text is typed behind a query."""
    browser.open(f"{server}/sparql?{urlencode({'query': before, 'lang': 'en'})}")
    browser.wait_until(lambda: bool(browser.evaluate("!!document.querySelector('.editor')")))
    browser.evaluate(f"{ROOT}.querySelector('.cm-content').focus()")
    browser.send("Input.dispatchKeyEvent", type="keyDown", key="End", code="End", modifiers=2)
    browser.send("Input.insertText", text=typed)
    browser.wait_until(lambda: bool(browser.evaluate(LISTED)))
    return list(browser.evaluate(LISTED))


@pytest.mark.parametrize(
    "before",
    ["SELECT * {\n  ?event a schema:Event ;", "SELECT * {\n  ?event a schema:Event .\n  ?event"],
)
def test_properties_of_events_come_first_by_their_use(
    browser: Chromium, server: str, before: str
) -> None:
    listed = completions(browser, server, before, " schema:")
    own = uses_at_events(server)
    assert listed[: len(own)] == own


def test_property_of_events_comes_before_one_that_fits_better(
    browser: Chromium, server: str
) -> None:
    listed = completions(browser, server, "SELECT * {\n  ?event a schema:Event ;", " date")
    assert listed == ["schema:startDate", "schema:endDate", "dcterms:created", "dcterms:modified"]


@pytest.mark.parametrize("before", ["SELECT * {", "SELECT * {\n  ?s ?p"])
def test_things_are_found_by_three_letters_of_their_name(
    browser: Chromium, server: str, before: str
) -> None:
    assert completions(browser, server, before, " uwe")[0] == "Uwe Pfeil"


@pytest.mark.parametrize(
    ("before", "typed", "listed"),
    [
        (
            "SELECT * {\n  ?p a schema:Person ; schema:affiliation",
            " ifm",
            ["Institute for SME Research (IfM) Bonn"],
        ),
        ("SELECT * {\n  ?p schema:affiliation ?o . ?p a", " schema:", ["schema:Person"]),
        ("SELECT * {\n  ?e a schema:Event ; schema:startDate", " 2020", ['"2020-11-10"^^xsd:date']),
        ("SELECT * {\n  GRAPH", " evi", ["evidence/"]),
    ],
)
def test_what_fits_the_rest_of_the_query_comes_first(
    browser: Chromium, server: str, before: str, typed: str, listed: list[str]
) -> None:
    assert completions(browser, server, before, typed)[: len(listed)] == listed


def test_a_thing_is_named_under_the_pointer(browser: Chromium, server: str) -> None:
    query = {"query": "ASK { id:uwe-pfeil ?p ?o }", "lang": "en"}
    browser.show(width=1280)
    browser.open(f"{server}/sparql?{urlencode(query)}")
    browser.wait_until(lambda: bool(browser.evaluate("!!document.querySelector('.editor')")))
    x, y = browser.evaluate(f"""(() => {{
      const texts = document.createTreeWalker({ROOT}.querySelector(".cm-content"), 4);
      while (!texts.nextNode().data.includes("pfeil"));
      const range = document.createRange();
      range.setStart(texts.currentNode, texts.currentNode.data.indexOf("pfeil"));
      range.setEnd(texts.currentNode, texts.currentNode.data.indexOf("pfeil") + 1);
      const box = range.getBoundingClientRect();
      return [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
    }})()""")
    browser.send("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)
    shown = f"{ROOT}.querySelector('.cm-tooltip-hover')?.innerText ?? ''"
    browser.wait_until(lambda: "Uwe Pfeil Person" in browser.evaluate(shown))
