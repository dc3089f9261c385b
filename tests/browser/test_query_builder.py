"""The query builder with its script: by the keyboard alone, without losing what is typed."""

from __future__ import annotations

from chromium import Chromium

MATCHES = "document.getElementById('matches').textContent"


def start(browser: Chromium, url: str) -> None:
    browser.open(url)
    browser.wait_until_listening("document.getElementById('builder')", "input")


def test_a_condition_counts_while_it_is_typed(browser: Chromium, server: str) -> None:
    start(browser, f"{server}/sparql/builder?lang=en&class=schema:Organization&p1=schema:name"
                   "&t1=contains&l1=en")  # fmt: skip
    before = browser.evaluate(MATCHES)
    browser.evaluate("document.querySelector('[name=v1]').focus()")
    browser.send("Input.insertText", text="cluster")
    browser.wait_until(lambda: browser.evaluate(MATCHES) not in ("", before))
    assert browser.evaluate(MATCHES) == "2 things match"
    assert browser.evaluate("document.activeElement.value") == "cluster"
    assert "v1=cluster" in browser.evaluate("location.search")
    assert 'LCASE("cluster")' in browser.evaluate("document.querySelector('pre').textContent")


def test_a_property_is_added_and_removed_by_the_keyboard(browser: Chromium, server: str) -> None:
    start(browser, f"{server}/sparql/builder?lang=en&class=schema:Event")
    browser.evaluate("document.querySelector('[name=add]').value = 'schema:organizer'")
    browser.evaluate("document.querySelector('.add button').focus()")
    browser.send("Input.dispatchKeyEvent", type="keyDown", key="Enter", code="Enter", text="\r")
    browser.wait_until(lambda: browser.evaluate("!!document.querySelector('fieldset')"))
    assert browser.evaluate("document.activeElement.name") == "v1"
    browser.evaluate("document.querySelector('a.remove').focus()")
    browser.send("Input.dispatchKeyEvent", type="keyDown", key="Enter", code="Enter", text="\r")
    browser.wait_until(lambda: browser.evaluate("!document.querySelector('fieldset')"))
    assert browser.evaluate("document.activeElement.name") == "add"
    assert "p1=" not in browser.evaluate("location.search")


def test_words_that_no_value_has_are_told_while_they_are_typed(
    browser: Chromium, server: str
) -> None:
    start(
        browser, f"{server}/sparql/builder?lang=en&class=schema:Event&p1=schema:organizer&t1=equals"
    )
    browser.evaluate("document.querySelector('[name=w1]').focus()")
    browser.send("Input.insertText", text="zzzz")
    told = "document.getElementById('found-1').textContent"
    browser.wait_until(lambda: "No value named “zzzz”" in browser.evaluate(told))
    assert browser.evaluate("document.querySelector('[name=v1]').options.length") > 2
    assert browser.evaluate("document.activeElement.name") == "w1"


def test_a_title_outlives_other_changes(browser: Chromium, server: str) -> None:
    start(browser, f"{server}/sparql/builder?lang=en&class=schema:Event&p1=schema:name&t1=exists")
    browser.evaluate("document.querySelector('.save').open = true")
    browser.evaluate("document.querySelector('[name=title_en]').focus()")
    browser.send("Input.insertText", text="What is on?")
    browser.evaluate("document.querySelector('[name=t1]').value = 'absent'")
    browser.evaluate(
        "document.querySelector('[name=t1]').dispatchEvent(new Event('change', {bubbles: true}))"
    )
    browser.wait_until(lambda: browser.evaluate(MATCHES) == "0 things match")
    assert browser.evaluate("document.querySelector('[name=title_en]').value") == "What is on?"
    assert "title" not in browser.evaluate("location.search")
