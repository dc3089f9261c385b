"""What the script adds to queries and answers in a real browser; skipped without Chromium."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from chromium import Chromium

ROWS = 'SELECT ?name ?n { VALUES (?name ?n) { ("Öl" 10) ("Zug" 9) ("Ofen" UNDEF) } }'
FIRST_COLUMN = "[...document.querySelectorAll('tbody td:first-child')].map(td => td.innerText)"

PLACES = (
    "SELECT * { VALUES (?name ?lat ?long) "
    '{ ("Augsburg" 48.37 10.9) ("Kap" -33.9 18.4) ("?" UNDEF UNDEF) } }'
)
TWO_FRAMES = "new Promise(seen => requestAnimationFrame(() => requestAnimationFrame(seen)))"
BARS = (
    "[...document.querySelectorAll('.chart [role=listitem]')].map(bar => "
    "[...bar.querySelectorAll('text')].map(text => text.textContent).join(''))"
)


def ask(browser: Chromium, server: str, query: str, fragment: str = "") -> None:
    """Opens the answer to a query, with what the script adds to it."""
    asked = urlencode({"query": query, "lang": "de"})
    browser.open(f"{server}/sparql?{asked}{fragment}")
    browser.wait_until(lambda: bool(browser.evaluate("!!document.querySelector('.filter')")))


def press_view(browser: Chromium, number: int) -> None:
    """Presses a button of the views, and waits until something is drawn."""
    browser.evaluate(f"document.querySelectorAll('.views button')[{number}].click()")
    wait_for_view(browser)


def wait_for_view(browser: Chromium) -> None:
    """Returns once something is drawn."""
    drawn = "!!document.querySelector('.picture')?.childNodes.length"
    browser.wait_until(lambda: bool(browser.evaluate(drawn)))


def test_heads_sort_upwards_then_downwards_then_as_answered(browser: Chromium, server: str) -> None:
    ask(browser, server, ROWS)
    orders, said = [], []
    for _ in range(3):
        browser.evaluate("document.querySelectorAll('th button')[1].click()")
        orders.append(browser.evaluate(FIRST_COLUMN))
        said.append(browser.evaluate("document.querySelectorAll('th')[1].ariaSort"))
    assert orders == [["Zug", "Öl", "Ofen"], ["Öl", "Zug", "Ofen"], ["Öl", "Zug", "Ofen"]]
    assert said == ["ascending", "descending", None]


def test_texts_are_sorted_in_the_language_of_the_page(browser: Chromium, server: str) -> None:
    ask(browser, server, ROWS)
    browser.evaluate("document.querySelector('th button').click()")
    assert browser.evaluate(FIRST_COLUMN) == ["Ofen", "Öl", "Zug"]


def test_filter_counts_the_rows_that_it_leaves(browser: Chromium, server: str) -> None:
    ask(browser, server, ROWS)
    browser.evaluate(
        "(box => { box.value = 'O'; box.dispatchEvent(new Event('input')); })"
        "(document.querySelector('.filter input'))"
    )
    assert browser.evaluate(FIRST_COLUMN) == ["Öl", "Ofen"]
    assert browser.evaluate("document.querySelector('.filter output').value") == "2 von 3 Zeilen"


def test_link_within_the_page_keeps_the_query_that_is_being_written(
    browser: Chromium, server: str
) -> None:
    ask(browser, server, ROWS)
    browser.evaluate("window.isTheSame = true; location.hash = 'files'; true")
    browser.evaluate("new Promise(done => setTimeout(done, 300))")
    assert browser.evaluate("window.isTheSame") is True


def test_chart_has_a_bar_for_each_number_and_a_link_that_shows_it_again(
    browser: Chromium, server: str
) -> None:
    ask(browser, server, ROWS)
    press_view(browser, 1)
    assert browser.evaluate("location.hash") == "#view=chart"
    assert browser.evaluate(BARS) == ["Öl10", "Zug9"]
    ask(browser, server, ROWS.replace("9", "8"), "#view=chart")
    wait_for_view(browser)
    assert browser.evaluate(BARS) == ["Öl10", "Zug8"]


def test_chart_says_how_many_rows_it_leaves_out(browser: Chromium, server: str) -> None:
    rows = " ".join(f'("row {number}" {number})' for number in range(61))
    ask(browser, server, f"SELECT * {{ VALUES (?name ?n) {{ {rows} }} }}", "#view=chart")
    wait_for_view(browser)
    assert len(browser.evaluate(BARS)) == 60
    said = "Das Diagramm zeigt die ersten 60 von 61 Zeilen."
    assert browser.evaluate("document.querySelector('.picture p').innerText") == said


def test_answer_without_numbers_has_no_chart(browser: Chromium, server: str) -> None:
    ask(browser, server, 'SELECT * { VALUES ?name { "a" "b" } }', "#view=chart")
    titles = "[...document.querySelectorAll('.views button')].map(button => button.innerText)"
    assert browser.evaluate(titles) == ["Tabelle", "Daten"]
    assert browser.evaluate("document.querySelectorAll('.chart').length") == 0


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("DESCRIBE id:uwe-pfeil", ["Turtle", "Graph", "Daten"]),
        ("ASK {}", ["Antwort", "Daten"]),
    ],
)
def test_first_view_is_called_what_it_shows(
    browser: Chromium, server: str, query: str, titles: list[str]
) -> None:
    browser.open(f"{server}/sparql?{urlencode({'query': query, 'lang': 'de'})}")
    found = "[...document.querySelectorAll('.views button')].map(button => button.innerText)"
    browser.wait_until(lambda: bool(browser.evaluate(found)))
    assert browser.evaluate(found) == titles


def test_map_draws_a_point_for_each_row_with_coordinates(browser: Chromium, server: str) -> None:
    ask(browser, server, PLACES, "#view=map")
    wait_for_view(browser)
    browser.wait_until(lambda: browser.evaluate("document.querySelectorAll('.mark').length") == 2)
    said = "Die Karte zeigt 2 von 3 Zeilen; die übrigen haben keine Koordinaten oder zu viele."
    assert browser.evaluate("document.querySelector('.picture p').innerText") == said
    world = "fetch(document.querySelector('.world img').src)"
    assert browser.evaluate(f"{world}.then(r => r.ok)")


LINKED = (
    "SELECT * { VALUES (?at ?lat ?long) { (<https://e.org/a> 48 10) (<https://e.org/b> 50 9) } }"
)


def test_arrow_keys_go_from_mark_to_mark_of_a_map(browser: Chromium, server: str) -> None:
    ask(browser, server, LINKED, "#view=map")
    browser.wait_until(lambda: browser.evaluate("document.querySelectorAll('.mark').length") == 2)
    tabbable = "[...document.querySelectorAll('.mark')].map(mark => mark.getAttribute('tabindex'))"
    assert browser.evaluate(tabbable) == ["0", "-1"]
    browser.evaluate("document.querySelector('.mark').focus()")
    browser.press("ArrowRight")
    assert browser.evaluate(tabbable) == ["-1", "0"]
    assert browser.evaluate("document.activeElement === document.querySelectorAll('.mark')[1]")


def test_empty_graph_is_said_in_words(browser: Chromium, server: str) -> None:
    query = "CONSTRUCT { ?s ?p ?o } { VALUES ?s { id:nobody-at-all } ?s ?p ?o }"
    browser.open(f"{server}/sparql?{urlencode({'query': query, 'lang': 'en'})}")
    assert browser.evaluate("document.querySelector('#answer > p').innerText") == "No triple."
    assert browser.evaluate("document.querySelector('#answer > pre:not(.diff)') === null")


def test_button_lays_the_query_out(browser: Chromium, server: str) -> None:
    ask(browser, server, "SELECT * { ?s a ?class; ?p ?o } LIMIT 3")
    browser.evaluate("document.querySelector('.format').click()")
    laid_out = "SELECT * {\n  ?s a ?class;\n    ?p ?o\n}\nLIMIT 3"
    assert browser.evaluate("document.querySelector('form.query').elements.query.value") == laid_out


@pytest.mark.parametrize(
    ("key", "number", "modifiers", "written"),
    [
        ("/", 191, 2, "# SELECT * { ?s a ?class } LIMIT 3"),
        ("F", 70, 2 | 8, "SELECT * {\n  ?s a ?class\n}\nLIMIT 4"),
    ],
)
def test_keys_comment_a_line_out_and_lay_the_query_out(
    browser: Chromium, server: str, key: str, number: int, modifiers: int, written: str
) -> None:
    ask(browser, server, f"SELECT * {{ ?s a ?class }} LIMIT {written[-1]}")
    editor = "document.querySelector('.editor').shadowRoot.querySelector('.cm-content')"
    browser.evaluate(f"{editor}.focus()")
    pressed = {"key": key, "windowsVirtualKeyCode": number, "modifiers": modifiers}
    browser.send("Input.dispatchKeyEvent", type="keyDown", **pressed)
    value = "document.querySelector('form.query').elements.query.value"
    assert browser.evaluate(value) == written


def test_long_table_has_the_rows_that_are_seen_and_says_how_many_there_are(
    browser: Chromium, server: str
) -> None:
    rows = " ".join(f"({number} {10_000 - number})" for number in range(3000))
    ask(browser, server, f"SELECT * {{ VALUES (?a ?b) {{ {rows} }} }}")
    in_page = "document.querySelectorAll('tbody tr[aria-rowindex]').length"
    browser.wait_until(lambda: 10 < browser.evaluate(in_page) < 200)
    assert browser.evaluate("document.querySelector('table').ariaRowCount") == "3001"
    last = "[...document.querySelectorAll('tbody tr[aria-rowindex]')].at(-1)"
    browser.evaluate("(r => { r.scrollTop = r.scrollHeight; })(document.querySelector('.scroll'))")
    browser.wait_until(lambda: browser.evaluate(f"{last}.ariaRowIndex") == "3001")
    assert browser.evaluate(f"{last}.cells[0].innerText") == "2999"
    browser.evaluate("document.querySelectorAll('th button')[1].click()")
    first = "document.querySelector('tbody tr[aria-rowindex=\"2\"]')?.cells[0].innerText"
    browser.wait_until(lambda: browser.evaluate(first) == "2999")


def test_long_table_that_a_view_hides_is_as_it_was_when_it_comes_back(
    browser: Chromium, server: str
) -> None:
    ask(browser, server, "SELECT ?s ?p ?o { ?s ?p ?o }")
    height = "document.querySelector('.long').scrollHeight"
    drawn = "document.querySelectorAll('.long tbody tr').length"
    browser.wait_until(lambda: browser.evaluate(drawn) < 100)
    before = browser.evaluate(height)
    browser.evaluate(f"location.hash = 'view=cards'; {TWO_FRAMES}")
    wait_for_view(browser)
    browser.evaluate(TWO_FRAMES)
    browser.evaluate(f"location.hash = 'view=table'; {TWO_FRAMES}")
    assert browser.evaluate(drawn) < 100
    assert abs(browser.evaluate(height) - before) < before / 100


def test_columns_are_resized_by_keys_by_dragging_and_by_clicks(
    browser: Chromium, server: str
) -> None:
    ask(browser, server, ROWS)
    width = "document.querySelector('th').getBoundingClientRect().width"
    before = browser.evaluate(width)
    browser.evaluate("document.querySelector('.edge').focus()")
    browser.press("ArrowRight")
    assert browser.evaluate(width) == pytest.approx(before + 16, abs=1)
    edge = "document.querySelector('.edge').getBoundingClientRect()"
    x, y = browser.evaluate(f"(box => [box.x + box.width / 2, box.y + 5])({edge})")
    for kind, to in (("mousePressed", x), ("mouseMoved", x - 50), ("mouseReleased", x - 50)):
        browser.send("Input.dispatchMouseEvent", type=kind, x=to, y=y, button="left", clickCount=1)
    assert browser.evaluate(width) == pytest.approx(before - 34, abs=2)
    assert browser.evaluate("document.querySelector('.edge').ariaValueNow") == str(
        browser.evaluate(f"Math.round({width})")
    )
    x, y = browser.evaluate(f"(box => [box.x + box.width / 2, box.y + 5])({edge})")
    for kind in ("mousePressed", "mouseReleased"):  # who cannot drag clicks
        browser.send("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)
    assert browser.evaluate(width) == pytest.approx(1.5 * (before - 34), abs=4)


NUMBERS = (
    "SELECT * { VALUES (?day ?count) { ('2024-01-31' 1) ('2024-02-29' 2.5) ('2025-03-01' 4) } }"
)
PAIRS = "SELECT * { VALUES (?name ?n ?m) { ('Öl' 10 2.5) ('Zug' 9 1) ('Ofen' UNDEF 3) } }"
SPANS = "SELECT * { VALUES (?what ?from ?to) { ('A' '2024-01' '2024-03') ('B' '2025' UNDEF) } }"


@pytest.mark.parametrize(
    ("view", "query", "told"),
    [
        ("line", NUMBERS, "count, 31. Jan. 2024: 1"),
        ("timeline", SPANS, "A: Jan. 2024 – März 2024"),
        ("timeline", SPANS, "B: 2025"),
        ("scatter", PAIRS, "Öl: n 10, m 2,5"),
    ],
)
def test_marks_tell_their_row_in_the_language_of_the_page(
    browser: Chromium, server: str, view: str, query: str, told: str
) -> None:
    ask(browser, server, query, f"#view={view}")
    wait_for_view(browser)
    titles = "document.querySelectorAll('.picture [role=listitem] title')"
    assert told in browser.evaluate(f"[...{titles}].map(title => title.textContent)")


def test_shares_have_their_percentages_beside_them(browser: Chromium, server: str) -> None:
    ask(browser, server, "SELECT * { VALUES (?what ?count) { ('A' 1) ('B' 3) } }", "#view=pie")
    wait_for_view(browser)
    parts = "[...document.querySelectorAll('.legend li')].map(part => part.innerText)"
    assert browser.evaluate(parts) == ["A: 1 (25\u00a0%)", "B: 3 (75\u00a0%)"]


def test_data_are_shown_as_programs_get_them_in_each_format(browser: Chromium, server: str) -> None:
    ask(browser, server, ROWS, "#view=raw")
    wait_for_view(browser)
    text = "document.querySelector('.picture pre').textContent"
    browser.wait_until(lambda: '"vars"' in browser.evaluate(text))
    browser.evaluate(
        "(choice => { choice.value = 'CSV'; choice.dispatchEvent(new Event('change')); })"
        "(document.querySelector('.picture select'))"
    )
    browser.wait_until(lambda: browser.evaluate(text).startswith("name,n"))
    assert not browser.evaluate("document.querySelector('.scroll').checkVisibility()")


def test_nothing_of_an_answer_goes_on_once_another_takes_its_place(
    browser: Chromium, server: str
) -> None:
    ask(browser, server, PLACES, "#view=map")
    wait_for_view(browser)
    replaced = "!document.getElementById('answer').dataset.isOld"
    for _ in range(2):
        browser.evaluate("document.getElementById('answer').dataset.isOld = 'yes'")
        browser.evaluate("document.querySelector('form.query').requestSubmit()")
        browser.wait_until(lambda: bool(browser.evaluate(replaced)))
        wait_for_view(browser)
    window = browser.send("Runtime.evaluate", expression="window")["result"]["objectId"]
    found = browser.send("DOMDebugger.getEventListeners", objectId=window)["listeners"]
    kinds = [listener["type"] for listener in found]
    assert kinds.count("hashchange") == 1
    assert kinds.count("resize") <= 3  # two of the editor, one of the map


def test_a_question_is_first_shown_in_the_view_of_its_header(
    browser: Chromium, server: str
) -> None:
    browser.open(f"{server}/queries/events-in-a-period.en.html")
    wait_for_view(browser)
    pressed = "document.querySelector('.views [aria-pressed=true]').innerText"
    assert browser.evaluate(pressed) == "Timeline"
    browser.evaluate("document.querySelector('.views button').click()")
    assert browser.evaluate(f"{pressed} + location.hash") == "Table#view=table"


def test_value_filters_the_query_by_keys_alone(browser: Chromium, server: str) -> None:
    ask(browser, server, "SELECT ?x ?n { VALUES (?x ?n) { ('a'@de 1) ('b' 2) (UNDEF 2) } }")
    menu = "document.querySelector('.value-menu')?.matches(':popover-open')"
    browser.wait_until(lambda: bool(browser.evaluate("!!document.querySelector('td[tabindex]')")))
    browser.evaluate("document.querySelector('tbody td').focus()")
    for key in ("ArrowDown", "ArrowDown", "Enter"):
        browser.press(key)
    assert browser.evaluate(menu) is False  # a cell without a value has no menu
    for key in ("ArrowRight", "Enter"):
        browser.press(key)
    assert browser.evaluate(menu) is True
    assert browser.evaluate("document.activeElement.role") == "menuitem"
    browser.evaluate("document.activeElement.click()")
    rows = "document.querySelectorAll('#answer tbody tr').length"
    browser.wait_until(lambda: browser.evaluate(rows) == 2)
    assert "FILTER(?n = 2)" in browser.evaluate("document.querySelector('#query').value")
