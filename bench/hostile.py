"""Runs good and hostile clients together: only the hostile ones may be affected.

    python bench/hostile.py [--seconds 600] [--connections 10000] [--kill-web] [PATH]...

Starts a server on 127.0.0.1, attacks it in every way that docs/security.md lists, and counts the
outcomes of the good clients. A fault is: a wrong answer, a failure other than a 503 with
Retry-After, more memory than the bound, another answer or start page afterwards than before.
With --kill-web, requests in progress when a web process was killed may fail, and are counted
separately; later ones may not.
Prints the counts; exits 1 on faults.
"""

from __future__ import annotations

import argparse
import collections
import http.client
import json
import os
import random
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
TIMEOUT = 30.0
MOMENT = 0.1
"""Seconds after a web process was killed in which a new connection may still reach it."""

CROSS = " ".join(f"?s{i} ?p{i} ?o{i} ." for i in range(8))
PATHS = "/".join(["(!<a:a>|^!<a:a>)*"] * 4)
DOUBLINGS = " ".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(34))
BOMBS = {
    "cartesian product": f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}",
    "order bomb": f"SELECT * {{ {CROSS} }} ORDER BY ?o0 DESC(?o3) ?s7",
    "path bomb": f"SELECT (COUNT(*) AS ?n) {{ ?a {PATHS} ?b }}",
    "endless answer": f"SELECT * {{ {CROSS} }}",
    "endless graph": f"CONSTRUCT {{ ?s0 ?p1 ?o2 }} WHERE {{ {CROSS} }}",
    "deep nesting": f"ASK {'{' * 100_000}{'}' * 100_000}",
    "deep negation": f"ASK {{ FILTER({'!' * 100_000} true) }}",
    "huge literal": f'SELECT ?x34 {{ BIND("1234567890" AS ?x0) {DOUBLINGS} }}',
    "huge concatenation": f"SELECT (GROUP_CONCAT(?o0) AS ?all) {{ {CROSS} }}",
    "regular expression": 'ASK { FILTER(REGEX("' + "a" * 5000 + '!", "^(a+)+$")) }',
    "service": "ASK { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
}
GOOD: dict[str, Callable[[str], bool]] = {
    "ASK { ?s ?p ?o }": lambda body: json.loads(body)["boolean"] is True,
    "SELECT (2 + 3 AS ?n) {}": lambda body: '"5"' in body,
    "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 10": lambda body: (
        len(json.loads(body)["results"]["bindings"]) == 10
    ),
}


@dataclass
class Attack:
    """The target of an attack, its end, and the counts of its outcomes."""

    port: int
    root: int
    stop: threading.Event = field(default_factory=threading.Event)
    good: collections.Counter[str] = field(default_factory=collections.Counter)
    hostile: collections.Counter[str] = field(default_factory=collections.Counter)
    faults: list[str] = field(default_factory=list)
    web_killed: float = -MOMENT
    most_memory: int = 0


def ask(port: int, query: str, method: str = "GET") -> tuple[int, str, str | None]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
    try:
        kind = "ntriples" if query.startswith("CONSTRUCT") else "json"
        form = urlencode({"query": query, "format": kind})
        if method == "GET":
            connection.request("GET", f"/sparql?{form}")
        else:
            head = {"Content-Type": "application/x-www-form-urlencoded"}
            connection.request("POST", "/sparql", form, head)
        response = connection.getresponse()
        return response.status, response.read().decode(), response.headers["Retry-After"]
    finally:
        connection.close()


def ask_as_good_client(attack: Attack) -> None:
    """Sends one request after the other, each with a known answer."""
    while not attack.stop.is_set():
        query, is_right = random.choice(list(GOOD.items()))
        began = time.monotonic()
        try:
            status, body, retry_after = ask(attack.port, query, random.choice(["GET", "POST"]))
        except (OSError, http.client.HTTPException) as error:
            if attack.web_killed + MOMENT > began:
                attack.good["under way when a web process was killed"] += 1
            else:
                attack.good[type(error).__name__] += 1
                attack.faults.append(
                    f"{type(error).__name__} after {time.monotonic() - began:.1f} s"
                )
            attack.stop.wait(0.2)
            continue
        if status == 200 and is_right(body):
            attack.good["right answer"] += 1
        elif status == 503 and retry_after:
            attack.good["503 with Retry-After"] += 1
            attack.stop.wait(0.3)
        else:
            attack.good[f"fault: {status}"] += 1
            attack.faults.append(f"{status} for {query!r}: {body[:200]}")
        attack.stop.wait(0.02)


def throw_bombs(attack: Attack) -> None:
    while not attack.stop.is_set():
        name = random.choice(list(BOMBS))
        try:
            status, _, _ = ask(attack.port, BOMBS[name], "POST")
            attack.hostile[f"{name}: {status}"] += 1
        except (OSError, http.client.HTTPException):
            attack.hostile[f"{name}: broken"] += 1
        attack.stop.wait(0.2)


def send_rubbish(attack: Attack) -> None:
    """Sends malformed UTF-8, heads and lengths."""
    kinds = [
        b"GET /sparql?query=%ff%fe HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /sparql?query=ASK%7B%7D%0d%0aSet-Cookie:a HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /" + b"a" * 1_000_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 1_000_000 + b"\r\n\r\n",
        (
            b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
            b"Content-Length: 4\r\n\r\n\xff\xff\xff\xff"
        ),
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"\x00\xff\x16\x03\x01" * 100 + b"\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ]
    while not attack.stop.is_set():
        with suppress(OSError), socket.create_connection(("127.0.0.1", attack.port), 5) as sender:
            sender.sendall(random.choice(kinds))
            sender.settimeout(1)
            answer = sender.recv(12)
            attack.hostile[f"rubbish: {answer[9:12].decode(errors='replace') or 'closed'}"] += 1
        attack.stop.wait(0.1)


def write_slowly(attack: Attack) -> None:
    """Sends heads and bodies a byte at a time, or stops half-way."""
    head = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
    while not attack.stop.is_set():
        with suppress(OSError), socket.create_connection(("127.0.0.1", attack.port), 5) as sender:
            sender.sendall(head + random.choice([b"Content-Length: 1000\r\n\r\n", b"X: "]))
            for _ in range(100):
                if attack.stop.wait(0.2):
                    return
                sender.sendall(b"#")
        attack.hostile["slow writer given up"] += 1


def read_slowly(attack: Attack) -> None:
    """Requests large answers and reads almost nothing of them, or disconnects."""
    query = urlencode({"query": "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 100000"})
    while not attack.stop.is_set():
        with suppress(OSError), socket.create_connection(("127.0.0.1", attack.port), 5) as reader:
            reader.sendall(f"GET /sparql?{query} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            if random.random() < 0.3:
                reader.shutdown(socket.SHUT_WR)
            for _ in range(random.choice([0, 10, 60])):
                if attack.stop.wait(0.5) or not reader.recv(1):
                    break
        attack.hostile["slow reader"] += 1
        attack.stop.wait(0.1)


def kill_engines(attack: Attack) -> None:
    while not attack.stop.wait(random.uniform(1, 3)):
        if engines := [pid for pid in tree(attack.root) if is_engine(pid)]:
            with suppress(ProcessLookupError):
                os.kill(random.choice(engines), signal.SIGKILL)
            attack.hostile["engine killed"] += 1


def kill_web(attack: Attack) -> None:
    while not attack.stop.wait(random.uniform(20, 40)):
        parents = {parent_of(pid) for pid in tree(attack.root) if is_engine(pid)} - {attack.root, 0}
        if parents:
            attack.web_killed = time.monotonic()
            with suppress(ProcessLookupError):
                os.kill(random.choice(list(parents)), signal.SIGKILL)
            attack.hostile["web process killed"] += 1


def watch_memory(attack: Attack) -> None:
    while not attack.stop.wait(0.5):
        attack.most_memory = max(attack.most_memory, sum(map(rss, tree(attack.root))))


@contextmanager
def idle_connections(port: int, count: int) -> Iterator[int]:
    """Opens up to `count` connections on which nothing, or half a head, is sent."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    found: list[socket.socket] = []
    try:
        for number in range(max(0, min(count, hard - 500))):
            connection = socket.create_connection(("127.0.0.1", port), 5)
            found.append(connection)
            if number % 2:
                connection.sendall(b"GET / HTTP/1.1\r\nHo")
    except OSError as error:
        print(f"only {len(found)} connections could be opened: {error}")
    try:
        yield len(found)
    finally:
        for connection in found:
            connection.close()


def parent_of(pid: int) -> int:
    with suppress(OSError):
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    return 0


def tree(root: int) -> set[int]:
    """The ids of the process and all its descendants."""
    parents = {int(p.name): parent_of(int(p.name)) for p in Path("/proc").glob("[0-9]*")}
    found = {root}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def is_engine(pid: int) -> bool:
    """True for a Python that is one, and for a copy of a fork server."""
    with suppress(OSError):
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
        if b"schlaglicht.engine.fork_server" in command:
            return Path(f"/proc/{parent_of(pid)}/cmdline").read_bytes() == command
        return b"schlaglicht.engine.worker" in command
    return False


def rss(pid: int) -> int:
    with suppress(OSError):
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * resource.getpagesize()
    return 0


@contextmanager
def serving(paths: list[str], engines: int, timeout: float) -> Iterator[tuple[int, int]]:
    """The process id and the port of a new server."""
    limits = ["--engines", str(engines), "--timeout", str(timeout), "--log-level", "error"]
    command = [sys.executable, "-m", "schlaglicht", "serve", "--port", "0", *limits, *paths]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            ready = process.stdout.readline().rstrip("/\n")
            yield process.pid, int(ready.rpartition(":")[2])
        finally:
            process.terminate()
            process.wait(30)


def state_of(port: int) -> list[str]:
    """State that must be the same before and after: an answer, and the start page as JSON."""
    deadline = time.monotonic() + 60
    while True:
        with suppress(OSError, http.client.HTTPException):
            status, answer, _ = ask(port, "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 1000")
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
            try:
                connection.request("GET", "/?format=json")
                summary = connection.getresponse().read().decode()
            finally:
                connection.close()
            if status == 200 or time.monotonic() > deadline:
                return [str(status), answer, summary]
        if time.monotonic() > deadline:
            return ["no answer"]
        time.sleep(0.2)


def attack_for(attack: Attack, options: argparse.Namespace) -> None:
    """Runs all clients at once, for the time of the options."""
    jobs: list[Callable[[Attack], None]] = [
        *[ask_as_good_client] * 4,
        *[throw_bombs] * 4,
        *[send_rubbish] * 2,
        *[write_slowly] * 24,
        *[read_slowly] * 24,
        kill_engines,
        watch_memory,
        *([kill_web] if options.kill_web else []),
    ]
    with idle_connections(attack.port, options.connections) as opened:
        attack.hostile["idle connections"] = opened
        threads = [threading.Thread(target=job, args=(attack,), daemon=True) for job in jobs]
        for thread in threads:
            thread.start()
        time.sleep(options.seconds)
        attack.stop.set()
        for thread in threads:
            thread.join(TIMEOUT + 5)


def report(attack: Attack, bound: int) -> None:
    for name, counts in (("good clients", attack.good), ("hostile", attack.hostile)):
        print(f"{name}:")
        for outcome, count in sorted(counts.items()):
            print(f"  {count:8} {outcome}")
    print(f"memory: {attack.most_memory / 2**20:.0f} MiB at most, bound {bound / 2**20:.0f} MiB")
    for fault in attack.faults[:20]:
        print(f"FAULT {fault}")
    print(f"faults: {len(attack.faults)}")


def main(arguments: list[str]) -> int:
    """Returns 0 if only the hostile clients were affected, else 1."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("paths", nargs="*", default=[str(ROOT)])
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--connections", type=int, default=10_000)
    parser.add_argument("--engines", type=int, default=2)
    parser.add_argument("--timeout", type=float, default=2)
    parser.add_argument("--memory", type=int, help="bound for all processes, in MiB")
    parser.add_argument("--kill-web", action="store_true")
    options = parser.parse_args(arguments)
    # An engine may take 1 GiB beyond the store; the rest is for the server and long answers.
    bound = (options.memory or 1024 * (options.engines + 1)) * 2**20
    with serving(options.paths, options.engines, options.timeout) as (root, port):
        attack = Attack(port, root)
        before = state_of(port)
        attack_for(attack, options)
        time.sleep(options.timeout + 1)
        if state_of(port) != before:
            attack.faults.append("another answer or start page afterwards than before")
    if attack.most_memory > bound:
        attack.faults.append("more memory than the bound")
    if not attack.good["right answer"]:
        attack.faults.append("no good client was answered")
    report(attack, bound)
    return 1 if attack.faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
