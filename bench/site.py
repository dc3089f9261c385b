"""Times the export of a site, and checks its files.

    python bench/site.py measure [--runs 3]     seconds, by one process and by one per processor
    python bench/site.py compare http://127.0.0.1:8000/     every file against a running server
    python bench/site.py graphs                 every data document, the same in all formats
    python bench/site.py html vnu.jar           every page, by the Nu checker (vnu-jar; Java)
    python bench/site.py jsonld                 embedded JSON-LD by extruct, against the data

The project is the one in the current folder. `compare` needs a server with the same files,
started as `schlaglicht serve .`, whose validation has ended. `jsonld` needs extruct.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

BASE = "https://example.org/kb/"
ONLY_FILES = (
    "404",
    "sparql/",
    "search/",
    "combined/",
    "hosting/",
    ".htaccess",
    "_",
    ".nojekyll",
    ".schlaglicht",
)
"""Beginnings of the names of files that a server does not have."""

FORMATS = {".ttl": "turtle", ".nt": "nt", ".jsonld": "json-ld", ".rdf": "xml"}


def export(target: Path, base: str, processes: int | None = None) -> None:
    command = [sys.executable, "-m", "schlaglicht", "export", "--site", target, "--base", base, "."]
    command += ["--processes", str(processes)] if processes else []
    subprocess.run(list(map(str, command)), check=True)


def measure(runs: int) -> None:
    for processes in sorted({1, os.cpu_count() or 1}):
        for _ in range(runs):
            with tempfile.TemporaryDirectory() as folder:
                before, began = _processor_seconds(), time.monotonic()
                export(Path(folder) / "site", BASE, processes)
                seconds = time.monotonic() - began
            used = _processor_seconds() - before
            print(f"{processes} processes: {seconds:.1f} s, {used:.1f} s of processors")


def _processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def files(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield str(path.relative_to(folder))


def compare(url: str) -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "site"
        export(folder, url)
        shared = [name for name in files(folder) if not name.startswith(ONLY_FILES)]
        different = [name for name in shared if _answer(url, name) != (folder / name).read_bytes()]
    print(f"{len(shared)} files compared, {len(different)} differ", *different[:20], sep="\n")
    return len(different)


def _answer(url: str, name: str) -> bytes:
    asked = "void" if name == ".well-known/void" else name
    headers = {"Accept": "text/html, */*;q=0.5"} if name.endswith(".html") else {}
    request = urllib.request.Request(url + quote(asked), headers=headers)
    with urllib.request.urlopen(request) as response:
        return bytes(response.read())


def graphs(folder: Path) -> int:
    from rdflib import Graph
    from rdflib.compare import isomorphic

    different, stems = [], [name[:-4] for name in files(folder) if name.endswith(".rdf")]
    for stem in stems:
        if not (folder / f"{stem}.nt").exists():  # an answer to a question
            continue
        read = [Graph().parse(folder / (stem + e), format=f) for e, f in FORMATS.items()]
        if not all(isomorphic(read[0], other) for other in read[1:]):
            different.append(stem)
    print(f"{len(stems)} documents in {len(FORMATS)} formats, {len(different)} differ", *different)
    return len(different)


def html(folder: Path, jar: str) -> int:
    pages = [
        str(folder / name) for name in files(folder) if name.endswith((".de.html", ".en.html"))
    ]
    faults: list[str] = []
    for start in range(0, len(pages), 500):
        command = [
            "java",
            "-jar",
            jar,
            "--errors-only",
            "--format",
            "gnu",
            *pages[start : start + 500],
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        faults += done.stderr.splitlines()
    print(f"{len(pages)} pages, {len(faults)} errors", *faults[:20], sep="\n")
    return len(faults)


def jsonld(folder: Path) -> int:

    import extruct
    from rdflib import Graph

    unsaid, facts, pages = [], 0, 0
    for name in files(folder):
        data = folder / f"{name.removesuffix('.en.html')}.nt"
        if not name.endswith(".en.html") or not data.exists():
            continue
        found = extruct.extract((folder / name).read_text(encoding="utf-8"), syntaxes=["json-ld"])
        pages += bool(found["json-ld"])
        document = Graph().parse(data, format="nt")
        said = {str(term) for triple in document for term in triple}
        for value in _values(found["json-ld"]):
            facts += 1
            if value not in said:
                unsaid.append(f"{name}: {value}")
    print(f"{facts} values on {pages} pages, {len(unsaid)} not in the data", *unsaid[:20], sep="\n")
    return len(unsaid)


def _values(found: object) -> Iterator[str]:
    """The literals and IRIs of JSON-LD, without its keywords and types."""
    if isinstance(found, dict):
        for key, value in found.items():
            if key not in ("@context", "@type", "@language"):
                yield from _values(value)
    elif isinstance(found, list):
        for value in found:
            yield from _values(value)
    else:
        yield str(found)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("what", choices=["measure", "compare", "graphs", "html", "jsonld"])
    parser.add_argument("argument", nargs="?", help="the URL, or the jar")
    parser.add_argument("--runs", type=int, default=3)
    chosen = parser.parse_args()
    if chosen.what == "measure":
        measure(chosen.runs)
        return 0
    if chosen.what == "compare":
        return int(compare(chosen.argument) > 0)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "site"
        export(folder, BASE)
        checks = {"graphs": graphs, "jsonld": jsonld}
        faults = (
            checks[chosen.what](folder) if chosen.what in checks else html(folder, chosen.argument)
        )
    return int(faults > 0)


if __name__ == "__main__":
    raise SystemExit(main())
