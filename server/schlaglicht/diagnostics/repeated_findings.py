"""Findings that repeat: results that differ only in their places and values."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping

from schlaglicht.i18n import Message
from schlaglicht.validation.report import ValidationResult


def by_finding(results: Iterable[ValidationResult]) -> list[list[ValidationResult]]:
    """Each finding with all its results; findings in the order of their first results."""
    findings: dict[Hashable, list[ValidationResult]] = {}
    for result in results:
        findings.setdefault(_finding(result), []).append(result)
    return list(findings.values())


def by_turns(results: Iterable[ValidationResult]) -> list[ValidationResult]:
    """The first result of each finding, then the second of each, and so on."""
    turns = [
        (turn, result) for finding in by_finding(results) for turn, result in enumerate(finding)
    ]
    return [result for _, result in sorted(turns, key=lambda at: at[0])]


def _finding(result: ValidationResult) -> Hashable:
    """The constraint that is violated; for other rules, the wording without its values.

    Places with and without a suggestion are apart, as one that lacks it would seem to share it.
    """
    rule = (result.severity, result.code, bool(result.helps))
    if result.source_shape is not None:
        return (*rule, result.source_shape, result.component, result.twin)
    return (*rule, result.shape_name, _wording(result.messages))


def _wording(texts: Mapping[str, str]) -> Hashable:
    """The texts as they are in the code; those of a project as they are."""
    if not isinstance(texts, Message):
        return tuple(sorted(texts.items()))
    parts = (_wording(value) for value in texts.fields.values() if isinstance(value, Message))
    return (texts.text, texts.context, *parts)
