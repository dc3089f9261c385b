"""Questions asked of the real engine, their answers compared with the expected ones."""

from collections.abc import Callable
from pathlib import Path

import pytest

from schlaglicht.dataset.snapshot import take_snapshot
from schlaglicht.project import Project, open_project
from schlaglicht.validation.checks.question_answers import check_questions
from schlaglicht.validation.pipeline import validate
from schlaglicht.validation.report import Precision, ValidationReport, ValidationResult

DATA = """@prefix ex: <http://a/> .
ex:a ex:size 1 ; ex:name "ä"@de .
ex:b ex:size 2 .
ex:c ex:size 2 ; ex:knows [ ex:size 3 ] .
"""
HEADER = "# title@de: Wie groß?\n# title@en: SELECT how big?\n\nPREFIX ex: <http://a/>\n"

Ask = Callable[..., ValidationReport]


@pytest.fixture
def ask(tmp_path: Path) -> Ask:
    """Validates a project of a few sizes with the given files among its questions."""

    def report(files: dict[str, str], base: str = "") -> ValidationReport:
        (tmp_path / "data.ttl").write_text(DATA, encoding="utf-8")
        head = f'base = "{base}"\n' if base else ""
        (tmp_path / "schlaglicht.toml").write_text(f'{head}[prefixes]\nex = "http://a/"\n')
        (tmp_path / "queries").mkdir()
        for name, content in files.items():
            (tmp_path / "queries" / name).write_text(content, encoding="utf-8")
        project: Project = open_project([tmp_path])
        return validate(project)

    return report


def only(report: ValidationReport) -> ValidationResult:
    (result,) = report.results
    return result


SIZES = HEADER + "SELECT ?x ?size { ?x ex:size ?size FILTER(isIRI(?x)) }"
SIZES_TSV = "?x\t?size\n<http://a/c>\t2\n<http://a/a>\t1\n<http://a/b>\t2\n"


def test_expected_answers_are_fine(ask: Ask) -> None:
    report = ask(
        {
            "select.rq": SIZES,
            "select.tsv": SIZES_TSV,
            "ask.rq": "ASK { ex:a ex:size 1 }",
            "ask.json": '{"head": {}, "boolean": true}',
            "construct.rq": "CONSTRUCT { ?x ex:has [ ex:s ?s ] } WHERE { ?x ex:size ?s . "
            "FILTER(?s = 2) }",
            "construct.ttl": "@prefix ex: <http://a/> . ex:b ex:has [ ex:s 2 ] . "
            "ex:c ex:has [ ex:s 2 ] .",
            "describe.rq": "DESCRIBE ex:a",
            "describe.ttl": '<http://a/a> <http://a/size> 1 ; <http://a/name> "ä"@DE .',
        }
    )
    assert report.conforms
    assert report.checked.questions == 4


def test_question_without_end_is_stopped(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCHLAGLICHT_LIMITS", "0.05")
    everything = " ".join(f"?s{n} ?p{n} ?o{n} ." for n in range(20))
    query = f"{HEADER}SELECT (COUNT(*) AS ?n) {{ {everything} }}"
    found = only(ask({"size.rq": query, "size.tsv": "?n\n1\n"}))
    assert (found.code, found.messages["en"]) == ("question-failed", "no answer within 0.5 s")
    assert "SCHLAGLICHT_LIMITS=2" in found.helps["en"]


def test_questions_about_graphs_are_asked_of_the_snapshot_that_is_served(
    ask: Ask, tmp_path: Path
) -> None:
    query = "ASK { ex:a ex:size 1 FILTER NOT EXISTS { GRAPH ?g { ex:a ex:size 1 } } }"
    ask({"size.rq": query, "size.json": '{"head": {}, "boolean": true}'})
    project = open_project([tmp_path])
    served = take_snapshot(project, tmp_path)
    (tmp_path / "data.ttl").write_text(DATA.replace("size 1", "size 3"), encoding="utf-8")
    assert (len(check_questions(project, served)), len(check_questions(project))) == (0, 1)


PARTS = ", ".join(["[]"] * 10)
HUBS = f"ex:s ex:p [ ex:q {PARTS} ],\n    [ ex:q {PARTS} ] .\n"


@pytest.mark.parametrize("question", ["", "ASK {}"], ids=["without", "with"])
def test_alike_blank_nodes_are_a_result_with_its_place_with_or_without_questions(
    write_project: Callable[..., Project], tmp_path: Path, question: str
) -> None:
    if question:
        (tmp_path / "queries").mkdir()
        (tmp_path / "queries" / "any.rq").write_text(question, encoding="utf-8")
    report = validate(write_project(data=HUBS))
    (result,) = report.results
    assert result.code == "blank-nodes-alike"
    assert result.place is not None
    assert result.place.path == tmp_path / "data.ttl"
    assert result.place.precision is Precision.EXACT
    assert {"de", "en"} <= result.messages.keys() & result.helps.keys()


def test_alike_blank_nodes_of_shapes_are_one_too(
    report_on: Callable[..., ValidationReport],
) -> None:
    report = report_on(data="ex:a a ex:C .", shapes=HUBS)
    assert "blank-nodes-alike" in {result.code for result in report.results}


def test_blank_nodes_with_own_values_are_none(report_on: Callable[..., ValidationReport]) -> None:
    parts = ", ".join(f"[ ex:n {number} ]" for number in range(10))
    report = report_on(data=f"ex:s ex:p [ ex:q {parts} ], [ ex:q {parts} ] .")
    assert report.results == ()
