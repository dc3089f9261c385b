"""Notes on how a validation ran: for standard error, since they are no results."""

from __future__ import annotations

from schlaglicht.i18n import msg, translate
from schlaglicht.validation.report import ValidationReport


def run_notes(report: ValidationReport, language: str) -> tuple[str, ...]:
    """Lines for whoever runs the validation, in German or English."""
    if not report.unpatched:
        return ()
    note = msg(
        "note: pySHACL {version} is not known here; the shapes were checked without Schlaglicht's "
        "speed-ups and fixes",
        version=report.unpatched,
    )
    return (translate(note, language),)
