"""Compares SPARQL endpoints on the same data, interleaved in one run, as a Markdown table.

    python bench/endpoints.py --triples 1000000

Needs `wrk` (Debian: apt-get install wrk) and an installed Schlaglicht; the other servers are
installed into a separate environment. In each round every server answers each query, in turn, so
that other load on the machine affects all of them; prints medians over the rounds.
Cold: every request differs from all before. Hot: the same request again and again.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

import generate
from mix import HEAVY, SMALL, Query
from servers import Server, ask, connect, running

HERE = Path(__file__).parent
REFERENCE = "oxigraph disk"
SERVERS = ("schlaglicht", "oxigraph disk", "oxigraph memory", "rdflib-endpoint")
UNIT_TRIPLES = 52
"""Most triples per unit of generated data, which gives a number of events that surely exist."""
RDFLIB_MOST_TRIPLES = 100_000
"""Triples above which rdflib-endpoint is left out: one heavy query would take minutes."""
MOST_HEAVY_SECONDS = 5.0
"""Seconds above which a server gets a heavy query only once per round, hot too."""

Key = tuple[str, str, str, str]
"""Query, cold or hot, connections, server."""


@dataclass(frozen=True)
class Plan:
    """Extent of the measurements."""

    rounds: int
    seconds: int
    connections: tuple[int, ...]
    events: int
    temperatures: tuple[str, ...] = ("cold", "hot")
    queries: tuple[str, ...] = ()
    """Names of the queries to run; empty for all."""


class Measurements:
    """The values of all rounds, by query, temperature, connections and server."""

    def __init__(self) -> None:
        self._values: dict[Key, list[float]] = defaultdict(list)
        self.faults: list[str] = []

    def add(self, key: Key, value: float) -> None:
        self._values[key].append(value)

    def median(self, key: Key) -> float | None:
        values = self._values.get(key)
        return statistics.median(values) if values else None

    def cases(self) -> list[tuple[str, str, str]]:
        return list(dict.fromkeys(key[:3] for key in self._values))


def measure_small(servers: Sequence[Server], plan: Plan, found: Measurements) -> None:
    """Requests per second of the small queries."""
    for number in range(plan.rounds):
        for query in _named(SMALL, plan):
            for connections in plan.connections:
                for temperature in plan.temperatures:
                    for server in _in_turn(servers, number):
                        key = (query.name, temperature, str(connections), server.name)
                        requests, faults = rate(server, query, key, plan, number)
                        found.add(key, requests)
                        if faults:
                            found.faults.append(f"{key}: {faults} failed requests")
        _progress(f"small queries, round {number + 1} of {plan.rounds}")


def rate(server: Server, query: Query, key: Key, plan: Plan, number: int) -> tuple[float, int]:
    """Requests per second, and the number of failed ones."""
    place = number * len(plan.connections) + plan.connections.index(int(key[2]))
    first = place * 1_000_000 if key[1] == "cold" else number
    bound = plan.events if key[1] == "cold" else 0
    text = quote(query.text, safe="").replace("%5F", "_")
    command = [
        "wrk", "-t1", f"-c{key[2]}", f"-d{plan.seconds}s", "--timeout", "10s",
        "-s", str(HERE / "load.lua"), server.url(),
        "--", text, str(first), str(bound), query.accept,
    ]  # fmt: skip
    printed = subprocess.run(
        command, capture_output=True, text=True, check=True, timeout=plan.seconds + 60
    ).stdout
    result = next(line for line in printed.splitlines() if line.startswith("RESULT "))
    requests, microseconds, _, _, faults = map(int, result.split()[1:])
    return requests / microseconds * 1e6, faults


def measure_heavy(servers: Sequence[Server], plan: Plan, found: Measurements) -> None:
    """Milliseconds of the heavy queries, with one client."""
    connections = {server.name: connect(server) for server in servers}
    sizes: dict[str, dict[str, int]] = defaultdict(dict)
    for number in range(plan.rounds):
        for query in _named(HEAVY, plan):
            for server in _in_turn(servers, number):
                connections[server.name].close()  # servers close connections that idle meanwhile
                connections[server.name].connect()
                milliseconds, body = _time(server, query.numbered(number), query, connections)
                found.add((query.name, "cold", "1", server.name), milliseconds)
                sizes[query.name][server.name] = _rows(body, query)
                if milliseconds < MOST_HEAVY_SECONDS * 1000:
                    milliseconds, _ = _time(server, query.numbered(number), query, connections)
                    found.add((query.name, "hot", "1", server.name), milliseconds)
        _progress(f"heavy queries, round {number + 1} of {plan.rounds}")
    for name, rows in sizes.items():
        if len(set(rows.values())) > 1:
            found.faults.append(f"{name}: answers of different size: {rows}")
    for connection in connections.values():
        connection.close()


def _time(
    server: Server, text: str, query: Query, connections: dict[str, HTTPConnection]
) -> tuple[float, bytes]:
    start = time.perf_counter()
    body = ask(server, text, query.accept, connections[server.name])
    return (time.perf_counter() - start) * 1000, body


def _rows(body: bytes, query: Query) -> int:
    """The number of triples or solutions in an answer."""
    if query.accept.endswith("json"):
        return len(json.loads(body)["results"]["bindings"])
    return body.count(b" .\n")


def _named(queries: Sequence[Query], plan: Plan) -> list[Query]:
    return [query for query in queries if not plan.queries or query.name in plan.queries]


def _in_turn(servers: Sequence[Server], number: int) -> list[Server]:
    """The servers, with a different one first in each round."""
    start = number % len(servers)
    return [*servers[start:], *servers[:start]]


def table(found: Measurements, names: Sequence[str], kind: str) -> str:
    """Medians in Markdown, with the factor to the reference in brackets."""
    better: Callable[[float, float], float] = (
        (lambda value, other: value / other)
        if kind == "requests/s"
        else (lambda value, other: other / value)
    )
    rows = [
        f"| query, {kind} | | connections | {' | '.join(names)} |",
        "|---" * (3 + len(names)) + "|",
    ]
    for case in found.cases():
        values = [found.median((*case, name)) for name in names]
        reference = found.median((*case, REFERENCE))
        cells = [_cell(value, reference, better) for value in values]
        rows.append(f"| {' | '.join(case)} | {' | '.join(cells)} |")
    return "\n".join(rows)


def _cell(
    value: float | None, reference: float | None, better: Callable[[float, float], float]
) -> str:
    if value is None:
        return ""
    shown = f"{value:,.0f}" if value >= 100 else f"{value:.1f}"
    return f"{shown} ({better(value, reference):.2f})" if reference else shown


def _progress(text: str) -> None:
    now = datetime.datetime.now(tz=datetime.UTC)
    print(f"{now:%H:%M:%S} {text}", file=sys.stderr, flush=True)


def compare(arguments: argparse.Namespace, folder: Path) -> None:
    """Measure, and print the tables."""
    data = folder / f"{arguments.triples}.nt"
    if not data.is_file():
        with data.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(generate.lines(arguments.triples))
    names = [name for name in SERVERS if name in arguments.servers]
    if arguments.triples > RDFLIB_MOST_TRIPLES and "rdflib-endpoint" in names:
        names.remove("rdflib-endpoint")
    plan = Plan(
        arguments.rounds,
        arguments.seconds,
        tuple(arguments.connections),
        arguments.triples // UNIT_TRIPLES * generate.EVENTS_PER_UNIT,
        tuple(arguments.temperatures),
        tuple(arguments.queries),
    )
    with running(names, data, folder, schlaglicht=arguments.schlaglicht.split()) as servers:
        _progress(f"{', '.join(names)} answer")
        print(
            f"{arguments.triples:,} triples, {plan.rounds} rounds, {os.cpu_count()} cores, "
            f"Python {platform.python_version()}, "
            f"{datetime.datetime.now(tz=datetime.UTC):%Y-%m-%d}\n"
        )
        for kind, measure in (("requests/s", measure_small), ("ms", measure_heavy)):
            if arguments.only in (None, "small" if measure is measure_small else "heavy"):
                found = Measurements()
                measure(servers, plan, found)
                print(table(found, names, kind), end="\n\n", flush=True)
                for fault in found.faults:
                    print(f"- {fault}", flush=True)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--triples", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, choices=range(1, 21), default=3, metavar="1-20")
    parser.add_argument("--seconds", type=int, default=2, help="of load per measurement")
    parser.add_argument("--connections", type=int, nargs="+", default=[1, 8, 64])
    parser.add_argument(
        "--temperatures",
        nargs="+",
        choices=("cold", "hot"),
        default=["cold", "hot"],
        help="of the small queries",
    )
    parser.add_argument(
        "--queries",
        nargs="+",
        default=[],
        metavar="NAME",
        choices=[query.name for query in (*SMALL, *HEAVY)],
        help="names of bench/mix.py; all, if none is given",
    )
    parser.add_argument("--servers", nargs="+", choices=SERVERS, default=list(SERVERS))
    parser.add_argument("--only", choices=("small", "heavy"))
    parser.add_argument(
        "--schlaglicht",
        default=f"{sys.executable} -m schlaglicht",
        help="the command that is measured",
    )
    parser.add_argument("--folder", type=Path, help="where data and servers are kept for next time")
    arguments = parser.parse_args()
    if shutil.which("wrk") is None:
        parser.error("wrk is not installed (Debian: apt-get install wrk)")
    if arguments.folder:
        arguments.folder.mkdir(parents=True, exist_ok=True)
        compare(arguments, arguments.folder)
        return
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        compare(arguments, Path(folder))


if __name__ == "__main__":
    main()
