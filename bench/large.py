"""Measures a large graph: how long until it is served or validated, and with how much memory.

    python bench/large.py --triples 2000000 .venv/bin/schlaglicht ../before/.venv/bin/schlaglicht

Runs the installations by turns. `serve`: seconds by the clock until SPARQL answers and until the
home page does, then the home page once more in milliseconds, processor seconds until then, and the
largest memory of all processes together (proportional set size, shared pages counted once; looked
at five times per second). `validate`: clock, processor and memory of the whole run. Linux only.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread

import generate

ASK = "/sparql?query=ASK%20%7B%3Fs%20%3Fp%20%3Fo%7D"
INTERVAL = 0.2
LONGEST = 3_600
TICKS = os.sysconf("SC_CLK_TCK")


class Usage:
    """Memory and processor time of a process and all that it has started."""

    def __init__(self, root: int) -> None:
        self._root = root
        self._seconds: dict[int, float] = {}
        self._ended = Event()
        self.memory = 0
        self._thread = Thread(target=self._watch, daemon=True)
        self._thread.start()

    @property
    def seconds(self) -> float:
        return sum(self._seconds.values())

    def look(self) -> int:
        """The memory in bytes at this moment; remembers the most."""
        together = 0
        for pid in family(self._root):
            with suppress(OSError, ValueError):
                fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
                self._seconds[pid] = (int(fields[11]) + int(fields[12])) / TICKS
                together += pss(pid)
        self.memory = max(self.memory, together)
        return together

    def end(self) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(INTERVAL):
            self.look()


def family(root: int) -> Iterator[int]:
    """A process and its descendants."""
    yield root
    with suppress(OSError):
        for task in Path(f"/proc/{root}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from family(int(child))


def pss(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0


@contextmanager
def running(command: list[str]) -> Iterator[tuple[subprocess.Popen[bytes], Usage]]:
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    usage = Usage(process.pid)
    try:
        yield process, usage
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()
        usage.end()


def seconds_until(answers: Callable[[], bool], start: float) -> float:
    while not answers():
        if time.perf_counter() - start > LONGEST:
            sys.exit(f"no answer in {LONGEST} s")
        time.sleep(0.5)
    return time.perf_counter() - start


def is_answered(url: str) -> bool:
    try:
        asked = urllib.request.Request(url, headers={"Accept": "text/html, */*;q=0.1"})
        with urllib.request.urlopen(asked, timeout=60) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def measure_serve(program: str, data: Path, settle: float) -> None:
    port = free_port()
    site, start = f"http://127.0.0.1:{port}", time.perf_counter()
    command = [program, "serve", str(data), "--port", str(port)]
    with running(command) as (_, usage):
        queries = seconds_until(lambda: is_answered(site + ASK + "&format=json"), start)
        pages = seconds_until(lambda: is_answered(site + "/"), start)
        again = time.perf_counter()
        is_answered(site + "/?again")
        again = time.perf_counter() - again
        usage.look()
        spent = usage.seconds
        time.sleep(settle)
        print(
            f"serve      SPARQL {queries:6.1f} s  pages {pages:6.1f} s  home {again * 1e3:4.0f}"
            f" ms  processor {spent:6.1f} s  memory {usage.memory / 1e6:6,.0f} MB,"
            f" {usage.look() / 1e6:6,.0f} MB after {settle:.0f} s  {program}",
            flush=True,
        )


def measure_validate(program: str, data: Path) -> None:
    start = time.perf_counter()
    with running([program, "validate", "--no-cache", str(data)]) as (process, usage):
        while process.poll() is None:
            usage.look()
            time.sleep(INTERVAL)
        print(
            f"validate   {time.perf_counter() - start:6.1f} s  processor {usage.seconds:6.1f} s"
            f"  memory {usage.memory / 1e6:6,.0f} MB  {program}",
            flush=True,
        )


def free_port() -> int:
    import socket

    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        port: int = bound.getsockname()[1]
    return port


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("programs", nargs="+")
    parser.add_argument("--triples", type=int, default=2_000_000)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument(
        "--settle", type=float, default=20, help="seconds until memory is read again"
    )
    parser.add_argument("--only", choices=("serve", "validate"))
    parser.add_argument("--file", type=Path, help="a graph of your own")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        data = arguments.file or Path(name, "data.nt")
        if arguments.file is None:
            with data.open("w", encoding="utf-8", newline="\n") as file:
                file.writelines(generate.lines(arguments.triples))
        for _ in range(arguments.rounds):
            for program in arguments.programs:
                if arguments.only != "validate":
                    measure_serve(program, data, arguments.settle)
                if arguments.only != "serve":
                    measure_validate(program, data)


if __name__ == "__main__":
    main()
