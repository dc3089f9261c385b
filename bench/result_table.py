"""The longest frame while a table of 10,000 rows is scrolled and sorted in Chromium.

    .venv/bin/python bench/result_table.py

Serves a graph of its own, opens the page of a query with 10,000 rows, scrolls to the end by the
wheel, sorts by each column, and filters. Of each step the longest time between two animation
frames is printed, and the longest task of the page's thread in processor time, which does not
depend on what else the machine does.
"""

from __future__ import annotations

import logging
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import perf_counter
from urllib.parse import urlencode

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "tests" / name) for name in ("browser", "waiting")]

from chromium import Chromium  # noqa: E402
from serving import project_served  # noqa: E402

from schlaglicht.project import open_project  # noqa: E402

ROWS = 10_000
QUERY = """SELECT ?thing ?name ?made ?size {
  ?thing <http://ex/name> ?name ; <http://ex/made> ?made ; <http://ex/size> ?size
}"""

_RECORD = """(() => {
  window.frames = []; let before = performance.now();
  const next = (now) => {
    window.frames.push(now - before); before = now; requestAnimationFrame(next);
  };
  requestAnimationFrame(next);
})()"""
_LONGEST = "Math.max(...window.frames.splice(0))"


def write_graph(folder: Path) -> None:
    """A graph of things with a name, a date and a number each."""
    lines = (
        f'<http://ex/thing-{n}> <http://ex/name> "Thing {n * 7919 % ROWS} on the shelf" ; '
        f'<http://ex/made> "{1900 + n % 120}-01-{1 + n % 28:02}"'
        f"^^<http://www.w3.org/2001/XMLSchema#date> ; <http://ex/size> {n * 31 % 977} ."
        for n in range(ROWS)
    )
    (folder / "data.ttl").write_text("\n".join(lines), encoding="utf-8")


def scroll(browser: Chromium) -> None:
    """Turns the wheel over the table until its end is seen."""
    table = "document.querySelector('.scroll')"
    at_end = f"(r => r.scrollTop + r.clientHeight >= r.scrollHeight - 2)({table})"
    for _ in range(400):
        for _ in range(5):
            browser.send(
                "Input.dispatchMouseEvent", type="mouseWheel", x=400, y=600, deltaX=0, deltaY=300
            )
        if browser.evaluate(at_end):
            return


def sort(browser: Chromium, column: int) -> None:
    """Sorts by a column, and waits until the head says so and two frames are drawn."""
    browser.evaluate(f"document.querySelectorAll('th button')[{column}].click()")
    browser.evaluate("new Promise(done => setTimeout(done, 1500))")


def filter_rows(browser: Chromium) -> None:
    """Types into the filter, letter by letter."""
    browser.evaluate("document.querySelector('.filter input').focus()")
    for letter in "thing 99":
        browser.send("Input.insertText", text=letter)
    browser.evaluate("new Promise(done => setTimeout(done, 500))")


def longest_task(browser: Chromium, act: Callable[[], None]) -> float:
    """The processor time of the longest task of any thread of the page, in milliseconds."""
    browser.send(
        "Tracing.start", categories="toplevel,devtools.timeline", transferMode="ReportEvents"
    )
    act()
    browser.send("Tracing.end")
    longest = 0.0
    while (message := browser.receive()).get("method") != "Tracing.tracingComplete":
        for event in message.get("params", {}).get("value", ()):
            if event["name"] in ("RunTask", "ThreadControllerImpl::RunTask"):
                longest = max(longest, event.get("tdur", 0) / 1000)
    return longest


def main() -> None:
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    with tempfile.TemporaryDirectory() as name, Chromium() as browser:
        folder = Path(name)
        (folder / "project").mkdir()
        (folder / "private").mkdir()
        write_graph(folder / "project")
        with project_served(open_project([folder / "project"]), folder / "private") as url:
            browser.show(width=1280)
            started = perf_counter()
            browser.open(f"{url}/sparql?{urlencode({'query': QUERY})}")
            browser.wait_until(lambda: bool(browser.evaluate("!!document.querySelector('.long')")))
            print(f"page with {ROWS} rows ready after {perf_counter() - started:.1f} s")
            browser.evaluate("document.querySelector('.scroll').scrollIntoView()")
            browser.evaluate("new Promise(done => setTimeout(done, 1000))")
            browser.evaluate(_RECORD)
            steps: list[tuple[str, Callable[[], None]]] = [("scrolling", lambda: scroll(browser))]
            heads = ("IRIs", "texts", "dates", "numbers")
            steps += [(f"sorting {h}", partial(sort, browser, i)) for i, h in enumerate(heads)]
            steps.append(("filtering", lambda: filter_rows(browser)))
            for step, act in steps:
                browser.evaluate(_LONGEST)
                task = longest_task(browser, act)
                frame = browser.evaluate(_LONGEST)
                print(f"{step}: frame {frame:.0f} ms, task {task:.0f} ms of processor time")


if __name__ == "__main__":
    main()
