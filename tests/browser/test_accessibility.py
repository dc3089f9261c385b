"""The main pages in a real browser: axe-core and narrow screens.

Needs Chromium, and axe-core in AXE_CORE: the path of axe.min.js, for example from
`npm install axe-core` in a folder elsewhere. Without, these tests are skipped; nothing is
installed.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from chromium import Chromium

AXE = os.environ.get("AXE_CORE", "")

pytestmark = pytest.mark.skipif(not Path(AXE).is_file(), reason="AXE_CORE does not name axe.min.js")

PAGES = (
    "/index.{}.html",
    "/classes/index.{}.html",
    "/classes/iri/https/schema.org/Event.{}.html",
    "/classes/graph/index.{}.html",
    "/properties/index.{}.html",
    "/id/uwe-pfeil.{}.html",
    "/neighbours/id/uwe-pfeil.{}.html",
    "/queries/index.{}.html",
    "/queries/offices-and-awards-of-a-person.{}.html",
    "/queries/events-in-a-period.{}.html?from=no-date",
    "/documents/id/article-1-paragraph-1.{}.html",
    "/timeline/index.{}.html",
    "/search?q=cluster&lang={}",
    "/dumps/index.{}.html",
    "/experts/index.{}.html",
    "/sparql?query=SELECT+*+{{+?s+a+?o+}}+LIMIT+5&lang={}",
    "/sparql?query=SELECT+?c+(COUNT(?s)+AS+?n)+{{+?s+a+?c+}}+GROUP+BY+?c&lang={}#view=chart",
    "/sparql?query=SELECT+*+{{+VALUES+(?kind+?count)+{{+('a'+1)+('b'+2)+}}+}}&lang={}#view=pie",
    "/sparql?query=SELECT+*+{{+VALUES+(?x+?y)+{{+(1+1)+(2+4)+(3+1)+}}+}}&lang={}#view=line",
    "/sparql?query=SELECT+*+{{+VALUES+(?x+?y)+{{+(1+1)+(2+4)+(3+1)+}}+}}&lang={}#view=scatter",
    "/sparql?query=SELECT+*+{{+?x+schema:startDate+?from+}}&lang={}#view=timeline",
    "/sparql?query=SELECT+*+{{+?x+schema:startDate+?from+}}&lang={}#view=cards",
    "/sparql?query=SELECT+*+{{+?x+schema:startDate+?from+}}&lang={}#view=raw",
    "/sparql?query=SELECT+*+{{+VALUES+(?lat+?long)+{{+(48+11)+(49+12)+}}+}}&lang={}#view=map",
    "/sparql?query=DESCRIBE+id:uwe-pfeil&lang={}#view=graph",
    "/ontology/index.{}.html",
    "/constraints/index.{}.html",
    "/def/index.{}.html",
    "/combined?class=iri/https/schema.org/Event&lang={}",
    "/sparql/builder?class=schema:Event&p1=schema:organizer&t1=equals&lang={}",
    "/sparql/builder?class=schema:Event&p1=schema:startDate&t1=dates&a1=x&c1=1&lang={}",
    "/sparql/builder?lang={}",
)


FIND_VIOLATIONS = """
axe.run({ rules: { "target-size": { enabled: true } } })
  .then(r => r.violations.map(v => [v.id, v.nodes.map(n => n.html).slice(0, 3)]))
"""


def open_drawn(browser: Chromium, url: str) -> None:
    """Opens a page, and waits until the view that its address names is drawn."""
    browser.open(url)
    if "#view=" in url:
        view = url.partition("#view=")[2]
        drawn = f"""document.getElementById('answer').dataset.view === '{view}'
            && document.querySelectorAll('.picture > :not(p)').length > 0"""
        browser.wait_until(lambda: bool(browser.evaluate(drawn)))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_axe_finds_no_violation(
    browser: Chromium, server: str, page: str, language: str, scheme: str
) -> None:
    browser.show(scheme=scheme)
    open_drawn(browser, server + page.format(language))
    browser.evaluate(Path(AXE).read_text(encoding="utf-8") + "; true")
    found = browser.evaluate(FIND_VIOLATIONS)
    assert found == []


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_no_page_is_wider_than_a_narrow_screen(
    browser: Chromium, server: str, page: str, language: str
) -> None:
    browser.show(width=360)
    open_drawn(browser, server + page.format(language))
    assert browser.evaluate("document.documentElement.scrollWidth") <= 360
