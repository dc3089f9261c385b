"""The same attacks on endpoints over the same data, one after the other: which of them go on?

    python bench/attacks.py --folder /tmp/attacks
    python bench/attacks.py --folder /tmp/attacks --url x=http://127.0.0.1:8890/sparql --pid 77

Starts Schlaglicht and Oxigraph (from PyPI) with 953 triples; `--url` and `--pid` add a server that
runs already, such as Virtuoso, which has the same data. Beside each attack a small ASK is sent
0.2 s after the answer to the last. S: survived; D: degraded, an ASK was refused or took more than
a second; †: no right answer within 20 s of the end. Then the peak memory of all processes in MB,
and the longest time from one right answer to the next in seconds. Linux only. Each server has 8 GB
per process; all of it takes some ten minutes.
"""

from __future__ import annotations

import argparse
import http.client
import resource
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

from hostile import CROSS, PATHS
from large import family
from servers import Server, free_port, make_environment, wait_for

HERE = Path(__file__).parent
BIN = Path(sys.executable).parent
TRIPLES = 953
MEMORY = 8 * 2**30
SECONDS = 12.0
"""The longest that the requests of an attack wait for their answers."""
SHORTEST = 2.0
"""The shortest that ASKs are sent beside an attack."""
DEAD = 20.0
PAUSE = 0.2
JSON = "application/sparql-results+json"


def send(server: Server, query: str, *, method: str = "GET", seconds: float = SECONDS) -> int:
    """Sends a query and reads its answer; the status, 0 without one."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=seconds)
    headers = {"Accept": JSON}
    until = time.monotonic() + seconds
    with suppress(OSError, http.client.HTTPException):
        if method == "POST":
            headers["Content-Type"] = "application/sparql-query"
            connection.request("POST", server.path, query.encode(), headers)
        else:
            connection.request("GET", f"{server.path}?query={quote(query)}", headers=headers)
        response = connection.getresponse()
        while response.read(2**16) and time.monotonic() < until:
            pass
        return response.status
    connection.close()
    return 0


def together(count: int, work: Callable[[int], object]) -> None:
    """Does work in threads of its own, and waits for all of it."""
    with ThreadPoolExecutor(min(count, 64)) as threads:
        list(threads.map(work, range(count)))


def queries(text: str, count: int = 1, method: str = "GET") -> Callable[[Server], None]:
    """An attack of the same query, in as many requests at once."""
    return lambda server: together(count, lambda _: send(server, text, method=method))


def connections(count: int, content: bytes, hold: float = SECONDS) -> Callable[[Server], None]:
    """An attack of connections that send something and then wait."""

    def attack(server: Server) -> None:
        with ExitStack() as held:
            for _ in range(count):
                with suppress(OSError):
                    made = socket.create_connection(("127.0.0.1", server.port), timeout=2)
                    held.enter_context(made).sendall(content.replace(b"PATH", server.path.encode()))
            time.sleep(hold)

    return attack


def leaving(server: Server) -> None:
    """Clients that ask for what never ends, and leave at once."""
    head = f"GET {server.path}?query={quote(f'SELECT (COUNT(*) AS ?n) {{ {CROSS} }}')} HTTP/1.1\r\n"
    connections(60, f"{head}Host: 127.0.0.1\r\n\r\n".encode(), hold=0.5)(server)


def flood(server: Server) -> None:
    """Different small queries of 16 clients for eight seconds."""
    until = time.monotonic() + 8

    def ask(client: int) -> None:
        number = 0
        while time.monotonic() < until:
            number += 1
            send(server, f"ASK {{ <a:{client}-{number}> ?p ?o }}", seconds=2)

    together(16, ask)


_LONG = f"SELECT * {{ {CROSS} }} LIMIT 8000"
_HEAD = b"GET PATH?query=ASK%7B%7D HTTP/1.1\r\nHost: 127.0.0.1\r\n"
_BODY = (
    b"POST PATH HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/sparql-query\r\n"
    b"Content-Length: 1000\r\n\r\nASK"
)
_DOUBLED = " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(31))

ATTACKS: dict[str, Callable[[Server], None]] = {
    "cross product": queries(f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}"),
    "eight at once": queries(f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}", 8),
    "sort of it": queries(f"SELECT * {{ {CROSS} }} ORDER BY ?o0 DESC(?o3) ?s7"),
    "GROUP_CONCAT of it": queries(f"SELECT (GROUP_CONCAT(?o0) AS ?all) {{ {CROSS} }}"),
    "literal of 3 GB": queries(f'SELECT (STRLEN(?x31) AS ?n) {{ BIND("ab" AS ?x0) {_DOUBLED} }}'),
    "path over everything": queries(f"SELECT (COUNT(*) AS ?n) {{ ?a {PATHS} ?b }}"),
    "regex": queries('ASK { FILTER(REGEX("' + "a" * 5000 + '!", "^(a+)+$")) }'),
    "endless rows": queries(f"SELECT * {{ {CROSS} }}"),
    "20,000 nested groups": queries("ASK " + "{" * 20_000 + "}" * 20_000, method="POST"),
    "1 MiB broken syntax ×20": queries(f"SELECT * {{ {'() ' * 340_000})", 20, "POST"),
    "64 MB body ×10": queries("#" * 64_000_000, 10, "POST"),
    "200 slow readers": connections(
        200, _HEAD.replace(b"ASK%7B%7D", quote(_LONG).encode()) + b"\r\n"
    ),
    "60 endless, clients gone": leaving,
    "1,000 idle connections": connections(1000, b""),
    "500 slow heads": connections(500, _HEAD),
    "200 slow bodies": connections(200, _BODY),
    "2,000 header lines ×20": connections(20, _HEAD + b"X: y\r\n" * 2000 + b"\r\n", hold=2),
    "flood of distinct ASKs": flood,
}


@dataclass
class Watch:
    """Small queries beside an attack, and the memory of the server."""

    server: Server
    pid: int
    peak: int = 0
    outage: float = 0.0
    refused: int = 0

    def run(self, ended: threading.Event) -> None:
        """Asks until the event."""
        latest = time.monotonic()
        while not ended.wait(PAUSE):
            if send(self.server, "ASK { ?s ?p ?o }", seconds=DEAD) == 200:
                now = time.monotonic()
                self.outage, latest = max(self.outage, now - latest), now
            else:
                self.refused += 1
            self.peak = max(self.peak, sum(map(_resident, family(self.pid))))

    def verdict(self) -> str:
        """One cell of the table, once the attack has ended."""
        until = time.monotonic() + DEAD
        while send(self.server, "ASK { ?s ?p ?o }", seconds=2) != 200:
            if time.monotonic() > until:
                return f"**†** {self.peak >> 20:,}"
        mark = "D" if self.refused or self.outage > 1 else "S"
        return f"{mark} {self.peak >> 20:,}/{self.outage:.1f}"


def _resident(pid: int) -> int:
    with suppress(OSError):
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * resource.getpagesize()
    return 0


def attacked(server: Server, pid: int, attack: Callable[[Server], None]) -> str:
    """The outcome of one attack."""
    watch, ended = Watch(server, pid), threading.Event()
    beside = threading.Thread(target=watch.run, args=(ended,))
    beside.start()
    until = time.monotonic() + SHORTEST
    attack(server)
    time.sleep(max(0.0, until - time.monotonic()))
    ended.set()
    beside.join()
    return watch.verdict()


@contextmanager
def started(command: list[object], server: Server, log: Path) -> Iterator[int]:
    """The process id of a server, with a bound on the memory of each of its processes."""
    bounded = ["prlimit", f"--as={MEMORY}", *map(str, command)]
    with log.open("wb") as output, subprocess.Popen(bounded, stdout=output, stderr=output) as one:
        try:
            wait_for(server)
            yield one.pid
        finally:
            one.terminate()


def commands(folder: Path) -> Iterator[tuple[Server, list[object]]]:
    """The servers that can be had here, each with its command."""
    data = folder / f"{TRIPLES}.nt"
    generate = [sys.executable, HERE / "generate.py", "--triples", str(TRIPLES), data]
    subprocess.run([str(part) for part in generate], check=True)
    ours = Server("schlaglicht", free_port(), "/sparql")
    yield ours, [BIN / "schlaglicht", "serve", data, "--port", ours.port, "--log-level", "warning"]
    oxigraph = make_environment(folder / "environment") / "oxigraph"
    store, other = folder / "store", Server("oxigraph", free_port(), "/query")
    if not store.exists():
        subprocess.run([oxigraph, "load", "-l", store, "-f", data], check=True)
    yield other, [oxigraph, "serve-read-only", "-l", store, "-b", f"127.0.0.1:{other.port}"]


def column(server: Server, pid: int, names: list[str]) -> dict[str, str]:
    """The outcomes of attacks on one server, up to the one it dies of."""
    found: dict[str, str] = {}
    for name in names:
        found[name] = attacked(server, pid, ATTACKS[name])
        print(f"{server.name}: {name}: {found[name]}", file=sys.stderr, flush=True)
        if "†" in found[name]:
            break
    return found


def main() -> None:
    """Reads the command line, and prints a table in Markdown."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--attacks", nargs="+", default=list(ATTACKS), choices=list(ATTACKS))
    parser.add_argument("--url", help="NAME=URL of a server that runs already.")
    parser.add_argument("--pid", type=int, help="Its process id.")
    arguments = parser.parse_args()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    arguments.folder.mkdir(parents=True, exist_ok=True)
    columns: dict[str, dict[str, str]] = {}
    for server, command in commands(arguments.folder):
        found: dict[str, str] = {}
        while left := [name for name in arguments.attacks if name not in found]:
            # One that has died is started again for the next attack.
            with started(command, server, arguments.folder / f"{server.name}.log") as pid:
                found |= column(server, pid, left)
        columns[server.name] = found
    if arguments.url:
        name, _, url = arguments.url.partition("=")
        parts = urlsplit(url)
        there = Server(name, parts.port or 80, parts.path)
        columns[name] = column(there, arguments.pid, arguments.attacks)
    print(f"| attack | {' | '.join(columns)} |\n|---{'|---' * len(columns)}|")
    for attack in arguments.attacks:
        cells = " | ".join(found.get(attack, "–") for found in columns.values())
        print(f"| {attack} | {cells} |")


if __name__ == "__main__":
    main()
