"""A validation by several processes: the same report, and none has what it does not need."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from schlaglicht.diagnostics import FORMATS, View, render
from schlaglicht.ground import processes as module
from schlaglicht.project import Project, open_project
from schlaglicht.validation import pipeline
from schlaglicht.validation.pipeline import validate
from schlaglicht.validation.report import ValidationReport

PREFIXES = """@prefix ex: <http://a/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix schema: <https://schema.org/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
FILES = {
    "data.ttl": PREFIXES
    + 'ex:a a ex:T ; ex:p "x"^^xsd:integer, "007"^^xsd:int ; schema:nmae "a" ; '
    + "ex:gone [ ex:q 1 ] .",
    "ontology/a.ttl": PREFIXES + "ex:T a owl:Class . ex:p a owl:DatatypeProperty .",
    "shapes/a.ttl": PREFIXES
    + "ex:S sh:targetClass ex:T ; sh:property [ sh:path ex:p ; sh:maxCount 1 ; sh:datatyp 1 ] .",
    "queries/a.rq": "# title@de: Was?\n# title@en: What?\nSELECT ?o { ?s <http://a/p> ?o }",
    "queries/a.tsv": "?o\n7\n",
    "queries/b.rq": "# title@de: Was?\n# title@en: What?\nSELECT ?o { ?s <http://a/p> ",
}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """One that every check has something to say of."""
    for name, content in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return open_project([tmp_path])


@pytest.fixture(autouse=True)
def two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if there were two, whatever the machine has."""
    monkeypatch.setattr(module, "processors", lambda: 2)


def test_the_report_is_that_of_one_process(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    several = validate(project)
    monkeypatch.setattr(module, "processors", lambda: 1)
    one = validate(project)
    codes = {result.code for result in one.results}
    assert {"question-changed", "question-failed", "shape", "unknown-term"} <= codes
    for name in FORMATS:
        view = View(language="de", colour=False, show_all=True, coverage=True)
        assert render(several, name, view) == render(one, name, view)


def test_what_every_check_finds_can_be_sent(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What cannot be sent is done again, and would only take longer."""
    kept = module._received
    here = []

    def received(receiver: object, work: object) -> object:
        return kept(receiver, lambda: here.append(work))  # type: ignore[arg-type]

    monkeypatch.setattr(module, "_received", received)
    validate(project)
    assert here == []


PROJECTS = Path(__file__).parents[1] / "projects"
CONCERT = (
    f"from pathlib import Path; project = open_project([Path({str(PROJECTS / 'concert')!r})]); "
)
"""A project without files of evidence, which are read with rdflib."""

READ = "from schlaglicht.validation.inputs import read_inputs; inputs, _ = read_inputs(project); "


@pytest.mark.parametrize(
    ("work", "goes_without"),
    [
        (f"{CONCERT}validation._questions(project)", ("rdflib", "pyshacl", "flask")),
        ("validation._questions(project)", ("pyshacl", "flask")),
        (f"{READ}inputs.share()", ("pyshacl", "pyparsing", "multiprocessing")),
        (f"{READ}validation._other_checks(inputs, None, is_whole=True)", ("pyshacl", "pyparsing")),
    ],
    ids=["questions", "questions of the shipped graph", "reading", "most checks"],
)
def test_each_process_goes_without_what_it_does_not_need(
    work: str, goes_without: tuple[str, ...]
) -> None:
    """Otherwise a validation would be right, but slow to start."""
    script = (
        "import sys; from schlaglicht.validation import pipeline as validation; "
        "from schlaglicht.project import open_project, shipped_folder; "
        f"project = open_project([shipped_folder()]); {work}; print(*sys.modules)"
    )
    command = [sys.executable, "-c", script]
    unmeasured = {k: v for k, v in os.environ.items() if not k.startswith("COVERAGE")}
    done = subprocess.run(command, env=unmeasured, capture_output=True, text=True, check=True)
    assert not set(goes_without) & set(done.stdout.split())


def said_by(code: str, arguments: list[str], cache: Path) -> list[str]:
    """The lines that a command prints on standard error, with what this code adds before it."""
    script = f"import sys; {code}; from schlaglicht.cli import run; sys.exit(run({arguments}))"
    environment = {k: v for k, v in os.environ.items() if not k.startswith("COVERAGE")}
    environment["XDG_CACHE_HOME"] = str(cache)
    command = [sys.executable, "-c", script]
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, check=True
    ).stderr.splitlines()


def test_command_forks_before_it_imports_rdflib(tmp_path: Path) -> None:
    code = (
        "from schlaglicht.ground import processes; fork = processes.in_fork; "
        "processes.in_fork = lambda work, **options: print('rdflib' in sys.modules, "
        "file=sys.stderr) or fork(work, **options)"
    )
    said = said_by(code, ["validate", "--no-cache", str(PROJECTS / "concert")], tmp_path)
    assert said == ["False", "True", "True"]  # the questions, then what checks the graphs


def test_green_report_that_was_kept_is_written_without_rdflib(tmp_path: Path) -> None:
    code = "import atexit; atexit.register(lambda: print('rdflib' in sys.modules, file=sys.stderr))"
    formats = sorted(set(FORMATS) - {"turtle"})  # which is RDF itself
    outputs = [f"--format={name}={tmp_path / name}" for name in formats]
    arguments = ["validate", *outputs, str(PROJECTS / "concert")]
    said = [said_by(code, arguments, tmp_path)[-1] for _ in range(2)]
    assert said == ["True", "False"]


@pytest.mark.parametrize(("has_shapes", "forks"), [(True, 3), (False, 1)])
def test_the_graph_is_copied_to_other_processes_only_for_shapes(
    has_shapes: bool, forks: int, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[object] = []
    in_fork = module.in_fork

    def counted(work: Any, *, worth: bool) -> Any:
        started.extend([work] if worth else [])
        return in_fork(work, worth=worth)

    monkeypatch.setattr(module, "in_fork", counted)
    monkeypatch.setattr(pipeline, "_SMALL", 0)
    validate(project if has_shapes else replace(project, shapes=()))
    assert len(started) == forks


TABLE = {
    "data/t.ttl": "<https://example.org/t/a> <https://example.org/def/p> 1 .",
    "t.csv": "id,p\na,1\nb,about 2\n",
    "t.csv-metadata.json": """{"@context": "http://www.w3.org/ns/csvw", "url": "t.csv",
        "tableSchema": {"aboutUrl": "https://example.org/t/{id}", "columns": [
            {"titles": "id", "suppressOutput": true},
            {"titles": "p", "datatype": "integer", "null": ["", "about 2"],
             "propertyUrl": "https://example.org/def/p"}]}}""",
}


def test_table_that_changes_meanwhile_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data").mkdir()
    for name, content in TABLE.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    judge, found = pipeline._filtered, list[set[str]]()

    def changing(*given: Any, **named: Any) -> ValidationReport:
        report = judge(*given, **named)
        found.append({result.code for result in report.results})
        if len(found) == 1:
            (tmp_path / "t.csv").write_text("id,p\na,1\n", encoding="utf-8")
        return report

    monkeypatch.setattr(pipeline, "_filtered", changing)
    report = validate(open_project([tmp_path]))
    assert "cells-left-out" in found[0]
    assert "cells-left-out" not in {result.code for result in report.results}
