"""Times an answer from the response cache, one through Flask, and garbage with a full cache.

    .venv/bin/python bench/response_cache.py

Prints microseconds per request, medians of interleaved rounds, and the milliseconds of a full
collection of garbage, for which all requests wait; no network is involved.
"""

from __future__ import annotations

import gc
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from werkzeug.test import EnvironBuilder

from schlaglicht.dataset.index import build_index
from schlaglicht.dataset.snapshot import take_snapshot
from schlaglicht.engine import EnginePool
from schlaglicht.project import open_project
from schlaglicht.web.app import create_app
from schlaglicht.web.http.cache import CACHE_EXTENSION, CacheSettings, ResponseCache
from schlaglicht.web.published_site import Site

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication
    from flask import Flask

ROUNDS, REQUESTS = 7, 300
DATA = '<https://example.org/a> <https://example.org/p> "value" .\n'
CLIENTS = {
    "plain": {"Accept": "application/sparql-results+json"},
    "browser": {
        "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "Accept-Language": "de,en-US;q=0.7,en;q=0.3",
        "Accept-Encoding": "gzip, deflate, br, zstd",
    },
}


def seconds(app: WSGIApplication, headers: dict[str, str]) -> float:
    """Seconds per request."""
    query = quote("SELECT * { ?s ?p ?o }")
    builder = EnvironBuilder("/sparql", query_string=f"query={query}", headers=headers.items())
    environ = builder.get_environ()

    def start(status: str, _headers: object, _error: object = None) -> Callable[[bytes], None]:
        assert status == "200 OK", status
        return lambda _: None

    begun = time.perf_counter()
    for _ in range(REQUESTS):
        for _part in app({**environ}, start):
            pass
    return (time.perf_counter() - begun) / REQUESTS


def filled(app: Flask) -> int:
    """Fills the cache of the application; returns the number of answers in it."""
    cache: ResponseCache = app.extensions[CACHE_EXTENSION]
    client, number = app.test_client(), 0
    while not cache.statistics.evictions:
        client.get(f"/sparql?query=ASK%7B%3Fs+%3Fp+{number}%7D", headers=CLIENTS["plain"])
        number += 1
    return cache.statistics.entries


def collection() -> float:
    """Seconds of a full collection of garbage, the median of some."""
    times = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        gc.collect()
        times.append(time.perf_counter() - begun)
    return statistics.median(times)


def main() -> None:
    """Measures both ways for both clients, then garbage."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "data.ttl").write_text(DATA, encoding="utf-8")
        project = open_project([folder / "data.ttl"])
        snapshot = take_snapshot(project, folder)
        build_index(snapshot)
        with EnginePool(snapshot, engines=1) as pool:
            site = Site(project, snapshot, (), pool)
            cached, uncached = create_app(site), create_app(site, CacheSettings(capacity=0))
            for client, headers in CLIENTS.items():
                pairs = [
                    (seconds(cached, headers), seconds(uncached, headers)) for _ in range(ROUNDS)
                ]
                hit, miss = (1e6 * statistics.median(column) for column in zip(*pairs, strict=True))
                print(f"{client}: hit {hit:.1f} µs, miss {miss:.0f} µs, ratio {miss / hit:.0f}")
            empty = collection()
            keeping = create_app(site)
            number = filled(keeping)
            full = collection()
            print(
                f"garbage: {empty * 1e3:.0f} ms, with {number:,} answers kept {full * 1e3:.0f} ms"
            )


if __name__ == "__main__":
    main()
