"""Times pages of the query builder, in ms, each from the form to count, rows and query, uncached.

    python bench/query_builder.py --triples 300000

Prints the median of five requests, the kilobytes of the page, and the number of matches.
"""

from __future__ import annotations

import argparse
import re
import statistics
import tempfile
import time
from pathlib import Path

import generate

from schlaglicht.dataset.index import build_index
from schlaglicht.dataset.snapshot import take_snapshot
from schlaglicht.engine import EnginePool
from schlaglicht.project import open_project
from schlaglicht.web.app import create_app
from schlaglicht.web.http.cache_store import CacheSettings
from schlaglicht.web.served_version import Site

TIMES = 5
STATES = {
    "the classes": {},
    "a class": {"class": "schema:Event"},
    "is one of fifty": {"class": "schema:Event", "p1": "schema:organizer", "t1": "equals"},
    "is one by words": {
        "class": "schema:Event", "p1": "schema:organizer", "t1": "equals", "w1": "energie",
    },
    "a name contains": {
        "class": "schema:Event", "p1": "schema:name", "t1": "contains", "v1": "energie",
    },
    "the name of its place contains": {
        "class": "schema:Event", "p1": "schema:location/schema:name", "t1": "contains", "v1": "a",
    },
    "dates, three more columns, sorted": {
        "class": "schema:Event", "p1": "schema:startDate", "t1": "dates", "a1": "2010",
        "b1": "2012", "p2": "schema:name", "c2": "1", "p3": "schema:organizer", "c3": "1",
        "p4": "schema:attendee", "c4": "1", "sort": "1",
    },
    "persons by two things that lead to them": {
        "class": "schema:Person", "p1": "^schema:attendee", "t1": "exists",
        "p2": "^schema:attendee/schema:startDate", "t2": "dates", "a2": "2020",
    },
}  # fmt: skip


def measure(site: Site) -> None:
    client = create_app(site, CacheSettings(capacity=0)).test_client()
    client.get("/sparql/builder?class=schema:Event")  # templates are read once
    print(f"{'state':40} {'median':>7} {'kB':>4}  matches")
    for name, fields in STATES.items():
        times = []
        for _ in range(TIMES):
            start = time.perf_counter()
            page = client.get("/sparql/builder", query_string={"lang": "en", **fields}).text
            times.append((time.perf_counter() - start) * 1000)
        found = re.search(r'id="matches">([^<]*)', page)
        size = len(page.encode()) / 1000
        print(f"{name:40} {statistics.median(times):7.0f} {size:4.0f}  {found[1] if found else ''}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--triples", type=int, default=300_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        path = Path(name, "data.nt")
        with path.open("w", encoding="utf-8") as file:
            file.writelines(generate.lines(arguments.triples))
        project = open_project([path])
        snapshot = take_snapshot(project, Path(name))
        build_index(snapshot)
        with EnginePool(snapshot, engines=1) as pool:
            measure(Site(project, snapshot, (), pool))


if __name__ == "__main__":
    main()
