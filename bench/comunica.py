"""Checks that Comunica recognises the endpoint of a new server and gives the same answers.

    npm install --prefix FOLDER @comunica/query-sparql@4.3.0
    python bench/comunica.py FOLDER

Runs each query in two ways: with the endpoint named as such, and with its URL alone, which
Comunica has to recognise by the service description. Prints one line per query and way; exits 1
when an answer differs from that of the endpoint itself.
"""

from __future__ import annotations

import http.client
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
PREFIXES = """\
PREFIX id: <https://w3id.org/schlaglicht/id/>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX schema: <https://schema.org/>
"""
QUERIES = {
    "SELECT": "SELECT ?name { id:uwe-pfeil schema:name ?name }",
    "join": "SELECT ?name { ?m org:member ?who . ?who schema:name ?name }",
    "aggregate": "SELECT ?class (COUNT(*) AS ?n) { ?s a ?class } GROUP BY ?class",
    "OPTIONAL": "SELECT ?s ?url { ?s a schema:Person OPTIONAL { ?s schema:url ?url } }",
    "ASK": "ASK { ?s a schema:Person }",
    "CONSTRUCT": "CONSTRUCT { ?s schema:name ?n } WHERE { ?s a schema:Person ; schema:name ?n }",
    "DESCRIBE": "DESCRIBE id:uwe-pfeil",
}


@contextmanager
def serving() -> Iterator[int]:
    command = [sys.executable, "-m", "schlaglicht", "serve", str(ROOT), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout
        try:
            yield int(process.stdout.readline().decode().rstrip("/\n").rpartition(":")[2])
        finally:
            process.terminate()


def media_type(query: str) -> str:
    form = query.split()[0]
    return {"SELECT": "text/csv", "ASK": "application/json"}.get(form, "application/n-triples")


def asked(port: int, query: str) -> str:
    """The answer of the endpoint."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        head = {"Accept": media_type(query)}
        connection.request("GET", "/sparql?" + urlencode({"query": PREFIXES + query}), headers=head)
        return connection.getresponse().read().decode()
    finally:
        connection.close()


def through_comunica(folder: Path, source: str, query: str) -> str:
    kind = media_type(query) if not query.startswith("ASK") else "simple"
    program = folder / "node_modules" / ".bin" / "comunica-sparql"
    command = [str(program), source, "-t", kind, "-q", PREFIXES + query]
    run = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    return run.stdout or run.stderr


def lines(answer: str) -> list[str]:
    """The lines to compare, without their order, their ends, or the marks around terms."""
    plain = answer.translate(str.maketrans("", "", '"<>'))
    return sorted(line.strip() for line in plain.splitlines() if line.strip())


def same(query: str, ours: str, theirs: str) -> bool:
    if query.startswith("ASK"):
        return ("true" in ours) == ("true" in theirs)
    return lines(ours) == lines(theirs)


def main(arguments: list[str]) -> int:
    """Returns 0 if every answer equals the endpoint's own, else 1."""
    folder, failed = Path(arguments[0]), 0
    with serving() as port:
        url = f"http://127.0.0.1:{port}/sparql"
        for name, query in QUERIES.items():
            ours = asked(port, query)
            for source in (f"sparql@{url}", url):
                theirs = through_comunica(folder, source, query)
                good = same(query, ours, theirs)
                failed += not good
                way = "endpoint" if source != url else "URL alone"
                print(f"{'same' if good else 'DIFFERENT'}: {name}, {way}: {len(lines(ours))} lines")
                if not good:
                    print(theirs[:500])
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
