"""Measures what it costs to answer literals as they are written.

    python bench/literals.py --triples 100000

Three graphs of bench/generate.py are asked in turn, so that other load on the machine meets all of
them: *kept*, as it is, which the store keeps; *elsewhere*, with one more literal that it would
rewrite; *everywhere*, where it would rewrite each date, each number of attendees and each German
tag. Prints medians, and times relative to the first graph.
"""

from __future__ import annotations

import argparse
import re
import statistics
import tempfile
import time
from pathlib import Path

from generate import lines
from mix import HEAVY

from schlaglicht.dataset.snapshot import Snapshot, take_plain_snapshot
from schlaglicht.engine import EnginePool, Limits
from schlaglicht.formats import JSON, NTRIPLES
from schlaglicht.project import open_project
from schlaglicht.query import SparqlQuery, answer, read_query
from schlaglicht.rdf.private_forms import with_private_forms

GRAPHS = ("kept", "elsewhere", "everywhere")
PREFIX = "PREFIX s: <https://schema.org/> "
CAPACITY = "{ ?e s:maximumAttendeeCapacity ?n "
OVER_LITERALS = {
    "filter": f"SELECT (COUNT(*) AS ?c) {CAPACITY} FILTER(?n > 500) }}",
    "SUM": f"SELECT (SUM(?n) AS ?c) {CAPACITY} }}",
    "MAX": f"SELECT (MAX(?n) AS ?c) {CAPACITY} }}",
    "GROUP BY": f"SELECT ?n (COUNT(?e) AS ?c) {CAPACITY} }} GROUP BY ?n",
    "DATATYPE": f"SELECT (COUNT(*) AS ?c) {CAPACITY} FILTER(DATATYPE(?n) = <urn:none>) }}",
    "two variables": f"SELECT (COUNT(*) AS ?c) {CAPACITY}; s:startDate ?d . ?f s:startDate ?d ; "
    "s:maximumAttendeeCapacity ?m FILTER(?m > ?n) }",
}
SECONDS = 120


def write(folder: Path, name: str, triples: int) -> Path:
    """One of the three graphs as a file."""
    text = "".join(lines(triples))
    if name == "elsewhere":
        text += '<urn:s> <urn:p> "007"^^<http://www.w3.org/2001/XMLSchema#integer> .\n'
    elif name == "everywhere":
        text = re.sub(r'"\^\^<([^>]*#date)>', r'+00:00"^^<\1>', text)
        text = text.replace("#integer>", "#nonNegativeInteger>").replace('"@de', '"@de-AT')
    path = folder / f"{name}.nt"
    path.write_text(text, encoding="utf-8")
    return path


def proportional_set_size(pid: int) -> float:
    """Memory of a process in MB, shared pages by their share."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    found = re.search(r"^Pss: +(\d+)", rollup, re.MULTILINE)
    return int(found[1]) / 1024 if found else 0


def milliseconds(pool: EnginePool, query: SparqlQuery) -> float:
    began = time.perf_counter()
    answer(pool, query, JSON if JSON in query.formats else NTRIPLES)
    return (time.perf_counter() - began) * 1000


def print_preparation(snapshot: Snapshot, name: str, loading: float, pool: EnginePool) -> None:
    nquads = snapshot.path.read_bytes()
    began = time.perf_counter()
    with_private_forms(nquads, snapshot.digest)
    looking = time.perf_counter() - began
    (pid,) = pool.pids
    print(f"| {name} | {looking:.2f} | {loading:.2f} | {proportional_set_size(pid):.0f} |")


def queries() -> dict[str, SparqlQuery]:
    """The heavy queries of every benchmark, and those that calculate with literals."""
    heavy = {query.name: read_query(query.numbered(0)) for query in HEAVY}
    return heavy | {name: read_query(PREFIX + text) for name, text in OVER_LITERALS.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--triples", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        pools = {}
        print("| graph | looking for literals, s | start of the engine, s | engine, MB |")
        print("|---|---|---|---|")
        for name in GRAPHS:
            project = open_project([write(folder, name, asked.triples)])
            snapshot = take_plain_snapshot(project, folder)
            began = time.perf_counter()
            pools[name] = EnginePool(snapshot, engines=1, limits=Limits(seconds=SECONDS))
            print_preparation(snapshot, name, time.perf_counter() - began, pools[name])
        print(f"\n| query | {GRAPHS[0]}, ms | {' | '.join(GRAPHS[1:])} |\n|---|---|---|---|")
        for name, query in queries().items():
            rounds = [
                [milliseconds(pools[graph], query) for graph in GRAPHS] for _ in range(asked.rounds)
            ]
            first, *others = (statistics.median(times) for times in zip(*rounds, strict=True))
            ratios = " | ".join(f"{other / first:.2f}" for other in others)
            print(f"| {name} | {first:.1f} | {ratios} |")
        for pool in pools.values():
            pool.close()


if __name__ == "__main__":
    main()
