"""Measures a validation with very many results: processor time, and memory of all processes.

    python bench/many_findings.py .venv/bin/schlaglicht [--results 60000 600000] [--formats json]

Each thing of the graph lacks a name, has a date of the wrong datatype and one value too many; every
tenth is a blank node. Memory is the proportional set size, shared pages counted once. Linux only.
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from large import INTERVAL, Usage

PREFIXES = """\
@prefix ex: <https://example.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
SHAPES = """
ex:ThingShape a sh:NodeShape ; sh:targetClass ex:Thing ;
    sh:property [ sh:path ex:name ; sh:minCount 1 ; sh:message "a thing has a name"@en ] ,
        [ sh:path ex:day ; sh:datatype xsd:date ] ,
        [ sh:path ex:place ; sh:maxCount 1 ] .
"""
EACH = 3
"""Results about each thing."""


def things(results: int) -> Iterator[str]:
    yield PREFIXES
    for number in range(results // EACH):
        said = f'a ex:Thing ; ex:day "day {number}" ; ex:place "here {number}" , "there {number}"'
        yield f"[] {said} .\n" if number % 10 == 9 else f"ex:thing-{number} {said} .\n"


def write_project(folder: Path, results: int) -> None:
    """A project whose validation has `results` results."""
    with (folder / "data.ttl").open("w", encoding="utf-8") as file:
        file.writelines(things(results))
    (folder / "shapes").mkdir()
    (folder / "shapes" / "things.ttl").write_text(PREFIXES + SHAPES, encoding="utf-8")


def measure(program: str, folder: Path, output: str) -> str:
    command = [program, "validate", "--no-cache", "--format", output, str(folder)]
    begun = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        usage, size = Usage(process.pid), 0
        assert process.stdout is not None
        while part := process.stdout.read(2**20):
            size += len(part)
        seconds = time.perf_counter() - begun
        time.sleep(INTERVAL)
        usage.end()
    took = f"{usage.seconds:.1f} s of processor time, {seconds:.1f} s by the clock"
    return (
        f"exit {process.returncode} | {took} | {usage.memory / 1e6:,.0f} MB | {size / 1e6:.1f} MB"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    parser.add_argument("--results", nargs="*", type=int, default=[60_000, 600_000])
    parser.add_argument("--formats", nargs="*", default=["text"])
    wanted = parser.parse_args()
    for results in wanted.results:
        with tempfile.TemporaryDirectory() as temporary:
            write_project(Path(temporary), results)
            for output in wanted.formats:
                took = measure(wanted.program, Path(temporary), output)
                print(f"| {results:,} | {output} | {took} |", flush=True)


if __name__ == "__main__":
    main()
