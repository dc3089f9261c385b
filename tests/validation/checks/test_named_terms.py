"""Terms in questions that nothing has, but for a slip."""

from collections.abc import Callable
from pathlib import Path

import pytest

from schlaglicht.project import open_project
from schlaglicht.validation.pipeline import validate
from schlaglicht.validation.report import Precision, Severity, ValidationReport, ValidationResult

DATA = """@prefix ex: <https://example.org/> .
ex:spring a ex:Concert ; ex:startDate "2027-05-03" ; ex:phase1 1 .
"""
PREFIX = "PREFIX ex: <https://example.org/>\n"

Ask = Callable[[str], list[ValidationResult]]


@pytest.fixture
def ask(tmp_path: Path) -> Ask:
    """The results of a project with a question, whose expected answer is empty."""

    def report(query: str) -> list[ValidationResult]:
        (tmp_path / "data.ttl").write_text(DATA, encoding="utf-8")
        (tmp_path / "queries").mkdir()
        (tmp_path / "queries/q.rq").write_text(query, encoding="utf-8")
        (tmp_path / "queries/q.tsv").write_text("?s\n", encoding="utf-8")
        found = validate(open_project([tmp_path])).results
        return [result for result in found if result.code == "unknown-term"]

    return report


@pytest.mark.parametrize(
    ("query", "line", "column", "near"),
    [
        (f"{PREFIX}SELECT ?s {{\n  ?s a ex:Concrt }}", 3, 8, "ex:Concert"),
        (f"{PREFIX}SELECT ?s {{ ?s ex:startdate ?d }}", 2, 16, "ex:startDate"),
        (f"{PREFIX}SELECT ?s {{ ex:sprin ?s ?d FILTER(?d = 0) }}", 2, 13, "ex:spring"),
        ("SELECT ?s { ?s a <http://example.org/Concert> }", 1, 18, "ex:Concert"),
        ("SELECT ?s { ?s a ex:Conzert }", 1, 18, "ex:Concert"),
    ],
)
def test_term_that_is_nearly_one_of_the_data_is_told(
    query: str, line: int, column: int, near: str, ask: Ask
) -> None:
    (result,) = ask(query)
    assert result.severity is Severity.WARNING
    assert result.place is not None
    assert (result.place.path.name, result.place.line, result.place.column) == (
        "q.rq",
        line,
        column,
    )
    assert f"there is {near};" in result.helps["en"]


def test_term_behind_an_escape_has_its_file(ask: Ask) -> None:
    (result,) = ask(f"{PREFIX}SELECT ?s {{ ?\\u0073 a ex:Concrt }}")
    assert result.place is not None
    assert result.place.path.name == "q.rq"
    assert result.place.precision is Precision.FILE


@pytest.mark.parametrize(
    "query",
    [
        f"{PREFIX}SELECT ?s {{ ?s a ex:Exhibition ; ex:phase2 ?d }}",
        "SELECT ?s { ?s a <https://example.com/Concert2> }",
        f"{PREFIX}SELECT ?s {{ GRAPH ex:Concrt {{ ?s ?p 0 }} }}",
        "SELECT ?s { ?s",
    ],
)
def test_other_terms_are_left_alone(query: str, ask: Ask) -> None:
    assert ask(query) == []


SETTINGS = """\
[prefixes]
ex = "https://example.org/"

[sentences."ex:Office"]
en = "{ex:holder} is {ex:title}"
"""
SETTINGS_DATA = "ex:office a ex:Office ; ex:holder ex:ada ; ex:title 'Countess' ."

ReportOn = Callable[..., ValidationReport]


def about_sentences(report: ValidationReport) -> list[ValidationResult]:
    return [each for each in report.results if "[sentences]" in each.messages["en"]]


def test_names_that_the_data_uses_are_known(report_on: ReportOn) -> None:
    assert about_sentences(report_on(data=SETTINGS_DATA, settings=SETTINGS)) == []


def test_names_that_the_ontology_declares_are_known(report_on: ReportOn) -> None:
    settings = SETTINGS.replace("ex:title", "ex:rank")
    ontology = "ex:rank a owl:DatatypeProperty ."
    assert (
        about_sentences(report_on(data=SETTINGS_DATA, ontology=ontology, settings=settings)) == []
    )


@pytest.mark.parametrize(("right", "wrong"), [("ex:title", "ex:tittle"), ("ex:Office", "ex:Ofice")])
def test_unknown_name_is_found_at_its_line(report_on: ReportOn, right: str, wrong: str) -> None:
    report = report_on(data=SETTINGS_DATA, settings=SETTINGS.replace(right, wrong))
    (result,) = about_sentences(report)
    assert result.code == "unknown-term"
    assert wrong in result.messages["en"]
    assert right in result.helps["en"]
    assert result.place is not None
    assert (result.place.path.name, result.place.line) == ("schlaglicht.toml", 5)


def test_unknown_property_in_the_lead_of_pages_is_found_at_its_line(report_on: ReportOn) -> None:
    settings = f'{SETTINGS}\n[pages."ex:Office"]\nlead = ["ex:holder", "ex:tittle"]\n'
    found = report_on(data=SETTINGS_DATA, settings=settings).results
    (result,) = (each for each in found if "[pages]" in each.messages["en"])
    assert result.code == "unknown-term"
    assert "ex:title" in result.helps["en"]
    assert result.place is not None
    assert result.place.line == 8
