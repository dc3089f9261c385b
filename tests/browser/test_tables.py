"""Wide tables in a real browser; skipped without Chromium."""

from __future__ import annotations

from chromium import Chromium

LIST = "/classes/iri/https/schema.org/CreativeWork.de.html"
WIDE = "/sparql?query=SELECT+*+{+?a+?b+?c+.+?d+?e+?f+.+?g+?h+?i+}+LIMIT+5&lang=de"
ADDRESSES = "/classes/iri/https/schema.org/Organization.de.html"
LINES = """Math.max(...[...document.querySelectorAll("td a[rel=external]")].map(
    link => link.getClientRects().length))"""
HIDDEN = "(box => box.scrollWidth - box.clientWidth)(document.querySelector('.scroll'))"
WIDTH = "document.querySelector('.scroll').clientWidth"
OUTSIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
TOP = "document.querySelector('table').getBoundingClientRect().top / window.innerHeight"


def test_table_takes_the_width_of_the_window(browser: Chromium, server: str) -> None:
    browser.show(width=1280)
    browser.open(server + WIDE)
    assert browser.evaluate(WIDTH) > 1050  # from the left edge of the text
    assert browser.evaluate(OUTSIDE) == 0


def test_addresses_have_few_lines_on_a_phone(browser: Chromium, server: str) -> None:
    browser.show(width=360)
    browser.open(server + ADDRESSES)
    assert browser.evaluate(LINES) <= 7
    assert browser.evaluate(OUTSIDE) == 0


def test_list_is_on_the_first_screen_of_a_phone(browser: Chromium, server: str) -> None:
    browser.show(width=360)
    browser.open(server + LIST)
    assert browser.evaluate(OUTSIDE) == 0
    assert browser.evaluate(HIDDEN) > 0
    assert browser.evaluate(TOP) < 1
