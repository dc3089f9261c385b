"""The time from a key to the list of completions in Chromium, over a generated graph.

    .venv/bin/python bench/completion.py --triples 1000000

Writes queries key by key. Of each group of keys it prints the median and the 95th percentile: of
the time from the key to the list, and of the processor time of the page's thread and the server.
The processor times do not depend on what else the machine does.
"""

from __future__ import annotations

import argparse
import logging
import statistics
import sys
import tempfile
from pathlib import Path
from time import process_time
from urllib.parse import urlencode

import generate

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "tests" / name) for name in ("browser", "waiting")]

from chromium import Chromium  # noqa: E402
from serving import project_served  # noqa: E402

from schlaglicht.project import open_project  # noqa: E402

GROUPS = {
    "properties of a class": (
        "SELECT * { ?event a schema:Event ;",
        ("schema:", "schema:org", "date"),
    ),
    "classes": ("SELECT * { ?thing a", ("schema:", "schema:Per", "event")),
    "things by their names": (
        "SELECT * { ?event schema:organizer",
        ("energie", "institut", "augsburg"),
    ),
}
TRIES = 2

_WATCH = """(() => {
  const root = document.querySelector('.editor').shadowRoot;
  const text = root.querySelector('.cm-content');
  window.keyed = 0; window.listed = 0;
  text.addEventListener('beforeinput', () => { window.keyed = performance.now(); }, true);
  new MutationObserver(() => {
    if (root.querySelector('.cm-tooltip-autocomplete li')) window.listed = performance.now();
  }).observe(root, { childList: true, subtree: true, characterData: true });
  text.focus();
})()"""
_REST = "new Promise(done => setTimeout(done, 700))"
_WAITED = "window.listed > window.keyed ? window.listed - window.keyed : null"


def press(browser: Chromium, key: str) -> tuple[float, float, float] | None:
    """Milliseconds from a key to the list, of the page's thread, and of the server.

    None if the key leaves the list as it is.
    """
    server, page = process_time(), thread_seconds(browser)
    browser.send("Input.insertText", text=key)
    browser.evaluate(_REST)
    waited = browser.evaluate(_WAITED)
    spent = (thread_seconds(browser) - page) * 1000, (process_time() - server) * 1000
    return None if waited is None else (waited, *spent)


def thread_seconds(browser: Chromium) -> float:
    """The processor time of the page's thread."""
    found = browser.send("Performance.getMetrics")["metrics"]
    return next(float(each["value"]) for each in found if each["name"] == "ThreadTime")


def measure(browser: Chromium, url: str) -> None:
    print(f"{'keys':24} {'number':>6}  {'list, ms':>12}  {'page, ms':>12}  {'server, ms':>12}")
    for name, (before, texts) in GROUPS.items():
        taken = []
        for text in texts * TRIES:
            browser.open(f"{url}/sparql?{urlencode({'query': before + ' '})}")
            browser.wait_until(
                lambda: bool(browser.evaluate("!!document.querySelector('.editor')"))
            )
            browser.evaluate(_WATCH)
            browser.send(
                "Input.dispatchKeyEvent", type="keyDown", key="End", code="End", modifiers=2
            )
            browser.evaluate(_REST)
            taken += [press(browser, key) for key in text]
        listed = [each for each in taken if each is not None]
        columns = "  ".join(both(column) for column in zip(*listed, strict=True))
        print(f"{name:24} {len(listed):6}  {columns}")


def both(numbers: tuple[float, ...]) -> str:
    """The median and the 95th percentile."""
    return f"{statistics.median(numbers):5.0f} / {statistics.quantiles(numbers, n=20)[-1]:4.0f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--triples", type=int, default=1_000_000)
    arguments = parser.parse_args()
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    with tempfile.TemporaryDirectory() as name, Chromium() as browser:
        path = Path(name, "data.nt")
        with path.open("w", encoding="utf-8") as file:
            file.writelines(generate.lines(arguments.triples))
        with project_served(open_project([path]), Path(name)) as url:
            browser.send("Performance.enable")
            measure(browser, url)


if __name__ == "__main__":
    main()
