"""Everything at once, for as long as wanted: good answers stay right, memory flat, nothing is left.

    python bench/soak.py [--seconds 600] [--with ACTIVITY...] [--then 60]

Starts a server of two web processes and four engines whose data change, and counts the outcomes of
good clients, whose answers say which query and which version they are of. Around them activities go
on: all of them, or those named. A fault is a wrong answer, a failure other than a 503 with
Retry-After, a broken connection without a web process killed just before, memory beyond
the bounds, service that is not full again afterwards, a file or a process that is left. Prints the
counts, the probe's times, and the memory by tenths of the time; exits 1 on faults. `--then` has the
same server meet each activity alone afterwards, for so many seconds.

    python bench/soak.py --seconds 300 --with readers refused      # refused long answers
    python bench/soak.py --seconds 60 --with web-kills --pace 0.6  # a hundred kills in a minute
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import resource
import signal
import socket
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
for folder in ("support", "faults", "faults/injected"):
    sys.path.insert(0, str(ROOT / "tests" / folder))

from faulty_server import WORKERS, BreachError, FaultyServer, Outcomes  # noqa: E402

AFTER_KILL = 2.0
"""Seconds after the end of a web process in which connections that it had may break."""
SETTLED = 5.0
"""Seconds after the first answer from a version in which other web processes take it over."""
MOST = {"main": 150, "web": 1024 + 64, "engine": 1024}
"""MiB that a process of a kind may have."""
PACE = 0.6
"""Seconds between two kills of web processes alone: a hundred a minute."""
GROWTH = 1.3
"""The memory of the first process at the end, compared with that after a fifth of the time."""
LONG = "SELECT ?is ?a ?b ?c {{ <urn:it> <urn:is> ?is . ?x <urn:number> ?a . ?y <urn:number> ?b "
LONG += ". VALUES ?c {{ 1 2 3 4 }} }} # {number}"
ENDLESS = "SELECT (COUNT(*) AS ?n) {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }} # {number}"
UNREADABLE = ("() " * 340_000, "{ " * 500_000, "ASK { " + "?a ?b ?c . " * 90_000, "<" * 1_000_000)

_numbers = count()


@dataclass
class Soak:
    """A server under fire, and what was seen."""

    server: FaultyServer
    stop: threading.Event
    pace: float
    lock: threading.Lock = field(default_factory=threading.Lock)
    seen: Counter[str] = field(default_factory=Counter)
    web_ended: list[float] = field(default_factory=list)
    probes: list[float] = field(default_factory=list)
    memory: list[tuple[float, dict[str, int]]] = field(default_factory=list)

    def note(self, outcome: str) -> None:
        """Counts something that happened."""
        with self.lock:
            self.seen[outcome] += 1


def send(soak: Soak, query: str, *, method: str = "GET") -> http.client.HTTPConnection:
    """Sends a query over a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", soak.server.port, timeout=60)
    form = urlencode({"query": query, "format": "csv"})
    if method == "GET":
        connection.request("GET", f"/sparql?{form}")
    else:
        kind = {"Content-Type": "application/sparql-query"}
        connection.request("POST", "/sparql", query, kind)
    return connection


def outcome(connection: http.client.HTTPConnection) -> str:
    """The status of the answer, which is read."""
    response = connection.getresponse()
    response.read()
    return str(response.status)


def probe(soak: Soak) -> None:
    """Asks something small five times a second, and measures."""
    while not soak.stop.wait(0.2):
        began = time.monotonic()
        with suppress(OSError, http.client.HTTPException):
            soak.server.asked_for_version()
            soak.probes.append(time.monotonic() - began)


def read_slowly(soak: Soak) -> None:
    """Asks for a long answer and takes almost nothing of it."""
    while not soak.stop.is_set():
        with suppress(OSError):
            query = urlencode({"query": LONG.format(number=next(_numbers)), "format": "csv"})
            with socket.create_connection(("127.0.0.1", soak.server.port), 5) as reader:
                reader.sendall(f"GET /sparql?{query} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
                for _ in range(random.choice((1, 20, 60))):
                    if soak.stop.wait(0.5) or not reader.recv(1):
                        break
        soak.note("slow reader left")
        soak.stop.wait(0.1)


def ask_again_and_again(soak: Soak, kind: str, query: Callable[[], str], method: str) -> None:
    """Sends what is refused, one after the other."""
    while not soak.stop.wait(0.05):
        try:
            connection = send(soak, query(), method=method)
            soak.note(f"{kind}: {outcome(connection)}")
        except (OSError, http.client.HTTPException):
            soak.note(f"{kind}: broken")


def leave_early(soak: Soak) -> None:
    """Sends a heavy query, and closes the connection soon."""
    while not soak.stop.wait(2):
        with suppress(OSError):
            connection = send(soak, ENDLESS.format(number=next(_numbers)))
            soak.stop.wait(random.uniform(0, 0.2))
            connection.close()
        soak.note("impatient client left")


def kill(soak: Soak, kind: str, pause: float) -> None:
    """Kills a process of a kind now and then; of web processes none while one is missing."""
    most = WORKERS if kind == "web" else 1
    while not soak.stop.wait(pause * random.uniform(0.7, 1.3)):
        if len(found := soak.server.of_kind(kind)) >= most:
            with suppress(ProcessLookupError):
                os.kill(random.choice(found), signal.SIGKILL)
            if kind == "web":
                soak.web_ended.append(time.monotonic())
            soak.note(f"{kind} killed")


def reload(soak: Soak) -> None:
    """Brings new versions, every third of which is broken."""
    server = soak.server
    for number in count():
        if soak.stop.wait(8):
            return
        if number % 3 == 2:
            server.write_data("<urn:it> <urn:is> .")
            soak.note("reload of a broken version")
            server.ask_to_reload()
            continue
        version = server.write_version()
        server.allowed = {*server.allowed, version}
        server.ask_to_reload()
        if server.is_served(version, 60) and not soak.stop.wait(SETTLED):
            server.allowed = {version}
            soak.note("reload that is served")
        else:
            soak.note("reload that is not seen to be served")


ACTIVITIES: dict[str, tuple[int, Callable[[Soak], None]]] = {
    "readers": (20, read_slowly),
    "refused": (
        2,
        lambda soak: ask_again_and_again(
            soak, "long answer", lambda: LONG.format(number=next(_numbers)), "GET"
        ),
    ),
    "unreadable": (
        2,
        lambda soak: ask_again_and_again(
            soak, "unreadable text", lambda: random.choice(UNREADABLE), "POST"
        ),
    ),
    "impatient": (2, leave_early),
    "engine-kills": (1, lambda soak: kill(soak, "engine", 5)),
    "fork-kills": (1, lambda soak: kill(soak, "fork server", 60)),
    "web-kills": (1, lambda soak: kill(soak, "web", soak.pace)),
    "reloads": (1, reload),
}


def watch_memory(soak: Soak) -> None:
    """Notes the most memory of a process of each kind, and of all."""
    began = time.monotonic()
    while not soak.stop.wait(2):
        most: dict[str, int] = {}
        for process in soak.server.processes():
            size = rss(process.pid)
            most[process.kind] = max(most.get(process.kind, 0), size)
            most["all"] = most.get("all", 0) + size
        soak.memory.append((time.monotonic() - began, most))


def rss(pid: int) -> int:
    """MiB of a process, what it shares with others included."""
    with suppress(OSError):
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        return pages * resource.getpagesize() // 2**20
    return 0


def faults_of(soak: Soak) -> list[str]:
    """What must not have been."""
    found = [f"wrong: {each}" for each in soak.server.outcomes.wrong]
    found += [
        "a connection broken without a web process killed"
        for at in soak.server.outcomes.broken
        if not any(0 <= at - ended < AFTER_KILL for ended in soak.web_ended)
    ]
    for kind, most in MOST.items():
        highest = max((each.get(kind, 0) for _, each in soak.memory), default=0)
        if highest > most:
            found.append(f"{highest} MiB of {kind}")
    mains = [each["main"] for _, each in soak.memory if "main" in each]
    if mains and mains[-1] > GROWTH * mains[len(mains) // 5]:
        found.append(f"the first process grows: {mains[len(mains) // 5]} to {mains[-1]} MiB")
    return found


def report(soak: Soak, seconds: float) -> None:
    """Prints what was seen."""
    outcomes, probes = soak.server.outcomes, sorted(soak.probes)
    print(f"good clients: {outcomes.right} right, {outcomes.refused} refused (503)")
    print(f"  {len(outcomes.broken)} connections broken, {len(outcomes.wrong)} wrong")
    if probes:
        middle, late = probes[len(probes) // 2], probes[len(probes) * 99 // 100]
        print(f"probe: {len(probes)}, p50 {middle:.3f} s, p99 {late:.3f} s, max {probes[-1]:.3f} s")
    for kind, number in sorted(soak.seen.items()):
        print(f"{number:8} {kind}")
    for tenth in range(10):
        part = [each for at, each in soak.memory if tenth <= 10 * at / seconds < tenth + 1]
        kinds = sorted({kind for each in part for kind in each})
        most = {kind: max(each.get(kind, 0) for each in part) for kind in kinds}
        print(f"MiB, tenth {tenth + 1}:", ", ".join(f"{k} {v}" for k, v in most.items()))


def under_fire(server: FaultyServer, names: list[str], seconds: float, pace: float) -> Soak:
    """What was seen while activities went on beside the good clients, for some seconds."""
    server.outcomes = Outcomes()
    soak = Soak(server, threading.Event(), pace)
    jobs: list[Callable[[], None]] = [*server.clients(soak.stop)]
    jobs += [lambda: probe(soak), lambda: watch_memory(soak)]
    for name in names:
        number, work = ACTIVITIES[name]
        jobs += [lambda work=work: work(soak)] * number  # type: ignore[misc]
    threads = [threading.Thread(target=job, daemon=True) for job in jobs]
    for thread in threads:
        thread.start()
    time.sleep(seconds)
    soak.stop.set()
    for thread in threads:
        thread.join(70)
    return soak


def run(server: FaultyServer, options: argparse.Namespace) -> int:
    """Runs all activities for the time of the options; 1 if there was a fault."""
    soak = under_fire(server, options.activities, options.seconds, options.pace)
    faults = faults_of(soak)
    report(soak, options.seconds)
    for name in ACTIVITIES if options.then else ():
        print(f"\n{name} alone:")
        alone = under_fire(server, [name], options.then, PACE)
        faults += faults_of(alone)
        report(alone, options.then)
    try:
        server.allowed |= {server.write_version()}
        server.ask_to_reload()
        print(f"whole again after {server.check_whole():.1f} s")
        server.ask_to_end()
        server.check_gone(is_killed=False)
    except BreachError as breach:
        faults.append(str(breach))
    for fault in faults[:20]:
        print(f"FAULT {fault}")
    print(f"faults: {len(faults)}")
    if faults:
        print(server.log[-4000:])
    return int(bool(faults))


def main() -> int:
    """Returns 0 if nothing was wrong, else 1."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--pace", type=float, default=20, help="seconds between two kills of web")
    parser.add_argument("--then", type=float, default=0, help="seconds of each activity alone")
    parser.add_argument(
        "--with", nargs="*", dest="activities", choices=ACTIVITIES, default=list(ACTIVITIES)
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server = FaultyServer(Path(folder), room=None)
        try:
            server.begin()
            if not server.wait_until_ready():
                print(server.log)
                return 1
            server.check_whole()
            return run(server, options)
        finally:
            server.kill_all()


if __name__ == "__main__":
    sys.exit(main())
