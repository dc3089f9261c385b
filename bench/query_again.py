"""Compares a query on a graph that is kept with one that reads the graph again.

    python bench/query_again.py .venv/bin/schlaglicht 100000 300000

Prints, for each number of triples, the time of the first query, which keeps the graph, and of a
later one, as ratios to that of `--no-cache`: of processor time and by the clock, medians.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from generate import lines

ROUNDS = 5
QUERY = "SELECT (COUNT(DISTINCT ?type) AS ?types) { ?thing a ?type }"
KINDS = ("first", "later", "read again")


def measured(command: list[str], cache: str) -> tuple[float, float]:
    """Seconds of the processor, those of child processes included, and by the clock."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    environment = {**os.environ, "XDG_CACHE_HOME": cache}
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True, env=environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return used, time.perf_counter() - start


def medians(program: str, data: Path) -> dict[str, tuple[float, float]]:
    command = [program, "query", QUERY, str(data)]
    rounds: dict[str, list[tuple[float, float]]] = {kind: [] for kind in KINDS}
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as cache:
            for kind in KINDS:
                options = ["--no-cache"] if kind == "read again" else []
                rounds[kind].append(measured([*command, *options], cache))
    return {
        kind: (statistics.median(used for used, _ in made), statistics.median(e for _, e in made))
        for kind, made in rounds.items()
    }


def main(program: str, *sizes: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for size in map(int, sizes):
            data = Path(folder, f"{size}.nt")
            data.write_text("".join(lines(size)), encoding="utf-8")
            found = medians(program, data)
            whole = found["read again"]
            for kind, (used, elapsed) in found.items():
                ratio = f"processor {used / whole[0]:.2f}  clock {elapsed / whole[1]:.2f}"
                print(f"{size:>9,} {kind:10}  {ratio}  ({elapsed:.2f} s)")


if __name__ == "__main__":
    main(*sys.argv[1:])
