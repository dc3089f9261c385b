"""Times validation of data with faults, compared with pySHACL alone; and times a start.

    .venv/bin/python bench/validation.py --triples 1000 10000 100000 --rounds 3 --folder /tmp/bench

For each size and each round in turn: pySHACL alone and Schlaglicht with one process and with two
validate the same graphs in memory, then both command lines make a whole run. Every measurement has
a new process. It counts seconds of processor time of the busiest process, which other load affects
less than the clock; for a whole run, of all its processes together. Stops if the reports differ.
With `--starts N`, N rounds of a bare `import pyshacl` and of `schlaglicht validate` on the shipped
graph, new and unchanged; all from compiled bytecode, which is written before.
"""

from __future__ import annotations

import argparse
import compileall
import json
import statistics
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from typing import Any

from generate import lines, mix

SHAPES = Path(__file__).with_name("validation_shapes.ttl")
ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
FAULTS, SALT = 97, 99
"""Of FAULTS statements one is left out, one has another datatype, one another language."""


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


def write_project(folder: Path, triples: int, *, sparql: bool) -> Path:
    """A project of that size; without `sparql`, its shapes have only Core constraints."""
    project = folder / f"{triples}{'' if sparql else '-core'}"
    (project / "shapes").mkdir(parents=True, exist_ok=True)
    with (project / "data.nt").open("w", encoding="utf-8") as file:
        file.writelines(faulty_lines(triples))
    (project / "shapes" / "bench.ttl").write_text(_shapes(sparql), encoding="utf-8")
    return project


def _shapes(sparql: bool) -> str:
    from rdflib import Graph, URIRef

    text = SHAPES.read_text(encoding="utf-8")
    if sparql:
        return text
    graph = Graph().parse(data=text, format="turtle")
    graph.remove((None, URIRef("http://www.w3.org/ns/shacl#sparql"), None))
    return graph.serialize(format="turtle")


def measure(way: str, project: Path) -> dict[str, Any]:
    """Seconds of one validation of graphs in memory, by at most two processes, and a digest."""
    from schlaglicht.project import open_project
    from schlaglicht.rdf.rdflib_logging import quiet_rdflib
    from schlaglicht.validation.inputs import read_inputs

    warnings.simplefilter("ignore")
    with quiet_rdflib():
        inputs, _ = read_inputs(open_project([project]))
        judge = _judge(way, inputs.data_graph.graph, inputs.shapes_graph.graph)
        begun = [_processor_time(who) for who in (RUSAGE_SELF, RUSAGE_CHILDREN)]
        report = judge()
        ended = [_processor_time(who) for who in (RUSAGE_SELF, RUSAGE_CHILDREN)]
    busier = max(after - before for before, after in zip(begun, ended, strict=True))
    return {"seconds": busier, "digest": digest_of(report)}


def _processor_time(who: int) -> float:
    """Seconds, to the microsecond; `os.times` has only hundredths of a second."""
    usage = getrusage(who)
    return usage.ru_utime + usage.ru_stime


def _judge(way: str, data: Any, shapes: Any) -> Callable[[], Any]:
    import pyshacl

    from schlaglicht.validation.shacl.run import judge

    if way == "plain":
        return lambda: pyshacl.validate(data, shacl_graph=shapes, inference="none")[1]
    return lambda: judge(data, shapes, processes=int(way))


def digest_of(report: Any) -> str:
    """A digest of a report, whatever the labels of its blank nodes, which form trees."""
    from rdflib import RDF, BNode

    from schlaglicht.vocab import SH

    def text(node: Any, depth: int = 0) -> str:
        if not isinstance(node, BNode) or depth > 12:
            return str(node.n3()) if not isinstance(node, BNode) else "_"
        said = sorted(f"{p} {text(o, depth + 1)}" for p, o in report.predicate_objects(node))
        return f"[{' ; '.join(said)}]"

    (root,) = report.subjects(RDF.type, SH.ValidationReport)
    return sha256(text(root).encode()).hexdigest()[:16]


def _child(way: str, project: Path) -> dict[str, Any]:
    command = [sys.executable, __file__, "--measure", way, str(project)]
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    result: dict[str, Any] = json.loads(out)
    return result


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


def run_command(command: list[str]) -> tuple[float, float, float]:
    """Seconds of all its processes, megabytes of the largest, seconds by the clock."""
    starter = [sys.executable, "-c", STARTER, *command]
    found = subprocess.run(starter, check=True, capture_output=True, text=True).stdout
    code, seconds, memory, clock = json.loads(found)
    if code not in (0, 1):
        raise SystemExit(f"{command}: exit {code}")
    return seconds, memory / 1024, clock


def compare(project: Path, rounds: int, plain_rounds: int) -> dict[str, float]:
    """Medians over the rounds."""
    whole = {
        "whole plain": [
            str(BIN / "pyshacl"),
            *("-s", str(project / "shapes" / "bench.ttl"), str(project / "data.nt")),
        ],
        "whole ours": [str(BIN / "schlaglicht"), "validate", "--no-cache", str(project)],
    }
    found: dict[str, list[float]] = {}
    digests = set()
    for number in range(rounds):
        for way in ("plain", "1", "2"):
            if way == "plain" and number >= plain_rounds:
                continue
            result = _child(way, project)
            found.setdefault(way, []).append(result["seconds"])
            digests.add(result["digest"])
        for name, command in whole.items():
            if name == "whole plain" and number >= plain_rounds:
                continue
            seconds, memory, clock = run_command(command)
            found.setdefault(name, []).append(seconds)
            found.setdefault(f"{name}, MB", []).append(memory)
            found.setdefault(f"{name}, clock", []).append(clock)
    if len(digests) != 1:
        raise SystemExit(f"{project}: the reports differ")
    return {name: statistics.median(values) for name, values in found.items()}


def print_table(folder: Path, sizes: list[int], rounds: int, plain_rounds: int) -> None:
    """Prints a table for bench/results.md; ratios are to pySHACL alone."""
    whole = "whole run, pySHACL | ours | by the clock, pySHACL | ours"
    print(f"| triples | constraints | pySHACL | by 1 process | by 2 | {whole} |")
    print("|---|---|---|---|---|---|---|---|---|")
    for triples in sizes:
        for sparql in (False, True):
            project = write_project(folder, triples, sparql=sparql)
            m = compare(project, rounds, plain_rounds)
            ratios = {name: m["plain"] / m[name] for name in ("1", "2")}
            gain = m["whole plain"] / m["whole ours"]
            sooner = m["whole plain, clock"] / m["whole ours, clock"]
            row = [
                f"{triples:,}",
                "Core and SPARQL" if sparql else "Core",
                f"{m['plain']:.2f} s",
                *(f"{m[name]:.2f} s ({ratios[name]:.1f})" for name in ("1", "2")),
                f"{m['whole plain']:.2f} s, {m['whole plain, MB']:.0f} MB",
                f"{m['whole ours']:.2f} s ({gain:.1f}), {m['whole ours, MB']:.0f} MB",
                f"{m['whole plain, clock']:.2f} s",
                f"{m['whole ours, clock']:.2f} s ({sooner:.1f})",
            ]
            print(f"| {' | '.join(row)} |", flush=True)


def print_starts(rounds: int) -> None:
    """Prints times for the shipped graph, new and unchanged, and a bare import of pySHACL."""
    validate = [str(BIN / "schlaglicht"), "validate", str(ROOT)]
    commands = {
        "import pyshacl": [sys.executable, "-c", "import pyshacl"],
        "new": [*validate, "--no-cache"],
        "unchanged": validate,
    }
    compileall.compile_dir(ROOT / "server" / "schlaglicht", quiet=1)
    run_command(validate)
    clock: dict[str, list[float]] = {name: [] for name in commands}
    processor: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            seconds, _, by_clock = run_command(command)
            processor[name].append(seconds)
            clock[name].append(by_clock)
    print(
        "| shipped graph | by the clock | ratio | of all processes | ratio |\n|---|---|---|---|---|"
    )
    for name in commands:
        row = [name]
        for times in (clock, processor):
            median = statistics.median(times[name])
            bare = statistics.median(times["import pyshacl"])
            row += [f"{median:.2f} s", f"{median / bare:.2f}"]
        print(f"| {' | '.join(row)} |")


def main() -> None:
    """Measures, or makes one measurement of another run."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--triples", type=int, nargs="*", default=[])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--plain-rounds", type=int, default=3, help="of pySHACL alone: it is slow")
    parser.add_argument("--folder", type=Path, default=Path("/tmp/schlaglicht-bench"))
    parser.add_argument("--starts", type=int, default=0)
    parser.add_argument("--measure", nargs=2, metavar=("WAY", "PROJECT"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure:
        way, project = arguments.measure
        print(json.dumps(measure(way, Path(project))))
        return
    if arguments.triples:
        limits = arguments.rounds, arguments.plain_rounds
        print_table(arguments.folder, arguments.triples, *limits)
    if arguments.starts:
        print_starts(arguments.starts)


if __name__ == "__main__":
    main()
