"""Patient clients beside impatient ones with the same address: none of their queries may end early.

    python bench/patient_clients.py [--queries 2000] [--clients 4] [PATH]...

For one and two web processes, a few clients send queries and wait for the answers. Some gap before
each, a neighbour has sent one, and closes its connection after 30 ms. The gaps go from 0 to 200 ms
in steps of 10. Prints the outcomes; exits 1 if a patient client gets anything but its answer.
"""

from __future__ import annotations

import argparse
import http.client
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
GAPS = [0.01 * step for step in range(21)]
STAYS = 0.03
ROWS = "VALUES (?a) { " + "(1) (2) (3) (4) (5) (6) (7) (8) " + "}"
BRIEF = " ".join(ROWS.replace("?a", f"?a{number}") for number in range(5))
"""32,768 rows to count for each query: some tens of milliseconds."""

_numbers = count()


def send(port: int, kind: str) -> http.client.HTTPConnection:
    """Sends a query that no other client has sent."""
    text = f"SELECT (COUNT(*) AS ?n) {{ {BRIEF} }} # {kind} {next(_numbers)}"
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", f"/sparql?{urlencode({'query': text, 'format': 'csv'})}")
    return connection


def outcome(port: int, gap: float) -> str:
    """What a patient client gets whose query begins a gap after that of one that leaves."""
    leaves = send(port, "leaves")
    closing = threading.Timer(STAYS, leaves.close)
    closing.start()
    time.sleep(gap)
    stays = send(port, "stays")
    try:
        response = stays.getresponse()
        is_right = response.read().split() == [b"n", b"32768"]
        return "answered" if response.status == 200 and is_right else str(response.status)
    except (OSError, http.client.HTTPException) as error:
        return type(error).__name__
    finally:
        stays.close()
        closing.join()


@contextmanager
def serving(workers: int, paths: list[str]) -> Iterator[int]:
    """A server of that many web processes; yields its port."""
    command = [sys.executable, "-m", "schlaglicht", "serve", "--port", "0", "--log-level", "error"]
    options = ["--workers", str(workers), "--engines", "4", "--wait", "30"]
    with subprocess.Popen(
        [*command, *options, *paths], stdout=subprocess.PIPE, text=True
    ) as server:
        try:
            assert server.stdout
            yield int(server.stdout.readline().strip().rstrip("/").rpartition(":")[2])
        finally:
            server.terminate()


def outcomes(port: int, queries: int, clients: int) -> Counter[str]:
    """The outcomes of that many queries of patient clients."""
    counts: Counter[str] = Counter()
    waiting = iter([GAPS[number % len(GAPS)] for number in range(queries)])
    lock = threading.Lock()

    def ask() -> None:
        while True:
            with lock:
                gap = next(waiting, None)
            if gap is None:
                return
            found = outcome(port, gap)
            with lock:
                counts[found] += 1

    threads = [threading.Thread(target=ask) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return counts


def main() -> int:
    """Prints the outcomes; 1 if one of them is not an answer."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--queries", type=int, default=2000)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("paths", nargs="*", default=[str(ROOT / "data.ttl")])
    options = parser.parse_args()
    is_fine = True
    for workers in (1, 2):
        with serving(workers, options.paths) as port:
            counts = outcomes(port, options.queries, options.clients)
        print(f"{workers} web processes: {dict(counts)}")
        is_fine = is_fine and set(counts) == {"answered"}
    return 0 if is_fine else 1


if __name__ == "__main__":
    sys.exit(main())
