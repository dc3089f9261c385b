"""Which validation results are new in a version of a project, and which are gone."""

from __future__ import annotations

from schlaglicht.project import Project
from schlaglicht.validation.baseline import compared, known_findings
from schlaglicht.validation.pipeline import validate
from schlaglicht.validation.report import ValidationReport


def compare_findings(old: Project, new: Project) -> ValidationReport:
    """The report on `new` with only the results that `old` does not have, and those that are gone.

    Of these, what is not looked for any more is told apart from what is fixed.

    Raises ProjectError when a file cannot be read.
    """
    return compared(validate(new), known_findings(validate(old), old), new, old)
