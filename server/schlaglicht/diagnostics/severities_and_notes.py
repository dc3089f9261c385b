"""Words around results, shared by several formats; findings that repeat; notes on a run.

A finding repeats in results that differ only in their places and values. Notes say what a run could
not check or compare: they are not results.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence

from schlaglicht.i18n import Message, msg, plural, translate
from schlaglicht.validation.report import (
    Cause,
    Severity,
    UncheckedFinding,
    ValidationReport,
    ValidationResult,
)

SEVERITIES: Mapping[Severity, Message] = {
    Severity.VIOLATION: msg("violation"),
    Severity.WARNING: msg("warning"),
    Severity.INFO: msg("info"),
}
FIXED = msg("fixed")
UNCHECKED = msg("no longer checked")
AND_MORE = msg("and {number} more")
MORE = msg("{number} more are not shown; --show-all shows all")
_MOST_RULES = 5
"""Selected rules that are named."""
NO_ROOM = msg("{number} more are not shown; there is no room for them here")

_CAUSES: Mapping[Cause, Message] = {
    Cause.SHAPE_GONE: msg("the shape {shape} is gone"),
    Cause.SHAPE_DEACTIVATED: msg("the shape {shape}, or one above it, is switched off"),
    Cause.SHAPE_UNREACHED: msg("no target leads to the shape {shape} any more"),
    Cause.CONSTRAINT_GONE: msg("the shape {shape} does not demand {component} any more"),
    Cause.SHAPES_MILDER: msg("the shape {shape} asks for less than before"),
    Cause.SHAPES_UNREADABLE: msg("not all shapes are evaluated"),
    Cause.QUESTION_GONE: msg("the question is gone"),
    Cause.RULE_OFF: msg("the rule is not checked"),
    Cause.IGNORED: msg("it is ignored"),
}


def cause_of(unchecked: UncheckedFinding) -> Message:
    """The reason that a finding is no longer checked."""
    finding = unchecked.finding
    shape = re.split(r"[#/]", finding.shape)[-1] if "://" in finding.shape else finding.shape
    return _CAUSES[unchecked.cause].filled(shape=shape, component=finding.component)


def counted(severity: Severity, number: int) -> Message:
    """`1 violation`, `2 violations`."""
    match severity:
        case Severity.VIOLATION:
            return plural("{number} violation", "{number} violations", number)
        case Severity.WARNING:
            return plural("{number} warning", "{number} warnings", number)
        case Severity.INFO:
            return plural("{number} info", "{number} infos", number)


def sums(report: ValidationReport) -> list[Message]:
    """The number of results of each severity, the most severe first."""
    numbers = {severity: report.count(severity) for severity in reversed(Severity)}
    return [counted(severity, number) for severity, number in numbers.items() if number]


def kinds_of_finding(number: int, report: ValidationReport) -> Message | None:
    """The number of findings; None if none of them repeats."""
    if number == len(report.results):
        return None
    return plural("{number} kind of finding", "{number} kinds of finding", number)


def in_more_places(number: int) -> Message:
    """The number of further places of a finding."""
    return plural("in {number} more place", "in {number} more places", number)


def ignored_or_known(report: ValidationReport) -> Iterator[Message]:
    """The numbers of results that are not shown because they are ignored or known."""
    if report.ignored:
        yield plural("{number} result ignored", "{number} results ignored", report.ignored)
    if report.known:
        yield plural(
            "{number} result was there before", "{number} results were there before", report.known
        )


def nothing_found(report: ValidationReport) -> Message:
    """The message for a report without results; it claims no more than was checked."""
    if report.known or report.unchecked:
        return msg("nothing new")
    if report.in_part:
        return msg("nothing found in the part that was fetched; the rest is not checked")
    if report.evidence_alone:
        return msg("all is well with the evidence")
    if report.selected:
        return msg("all is well by the selected rules: {codes}", codes=_codes(report.selected))
    if report.checked.shapes:
        return msg("all is well")
    return msg("all is well, as far as can be said without shapes")


def _codes(selected: Sequence[str]) -> str:
    return ", ".join([*selected[:_MOST_RULES], *("…" for _ in selected[_MOST_RULES:][:1])])


def percentage(part: int, whole: int, language: str) -> str:
    """A share in per cent, rounded down: `100 %` only if `part` is all of `whole`."""
    if part >= whole:
        return "100 %"
    tenths = part * 1000 // whole
    point = "," if language == "de" else "."
    return f"{tenths // 10}{point}{tenths % 10} %"


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


_WAITING = {
    "questions": msg("answers to questions"),
    "evidence": msg("evidence"),
    "terms": msg("undeclared terms"),
}
"""The checks that wait, by their names in reports."""


def notes(report: ValidationReport, language: str) -> list[str]:
    """The lines on what was not checked or compared, in `de` or `en`: every format has them all."""
    return [translate(note, language) for note in _notes(report, language)]


def _notes(report: ValidationReport, language: str) -> Iterator[Message]:
    if report.new_since:
        yield msg(
            "there was no project here at {revision}: everything is new", revision=report.new_since
        )
    if report.selected and (report.results or report.known or report.unchecked):
        yield msg("checked: only {codes}", codes=_codes(report.selected))
    if report.in_part:
        yield msg("a part of the remote graph was not fetched, and is not checked")
    if report.checked.triple_terms:
        yield plural(
            "not checked: one statement about a triple (RDF 1.2), which SHACL 1.0 cannot see",
            "not checked: {number} statements about triples (RDF 1.2), which SHACL 1.0 cannot see",
            report.checked.triple_terms,
        )
    if report.waiting:
        checks = ", ".join(translate(_WAITING[check], language) for check in report.waiting)
        yield msg("not checked until every file can be read: {checks}", checks=checks)
    if not report.complete:
        yield msg("what cannot be read is left out; other findings may come of that")
    if report.second_judge:
        yield plural(
            "{judge} judged the shapes too; one verdict deviates from the standard in a way that "
            "is known and does not count",
            "{judge} judged the shapes too; {number} verdicts deviate from the standard in ways "
            "that are known and do not count",
            report.known_deviations,
            judge=report.second_judge,
        )
