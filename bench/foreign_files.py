"""Validates each file of pySHACL's tests, and compares with pySHACL alone.

    .venv/bin/python bench/foreign_files.py [FOLDER]

The files are in the source distribution of the installed pySHACL, which pip downloads into FOLDER,
by default a temporary one: the tests of the W3C, those of DASH, and files that users reported.
"""

from __future__ import annotations

import logging
import subprocess
import sys
import tarfile
import tempfile
import warnings
from collections import Counter
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from foreign import Said, judged_plainly
from rdflib import BNode
from rdflib.term import Node

from schlaglicht.project import open_project
from schlaglicht.validation.pipeline import validate
from schlaglicht.validation.report import ValidationReport

GIVING_UP = {"shacl-unreadable", "shacl-unfinished", "shape-value", "shape-sparql", "shape-partner"}
"""Codes of faults for which pySHACL alone ends with an error."""


def obtain(folder: Path) -> list[Path]:
    package = f"pyshacl=={version('pyshacl')}"
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder)]
    subprocess.run([*pip, "--no-binary", ":all:", package], check=True)
    (archive,) = folder.glob("*.tar.gz")
    with tarfile.open(archive) as source:
        source.extractall(folder, filter="data")
    return sorted(folder.glob("*/test/**/*.ttl"))


def results_of(report: ValidationReport) -> set[Said]:
    def term(node: Node | None) -> str:
        return "_" if isinstance(node, BNode) else str(node or "")

    return {
        (term(result.focus_node), term(result.value), result.component or "")
        for result in report.results
        if result.code == "shape"
    }


def outcomes(files: list[Path]) -> Iterator[tuple[Path, str]]:
    for path in files:
        report = validate(open_project([path]))
        try:
            plain = set(judged_plainly(path))
        except Exception as error:
            reported = GIVING_UP & {result.code for result in report.results}
            name = "an error alone, ours a result" if reported else f"an error alone: {error!r:.80}"
            yield path, name
            continue
        yield path, "the same" if plain == results_of(report) else "others"


def main() -> None:
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as temporary:
        found = list(outcomes(obtain(Path(sys.argv[1] if sys.argv[1:] else temporary))))
    for outcome, count in Counter(outcome for _, outcome in found).most_common():
        print(f"{count:5} pySHACL has {outcome}")
    for path, outcome in found:
        if outcome == "others":
            print(f"      {path}")


if __name__ == "__main__":
    main()
