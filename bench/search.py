"""Times searches in the index and as pages, in ms in one thread, uncached.

    python bench/search.py --triples 300000

Three words of other spelling than in the data must be found, with true totals: exit code 1 if not.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from urllib.parse import quote

import generate

from schlaglicht.dataset.index import build_index
from schlaglicht.dataset.snapshot import take_snapshot
from schlaglicht.engine import EnginePool
from schlaglicht.project import open_project
from schlaglicht.web.app import create_app
from schlaglicht.web.http.cache import CacheSettings
from schlaglicht.web.published_site import Site

TIMES = 10
FOUND = {"dvorak": "Dvořák", "zurich": "Zürich", "muller": "Müller"}
WORDS = (
    *("brandt", "ines", "hakansson", "haakansson", "stadt 12", "c07", "energie", "cluster"),
    *("cluster market", "a", "e", "ne", "network for", "confrence", "dvorka", "zzzz"),
    "cluster digital network regional growth export skills research market finance",
)
ADDED = "".join(
    f'<{generate.BASE}extra/{n}> <{generate.SCHEMA}name> "{name} {n}" .\n'
    for n in range(100)
    for name in ("Zürich", "Müller")
)


def milliseconds(call: Callable[[], object]) -> float:
    start = perf_counter()
    call()
    return 1000 * (perf_counter() - start)


def measure(site: Site, lines: list[str]) -> bool:
    client = create_app(site, CacheSettings(capacity=0)).test_client()
    client.get("/search?q=x&lang=en")
    is_right = True
    print(f"{'words':40} {'total':>6} {'similar':>7} {'index':>7} {'page':>7} {'slowest':>7}")
    for words in (*FOUND, *WORDS):
        result = site.index.search(words, languages=("en",), limit=25)
        index = [milliseconds(lambda w=words: site.index.search(w, limit=25)) for _ in range(TIMES)]  # type: ignore[misc]
        url = f"/search?q={quote(words)}&lang=en"
        page = [milliseconds(lambda u=url: client.get(u)) for _ in range(TIMES)]  # type: ignore[misc]
        print(
            f"{words[:40]:40} {result.total:6} {result.alike:7} {statistics.median(index):7.1f}"
            f" {statistics.median(page):7.1f} {max(page):7.1f}",
            flush=True,
        )
        if words in FOUND:
            is_right &= result.total == named(lines, FOUND[words])
    return is_right


def named(lines: list[str], word: str) -> int:
    """Number of things with a name that has `word`."""
    return len({line.split()[0] for line in lines if "/name> " in line and word in line})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--triples", type=int, default=300_000)
    arguments = parser.parse_args()
    lines = [*generate.lines(arguments.triples), *ADDED.splitlines(keepends=True)]
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "data.nt"
        path.write_text("".join(lines), encoding="utf-8")
        project = open_project([path])
        snapshot = take_snapshot(project, Path(name))
        print(f"index: {milliseconds(lambda: build_index(snapshot)) / 1000:.1f} s")
        with EnginePool(snapshot, engines=1) as pool:
            is_right = measure(Site(project, snapshot, (), pool), lines)
    raise SystemExit(0 if is_right else 1)


if __name__ == "__main__":
    main()
