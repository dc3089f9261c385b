"""Small projects of data and shapes, and their lint results."""

from collections.abc import Callable

import pytest

from schlaglicht.validation.report import ValidationReport, ValidationResult

HEADER_LINES = 6

DATA = 'ex:a a ex:Event ; ex:name "x" ; ex:startDate "2020-11-10"^^xsd:date .'
"""Data for the shapes of tests without their own data."""

Finding = tuple[str, int, int, int]


@pytest.fixture
def lint(report_on: Callable[..., ValidationReport]) -> Callable[..., list[ValidationResult]]:
    """The results about the shapes, without those about the data."""

    def results(shapes: str, *, data: str = DATA, **parts: str) -> list[ValidationResult]:
        report = report_on(data=data, shapes=shapes, **parts)
        return [
            result
            for result in report.results
            if result.place and result.place.path.name == "shapes.ttl"
        ]

    return results


@pytest.fixture
def found() -> Callable[[list[ValidationResult]], list[Finding]]:
    """Code, line, column and end of each result; lines count from the given text."""

    def findings(results: list[ValidationResult]) -> list[Finding]:
        return [
            (result.code, place.line - HEADER_LINES, place.column, place.end_column)
            for result in results
            if (place := result.place)
        ]

    return findings


@pytest.fixture(autouse=True)
def _one_process(one_process: None) -> None:
    """No forks."""
