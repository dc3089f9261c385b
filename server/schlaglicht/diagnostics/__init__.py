"""Formats of a ValidationReport for people and programs, each in the module of its name.

`view` has the reader's options and the lines of files that results point at; `severities_and_notes`
has the words around results, findings that repeat, and notes for standard error.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator

from schlaglicht.diagnostics.view import View
from schlaglicht.validation.report import ValidationReport

__all__ = ["FORMATS", "View", "render", "rendered_parts"]

FORMATS = {
    "text": "for a terminal",
    "json": "for programs; report.schema.json describes it",
    "sarif": "SARIF 2.1.0, for code scanning",
    "junit": "JUnit XML, for test reports",
    "github": "workflow commands of GitHub Actions: annotations",
    "gitlab": "Code Quality of GitLab",
    "markdown": "for a job summary or a comment",
    "turtle": "the W3C's validation report as RDF, with places",
}
"""Formats of a report, each written by a function of the module of its name."""


def render(report: ValidationReport, name: str, view: View) -> str:
    """The report in the format `name`; the same report and view give the same text."""
    return "".join(rendered_parts(report, name, view))


def rendered_parts(report: ValidationReport, name: str, view: View) -> Iterator[str]:
    """The same text in parts; those of formats for programs are small, however many results."""
    module = importlib.import_module(f"{__name__}.{name}")
    written = getattr(module, f"write_{name}")(report, view)
    yield from [written] if isinstance(written, str) else written
