from pathlib import Path

import pytest

from schlaglicht.validation.order_and_fingerprints import sort_results
from schlaglicht.validation.report import (
    Place,
    Precision,
    Severity,
    ValidationReport,
    ValidationResult,
)


def result(
    code: str = "shape",
    severity: Severity = Severity.VIOLATION,
    *,
    path: str = "a.ttl",
    line: int = 1,
    text: str = "x",
) -> ValidationResult:
    place = Place(Path(path), line, 1, line, 2, Precision.EXACT)
    return ValidationResult(code, severity, {"en": text}, place)


def test_report_without_results_conforms() -> None:
    assert ValidationReport(()).conforms


@pytest.mark.parametrize("severity", Severity)
def test_any_result_keeps_a_report_from_conforming(severity: Severity) -> None:
    assert not ValidationReport((result(severity=severity),)).conforms


def test_threshold_lets_lesser_results_pass() -> None:
    report = ValidationReport((result(severity=Severity.WARNING),))
    assert report.conforms_at(Severity.VIOLATION)
    assert not report.conforms_at(Severity.WARNING)


def test_results_are_counted_by_severity() -> None:
    report = ValidationReport((result(), result(), result(severity=Severity.INFO)))
    assert [report.count(severity) for severity in Severity] == [1, 0, 2]


def test_results_come_by_file_place_rule_and_message() -> None:
    in_order = (
        ValidationResult("empty-shapes", Severity.VIOLATION, {"en": "no place"}),
        result(path="a.ttl", line=2),
        result(path="a.ttl", line=10, code="unknown-term"),
        result(path="a.ttl", line=10, code="shape", text="a"),
        result(path="a.ttl", line=10, code="shape", text="b"),
        result(path="a.ttl", line=10, code="evidence-missing"),
        result(path="b.ttl", line=1),
    )
    assert sort_results(reversed(in_order)) == in_order


def test_same_result_is_said_once() -> None:
    assert len(sort_results([result(), result()])) == 1
