"""A report on an endpoint as text for a terminal, and as JSON for programs."""

from __future__ import annotations

import json
import textwrap

from schlaglicht.ground.text import Colour, columns_of, painted, visible
from schlaglicht.i18n import Texts, msg, msg_in, plural
from schlaglicht.remote.selftest.finding import Finding, Verdict
from schlaglicht.remote.selftest.run import GROUPS, Report

_WORDS: dict[Verdict, Texts] = {
    Verdict.GOOD: msg_in("verdict", "ok"),
    Verdict.FACT: msg_in("verdict", "info"),
    Verdict.NOTE: msg_in("verdict", "note"),
    Verdict.FAULT: msg_in("verdict", "fault"),
}
_COLOURS = {
    Verdict.GOOD: Colour.GREEN,
    Verdict.FACT: Colour.BLUE,
    Verdict.NOTE: Colour.YELLOW,
    Verdict.FAULT: Colour.RED,
}
_NARROWEST = 30


def text_of(report: Report, *, language: str, colour: bool, width: int) -> str:
    """The report as lines of at most `width` columns where words allow it."""
    found = [finding for group in report.findings.values() for finding in group]
    titles = max(columns_of(finding.title[language]) for finding in found)
    words = max(len(_WORDS[verdict][language]) for verdict in Verdict)
    parts = [_painted(visible(report.url), None, colour, bold=True)]
    for name, findings in report.findings.items():
        parts += ["", _painted(GROUPS[name][0][language], None, colour, bold=True)]
        for finding in findings:
            parts += _lines(finding, (language, words, titles), colour, width)
    return "\n".join([*parts, "", _summary(report)[language], ""])


def _lines(finding: Finding, columns: tuple[str, int, int], colour: bool, width: int) -> list[str]:
    language, words, titles = columns
    word = _WORDS[finding.verdict][language]
    title = finding.title[language]
    gap = " " * (titles - columns_of(title))
    start = words + titles + 6
    said = [
        line
        for part in finding.message[language].splitlines()
        for line in textwrap.wrap(
            visible(part), max(width - start, _NARROWEST), break_on_hyphens=False
        )
    ]
    mark = _painted(word, _COLOURS[finding.verdict], colour) + " " * (words - len(word))
    first, *rest = said or [""]
    return [f"  {mark}  {title}{gap}  {first}".rstrip(), *(" " * start + line for line in rest)]


def _painted(text: str, chosen: Colour | None, colour: bool, *, bold: bool = False) -> str:
    return painted(text, chosen, bold=bold) if colour else text


def _summary(report: Report) -> Texts:
    number = report.count(Verdict.FAULT)
    notes = plural("one note", "{number} notes", report.count(Verdict.NOTE))
    if number == 0:
        return msg("no fault, {notes}", notes=notes)
    faults = plural("one fault", "{number} faults", number)
    return msg("{faults}, {notes}", faults=faults, notes=notes)


def json_of(report: Report) -> str:
    """The report as JSON, in English: one object with an array of findings."""
    findings = [
        {
            "group": group,
            "code": finding.code,
            "title": finding.title["en"],
            "verdict": finding.verdict.value,
            "message": finding.message["en"],
            "seconds": round(finding.seconds, 3),
        }
        for group, found in report.findings.items()
        for finding in found
    ]
    table = {
        "endpoint": report.url,
        "dialect": report.dialect,
        "server": report.server,
        "passes": report.passes,
        "findings": findings,
    }
    return json.dumps(table, ensure_ascii=False, indent=2) + "\n"
