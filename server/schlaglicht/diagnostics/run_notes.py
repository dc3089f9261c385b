"""Notes on how a validation ran: for standard error, since they are not results."""

from __future__ import annotations

from collections.abc import Iterator

from schlaglicht.i18n import Message, msg, plural, translate
from schlaglicht.validation.report import ValidationReport


def run_notes(report: ValidationReport, language: str) -> tuple[str, ...]:
    """Lines for the person who runs the validation, in `de` or `en`."""
    return tuple(translate(note, language) for note in _notes(report))


def _notes(report: ValidationReport) -> Iterator[Message]:
    if report.unpatched:
        yield msg(
            "note: pySHACL {version} is not known here; the shapes were checked without "
            "Schlaglicht's speed-ups and fixes",
            version=report.unpatched,
        )
    if report.second_judge:
        yield plural(
            "note: {judge} judged the shapes too; one verdict deviates from the standard in a way "
            "that is known and does not count",
            "note: {judge} judged the shapes too; {number} verdicts deviate from the standard in "
            "ways that are known and do not count",
            report.known_deviations,
            judge=report.second_judge,
        )
