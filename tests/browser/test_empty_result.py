"""The part of a query without a match, underlined in a real browser; skipped without Chromium."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlencode

import pytest
from chromium import Chromium
from serving import project_served

from schlaglicht.project import open_project

QUERY = """PREFIX ex: <https://e.org/>
SELECT * {
  ?x ex:name ?n ; # \N{GRINNING FACE}
    ex:size 7 .
}"""
STATUS = "document.querySelector('form.query output')"
UNDERLINED = (
    "[...document.querySelector('.editor').shadowRoot.querySelectorAll('.cm-lintRange-warning')]"
    ".map(span => span.textContent)"
)


def test_parts_without_a_match_are_underlined(browser: Chromium, tmp_path: Path) -> None:
    (tmp_path / "data.ttl").write_text(
        '<https://e.org/a> <https://e.org/name> "A" . <https://e.org/b> <https://e.org/size> 7 .'
    )
    with project_served(open_project([tmp_path]), tmp_path) as url:
        browser.open(f"{url}/sparql?{urlencode({'query': QUERY, 'lang': 'en'})}")
        browser.wait_until(lambda: bool(browser.evaluate("!!document.querySelector('.editor')")))
        browser.wait_until(lambda: len(browser.evaluate(UNDERLINED)) > 0)
        assert "".join(browser.evaluate(UNDERLINED)) == "?x ex:name ?nex:size 7"


@pytest.mark.parametrize("form", ["SELECT ?x", "CONSTRUCT { ?x ex:name ?n }"])
def test_an_empty_answer_with_a_near_query_is_shown(
    form: str, browser: Chromium, tmp_path: Path
) -> None:
    (tmp_path / "data.ttl").write_text('<https://e.org/a> <https://e.org/name> "A" .')
    text = f'PREFIX ex: <https://e.org/> {form} {{ ?x ex:name ?n FILTER(?n = "B") }}'
    with project_served(open_project([tmp_path]), tmp_path) as url:
        browser.open(f"{url}/sparql?{urlencode({'query': text, 'lang': 'en'})}")
        browser.wait_until(lambda: bool(browser.evaluate("!!document.querySelector('.editor')")))
        browser.evaluate(
            f"document.querySelector('#answer').replaceChildren(), {STATUS}.value = ''"
        )
        browser.evaluate("document.querySelector('form.query').requestSubmit()")
        browser.wait_until(lambda: browser.evaluate(f"!/^$| of /.test({STATUS}.value)"))
        assert "reached" not in browser.evaluate(f"{STATUS}.value")
        assert browser.evaluate("!!document.querySelector('#answer pre.diff')")
