"""The keyboard alone: everything is reached, in the order of reading, and seen when it is."""

from __future__ import annotations

import pytest
from chromium import Chromium

PAGES = (
    "/index.en.html",
    "/classes/iri/https/schema.org/Event.en.html",
    "/combined?class=iri/https/schema.org/Event&lang=en",
    "/id/eu-cluster-conference-2020.en.html",
    "/timeline/index.en.html",
    "/sparql.en.html",
    "/sparql?query=SELECT+*+{+?s+a+?o+}+LIMIT+5&lang=en",
    "/search?q=cluster&lang=en",
    "/search.en.html",
    "/sparql/builder?class=schema:Event&p1=schema:name&t1=contains&lang=en",
)

EDITOR_IS_THERE = """
!document.querySelector("form.query") || Boolean(document.querySelector(".editor")?.shadowRoot)
"""

REACHABLE = """
[...document.querySelectorAll(
  "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0'], .editor")]
  .filter(e => e.checkVisibility() && (e.tabIndex === 0 || e.shadowRoot))
"""

FOCUSED = """
(() => {
  const e = document.activeElement;
  // The ring of an editor is around the whole of it, inside its shadow root.
  const ringed = e.shadowRoot?.activeElement.closest(".cm-editor") ?? e;
  const s = getComputedStyle(ringed);
  const lines = e.getClientRects().length;
  return [window.reachable.indexOf(e), s.outlineStyle, parseFloat(s.outlineWidth), s.outlineColor,
          lines, e.outerHTML.slice(0, 120)];
})()
"""


def luminance(colour: str) -> float:
    """https://www.w3.org/TR/WCAG22/#dfn-relative-luminance"""
    parts = [int(part) / 255 for part in colour[colour.index("(") + 1 : -1].split(",")[:3]]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio"""
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("page", PAGES)
def test_every_control_is_reached_in_order_with_a_visible_ring(
    browser: Chromium, server: str, page: str, scheme: str
) -> None:
    browser.show(scheme=scheme)
    browser.open(server + page)
    browser.wait_until(lambda: bool(browser.evaluate(EDITOR_IS_THERE)))
    number = browser.evaluate(f"window.reachable = {REACHABLE}; window.reachable.length")
    paper = browser.evaluate("getComputedStyle(document.body).backgroundColor")
    assert number > 10
    expected = 0
    while expected < number:
        browser.press("Tab")
        place, style, width, colour, lines, html = browser.evaluate(FOCUSED)
        if 'class="of-value"' not in html:  # which comes with the value that has the focus
            assert place == expected, html
            expected += 1
        assert style == "solid", html
        assert width >= 2, html
        assert lines > 0, html
        assert contrast(colour, paper) >= 3, html
    browser.press("Tab")  # out of the page: nothing holds the focus
    assert browser.evaluate("window.reachable.indexOf(document.activeElement)") in (-1, 0)


def test_the_first_key_leads_past_the_navigation(browser: Chromium, server: str) -> None:
    browser.show()
    browser.open(f"{server}/classes/index.en.html")
    browser.press("Tab")
    assert browser.evaluate("document.activeElement.className") == "skip"
    browser.press("Enter")
    assert browser.evaluate("document.activeElement.id") == "content"
