"""The picker of things in the form of a question, in a real browser; skipped without Chromium."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from chromium import Chromium
from serving import project_served

from schlaglicht.project import open_project

QUESTION = """\
# parameter ?who: thing ex:Person, default ex:p1
PREFIX ex: <https://example.org/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?name { ?who rdfs:label ?name }
"""
OPTIONS = "[...document.querySelectorAll('datalist option')].map(option => option.value)"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("people")
    head = "@prefix ex: <https://example.org/> .\n"
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    people = "".join(f'ex:p{n} a ex:Person ; {label} "Number {n}" .\n' for n in range(60))
    twin = f'ex:twin a ex:Person ; {label} "Number 7" .\n'
    (folder / "data.ttl").write_text(head + people + twin)
    (folder / "queries").mkdir()
    (folder / "queries" / "who.rq").write_text(QUESTION)
    with project_served(open_project([folder]), tmp_path_factory.mktemp("served")) as url:
        yield url


def test_things_are_offered_while_somebody_types(browser: Chromium, server: str) -> None:
    browser.open(f"{server}/queries/who.en.html")
    browser.wait_until(lambda: browser.evaluate("document.readyState") == "complete")
    browser.evaluate(
        "(() => { const box = document.querySelector('[data-search]');"
        " box.value = 'number 42'; box.dispatchEvent(new Event('input')); })()"
    )
    browser.wait_until(lambda: "Number 42" in browser.evaluate(OPTIONS))
    browser.evaluate(
        "(() => { const box = document.querySelector('[data-search]');"
        " box.value = 'number 7'; box.dispatchEvent(new Event('input')); })()"
    )
    browser.wait_until(lambda: "https://example.org/twin" in browser.evaluate(OPTIONS))
    assert "Number 7" not in browser.evaluate(OPTIONS)
