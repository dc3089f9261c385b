"""Measures where the processor's time goes for small queries, next to a bare function in granian.

    python bench/processor_time.py --triples 1000000 --folder /tmp/bench
    python bench/processor_time.py --triples 1000000 --folder /tmp/bench --other /tmp/earlier

With `--other`, a checkout of another commit takes the place of the bare function.

Starts Schlaglicht, and `bare_server.py` with two processes over the same data on disk, which
bench/endpoints.py leaves in the folder. Both are asked in turn; prints requests per second, and
microseconds of processor per request, user and system, by kind of process. Linux only; needs wrk.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import generate
from endpoints import UNIT_TRIPLES, Plan, rate
from large import family
from mix import SMALL
from servers import Server, free_port, wait_for

HERE = Path(__file__).parent
BIN = Path(sys.executable).parent
TICK = 1_000_000 / os.sysconf("SC_CLK_TCK")
SETTLE = 25
"""Seconds until the index for pages is written, which takes time of its own."""


def times(root: int) -> Counter[tuple[str, str]]:
    """Microseconds by kind of process and of time; ended ones count for those that had them."""
    found: Counter[tuple[str, str]] = Counter()
    for pid in family(root):
        with suppress(OSError):
            kind = "engines" if b"schlaglicht.engine" in _command(pid) else "web processes"
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            user, system, ended_user, ended_system = map(int, fields[11:15])
            found[kind, "user"] += round((user + ended_user) * TICK)
            found[kind, "system"] += round((system + ended_system) * TICK)
    return found


def _command(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()


@contextmanager
def running(command: list[str], server: Server, **variables: str) -> Iterator[int]:
    """The process id of a server, once it answers."""
    quiet = subprocess.DEVNULL
    environment = {**os.environ, **variables}
    with subprocess.Popen(command, stdout=quiet, stderr=quiet, env=environment) as process:
        try:
            wait_for(server)
            yield process.pid
        finally:
            process.terminate()


def measure(pids: dict[Server, int], plan: Plan) -> None:
    """Prints a row for each query, temperature, number of connections, round and server."""
    kinds = [(kind, of) for kind in ("web processes", "engines") for of in ("user", "system")]
    names = " | ".join(f"{kind}, {of}" for kind, of in kinds)
    print(f"| query | | connections | server | requests/s | {names} | wrk |")
    print("|---" * (6 + len(kinds)) + "|")
    for number in range(plan.rounds):
        for query in [query for query in SMALL if query.name in plan.queries]:
            for connections in plan.connections:
                for temperature in plan.temperatures:
                    for server, pid in pids.items():
                        key = (query.name, temperature, str(connections), server.name)
                        before, spent = times(pid), sum(os.times()[2:4])
                        requests, faults = rate(server, query, key, plan, number)
                        count = requests * plan.seconds
                        used = Counter(times(pid))
                        used.subtract(before)
                        cells = [f"{used[kind] / count:.0f}" for kind in kinds]
                        cells.append(f"{(sum(os.times()[2:4]) - spent) * 1e6 / count:.0f}")
                        told = " | ".join([*key, f"{requests:,.0f}", *cells])
                        print(f"| {told} |{f' {faults} failed' if faults else ''}", flush=True)


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--triples", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--connections", type=int, nargs="+", default=[8, 64])
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--other", type=Path, help="A checkout to compare with.")
    arguments = parser.parse_args()
    events = arguments.triples // UNIT_TRIPLES * generate.EVENTS_PER_UNIT
    connections, names = tuple(arguments.connections), ("ASK", "DESCRIBE")
    plan = Plan(arguments.rounds, arguments.seconds, connections, events, queries=names)
    ours = Server("schlaglicht", free_port(), "/sparql")
    bare = Server("bare", free_port(), "/")
    earlier = Server("other", free_port(), "/sparql")
    data = arguments.folder / f"{arguments.triples}.nt"
    serve = [str(BIN / "schlaglicht"), "serve", str(data), "--port", str(ours.port)]
    asked = [str(BIN / "granian"), "--interface", "wsgi", "--workers", "2", "--http", "1"]
    asked += ["--port", str(bare.port), "--blocking-threads", "8", "bare_server:application"]
    store = str(arguments.folder.absolute() / f"{arguments.triples}.store")
    second, variables = bare, {"STORE": store, "PYTHONPATH": str(HERE)}
    if arguments.other:
        asked = [*serve[:-1], str(earlier.port)]
        second, variables = earlier, {"PYTHONPATH": str(arguments.other / "server")}
    with running(serve, ours) as one, running(asked, second, **variables) as other:
        time.sleep(SETTLE)
        measure({ours: one, second: other}, plan)


if __name__ == "__main__":
    main()
