"""Notes on how a validation ran: for standard error, since they are not results."""

from __future__ import annotations

from schlaglicht.i18n import msg, translate
from schlaglicht.validation.report import ValidationReport


def run_notes(report: ValidationReport, language: str) -> tuple[str, ...]:
    """Lines for the person who runs the validation, in `de` or `en`."""
    if not report.unpatched:
        return ()
    note = msg(
        "note: pySHACL {version} is not known here; the shapes were checked without Schlaglicht's "
        "speed-ups and fixes",
        version=report.unpatched,
    )
    return (translate(note, language),)
