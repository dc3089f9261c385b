"""One result for one cause: pySHACL's only where the lint has none, for instance."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from rdflib import URIRef

from schlaglicht.validation.precedence import most_specific
from schlaglicht.validation.report import (
    Aspect,
    Severity,
    Subject,
    ValidationReport,
    ValidationResult,
)
from schlaglicht.validation.rules import PRECEDENCE, RULES

ReportOn = Callable[..., ValidationReport]

HARMLESS = """
ex:A a sh:NodeShape ; sh:targetClass ex:T ;
    sh:property [ sh:path ex:p ; sh:languageIn "de" ; sh:message "m"@en ] .
"""
"""pySHACL takes it, and the lint does not."""

UNREADABLE = """
ex:B a sh:NodeShape ; sh:targetClass ex:T ; sh:sparql [ sh:message "m"@en ] .
"""
"""pySHACL gives up over it, and the lint has nothing to say."""


def codes(report: ValidationReport) -> list[str]:
    return sorted(r.code for r in report.results if r.code != "shape")


BROKEN = [
    'sh:datatype "xsd:string"',
    "sh:datatype xsd:strnig",
    "sh:datatype ( xsd:string xsd:integer )",
    "sh:nodeKind sh:Literla",
    "sh:nodeKind ex:foo",
    'sh:class "x"',
    "sh:class ( ex:A ex:B )",
    "sh:in ex:foo",
    'sh:languageIn "de"',
    'sh:equals "x"',
    'sh:minInclusive "abc"^^xsd:integer',
    'sh:maxExclusive "2020-13-45"^^xsd:date',
]
"""Parameters that every value of the data breaks for pySHACL."""


@pytest.mark.parametrize("broken", BROKEN)
def test_an_invalid_parameter_is_said_once_and_not_at_each_value(
    broken: str, report_on: ReportOn
) -> None:
    shapes = f"""ex:S a sh:NodeShape ; sh:targetClass ex:T ;
        sh:property [ sh:path ex:p ; {broken} ; sh:maxCount 2 ] ."""
    report = report_on(data='ex:a a ex:T ; ex:p "x", "y", 5 .', shapes=shapes)
    judged = [result.component for result in report.results if result.code == "shape"]
    assert judged == ["MaxCount"]
    causes = [result for result in report.results if result.stands_for == "shape"]
    assert causes
    assert {result.code for result in causes} <= {"shape-value", "shacl-unknown-term"}


@pytest.mark.parametrize("shapes", [HARMLESS + UNREADABLE, UNREADABLE + HARMLESS])
def test_unreadable_shape_is_said_beside_the_fault_of_another(
    shapes: str, report_on: ReportOn
) -> None:
    report = report_on(data="ex:a a ex:T ; ex:p 1 .", shapes=shapes)
    assert codes(report) == ["shacl-unreadable", "shape-value"]
    (fault,) = (r for r in report.results if r.code == "shape-value")
    assert "not checked" not in fault.helps.get("en", "")


def test_unreadable_shape_is_not_said_again_beside_its_own_fault(report_on: ReportOn) -> None:
    own = HARMLESS.replace('sh:languageIn "de"', 'sh:minCount "1"')
    report = report_on(data="ex:a a ex:T ; ex:p 1 .", shapes=HARMLESS + own.replace("ex:A", "ex:C"))
    assert codes(report) == ["shape-value", "shape-value"]
    helps = [r.helps.get("en", "") for r in report.results if r.code == "shape-value"]
    assert ["what C asks for was not checked" in text for text in helps] == [False, True]


def test_fault_outside_of_any_shape_may_be_what_the_judge_gave_up_over(report_on: ReportOn) -> None:
    shapes = """
ex:B a sh:NodeShape ; sh:targetClass ex:T ; ex:least 1 .
ex:Component a sh:ConstraintComponent ; sh:parameter [ sh:path ex:least ] ;
    sh:validator [ a sh:SPARQLAskValidator ; sh:ask "ASK { $this ?p ?o MINUS { } " ] .
"""
    report = report_on(data="ex:a a ex:T ; ex:p 1 .", shapes=shapes)
    assert "shacl-unreadable" not in codes(report)
    assert "shape-sparql" in codes(report)


def result(code: str, *about: Subject, **fields: Any) -> ValidationResult:
    return ValidationResult(code, RULES[code].severity, {"en": code}, about=about, **fields)


def of_shape(name: str | None) -> Subject:
    return Subject(Aspect.UNREADABLE_SHAPE, name)


def kept(*results: ValidationResult) -> list[str]:
    return [result.code for result in most_specific(results)]


def test_rules_that_give_way_and_those_they_give_way_to_are_rules() -> None:
    named = {precedence.code for precedence in PRECEDENCE}.union(*(p.to for p in PRECEDENCE))
    assert named <= RULES.keys()
    assert all(precedence.code not in precedence.to for precedence in PRECEDENCE)


@pytest.mark.parametrize(
    ("shape", "of_fault", "left"),
    [
        ("A", "A", ["shape-value"]),
        ("A", "B", ["shacl-unreadable", "shape-value"]),
        ("A", None, ["shape-value"]),
        (None, "B", ["shape-value"]),
        (None, None, ["shape-value"]),
    ],
)
def test_result_about_anything_meets_every_other(
    shape: str | None, of_fault: str | None, left: list[str]
) -> None:
    unreadable = result("shacl-unreadable", of_shape(shape))
    assert kept(unreadable, result("shape-value", of_shape(of_fault))) == left


def test_result_about_nothing_in_that_respect_meets_none() -> None:
    both = result("shacl-unreadable", of_shape(None)), result("shape-value")
    assert kept(*both) == ["shacl-unreadable", "shape-value"]


def test_milder_result_leaves_an_unreadable_shape_told() -> None:
    both = result("shacl-unreadable", of_shape("A")), result("shape-partner", of_shape("A"))
    assert kept(*both) == ["shacl-unreadable", "shape-partner"]


def test_what_stays_takes_over_code_and_help_of_each_that_gave_way() -> None:
    unreadable = [
        result(
            "shacl-unreadable",
            of_shape(name),
            helps=dict.fromkeys(("de", "en"), f"{name} was not checked"),
        )
        for name in ("A", "B")
    ]
    (stays,) = most_specific([*unreadable, result("shape-value", of_shape("A"), of_shape("B"))])
    assert stays.stands_for == "shacl-unreadable"
    assert stays.helps["en"].splitlines() == ["A was not checked", "B was not checked"]


@pytest.mark.parametrize(
    ("severity", "left"),
    [(Severity.INFO, ["unknown-published-term"]), (Severity.VIOLATION, ["unknown-term"])],
)
def test_of_two_rules_about_a_term_the_graver_result_stays(
    severity: Severity, left: list[str]
) -> None:
    term = URIRef("https://example.org/t")
    undeclared = replace(result("unknown-term", value=term), severity=severity)
    assert kept(undeclared, result("unknown-published-term", value=term)) == left


def test_results_of_one_rule_about_the_same_all_stay() -> None:
    node = URIRef("https://example.org/n")
    judged = [result("shape", focus_node=node, component=c) for c in ("MinCount", "Class")]
    assert kept(result("shape-unused", focus_node=node), *judged) == ["shape", "shape"]
