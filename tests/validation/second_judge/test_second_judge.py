"""The second judge: disagreements are findings, known deviations are counted, failures are said."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from rdflib import Graph, Literal, URIRef

from schlaglicht.cli import run
from schlaglicht.i18n import Message
from schlaglicht.project import Project
from schlaglicht.validation.pipeline import validate
from schlaglicht.validation.report import ValidationReport
from schlaglicht.validation.second_judge import engine
from schlaglicht.validation.second_judge.deviations import Judged, explanation
from schlaglicht.validation.second_judge.engine import second_verdicts
from schlaglicht.validation.second_judge.verdict import verdict
from schlaglicht.vocab import SH

WriteProject = Callable[..., Project]

DATA = "ex:a a ex:T ; ex:p {} ."
SHAPE = "ex:S a sh:NodeShape ; sh:targetClass ex:T ; sh:property [ sh:path ex:p ; {} ] ."
NEGATIVE = '"-1"^^<http://www.w3.org/2001/XMLSchema#nonNegativeInteger>'
PREFIXES = "@prefix ex: <https://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .\n"


@pytest.fixture
def judged_twice(write_project: WriteProject) -> Callable[[str, str], ValidationReport]:
    def judge(values: str, constraint: str) -> ValidationReport:
        project = write_project(data=DATA.format(values), shapes=SHAPE.format(constraint))
        return validate(project, second_judge=True)

    return judge


JudgedTwice = Callable[[str, str], ValidationReport]


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ("[ ex:q 1 ] , [ ex:q 2 ] , _:c", "sh:minLength 1"),
        ('"007"^^xsd:integer , "7"^^xsd:integer , "a\\nb\\"" , "x"@EN-gb', "sh:nodeKind sh:IRI"),
        ('"x"@EN-gb , "y"@en-GB', "sh:uniqueLang true"),
        ("ex:b", "sh:property [ sh:path ( ex:p [ sh:inversePath ex:q ] ) ; sh:minCount 1 ]"),
    ],
)  # fmt: skip
def test_judges_agree_on_each_value_as_written(
    judged_twice: JudgedTwice, values: str, constraint: str
) -> None:
    report = judged_twice(values, constraint)
    codes = {result.code for result in report.results}
    assert "shape" in codes
    assert "second-judge" not in codes
    assert report.known_deviations == 0
    assert report.second_judge.startswith("shacl ")


def test_known_deviation_is_counted_and_no_finding(judged_twice: JudgedTwice) -> None:
    report = judged_twice('"x"@en', 'sh:maxInclusive "y"')
    assert "second-judge" not in {result.code for result in report.results}
    assert report.known_deviations == 1


@pytest.mark.parametrize(
    ("value", "pattern"),
    [
        (r'"\U0001F600"', r"^\\w$"),
        ('"_"', r"^\\w$"),
        (r'"\u00A0"', r"^\\s$"),
        (r'"a\rb"', "a.b"),
        ('"a"', "^[a-z-[aeiou]]$"),
    ],
)  # fmt: skip
def test_characters_of_a_class_in_a_pattern_are_a_known_deviation(
    judged_twice: JudgedTwice, value: str, pattern: str
) -> None:
    report = judged_twice(value, f'sh:pattern "{pattern}"')
    nested = judged_twice(value, f'sh:not [ sh:pattern "{pattern}" ]')
    assert (report.known_deviations, nested.known_deviations) == (1, 1)
    assert "second-judge" not in {result.code for result in (*report.results, *nested.results)}


@pytest.mark.parametrize("number", [NEGATIVE, "0." + 40 * "3"])
@pytest.mark.parametrize("around", ["%s", "sh:node [ sh:property [ sh:path ex:q ; %s ] ]"])
def test_number_compared_in_a_query_may_be_a_known_deviation(
    judged_twice: JudgedTwice, around: str, number: str
) -> None:
    query = """sh:sparql [ sh:message "m" ; sh:select
        "SELECT $this ?value { $this $PATH ?value FILTER (?value < 1) }" ]"""
    report = judged_twice(f"[ ex:q {number} ] , {number}", around % query)
    assert "second-judge" not in {result.code for result in report.results}
    assert report.known_deviations > 0


@pytest.mark.parametrize(("switch", "known"), [("true", 1), ("false", 0)])
def test_query_that_is_switched_off_is_a_known_deviation(
    judged_twice: JudgedTwice, switch: str, known: int
) -> None:
    query = f"""sh:sparql [ sh:deactivated {switch} ; sh:message "m" ; sh:select
        "SELECT $this ?value {{ $this $PATH ?value FILTER (?value < 1) }}" ]"""
    report = judged_twice("0", query)
    assert "second-judge" not in {result.code for result in report.results}
    assert report.known_deviations == known


@pytest.mark.parametrize("pattern", [r"\w", "a", "[ab]", r"\."])
def test_deviation_explains_no_difference_about_common_letters(pattern: str) -> None:
    shapes, shape = Graph(), URIRef("urn:x:S")
    shapes.add((shape, SH.pattern, Literal(pattern)))
    value = Literal("b c-1")
    found = verdict(value, None, value, SH.PatternConstraintComponent, shape)
    assert explanation(found, Judged(Graph(), shapes), "0.3.4") is None


def test_disagreement_has_both_verdicts_and_the_paragraph(
    judged_twice: JudgedTwice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("schlaglicht.validation.second_judge.deviations.DEVIATIONS", ())
    report = judged_twice('"x"@en', 'sh:maxInclusive "y"')
    (found,) = (result for result in report.results if result.code == "second-judge")
    assert "violated for pySHACL, not for shacl" in found.messages["en"]
    assert "https://www.w3.org/TR/shacl/#MaxInclusive" in found.helps["en"]
    assert (found.path, str(found.value)) == ("ex:p", "x")


def test_pattern_that_the_second_judge_refuses_is_said(judged_twice: JudgedTwice) -> None:
    report = judged_twice('"a"', r'sh:pattern "\\i"')
    (found,) = report.results
    assert found.code == "second-judge"
    assert "was of no help: invalid shapes graph" in found.messages["en"]


def test_process_that_takes_too_long_is_ended() -> None:
    graph = Graph().parse(data=PREFIXES + "ex:S a sh:NodeShape .", format="turtle")
    began = time.monotonic()
    reason = second_verdicts(Graph(), graph, seconds=0)
    assert isinstance(reason, Message)
    assert time.monotonic() - began < 60


def test_second_judge_that_is_missing_is_a_usage_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "data.ttl").write_text("<urn:a> <urn:p> 1 .", encoding="utf-8")
    monkeypatch.setattr(engine, "release", lambda: None)
    assert run(["validate", "--second-judge", str(tmp_path)]) == 2
    assert "pip install 'schlaglicht[second-judge]'" in capsys.readouterr().err
