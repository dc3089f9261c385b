"""The time until graphs are drawn: of 5 and 500 classes, and of a thing with 5,000 links.

    .venv/bin/python bench/graphs.py

Serves a graph of its own, asks for each page without a cache, opens it in Chromium and says how
long the server and the script took, how many bytes the page has, and how many nodes were drawn.
"""

from __future__ import annotations

import gzip
import logging
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from urllib.request import urlopen

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "tests" / name) for name in ("browser", "waiting")]

from chromium import Chromium  # noqa: E402
from serving import project_served  # noqa: E402

from schlaglicht.project import open_project  # noqa: E402

LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
BASE = "http://ex/"


def write_graph(folder: Path, *, classes: int, links: int = 0) -> None:
    """Things of as many classes, each linked with three others, and a hub with links to all."""
    lines = []
    for n in range(max(classes, links)):
        others = (n * 7 % classes, n * 13 % classes, (n + 1) % classes)
        targets = " , ".join(f"<t{other}>" for other in others)
        lines.append(f'<t{n}> a <C{n % classes}> ; {LABEL} "Thing {n}" ; <p{n % 9}> {targets} .')
        if n < links:
            lines.append(f"<hub> <has> <t{n}> .")
    text = "\n".join(lines)
    (folder / "data.ttl").write_text(f"@base <{BASE}> .\n{text}\n", encoding="utf-8")
    (folder / "schlaglicht.toml").write_text(f'base = "{BASE}"\n', encoding="utf-8")


def measure(browser: Chromium, url: str) -> str:
    """What was measured of a page, in words."""
    started = perf_counter()
    with urlopen(url) as response:
        body = response.read()
    server = perf_counter() - started
    browser.open(url)
    browser.wait_until(lambda: bool(browser.evaluate("!!document.querySelector('.node')")))
    script = browser.evaluate(
        "(async () => { const place = document.querySelector('.graph'); place.replaceChildren();"
        " const began = performance.now();"
        " await import(document.querySelector('script[type=module]').src + '?again');"
        " return performance.now() - began; })()"
    )
    nodes = browser.evaluate("document.querySelectorAll('.node').length")
    return (
        f"server {server * 1000:.0f} ms, {len(body) / 1000:.0f} kB"
        f" ({len(gzip.compress(body)) / 1000:.0f} compressed),"
        f" drawn in {script:.0f} ms, {nodes} nodes"
    )


def main() -> None:
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    cases = (
        (5, 0, "classes/graph/index"),
        (500, 0, "classes/graph/index"),
        (5, 5000, "neighbours/hub"),
    )
    with Chromium() as browser:
        browser.show(width=1280)
        for classes, links, page in cases:
            with tempfile.TemporaryDirectory() as name:
                folder, private = Path(name, "project"), Path(name, "private")
                folder.mkdir()
                private.mkdir()
                write_graph(folder, classes=classes, links=links)
                with project_served(open_project([folder]), private) as url:
                    measured = measure(browser, f"{url}/{page}.en.html")
                    print(f"{classes} classes, {links} links: {measured}")


if __name__ == "__main__":
    main()
