"""Whatever makes a finding about the data appear is compared: without it, something is said.

A small project has a finding about its data from each kind of judge. Each file and folder but the
data is removed or renamed, each statement and each setting removed. Wherever a finding is gone,
though the data is the same, the comparison must tell.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from schlaglicht.errors import ProjectError
from schlaglicht.project import open_project
from schlaglicht.validation.baseline.checks_made import Checks, read_checks
from schlaglicht.validation.baseline.weakened_checks import with_weakened_checks
from schlaglicht.validation.ignores import Selection
from schlaglicht.validation.pipeline import validate
from schlaglicht.validation.report import Severity, ValidationReport

PREFIXES = """@prefix ex: <https://example.org/> . @prefix o: <https://other.example/> .
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix schema: <http://schema.org/> .
@prefix vann: <http://purl.org/vocab/vann/> .
"""
DATA = """ex:a a ex:T .
ex:a ex:p 20 .
ex:a ex:pp 1 .
ex:a o:qq 2 .
ex:a ex:old 3 .
ex:a o:older 4 .
ex:a schema:name "a" .
ex:a ex:q ex:nowhere .
ex:a ex:q ex:c .
ex:b a ex:V .
ex:b ex:p 30 .
ex:c a ex:W .
ex:c ex:T 1 .
"""
FILES = {
    "data/a.ttl": DATA,
    "ontology/o.ttl": """<https://example.org> a owl:Ontology .
<https://example.org> vann:preferredNamespaceUri "https://example.org/" .
ex:T a owl:Class .
ex:U a owl:Class .
ex:V a owl:Class .
ex:V rdfs:subClassOf ex:U .
ex:U rdfs:subClassOf ex:T .
ex:p a owl:DatatypeProperty .
ex:q a owl:ObjectProperty .
ex:old a owl:DatatypeProperty .
ex:old owl:deprecated true .
""",
    "ontology/p.ttl": """o:q a owl:DatatypeProperty .
o:older a owl:DatatypeProperty .
o:older a owl:DeprecatedProperty .
ex:T rdfs:seeAlso ex:p .
""",
    "data/classes.ttl": "ex:W rdfs:subClassOf ex:T .\n",
    "shapes/s.ttl": """ex:S a sh:NodeShape .
ex:S sh:targetClass ex:T .
ex:S sh:property ex:S-p .
ex:S-p sh:path ex:p .
ex:S-p sh:maxInclusive 9 .
ex:S-p sh:minCount 1 .
ex:S-p sh:message "at most 9" .
ex:S sh:node ex:R .
""",
    "shapes/r.ttl": """ex:R sh:property ex:R-q .
ex:R-q sh:path ex:q .
ex:R-q sh:class ex:U .
""",
    "queries/q.rq": "# title@de: x\n# title@en: x\nSELECT ?s { ?s a <https://example.org/T> }\n",
    "queries/q.tsv": "?s\n<https://example.org/z>\n",
    "evidence/d.yaml": """prefixes: {ex: "https://example.org/"}
document: {file: d.txt}
evidence:
  F1: {passages: [0-4], paraphrase: ["ex:z ex:zz 21"]}
""",
    "schlaglicht.toml": 'evidence = true\n[prefixes]\nschema = "https://schema.org/"\n'
    "[validate]\ncoverage = 99.5\n",
}
Findings = dict[tuple[str, str, int], Severity]

OF_THE_JUDGES = ("question-", "evidence-orphan", "coverage-low")
"""Rules whose findings are in no file of the data, and about it all the same."""

STANDING_FOR = {"term-kind": "unknown-term", "question-expected-missing": "question-changed"}
"""Findings that a fault has as well where it has not the other one."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The project."""
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(PREFIXES + text if path.suffix == ".ttl" else text, encoding="utf-8")
    return tmp_path


def findings(folder: Path) -> Findings:
    """The severest finding of each rule at each line of the data, and on each other file."""
    project = open_project([folder])
    found: Findings = {}
    for result in validate(project).results:
        name = project.display(result.place.path) if result.place else ""
        if name.startswith("data/") or result.code.startswith(OF_THE_JUDGES):
            line = result.place.line if result.place and name.startswith("data/") else 0
            at = (
                STANDING_FOR.get(result.code, result.code),
                "" if name.startswith("evidence/") else name,
                line,
            )
            found[at] = max(result.severity, found.get(at, result.severity))
    return found


def lost(before: Findings, after: Findings) -> list[tuple[str, str, int]]:
    """The findings that are gone, or milder."""
    return [at for at, severity in before.items() if after.get(at, Severity.INFO - 1) < severity]


def is_told(before: Checks, folder: Path) -> bool:
    report = with_weakened_checks(ValidationReport(()), before, open_project([folder]), Selection())
    return bool(report.results)


def changes(folder: Path) -> Iterator[tuple[str, Path]]:
    """Each change, by name, and the folder with it alone."""
    copy = folder.parent / "copy"

    def fresh() -> Path:
        shutil.rmtree(copy, ignore_errors=True)
        return shutil.copytree(folder, copy)

    for part in sorted(p for p in folder.rglob("*") if "data" not in p.name):
        name = part.relative_to(folder)
        if name.parts[0] == "data":
            continue
        removed = fresh() / name
        shutil.rmtree(removed) if removed.is_dir() else removed.unlink()
        yield f"{name} removed", copy
        renamed = fresh() / name
        renamed.rename(renamed.with_name("other" + renamed.suffix))
        yield f"{name} renamed", copy
    for file in FILES:
        lines = (folder / file).read_text(encoding="utf-8").splitlines(keepends=True)
        for number, line in enumerate(lines):
            is_data = file == "data/a.ttl" or line.startswith("@prefix")
            if is_data or file.startswith(("queries", "evidence/")):
                continue
            (fresh() / file).write_text("".join([*lines[:number], *lines[number + 1 :]]))
            yield f"{file} without {line.strip()}", copy


def test_no_judge_goes_unsaid(folder: Path) -> None:
    before, reading = findings(folder), read_checks(open_project([folder]))
    rules = {rule for rule, *_ in before}
    assert rules >= {
        "unknown-term", "term-deprecated", "http-schema-org", "shape",
        "question-changed", "evidence-missing", "evidence-orphan", "coverage-low",
    }, rules  # fmt: skip
    unsaid = []
    tried = 0
    for name, changed in changes(folder):
        tried += 1
        try:
            gone = lost(before, findings(changed))
        except ProjectError:
            continue  # it cannot be validated at all
        if gone and not is_told(reading.checks, changed):
            unsaid.append((name, gone))
    assert tried > 50
    assert not unsaid, "\n".join(map(str, unsaid))
