"""A self-test of any SPARQL endpoint: its abilities, the protocol of the W3C, traps.

Runs the checks one after the other; the report as text and as JSON.
"""

from __future__ import annotations

import json
import textwrap
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from schlaglicht.errors import SchlaglichtError
from schlaglicht.ground.text import Colour, columns_of, painted, visible
from schlaglicht.i18n import Texts, msg, msg_in, plural
from schlaglicht.remote.endpoint import Endpoint
from schlaglicht.remote.selftest.checks import CAPABILITIES, LOAD, PROTOCOL, TRAPS
from schlaglicht.remote.selftest.service import Check, Finding, Outcome, Service, Verdict, reason_of

_LOAD = "load"

GROUPS: Mapping[str, tuple[Texts, Sequence[Check]]] = {
    "capabilities": (msg("What it can do"), CAPABILITIES),
    "protocol": (msg("SPARQL Protocol of the W3C"), PROTOCOL),
    "traps": (msg("Traps"), TRAPS),
    _LOAD: (msg("Under load"), LOAD),
}
"""Titles and checks by the name of their group."""

CHECKS = tuple(check for _, checks in GROUPS.values() for check in checks)
"""All checks in the order in which they run."""


@dataclass(frozen=True)
class Report:
    """The findings about an endpoint by group."""

    url: str
    dialect: str
    server: str
    findings: Mapping[str, tuple[Finding, ...]]

    def count(self, verdict: Verdict) -> int:
        """The number of findings with a verdict."""
        return sum(f.verdict is verdict for group in self.findings.values() for f in group)

    @property
    def passes(self) -> bool:
        """True if nothing is against the specification, and no answer passes for another."""
        return self.count(Verdict.FAULT) == 0


def selftest(
    endpoint: Endpoint, *, gentle: bool = False, on_check: Callable[[Check], None] = lambda _: None
) -> Report:
    """The report on an endpoint; `gentle` leaves out what costs it more than a moment.

    `on_check` is called with each check before it runs. Raises the errors of `RemoteClient` where
    not even `ASK {}` is answered.
    """
    service = Service(endpoint)
    findings: dict[str, tuple[Finding, ...]] = {}
    for name, (_, checks) in GROUPS.items():
        if name == _LOAD:
            findings |= {} if gentle else {name: _under_load(service, checks, on_check)}
        else:
            findings[name] = tuple(_finding(check, service, on_check) for check in checks)
    return Report(endpoint.url, service.endpoint.dialect.name, service.server, findings)


def _under_load(
    service: Service, checks: Sequence[Check], on_check: Callable[[Check], None]
) -> tuple[Finding, ...]:
    """The findings under load; the service has time after each of them to be itself again."""
    found = []
    for check in checks:
        found.append(_finding(check, service, on_check))
        after = _finding(_AFTERWARDS, service, on_check)
        if after.verdict is not Verdict.GOOD:
            return (*found, after)
    return tuple(found)


def _afterwards(service: Service) -> Outcome:
    if service.answers_again():
        return Outcome(Verdict.GOOD, msg("it answers"))
    said = msg("it has not answered for {seconds} s")
    return Outcome(Verdict.FAULT, said.filled(seconds=f"{service.endpoint.limits.seconds:g}"))


_AFTERWARDS = Check("afterwards", msg("afterwards"), _afterwards)


def _finding(check: Check, service: Service, on_check: Callable[[Check], None]) -> Finding:
    on_check(check)
    started = time.monotonic()
    try:
        outcome = check.run(service)
    except SchlaglichtError as error:
        outcome = Outcome(check.on_error, reason_of(error))
    seconds = time.monotonic() - started
    return Finding(check.code, check.title, outcome.verdict, outcome.message, seconds)


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
