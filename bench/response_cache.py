"""Times an answer from the response cache, and one through Flask, in Python.

    .venv/bin/python bench/response_cache.py

Prints microseconds per request, medians of interleaved rounds; no network is involved.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from werkzeug.test import EnvironBuilder

from schlaglicht.dataset.snapshot import take_snapshot
from schlaglicht.engine import EnginePool
from schlaglicht.project import open_project
from schlaglicht.web.app import create_app
from schlaglicht.web.http.cache_store import CacheSettings
from schlaglicht.web.served_version import Site

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

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
    builder = EnvironBuilder("/sparql", query_string=f"query={query}", headers=headers)
    environ = builder.get_environ()

    def start(_status: str, _headers: object, _error: object = None) -> Callable[[bytes], None]:
        return lambda _: None

    begun = time.perf_counter()
    for _ in range(REQUESTS):
        for _part in app({**environ}, start):
            pass
    return (time.perf_counter() - begun) / REQUESTS


def main() -> None:
    """Measures both ways for both clients."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "data.ttl").write_text(DATA, encoding="utf-8")
        project = open_project([folder / "data.ttl"])
        snapshot = take_snapshot(project, folder)
        with EnginePool(snapshot, engines=1) as pool:
            site = Site(project, snapshot, (), pool)
            cached, uncached = create_app(site), create_app(site, CacheSettings(capacity=0))
            for client, headers in CLIENTS.items():
                pairs = [
                    (seconds(cached, headers), seconds(uncached, headers)) for _ in range(ROUNDS)
                ]
                hit, miss = (1e6 * statistics.median(column) for column in zip(*pairs, strict=True))
                print(f"{client}: hit {hit:.1f} µs, miss {miss:.0f} µs, ratio {miss / hit:.0f}")


if __name__ == "__main__":
    main()
