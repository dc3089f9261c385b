"""One result for one cause: that of a shape only where the lint has none, for instance."""

from dataclasses import replace
from typing import Any

import pytest
from rdflib import URIRef

from schlaglicht.validation.report import (
    Aspect,
    Severity,
    Subject,
    ValidationResult,
)
from schlaglicht.validation.rules import PRECEDENCE, RULES, most_specific


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
