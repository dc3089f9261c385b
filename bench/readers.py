"""Readers of one publication behind HAProxy: killed, cut off, rolled forward and back, under load.

    .venv/bin/python bench/readers.py --seconds 600

Needs `haproxy` (Debian: apt-get install haproxy); its configuration is that of
docs/internals/publications.md, with the readers in turn. Prints the statuses that clients saw,
answers that mix versions, how long a version takes to be shown by all readers, and first what one,
two and three readers answer without trouble.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Self
from urllib.request import urlopen

ROOT = Path(__file__).parents[1]
COMMAND = [sys.executable, "-m", "schlaglicht"]
PATHS = (
    "/index.en.html",
    "/iri/https/e.org/7.en.html",
    "/sparql?query=SELECT+%3Fn+%7B+%3Fs+schema%3Aname+%3Fn+%7D&format=csv",
)
THINGS = 50
CUT_OFF = 15
"""Seconds for which a reader is there and says nothing."""
CALM = 20
"""Seconds in which answers are counted without trouble."""
CLIENTS = 4
FRONT = 18080


class Publisher:
    """A project whose versions say in every name which one they are."""

    def __init__(self, folder: Path) -> None:
        self._project = folder / "stones"
        self._project.mkdir()
        self.publication = folder / "publication"

    def publish(self, number: int) -> None:
        lines = (
            f"<https://e.org/{n}> a <https://e.org/A> ;"
            f' <https://schema.org/name> "v{number} t{n}" .\n'
            for n in range(THINGS)
        )
        (self._project / "data.ttl").write_text("".join(lines), encoding="utf-8")
        self._run(str(self._project), "--name", f"v{number}")

    def roll_back(self, number: int) -> None:
        self._run("--roll-back", f"v{number}")

    def _run(self, *arguments: str) -> None:
        command = [*COMMAND, "publish", "-o", str(self.publication), *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


class Reader:
    """A server that reads the publication; started again it has the same port."""

    def __init__(self, publication: Path) -> None:
        self._publication = publication
        self.port = 0
        self.start()

    def start(self) -> None:
        arguments = ["--port", str(self.port), "--workers", "1", "--engines", "2"]
        self._process = subprocess.Popen(
            [*COMMAND, "serve", "--publication", str(self._publication), *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._process.stdout
        self.port = int(self._process.stdout.readline().strip().rstrip("/").rpartition(":")[2])

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def cut_off(self, seconds: float) -> None:
        """Lets connections come, and answers none for some time."""
        processes = [self._process.pid, *below(self._process.pid)]
        for process in processes:
            os.kill(process, signal.SIGSTOP)
        time.sleep(seconds)
        for process in processes:
            os.kill(process, signal.SIGCONT)

    def shows(self, number: int) -> bool:
        with urlopen(f"http://127.0.0.1:{self.port}/health") as answer:
            return bool(json.load(answer)["publication"]["name"] == f"v{number}")


def below(pid: int) -> list[int]:
    """The processes that a process has started, and theirs."""
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    children = [child for task in tasks for child in task.read_text().split()]
    return [found for child in map(int, children) for found in (child, *below(child))]


class Clients:
    """Clients that ask the balancer as fast as they can, and keep what they see."""

    def __init__(self) -> None:
        self.statuses: Counter[str] = Counter()
        self.mixed = 0
        self.seconds: list[float] = []
        self._stopped = threading.Event()
        self._threads = [threading.Thread(target=self._ask) for _ in range(CLIENTS)]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        for thread in self._threads:
            thread.join()

    def _ask(self) -> None:
        while not self._stopped.is_set():
            for path in PATHS:
                self._ask_for(path)

    def _ask_for(self, path: str) -> None:
        began = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", FRONT, timeout=60)
        try:
            connection.request("GET", path, headers={"Cache-Control": "no-cache"})
            response = connection.getresponse()
            body = response.read().decode()
        except OSError as error:
            self.statuses[type(error).__name__] += 1
            return
        finally:
            connection.close()
        self.seconds.append(time.perf_counter() - began)
        self.statuses[str(response.status)] += 1
        self.mixed += len(set(re.findall(r"v(\d+) t\d+", body))) > 1


def configuration(readers: list[Reader]) -> str:
    """The recipe of the documentation for these readers, each asked in turn."""
    text = (ROOT / "docs" / "internals" / "publications.md").read_text(encoding="utf-8")
    recipe = text.partition("```haproxy\n")[2].partition("```")[0]
    for number, reader in enumerate(readers, 1):
        recipe = recipe.replace(f"10.0.0.{number}:8000", f"127.0.0.1:{reader.port}")
    recipe = re.sub(r"\n *server .* 10\.0\.0\.\d:8000", "", recipe)
    recipe = recipe.replace(
        "    balance source\n    hash-type consistent\n", "    balance roundrobin\n"
    )
    return recipe.replace("bind :8080", f"bind 127.0.0.1:{FRONT}")


def seconds_until_shown(readers: list[Reader], number: int) -> float:
    began = time.perf_counter()
    while not all(reader.shows(number) for reader in readers):
        time.sleep(0.1)
    return time.perf_counter() - began


def trouble(publisher: Publisher, readers: list[Reader], seconds: float) -> list[float]:
    """New versions, kills, cuts and ways back for some time; the seconds of each switch."""
    lags, number, end = [], 1, time.monotonic() + seconds
    while time.monotonic() < end:
        number += 1
        publisher.publish(number)
        lags.append(seconds_until_shown(readers, number))
        killed = readers[number % len(readers)]
        killed.kill()
        publisher.roll_back(number - 1)
        alive = [reader for reader in readers if reader is not killed]
        lags.append(seconds_until_shown(alive, number - 1))
        killed.start()
        readers[(number + 1) % len(readers)].cut_off(CUT_OFF)
        lags.append(seconds_until_shown(readers, number - 1))
    return lags


@contextmanager
def balanced(readers: list[Reader], folder: Path) -> Iterator[None]:
    """HAProxy before these readers."""
    file = folder / "haproxy.cfg"
    file.write_text(configuration(readers), encoding="utf-8")
    balancer = subprocess.Popen(["haproxy", "-q", "-f", str(file), "-db"])
    try:
        time.sleep(5)  # until it has seen the readers
        yield
    finally:
        balancer.terminate()
        balancer.wait()


def calm(readers: list[Reader], folder: Path) -> None:
    """Prints what some of the readers answer without trouble."""
    for number in range(1, len(readers) + 1):
        with balanced(readers[:number], folder), Clients() as clients:
            time.sleep(CALM)
        print(f"{number} readers: {sum(clients.statuses.values()) / CALM:.0f} answers per second")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--readers", type=int, default=3, choices=(2, 3))
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        publisher = Publisher(Path(name))
        publisher.publish(1)
        readers = [Reader(publisher.publication) for _ in range(arguments.readers)]
        for reader in readers:
            stack.callback(reader.kill)
        calm(readers, Path(name))
        with balanced(readers, Path(name)), Clients() as clients:
            lags = trouble(publisher, readers, arguments.seconds)
        times = statistics.quantiles(clients.seconds, n=100)
        print(f"statuses {dict(clients.statuses)}, mixed {clients.mixed}, kills {len(lags) // 3}")
        print(f"answers: median {times[49] * 1000:.0f} ms, 99th {times[98] * 1000:.0f} ms")
        print(f"switches: median {statistics.median(lags):.1f} s, longest {max(lags):.1f} s")


if __name__ == "__main__":
    main()
