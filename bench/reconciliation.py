"""Names with typos are matched with the things of a graph: how many, and how fast.

    python bench/reconciliation.py FOLDER... [--names 100] [--seed 0]

Serves each folder, takes names of its things at random, spoils each by one slip or by the order of
its words, and asks /reconcile for ten at once. Prints the share whose thing is the first candidate,
the share within the first five, and milliseconds a name. A name that several things have counts as
found with any of them.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from string import ascii_lowercase
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

_NAMED = """SELECT ?thing (STR(?n) AS ?name) {
  ?thing ?naming ?n FILTER (isIRI(?thing) && ?naming IN (
    <http://www.w3.org/2000/01/rdf-schema#label>, <http://www.w3.org/2004/02/skos/core#prefLabel>,
    <https://schema.org/name>, <http://schema.org/name>, <http://xmlns.com/foaf/0.1/name>,
    <http://purl.org/dc/terms/title>)) }"""
_AT_ONCE = 10
_SHORTEST = 5
"""Characters of a name that is spoilt: in fewer, one slip may make another name."""


def main() -> None:
    """Prints a line for each folder."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--names", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    for folder in options.folders:
        with _served(folder) as url:
            _measure(folder.resolve().name, url, options.names, random.Random(options.seed))


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    command = [sys.executable, "-m", "schlaglicht", "serve", str(folder), "--port", "0"]
    with subprocess.Popen(
        [*command, "--log-level", "error"], stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout
        try:
            line = next(line for line in server.stdout if " at http" in line)
            yield line.rsplit(" at ", 1)[1].strip().rstrip("/")
        finally:
            server.terminate()


def _measure(name: str, url: str, most: int, chance: random.Random) -> None:
    rows = _asked(f"{url}/sparql?{urlencode({'query': _NAMED, 'format': 'json'})}")
    things: dict[str, set[str]] = {}
    for row in rows["results"]["bindings"]:
        things.setdefault(row["name"]["value"], set()).add(row["thing"]["value"])
    long = sorted(each for each in things if _SHORTEST <= len(each) <= 80)
    if not long:
        sys.exit(f"{name}: no thing has a name of {_SHORTEST} to 80 characters")
    chosen = chance.sample(long, min(most, len(long)))
    first = five = 0
    times = list[float]()
    _candidates(url, ["warm up"])
    for start in range(0, len(chosen), _AT_ONCE):
        names = chosen[start : start + _AT_ONCE]
        began = time.perf_counter()
        found = _candidates(url, [_spoilt(each, chance) for each in names])
        times.append((time.perf_counter() - began) / len(names))
        for wanted, candidates in zip(names, found, strict=True):
            first += bool(things[wanted] & set(candidates[:1]))
            five += bool(things[wanted] & set(candidates[:5]))
    print(
        f"{name}: {len(chosen)} of {len(long)} names, first {first}, among five {five},",
        f"{1000 * statistics.median(times):.1f} ms a name (median of {len(times)} requests)",
    )


def _candidates(url: str, names: Sequence[str]) -> list[list[str]]:
    queries = {str(at): {"query": name, "limit": 5} for at, name in enumerate(names)}
    body = urlencode({"queries": json.dumps(queries)}).encode()
    answers = _asked(Request(f"{url}/reconcile", body))
    return [[each["id"] for each in answers[key]["result"]] for key in queries]


def _asked(request: Request | str) -> Any:
    with urlopen(request, timeout=60) as answer:
        return json.load(answer)


def _spoilt(name: str, chance: random.Random) -> str:
    """The name with one slip, or with its words in another order."""
    words = name.split()
    kind = chance.choice(("left out", "added", "changed", "swapped", "order"))
    if kind == "order" and len(words) > 1:
        return f"{words[-1]}, {' '.join(words[:-1])}"
    at = chance.randrange(1, len(name) - 1)
    letter = chance.choice(ascii_lowercase)
    return {
        "left out": name[:at] + name[at + 1 :],
        "added": name[:at] + letter + name[at:],
        "changed": name[:at] + letter + name[at + 1 :],
    }.get(kind, name[: at - 1] + name[at] + name[at - 1] + name[at + 1 :])


if __name__ == "__main__":
    main()
