"""Formats of a ValidationReport for people and programs, one module each.

`render_options` has the reader's options; `repeated_findings`, `source_excerpt`, `phrases` and
`coverage_tables` serve the formats that people read; `json_parts` writes long arrays; `run_notes`
has notes for standard error.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator

from schlaglicht.diagnostics.render_options import View
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
"""Formats of a report; each is a module of this package."""


def render(report: ValidationReport, name: str, view: View) -> str:
    """The report in the format `name`; the same report and view give the same text."""
    return "".join(rendered_parts(report, name, view))


def rendered_parts(report: ValidationReport, name: str, view: View) -> Iterator[str]:
    """The same text in parts; those of formats for programs are small, however many results."""
    module = importlib.import_module(f"{__name__}.{name}")
    if hasattr(module, "parts"):
        yield from module.parts(report, view)
    else:
        yield module.render(report, view)
