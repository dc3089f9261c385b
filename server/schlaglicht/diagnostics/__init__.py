"""A ValidationReport in the forms that people and programs read, one module each.

`view.py` says who reads it and from where, `excerpts.py` and `words.py` serve what people read.
"""

from __future__ import annotations

import importlib

from schlaglicht.diagnostics.render_options import View
from schlaglicht.validation.report import ValidationReport

__all__ = ["FORMATS", "View", "render"]

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
"""What a report may be written as; each is a module of this package."""


def render(report: ValidationReport, name: str, view: View) -> str:
    """The report in the format `name`; the same report and view give the same text."""
    module = importlib.import_module(f"{__name__}.{name}")
    text: str = module.render(report, view)
    return text
