"""Times quick queries while clients ask endless ones without pause.

    python bench/long_queries.py [--clients 0 1 4 16] [--fresh | --unreadable]
                                 [--options '--engines 2'] [FOLDER]

Starts a server on 127.0.0.1 for each number of such clients. Each repeats a query of its own as
soon as it gets an answer; with --fresh, no query is asked twice; with --unreadable, it is 1 MiB
long and refused at its end, if it is read so far. Meanwhile one client asks an ASK that differs
each time, ten a second. Prints how many were answered, how fast, and the memory of the largest
process beside the engines.
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
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from large import family, pss

ROOT = Path(__file__).resolve().parent.parent
CLIENTS = (0, 1, 4, 16)
CROSS = " ".join(f"?s{i} ?p{i} ?o{i} ." for i in range(8))
ENDLESS = f"SELECT (COUNT(*) AS ?n) {{{{ {CROSS} FILTER(?o0 != {{}}) }}}}"
UNREADABLE = ("ASK { " + "() " * (2**20 // 3 - 10) + ")").encode()
PAUSE = 0.1


@contextmanager
def server(folder: Path, options: list[str]) -> Iterator[tuple[str, int]]:
    """The URL of the endpoint of a server that answers, and its process."""
    command = [sys.executable, "-m", "schlaglicht", "serve", str(folder), "--port", "0", *options]
    command += ["--log-level", "error"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            found = re.search(r"http://[^ ]+/", process.stdout.readline())
            assert found, "the server has not started"
            yield f"{found[0]}sparql", process.pid
        finally:
            process.terminate()


def status_of(request: str | urllib.request.Request) -> int:
    """The status of an answer, which is read whole; 0 where the connection broke."""
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            response.read()
            return int(response.status)
    except urllib.error.HTTPError as error:
        error.read()
        return error.code
    except OSError:
        return 0


def repeat_endless(url: str, number: int, stopped: threading.Event, fresh: bool) -> None:
    turn = 0
    while not stopped.is_set():
        text = ENDLESS.format(number + (turn := turn + fresh) * 1000)
        status_of(f"{url}?query={quote(text)}")


def repeat_unreadable(url: str, stopped: threading.Event) -> None:
    headers = {"Content-Type": "application/sparql-query"}
    while not stopped.is_set():
        status_of(urllib.request.Request(url, UNREADABLE, headers))


def quick(url: str, seconds: float) -> tuple[list[float], list[int]]:
    """The milliseconds of each quick query, and the statuses other than 200."""
    times, refused = [], []
    until = time.monotonic() + seconds
    while (started := time.monotonic()) < until:
        status = status_of(f"{url}?query={quote(f'ASK {{ ?s ?p {started} }}')}")
        times.append((time.monotonic() - started) * 1000)
        if status != 200:
            refused.append(status)
        time.sleep(PAUSE)
    return times, refused


class Memory:
    """The most memory that a process beside the engines has had, in MB."""

    def __init__(self, root: int) -> None:
        self.most = 0
        self._root = root
        self._ended = threading.Event()

    def watch(self) -> None:
        while not self._ended.wait(0.5):
            for pid in family(self._root):
                with suppress(OSError):
                    if b"schlaglicht.engine" not in Path(f"/proc/{pid}/cmdline").read_bytes():
                        self.most = max(self.most, pss(pid) // 2**20)

    def end(self) -> None:
        self._ended.set()


def measure(url: str, root: int, clients: int, given: argparse.Namespace) -> str:
    """A row of the table."""
    stopped, memory = threading.Event(), Memory(root)
    with ThreadPoolExecutor(clients + 1) as threads:
        threads.submit(memory.watch)
        for number in range(clients):
            if given.unreadable:
                threads.submit(repeat_unreadable, url, stopped)
            else:
                threads.submit(repeat_endless, url, number, stopped, given.fresh)
        time.sleep(1)
        times, refused = quick(url, given.seconds)
        stopped.set()
        memory.end()
    late = sum(value > 1000 for value in times)
    rank = statistics.quantiles(times, n=100)[98]
    return (
        f"| {clients} | {len(times)} | {len(refused)} | {late} "
        f"| {statistics.median(times):,.0f} | {rank:,.0f} | {max(times):,.0f} | {memory.most} |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--fresh", action="store_true")
    parser.add_argument("--unreadable", action="store_true")
    parser.add_argument("--clients", type=int, nargs="*", default=CLIENTS)
    parser.add_argument("--options", default="")
    given = parser.parse_args()
    names = "clients | quick queries | refused | over 1 s | median, ms | p99 | slowest | MB"
    print(f"| {names} |\n|---|---|---|---|---|---|---|---|")
    for clients in given.clients:
        with server(given.folder, given.options.split()) as (url, root):
            print(measure(url, root, clients, given), flush=True)


if __name__ == "__main__":
    main()
