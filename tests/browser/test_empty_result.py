"""The part of a query without a match, underlined in a real browser; skipped without Chromium."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlencode

from chromium import Chromium
from serving import project_served

from schlaglicht.project import open_project

QUERY = """PREFIX ex: <https://e.org/>
SELECT * {
  ?x ex:name ?n ; # \N{GRINNING FACE}
    ex:size 7 .
}"""
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
