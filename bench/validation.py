"""Times whole validations, in turn with another checkout, pySHACL and the `shacl` wheel.

    .venv/bin/python bench/validation.py --triples 1000 10000 100000 --rounds 3
    .venv/bin/python bench/validation.py --large 1000000 --starts 10 --before ../other
    .venv/bin/python bench/validation.py --shapes 5000 --findings 10000 --rounds 3

The data are those of bench/generate.py: `green` is what has no finding, in `faulty` of 97
statements one is left out, one has another datatype, one another language; the shapes are those of
`validation_shapes.ttl`, with their queries and without. `--starts N` takes the shipped graph, new
and unchanged, and the project of `schlaglicht init`, N times each, from compiled bytecode.
`--shapes` are as many shapes with a node each, `--findings` the project of bench/many_findings.py,
in text and in all formats.

Each measurement is a new process; the ways alternate. Seconds are those of all its processes
together, which other load affects less than the clock, megabytes those of the largest one.
"""

from __future__ import annotations

import argparse
import compileall
import json
import statistics
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import many_findings
import shacl
from generate import lines, mix
from many_findings import PREFIXES
from rdflib import Graph, URIRef

SHAPES = Path(__file__).with_name("validation_shapes.ttl")
ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
FORMATS = ("text", "json", "sarif", "junit", "github", "gitlab", "markdown", "turtle")
FAULTS, SALT = 97, 99
"""Of FAULTS statements one is left out, one has another datatype, one another language."""
SPARQL = URIRef("http://www.w3.org/ns/shacl#sparql")
WHEEL = """
import shacl, sys
shapes = shacl.Shapes.from_turtle(open(sys.argv[1]).read())
sys.exit(bool(shapes.validate_text(open(sys.argv[2]).read(), format="ntriples").results))
"""
STARTER = """
import json, os, subprocess, sys, time
begun = time.perf_counter()
started = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
_, status, usage = os.wait4(started.pid, 0)
code, clock = os.waitstatus_to_exitcode(status), time.perf_counter() - begun
print(json.dumps([code, usage.ru_utime + usage.ru_stime, usage.ru_maxrss, clock]))
"""
"""A small process that starts the command: the system counts the memory of the one that starts it,
which here may hold all the data, as the command's until that is on its way."""

Measured = tuple[float, float, float]
"""Seconds of all processes, megabytes of the largest, seconds by the clock."""


def faulty_lines(triples: int) -> Iterator[str]:
    """The data of bench/generate.py with faults, the same ones for the same number."""
    for number, line in enumerate(lines(triples)):
        match mix(number, SALT) % FAULTS:
            case 0:
                continue
            case 1:
                yield line.replace("XMLSchema#date>", "XMLSchema#string>")
            case 2:
                yield line.replace('"@de', '"@fr')
            case _:
                yield line


def green_lines(triples: int, shapes: str) -> list[str]:
    """The data without the nodes that have a result, until none has one."""
    judge, found = shacl.Shapes.from_turtle(shapes), list(lines(triples))
    while results := judge.validate_text("".join(found), format="ntriples").results:
        wrong = {result.focus_node for result in results}
        found = [line for line in found if line.split(" ", 1)[0] not in wrong]
    return found


def shapes_text(*, sparql: bool) -> str:
    """The shapes in Turtle, with their queries or without."""
    text = SHAPES.read_text(encoding="utf-8")
    if sparql:
        return text
    graph = Graph().parse(data=text, format="turtle")
    graph.remove((None, SPARQL, None))
    return graph.serialize(format="turtle")


def write_project(folder: Path, triples: int, *, sparql: bool, green: bool) -> Path:
    """A project of that size; an existing one stays."""
    name = f"{triples}-{'sparql' if sparql else 'core'}-{'green' if green else 'faulty'}"
    project = folder / name
    if not (project / "data.nt").exists():
        (project / "shapes").mkdir(parents=True, exist_ok=True)
        shapes = shapes_text(sparql=sparql)
        (project / "shapes" / "bench.ttl").write_text(shapes, encoding="utf-8")
        data = green_lines(triples, shapes) if green else faulty_lines(triples)
        (project / "data.nt").write_text("".join(data), encoding="utf-8")
    return project


def run_command(command: Sequence[str]) -> Measured:
    """Runs a command, which may find something."""
    starter = [sys.executable, "-c", STARTER, *command]
    found = subprocess.run(starter, check=True, capture_output=True, text=True).stdout
    code, seconds, memory, clock = json.loads(found)
    if code not in (0, 1):
        raise SystemExit(f"{command}: exit {code}")
    return seconds, memory / 1024, clock


def measured(commands: Mapping[str, Sequence[str]], rounds: Mapping[str, int]) -> list[str]:
    """A cell of a table for each command: the medians of its rounds."""
    found: dict[str, list[Measured]] = {name: [] for name in commands}
    for number in range(max(rounds.values())):
        for name, command in commands.items():
            if number < rounds[name]:
                found[name].append(run_command(command))
    cells = []
    for several in found.values():
        seconds, memory, clock = map(statistics.median, zip(*several, strict=True))
        cells.append(f"{seconds:.2f} s, {memory:.0f} MB, {clock:.2f} s")
    return cells


def checkouts(before: Path | None) -> dict[str, Path]:
    """The command line of this checkout, and of another one."""
    found = {"ours": BIN / "schlaglicht"}
    if before:
        found = {"before": before / ".venv/bin/schlaglicht", **found}
    return found


def print_sizes(arguments: argparse.Namespace) -> None:
    """Prints a row for each size with Core constraints and with queries, green and faulty."""
    ours = checkouts(arguments.before)
    print(f"| project | {' | '.join([*ours, 'pySHACL', 'shacl'])} |\n|{'---|' * (len(ours) + 3)}")
    kinds = [(sparql, green) for sparql in (False, True) for green in (True, False)]
    sized = [(size, *kind) for size in arguments.triples for kind in kinds]
    for size, sparql, green in [*sized, *((size, False, True) for size in arguments.large)]:
        project = write_project(arguments.folder, size, sparql=sparql, green=green)
        shapes, data = str(project / "shapes" / "bench.ttl"), str(project / "data.nt")
        commands = {
            name: [str(path), "validate", "--no-cache", str(project)] for name, path in ours.items()
        }
        if size not in arguments.large:
            commands["pySHACL"] = [str(BIN / "pyshacl"), "-s", shapes, data]
        commands["shacl"] = [sys.executable, "-c", WHEEL, shapes, data]
        rounds = {**dict.fromkeys(commands, arguments.rounds), "pySHACL": arguments.plain_rounds}
        cells = measured(commands, rounds)
        if size in arguments.large:
            cells.insert(-1, "")
        print(f"| {project.name} | {' | '.join(cells)} |", flush=True)


def shapes_project(folder: Path, number: int) -> Path:
    """A project with so many shapes, each of one node."""
    project = folder / f"{number}-shapes"
    (project / "shapes").mkdir(parents=True, exist_ok=True)
    shapes = (
        f"ex:S{i} a sh:NodeShape ; sh:targetClass ex:C{i} ; sh:property ex:P{i} .\n"
        f"ex:P{i} sh:path ex:p ; sh:minCount 1 ; sh:datatype xsd:string .\n"
        for i in range(number)
    )
    things = (f'ex:n{i} a ex:C{i} ; ex:p "{i}" .\n' for i in range(number))
    (project / "shapes" / "s.ttl").write_text("".join([PREFIXES, *shapes]), encoding="utf-8")
    (project / "data.ttl").write_text("".join([PREFIXES, *things]), encoding="utf-8")
    return project


def findings_project(folder: Path, number: int) -> Path:
    """A project with so many findings."""
    project = folder / f"{number}-findings"
    if not project.exists():
        project.mkdir(parents=True)
        many_findings.write_project(project, number)
    return project


def print_growth(arguments: argparse.Namespace) -> None:
    """Prints a row for each number of shapes, and two for each number of findings."""
    ours = checkouts(arguments.before)
    print(f"| project | {' | '.join([*ours, 'pySHACL'])} |\n|{'---|' * (len(ours) + 2)}")
    made = [(shapes_project(arguments.folder, n), 1) for n in arguments.shapes]
    every = [findings_project(arguments.folder, n) for n in arguments.findings]
    for project, formats in [*made, *((one, f) for one in every for f in (1, len(FORMATS)))]:
        outputs = [f"--format={name}={project}.{name}" for name in FORMATS[:formats]]
        checked = ["validate", "--no-cache", *outputs, str(project)]
        commands = {name: [str(path), *checked] for name, path in ours.items()}
        shapes = next((project / "shapes").iterdir())
        if formats == 1:
            plain = [str(BIN / "pyshacl"), "-s", str(shapes), str(project / "data.ttl")]
            commands["pySHACL"] = plain
        cells = measured(commands, dict.fromkeys(commands, arguments.rounds))
        print(f"| {project.name}, {formats} formats | {' | '.join(cells)} |", flush=True)


def print_starts(arguments: argparse.Namespace) -> None:
    """Prints a row each for the shipped graph, new and unchanged, and a new project."""
    ours = checkouts(arguments.before)
    starter = arguments.folder / "starter"
    if not starter.exists():
        subprocess.run([BIN / "schlaglicht", "init", starter], check=True, capture_output=True)
    compileall.compile_dir(ROOT / "server" / "schlaglicht", quiet=1)
    plain = f"{BIN}/pyshacl -s {starter}/shapes/concerts.ttl {starter}/data.ttl".split()
    print(f"| project | {' | '.join([*ours, 'pySHACL, of `init`'])} |\n|{'---|' * (len(ours) + 2)}")
    for name, options in {
        "shipped graph, new": ["--no-cache", str(ROOT)],
        "shipped graph, unchanged": [str(ROOT)],
        "of `init`, new": ["--no-cache", str(starter)],
    }.items():
        commands = {at: [str(path), "validate", *options] for at, path in ours.items()}
        for command in commands.values():
            run_command(command)
        commands["pySHACL"] = plain
        cells = measured(commands, dict.fromkeys(commands, arguments.starts))
        print(f"| {name} | {' | '.join(cells)} |", flush=True)


def main() -> None:
    """Measures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--triples", type=int, nargs="*", default=[])
    parser.add_argument("--large", type=int, nargs="*", default=[], help="sizes, green and Core")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--plain-rounds", type=int, default=1, help="of pySHACL: it is slow")
    parser.add_argument("--shapes", type=int, nargs="*", default=[])
    parser.add_argument("--findings", type=int, nargs="*", default=[])
    parser.add_argument("--starts", type=int, default=0)
    parser.add_argument("--before", type=Path, help="another checkout, which is set up")
    parser.add_argument("--folder", type=Path, default=Path("/tmp/schlaglicht-bench"))
    arguments = parser.parse_args()
    if arguments.triples or arguments.large:
        print_sizes(arguments)
    if arguments.shapes or arguments.findings:
        print_growth(arguments)
    if arguments.starts:
        print_starts(arguments)


if __name__ == "__main__":
    main()
