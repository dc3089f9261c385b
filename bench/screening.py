"""Measures validations with and without the screen, and findings in a large Turtle file.

    .venv/bin/python bench/screening.py --triples 100000 1000000 --rounds 3

The shapes are those of bench/validation.py without queries and ranges of values. `green` is the
data of bench/generate.py without what they find, `faulty` has a fault in 300 statements, and the
same as Turtle is `turtle`. Runs alternate, each a whole one from the command line; seconds are
those of all processes together, which other load affects less than the clock, and by the clock.
Needs the extra `screen`.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph
import shacl
from generate import lines, mix
from rdflib import Graph, URIRef
from validation import BIN, SHAPES, run_command

SH = "http://www.w3.org/ns/shacl#"
PREFIXES = {"schema": "https://schema.org/", "xsd": "http://www.w3.org/2001/XMLSchema#"}


def shapes() -> str:
    """The shapes that can be screened."""
    graph = Graph().parse(SHAPES)
    for node in set(graph.subjects(URIRef(f"{SH}select"))):
        graph.remove((node, None, None))
    for name in ("sparql", "minInclusive", "maxInclusive"):
        graph.remove((None, URIRef(SH + name), None))
    return graph.serialize(format="turtle")


def green(found: list[str], judge: shacl.Shapes) -> list[str]:
    """The statements without those about nodes with a result, until no node has one."""
    while results := judge.validate_text("".join(found), format="ntriples").results:
        wrong = {result.focus_node for result in results}
        found = [line for line in found if line.split(" ", 1)[0] not in wrong]
    return found


def faulty(found: list[str]) -> Iterator[str]:
    """The statements, of 300 the date a text."""
    every = max(1, sum("#date>" in line for line in found) // 300)
    for number, line in enumerate(found):
        if "#date>" in line and mix(number, 99) % every == 0:
            line = line.replace("#date>", "#string>")
        yield line


def write_projects(folder: Path, triples: int) -> list[Path]:
    """The three projects of that size."""
    text = shapes()
    known = "<https://schema.org/knows> <https://example.org/bench/person/0>"
    data = [line for line in lines(triples) if known not in line]
    whole = green(data, shacl.Shapes.from_turtle(text))
    broken = "".join(faulty(whole))
    as_turtle = pyoxigraph.serialize(
        pyoxigraph.parse(broken.encode(), pyoxigraph.RdfFormat.N_TRIPLES),
        format=pyoxigraph.RdfFormat.TURTLE,
        prefixes=PREFIXES,
    )
    assert as_turtle is not None  # as no file was named
    contents = {"green.nt": "".join(whole), "faulty.nt": broken, "turtle.ttl": as_turtle.decode()}
    for name, content in contents.items():
        project = folder / f"{triples}-{Path(name).stem}"
        (project / "shapes").mkdir(parents=True, exist_ok=True)
        (project / f"data{Path(name).suffix}").write_text(content, encoding="utf-8")
        (project / "shapes" / "shapes.ttl").write_text(text, encoding="utf-8")
    return [folder / f"{triples}-{Path(name).stem}" for name in contents]


def print_row(project: Path, rounds: int) -> None:
    """Prints medians without the screen and with it."""
    found: dict[str, list[tuple[float, float, float]]] = {"--no-screen": [], "": []}
    for _ in range(rounds):
        for option, measured in found.items():
            command = [str(BIN / "schlaglicht"), "validate", "--no-cache", str(project)]
            measured.append(run_command([*command, *([option] if option else [])]))
    cells = [project.name]
    for measured in found.values():
        seconds, memory, clock = (statistics.median(one) for one in zip(*measured, strict=True))
        cells.append(f"{seconds:.2f} s, {clock:.2f} s by the clock, {memory:.0f} MB")
    print(f"| {' | '.join(cells)} |", flush=True)


def main() -> None:
    """Measures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--triples", type=int, nargs="*", default=[100_000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, default=Path("/tmp/schlaglicht-bench"))
    arguments = parser.parse_args()
    print("| triples | without the screen | with it |\n|---|---|---|")
    for triples in arguments.triples:
        for project in write_projects(arguments.folder, triples):
            print_row(project, arguments.rounds)


if __name__ == "__main__":
    main()
