"""Times repeated heavy queries, by the Server-Timing of the server.

    schlaglicht serve data.nt &
    python bench/repeated.py http://127.0.0.1:8000/sparql

Sends every heavy query of bench/mix.py once, then ten more times over one connection, and prints
the median of the latter in milliseconds, with the size of the answer.
"""

from __future__ import annotations

import http.client
import re
import statistics
import sys
import urllib.parse

from mix import HEAVY

TIMES = 10
LONGEST = 600


def ask(connection: http.client.HTTPConnection, path: str, accept: str) -> tuple[float, int]:
    connection.request("GET", path, headers={"Accept": accept, "Accept-Encoding": "identity"})
    response = connection.getresponse()
    size = len(response.read())
    found = re.search(r"total;dur=([0-9.]+)", response.headers["Server-Timing"])
    if response.status != 200 or found is None:
        raise SystemExit(f"{response.status} for {path}")
    return float(found[1]), size


def main(url: str) -> None:
    place = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(place.netloc, timeout=LONGEST)
    print("| query | first, ms | again, ms | bytes |\n|---|---|---|---|")
    for query in HEAVY:
        path = f"{place.path}?{urllib.parse.urlencode({'query': query.numbered(0)})}"
        first, size = ask(connection, path, query.accept)
        again = statistics.median(ask(connection, path, query.accept)[0] for _ in range(TIMES))
        print(f"| {query.name} | {first:.1f} | {again:.3f} | {size:,} |")


if __name__ == "__main__":
    main(sys.argv[1])
