"""Times the home page, lists, search and timeline, in ms in one thread, uncached.

    python bench/browsing.py --triples 1000000
    python bench/browsing.py some.nt

Each is requested once as the first after a start, then 20 times more.
"""

from __future__ import annotations

import argparse
import re
import statistics
import tempfile
from dataclasses import replace
from html import unescape
from pathlib import Path

import generate
from flask.testing import FlaskClient
from pages import milliseconds

from schlaglicht.dataset.index import build_index
from schlaglicht.dataset.snapshot import take_snapshot
from schlaglicht.engine import EnginePool
from schlaglicht.project import open_project
from schlaglicht.web.app import create_app
from schlaglicht.web.http.cache import CacheSettings
from schlaglicht.web.published_site import Site

TIMES = 20
WORDS = ("cluster", "conference", "confrence", "Deutshland", "ci", "a", "zzzz")


def urls(client: FlaskClient) -> list[str]:
    """The overview pages, and every class with its last page and one narrowing of each."""
    found = ["/index.en.html", "/classes/index.en.html", "/properties/index.en.html"]
    found += ["/timeline/index.en.html", "/documents/index.en.html", "/search.en.html"]
    found += [f"/search?q={word}&lang=en" for word in WORDS]
    years = links(client, "/timeline/index.en.html", r"/timeline/\d+[^\"]*")
    found += years[-1:]
    for class_ in links(client, "/classes/index.en.html", r"/classes/iri/[^\"]*"):
        found.append(class_)
        last = re.search(r"Page 1 of (\d+)", client.get(class_).text)
        if last:
            found.append(class_.replace(".en.html", f"/page-{last[1]}.en.html"))
        found += links(client, class_, r"/classes/[^\"]*/by/[^\"]*")[:1]
    return found


def links(client: FlaskClient, url: str, pattern: str) -> list[str]:
    found = re.findall(f'href="({pattern})"', client.get(url).text)
    return [unescape(each) for each in dict.fromkeys(found)]


def measure(site: Site) -> None:
    looking = create_app(site, CacheSettings(capacity=0)).test_client()
    pages = urls(looking)
    new = replace(site)  # with empty caches
    client = create_app(new, CacheSettings(capacity=0)).test_client()
    print(f"{'page':90} {'first':>7} {'median':>7} {'most':>7} {'kB':>4}")
    for url in pages:
        first, size = milliseconds(client, url)
        times = [milliseconds(client, url)[0] for _ in range(TIMES)]
        print(
            f"{url[-90:]:90} {first:7.1f} {statistics.median(times):7.1f} {max(times):7.1f} "
            f"{size / 1000:4.0f}",
            flush=True,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--triples", type=int, default=1_000_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = arguments.file or folder / "data.nt"
        if arguments.file is None:
            with path.open("w", encoding="utf-8") as file:
                file.writelines(generate.lines(arguments.triples))
        project = open_project([path])
        snapshot = take_snapshot(project, folder)
        build_index(snapshot)
        with EnginePool(snapshot, engines=1) as pool:
            measure(Site(project, snapshot, (), pool))


if __name__ == "__main__":
    main()
