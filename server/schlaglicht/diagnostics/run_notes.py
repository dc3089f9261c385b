"""Notes on how a validation ran: for standard error, since they are no results."""

from __future__ import annotations

from collections.abc import Mapping

from schlaglicht.validation.report import ValidationReport

_UNPATCHED: Mapping[str, str] = {
    "de": "Hinweis: pySHACL {} ist hier unbekannt; die Shapes sind ohne die Beschleunigungen und "
    "Korrekturen von Schlaglicht geprüft",
    "en": "note: pySHACL {} is not known here; the shapes were checked without Schlaglicht's "
    "speed-ups and fixes",
}


def run_notes(report: ValidationReport, language: str) -> tuple[str, ...]:
    """Lines for whoever runs the validation, in German or English."""
    return (_UNPATCHED[language].format(report.unpatched),) if report.unpatched else ()
