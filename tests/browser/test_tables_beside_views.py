"""Whatever a view of an answer draws, its table is beside it; skipped without Chromium."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlencode

import pytest
from chromium import Chromium

VIEWS_FILE = Path(__file__).parents[2] / "server" / "frontend" / "src" / "views.js"

ANSWERS = {
    "chart": ("?name ?n", "('a' 1) ('b' 2)"),
    "pie": ("?kind ?count", "('a' 1) ('b' 2)"),
    "line": ("?x ?y", "(1 1) (2 4) (3 1)"),
    "scatter": ("?x ?y", "(1 1) (2 4) (3 1)"),
    "timeline": ("?name ?from", "('a' '2020-01-01'^^xsd:date) ('b' '2021-01-01'^^xsd:date)"),
    "map": ("?lat ?long", "(48 11) (49 12)"),
    "graph": ("?s ?o", "(id:uwe-pfeil id:eu-cluster-conference-2020) (id:a id:b)"),
}
"""Columns and rows of an answer for each view that draws."""

TEXTS = {"cards", "raw"}
"""Views that show an answer as text."""

DRAWN = "document.querySelector('.picture')?.querySelector('svg, canvas, .leaflet-container')"
BESIDE = f"""(() => {{
  const table = document.querySelector("#answer > .scroll > table");
  const shown = [...table.querySelectorAll("tbody td")].filter(cell => cell.checkVisibility());
  const follows = {DRAWN}.compareDocumentPosition(table) & Node.DOCUMENT_POSITION_FOLLOWING;
  return [shown.length, Boolean(follows), table.closest("[aria-hidden=true], [inert]") === null];
}})()"""


def test_every_view_either_draws_or_shows_texts() -> None:
    names = re.findall(r'name: "(\w+)"', VIEWS_FILE.read_text(encoding="utf-8"))
    assert set(names) == ANSWERS.keys() | TEXTS


@pytest.mark.parametrize("view", ANSWERS)
def test_what_a_view_draws_has_its_table_beside_it(
    browser: Chromium, server: str, view: str
) -> None:
    columns, rows = ANSWERS[view]
    query = f"SELECT * {{ VALUES ({columns}) {{ {rows} }} }}"
    browser.open(f"{server}/sparql?{urlencode({'query': query, 'lang': 'en'})}#view={view}")
    browser.wait_until(lambda: bool(browser.evaluate(f"!!{DRAWN}")))
    cells = len(columns.split()) * rows.count(") (") + len(columns.split())
    assert browser.evaluate(BESIDE) == [cells, True, True]
