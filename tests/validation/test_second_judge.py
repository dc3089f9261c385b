"""The second judge: disagreements are findings, known deviations are counted, failures are said."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from unittest.mock import Mock

import pytest
from judges import graph_in
from rdflib import Graph, Literal, URIRef

from schlaglicht.i18n import Message
from schlaglicht.project import Project, open_project
from schlaglicht.validation.inputs import read_inputs
from schlaglicht.validation.pipeline import validate
from schlaglicht.validation.report import ValidationReport
from schlaglicht.validation.second_judge import (
    DEVIATIONS,
    Judged,
    explanation,
    second_opinion,
    second_verdicts,
    verdict,
)
from schlaglicht.validation.shacl.check_shapes import check_shapes
from schlaglicht.validation.shacl.result_builder import full_text
from schlaglicht.vocab import SH

WriteProject = Callable[..., Project]

DATA = "ex:a a ex:T ; ex:p {} ."
SHAPE = "ex:S a sh:NodeShape ; sh:targetClass ex:T ; sh:property [ sh:path ex:p ; {} ] ."
PREFIXES = "@prefix ex: <https://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .\n"
XSD = "http://www.w3.org/2001/XMLSchema#"
NAN = f'"NaN"^^<{XSD}double>'


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
        ("[ ex:q 1 ] , [ ex:q 2 ] , _:c , 5", "sh:nodeKind sh:BlankNode ; sh:maxCount 2"),
        (
            f'"007"^^<{XSD}integer> , "7"^^<{XSD}integer> , "a\\nb\\"" , "x"@EN-gb',
            "sh:nodeKind sh:IRI",
        ),
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
    assert report.second_judge.startswith("pySHACL ")


def test_copies_of_a_nameless_shape_are_no_disagreement(
    write_project: WriteProject, tmp_path: Path
) -> None:
    project = write_project(data=DATA.format(1), shapes=SHAPE.format("sh:minCount 2"))
    (tmp_path / "shapes/copy.ttl").write_bytes((tmp_path / "shapes/shapes.ttl").read_bytes())
    report = validate(open_project([project.root]), second_judge=True)
    assert [result.code for result in report.results] == ["shape"]


OF_TWO_OWNERS = (
    "ex:S1 a sh:NodeShape ; sh:targetClass ex:T ; sh:property [ {0} ] ."
    "ex:S2 a sh:NodeShape ; sh:targetClass ex:U ; sh:property [ {0} ] ."
)
OF_ONE_OWNER = "ex:S a sh:NodeShape ; sh:targetClass ex:T ; sh:property [ {0} ] , [ {0} ] ."


@pytest.mark.parametrize("shapes", [OF_TWO_OWNERS, OF_ONE_OWNER])
@pytest.mark.parametrize("lost", [0, 1])
def test_verdict_that_the_first_judge_loses_is_told_despite_an_equal_shape(
    write_project: WriteProject, shapes: str, lost: int
) -> None:
    constraint = shapes.format("sh:path ex:p ; sh:minCount 1")
    inputs, _ = read_inputs(write_project(data="ex:a a ex:T, ex:U .", shapes=constraint))
    results = check_shapes(inputs)
    del results[lost]
    (found,) = second_opinion(inputs, results).results
    assert found.messages["en"].startswith("the judges disagree about MinCount")


def test_each_shape_is_written_once_to_find_copies(
    write_project: WriteProject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    things = "".join(f"ex:a{number} a ex:T ; ex:p 1 ." for number in range(5))
    project = write_project(data=things, shapes=SHAPE.format("sh:in ( 2 3 )"))
    (tmp_path / "shapes/copy.ttl").write_bytes((tmp_path / "shapes/shapes.ttl").read_bytes())
    inputs, _ = read_inputs(open_project([project.root]))
    results = check_shapes(inputs)
    written = Mock(wraps=full_text)
    monkeypatch.setattr("schlaglicht.validation.second_judge.full_text", written)
    assert not second_opinion(inputs, results).results
    assert written.call_count == 2


DEVIATING = {
    "order": (NAN, "sh:maxExclusive 10"),
    "lexical-space": (f'"24:00:00"^^<{XSD}time>', f"sh:datatype <{XSD}time>"),
    "texts": ("[]", "sh:minLength 0"),
    "patterns": ('"a\\n"', 'sh:pattern "a$"'),
    "within": (NAN, "sh:not [ sh:maxExclusive 10 ]"),
}


def test_known_deviation_is_counted_and_no_finding(judged_twice: JudgedTwice) -> None:
    for name, (value, constraint) in DEVIATING.items():
        report = judged_twice(value, constraint)
        assert "second-judge" not in {result.code for result in report.results}, name
        assert report.known_deviations == 1, name


def test_each_deviation_has_a_paragraph_of_a_standard() -> None:
    assert all(one.paragraph.startswith("https://www.w3.org/TR/") for one in DEVIATIONS)
    assert {*DEVIATING} <= {one.name for one in DEVIATIONS}


@pytest.mark.parametrize("pattern", ["a", "^a", "b c"])
def test_deviation_explains_no_difference_about_plain_patterns(pattern: str) -> None:
    shapes, shape = Graph(), URIRef("urn:x:S")
    shapes.add((shape, SH.pattern, Literal(pattern)))
    value = Literal("b c-1")
    found = verdict(value, None, value, SH.PatternConstraintComponent, shape)
    assert explanation(found, Judged(Graph(), shapes)) is None


def test_disagreement_has_both_verdicts_and_the_paragraph(
    judged_twice: JudgedTwice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("schlaglicht.validation.second_judge.DEVIATIONS", ())
    report = judged_twice(NAN, "sh:maxExclusive 10")
    (found,) = (result for result in report.results if result.code == "second-judge")
    assert "violated for Schlaglicht, not for pySHACL" in found.messages["en"]
    assert "https://www.w3.org/TR/shacl/#MaxExclusive" in found.helps["en"]
    assert (found.path, str(found.value)) == ("ex:p", "NaN")


def test_what_the_second_judge_alone_finds_has_a_place(
    judged_twice: JudgedTwice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("schlaglicht.validation.second_judge.DEVIATIONS", ())
    report = judged_twice(f'"24:00:00"^^<{XSD}time>', f"sh:datatype <{XSD}time>")
    (found,) = (result for result in report.results if result.code == "second-judge")
    assert "violated for pySHACL 0" in found.messages["en"]
    assert found.place is not None


def test_shapes_that_end_the_second_judge_are_said(judged_twice: JudgedTwice) -> None:
    report = judged_twice("1", "sh:minInclusive [ ex:q 1 ]")
    codes = [result.code for result in report.results]
    assert "second-judge" in codes
    (found,) = (result for result in report.results if result.code == "second-judge")
    assert "was of no help: " in found.messages["en"]


def test_process_that_takes_too_long_is_ended() -> None:
    began = time.monotonic()
    reason = second_verdicts(Graph(), graph_in(PREFIXES + "ex:S a sh:NodeShape ."), seconds=0)
    assert isinstance(reason, Message)
    assert time.monotonic() - began < 60
