"""Graphs drawn from the tables of pages, in a real browser; skipped without Chromium."""

from __future__ import annotations

from urllib.parse import urlencode

from chromium import Chromium

CLASSES = "/classes/graph/index.de.html"
NAMES = "[...document.querySelectorAll('.node text:first-of-type')].map(text => text.textContent)"
CHOSEN = "document.querySelector('.node.chosen text').textContent"
FOCUSED = "document.activeElement.querySelector('text').textContent"


def draw(browser: Chromium, url: str, *, width: int = 1280) -> None:
    """Opens a page and waits for its graph."""
    browser.show(width=width)
    browser.open(url)
    browser.wait_until(lambda: bool(browser.evaluate("!!document.querySelector('.node')")))


def click(browser: Chromium, name: str) -> None:
    """Clicks the node of this name."""
    browser.evaluate(
        "[...document.querySelectorAll('.node')].find(node => node.textContent.includes"
        f"({name!r})).dispatchEvent(new MouseEvent('click', {{bubbles: true, cancelable: true}}))"
    )


def test_classes_are_drawn_with_their_names(browser: Chromium, server: str) -> None:
    draw(browser, server + CLASSES)
    names = browser.evaluate(NAMES)
    assert {"Veranstaltung", "Person", "Organisation"} <= set(names)
    assert browser.evaluate("document.querySelectorAll('.link path[d^=M]').length") > 10


def test_same_page_gives_the_same_picture(browser: Chromium, server: str) -> None:
    places = "[...document.querySelectorAll('.node')].map(node => node.getAttribute('transform'))"
    pictures = []
    for _ in range(2):
        draw(browser, server + CLASSES)
        pictures.append(browser.evaluate(places))
    assert pictures[0] == pictures[1]


def test_chosen_node_shows_its_links_and_leads_to_its_page(browser: Chromium, server: str) -> None:
    draw(browser, server + CLASSES)
    click(browser, "Person")
    assert browser.evaluate(CHOSEN) == "Person"
    near = browser.evaluate("document.querySelectorAll('.node.near').length")
    assert 1 < near < len(browser.evaluate(NAMES))
    href = browser.evaluate("document.querySelector('.graph .about a').getAttribute('href')")
    assert href == "/classes/iri/https/schema.org/Person.de.html"


def test_narrow_picture_begins_with_few_nodes_and_finds_others(
    browser: Chromium, server: str
) -> None:
    draw(browser, server + CLASSES, width=360)
    assert len(browser.evaluate(NAMES)) == 9
    assert "9 von 12" in browser.evaluate("document.querySelector('.graph .about').textContent")
    browser.evaluate(
        "(box => { box.value = 'Beobachtung'; box.dispatchEvent(new Event('change')); })"
        "(document.querySelector('.graph-tools input'))"
    )
    browser.wait_until(lambda: browser.evaluate(FOCUSED) == "Beobachtung")
    assert browser.evaluate("document.documentElement.scrollWidth") <= 360


def test_arrow_keys_go_from_node_to_node(browser: Chromium, server: str) -> None:
    draw(browser, server + CLASSES)
    assert browser.evaluate("document.querySelectorAll('.node[tabindex=\"0\"]').length") == 1
    browser.evaluate("document.querySelector('.node[tabindex=\"0\"]').focus()")
    before = browser.evaluate(FOCUSED)
    for key in ("ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"):
        browser.press(key)
    assert browser.evaluate(FOCUSED) in browser.evaluate(NAMES)
    browser.press("ArrowRight")
    browser.press("ArrowRight")
    assert browser.evaluate(FOCUSED) != before
    assert browser.evaluate("document.querySelectorAll('.node[tabindex=\"0\"]').length") == 1


def test_neighbours_of_a_node_join_when_it_is_chosen(browser: Chromium, server: str) -> None:
    draw(browser, f"{server}/neighbours/id/uwe-pfeil.de.html")
    before = set(browser.evaluate(NAMES))
    assert "Deutschland" in before
    click(browser, "Deutschland")
    browser.wait_until(lambda: set(browser.evaluate(NAMES)) > before)
    assert browser.evaluate("location.pathname") == "/neighbours/id/uwe-pfeil.de.html"
    href = browser.evaluate("document.querySelector('.graph .about a').getAttribute('href')")
    assert href == "/id/germany.de.html"


def test_enter_chooses_the_node_in_focus(browser: Chromium, server: str) -> None:
    draw(browser, f"{server}/neighbours/id/uwe-pfeil.de.html")
    browser.evaluate("document.querySelector('.node[tabindex=\"0\"]').focus()")
    name = browser.evaluate(FOCUSED)
    browser.send("Input.dispatchKeyEvent", type="keyDown", key="Enter", text="\r")
    browser.wait_until(lambda: browser.evaluate("!!document.querySelector('.node.chosen')"))
    assert browser.evaluate(CHOSEN) == name


def ask(browser: Chromium, server: str, query: str) -> None:
    """Opens the graph of the answer to a query."""
    draw(browser, f"{server}/sparql?{urlencode({'query': query, 'lang': 'de'})}#view=graph")


def test_rows_with_two_things_are_drawn_as_links(browser: Chromium, server: str) -> None:
    ask(browser, server, "SELECT * { id:uwe-pfeil ?p ?o . ?s ?p ?o FILTER isIRI(?o) }")
    assert {"Uwe Pfeil", "Deutschland"} <= set(browser.evaluate(NAMES))
    labels = "[...document.querySelectorAll('.link text')].map(text => text.textContent)"
    assert "gehört zu" in browser.evaluate(labels)


def test_described_thing_is_drawn_with_the_names_that_pages_use(
    browser: Chromium, server: str
) -> None:
    ask(browser, server, "DESCRIBE id:uwe-pfeil")
    assert {"Uwe Pfeil", "Deutschland"} <= set(browser.evaluate(NAMES))
    click(browser, "Deutschland")
    href = browser.evaluate("document.querySelector('.graph .about a').getAttribute('href')")
    assert href == "/id/germany.de.html"


def test_graph_without_links_says_so(browser: Chromium, server: str) -> None:
    query = 'CONSTRUCT { <urn:a> <urn:p> "x" } {}'
    browser.open(f"{server}/sparql?{urlencode({'query': query, 'lang': 'de'})}#view=graph")
    said = "document.querySelector('.picture')?.textContent"
    browser.wait_until(lambda: browser.evaluate(said) == "In dieser Antwort ist nichts verknüpft.")
