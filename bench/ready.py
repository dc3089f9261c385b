"""Measures how soon a graph is served, and with how much memory, next to Oxigraph.

    python bench/ready.py --triples 1000000 --rounds 3 --folder /tmp/bench

In each round Oxigraph's own program loads the file, into a store on disk and into one in memory,
and Schlaglicht serves it: first with nothing kept, then started again. Prints seconds by the clock
and of the processor until SPARQL answers and until pages do, and ratios to Oxigraph's load into
memory in the same round; and the memory of all processes (proportional set size) at most, after
eight queries that read everything, and after a rest, next to that of `oxigraph serve` in memory.
Linux only.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.parse import quote
from urllib.request import urlopen

import generate
from large import ASK, family, free_port, is_answered, pss, running
from pyoxigraph import RdfFormat, parse, serialize
from servers import make_environment

COUNTS = 8
LONGEST = 600


def memory_of(root: int) -> float:
    """Megabytes of a process and its descendants; those that end meanwhile count nothing."""
    together = 0
    for pid in family(root):
        try:
            together += pss(pid)
        except OSError:
            continue
    return together / 1e6


def until(url: str, start: float) -> float:
    while not is_answered(url):
        if time.perf_counter() - start > LONGEST:
            raise TimeoutError(url)
        time.sleep(0.05)
    return time.perf_counter() - start


def loaded_on_disk(oxigraph: Path, data: Path, folder: Path) -> float:
    store = folder / "store"
    shutil.rmtree(store, ignore_errors=True)
    start = time.perf_counter()
    command = [oxigraph, "load", "-l", store, "-f", data]
    subprocess.run([str(part) for part in command], check=True, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def loaded_in_memory(oxigraph: Path, data: Path) -> tuple[float, float]:
    """Seconds of the load over HTTP, and megabytes after it."""
    port = free_port()
    kind = "text/turtle" if data.suffix == ".ttl" else "application/n-triples"
    site = f"http://127.0.0.1:{port}"
    with running([str(oxigraph), "serve", "-b", f"127.0.0.1:{port}"]) as (process, _):
        while not is_answered(f"{site}/"):
            time.sleep(0.05)
        start = time.perf_counter()
        command = ["curl", "-sf", "-X", "POST", "-H", f"Content-Type: {kind}", "-T", str(data)]
        subprocess.run([*command, f"{site}/store?default"], check=True)
        return time.perf_counter() - start, memory_of(process.pid)


def served(program: str, data: Path, *, rest: float) -> dict[str, float]:
    port = free_port()
    site, start = f"http://127.0.0.1:{port}", time.perf_counter()
    command = [program, "serve", str(data), "--port", str(port)]
    with running(command) as (process, usage):
        found = {"SPARQL": until(f"{site}{ASK}&format=json", start)}
        usage.look()
        found["processor"] = usage.seconds
        found["pages"] = until(f"{site}/", start)
        for number in range(COUNTS):
            text = f"SELECT (COUNT(*) AS ?n) {{ ?s ?p ?o FILTER(?o != {number}) }}"
            with urlopen(f"{site}/sparql?format=json&query={quote(text)}") as response:
                response.read()
        found["MB after counts"] = memory_of(process.pid)
        time.sleep(rest)
        found["MB at rest"] = memory_of(process.pid)
        found["MB at most"] = usage.memory / 1e6
    return found


def round_of(
    program: str, oxigraph: Path, data: Path, folder: Path, rest: float
) -> dict[str, float]:
    cache = folder / "cache"
    shutil.rmtree(cache, ignore_errors=True)
    os.environ["XDG_CACHE_HOME"] = str(cache)
    disk = loaded_on_disk(oxigraph, data, folder)
    memory, megabytes = loaded_in_memory(oxigraph, data)
    first = served(program, data, rest=rest)
    again = served(program, data, rest=rest)
    return {
        "Oxigraph, on disk": disk,
        "Oxigraph, in memory": memory,
        "Oxigraph, MB": megabytes,
        **first,
        **{f"again: {name}": value for name, value in again.items()},
        "SPARQL, ratio": first["SPARQL"] / memory,
        "again: SPARQL, ratio": again["SPARQL"] / memory,
        "MB at rest, ratio": first["MB at rest"] / megabytes,
        "load of the machine": os.getloadavg()[0],
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--program", default=".venv/bin/schlaglicht")
    parser.add_argument("--triples", type=int, default=1_000_000)
    parser.add_argument("--turtle", action="store_true", help="Turtle instead of N-Triples")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--rest", type=float, default=30, help="seconds before memory is read")
    parser.add_argument("--folder", type=Path, help="where data and programs are kept")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = arguments.folder or Path(name)
        folder.mkdir(exist_ok=True)
        oxigraph = make_environment(folder / "environment") / "oxigraph"
        data = folder / f"{arguments.triples}.nt"
        if not data.exists():
            with data.open("w", encoding="utf-8", newline="\n") as file:
                file.writelines(generate.lines(arguments.triples))
        if arguments.turtle:
            turtle = data.with_suffix(".ttl")
            with turtle.open("wb") as file:
                serialize(parse(path=data), file, RdfFormat.TURTLE, prefixes={"s": generate.SCHEMA})
            data = turtle
        rounds = [
            round_of(arguments.program, oxigraph, data, folder, arguments.rest)
            for _ in range(arguments.rounds)
        ]
    for name in rounds[0]:
        values = [each[name] for each in rounds]
        print(f"{name:26} {statistics.median(values):8.1f}  of {[round(v, 1) for v in values]}")


if __name__ == "__main__":
    main()
