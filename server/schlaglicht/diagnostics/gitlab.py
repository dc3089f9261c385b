"""Code Quality of GitLab, which it shows next to the changed lines of a merge request.

It has no place for notes, nor for a finding that is no longer checked.
https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from schlaglicht.diagnostics.json import array_parts
from schlaglicht.diagnostics.view import View
from schlaglicht.validation.report import Severity, ValidationReport, ValidationResult

_SEVERITIES = {Severity.VIOLATION: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def write_gitlab(report: ValidationReport, view: View) -> Iterator[str]:
    """The results as a JSON array."""
    yield from array_parts(_entry(result, report, view) for result in report.results)
    yield "\n"


def _entry(result: ValidationResult, report: ValidationReport, view: View) -> dict[str, Any]:
    place = result.place
    return {
        "description": " · ".join(view.lines(result)),
        "check_name": f"{result.code}/{result.shape_name}" if result.shape_name else result.code,
        "fingerprint": result.fingerprint,
        "severity": _SEVERITIES[result.severity],
        "location": {
            "path": view.repository_file(place.path if place else report.root),
            "lines": {
                "begin": place.line if place else 1,
                "end": place.end_line if place else 1,
            },
        },
    }
