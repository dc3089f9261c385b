"""Times quick queries while clients ask endless ones without pause.

    python bench/long_queries.py [--clients 0 1 4 16] [--fresh] [--options '--engines 2'] [FOLDER]

Starts a server on 127.0.0.1 for each number of such clients. Each repeats a query of its own as
soon as it gets an answer; with --fresh, no query is asked twice. Meanwhile one client asks an
ASK that differs each time, ten a second. Prints how many were answered, and how fast.
"""

from __future__ import annotations

import argparse
import re
import statistics
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent
CLIENTS = (0, 1, 4, 16)
CROSS = " ".join(f"?s{i} ?p{i} ?o{i} ." for i in range(8))
ENDLESS = f"SELECT (COUNT(*) AS ?n) {{{{ {CROSS} FILTER(?o0 != {{}}) }}}}"
PAUSE = 0.1


@contextmanager
def server(folder: Path, options: list[str]) -> Iterator[str]:
    """The URL of the endpoint of a server that answers."""
    command = [sys.executable, "-m", "schlaglicht", "serve", str(folder), "--port", "0", *options]
    command += ["--log-level", "error"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            found = re.search(r"http://[^ ]+/", process.stdout.readline())
            assert found, "the server has not started"
            yield f"{found[0]}sparql"
        finally:
            process.terminate()


def status_of(url: str, text: str) -> int:
    """The status of the answer to a query; it is read whole."""
    try:
        with urllib.request.urlopen(f"{url}?query={quote(text)}", timeout=60) as response:
            response.read()
            return int(response.status)
    except urllib.error.HTTPError as error:
        error.read()
        return error.code


def repeat_endless(url: str, number: int, stopped: threading.Event, fresh: bool) -> None:
    turn = 0
    while not stopped.is_set():
        status_of(url, ENDLESS.format(number + (turn := turn + fresh) * 1000))


def quick(url: str, seconds: float) -> tuple[list[float], list[int]]:
    """The milliseconds of each quick query, and the statuses other than 200."""
    times, refused = [], []
    until = time.monotonic() + seconds
    while (started := time.monotonic()) < until:
        status = status_of(url, f"ASK {{ ?s ?p {started} }}")
        times.append((time.monotonic() - started) * 1000)
        if status != 200:
            refused.append(status)
        time.sleep(PAUSE)
    return times, refused


def measure(url: str, clients: int, seconds: float, fresh: bool) -> str:
    """A row of the table."""
    stopped = threading.Event()
    with ThreadPoolExecutor(max(clients, 1)) as threads:
        for number in range(clients):
            threads.submit(repeat_endless, url, number, stopped, fresh)
        time.sleep(1)
        times, refused = quick(url, seconds)
        stopped.set()
    late = sum(value > 1000 for value in times)
    return (
        f"| {clients} | {len(times)} | {len(refused)} | {late} "
        f"| {statistics.median(times):,.0f} | {max(times):,.0f} |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--fresh", action="store_true")
    parser.add_argument("--clients", type=int, nargs="*", default=CLIENTS)
    parser.add_argument("--options", default="")
    given = parser.parse_args()
    print("| endless clients | quick queries | refused | over 1 s | median, ms | slowest, ms |")
    print("|---|---|---|---|---|---|")
    for clients in given.clients:
        with server(given.folder, given.options.split()) as url:
            print(measure(url, clients, given.seconds, given.fresh), flush=True)


if __name__ == "__main__":
    main()
