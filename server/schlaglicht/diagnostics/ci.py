"""Reports for CI systems: annotations of GitHub, Code Quality of GitLab, JUnit XML for most.

GitHub shows ten workflow commands of each kind per step: of findings that repeat, all get their
first place before any gets its second. The others become lines of the log; a notice counts them.
https://docs.github.com/actions/reference/workflow-commands-for-github-actions

GitLab shows Code Quality next to the changed lines of a merge request.
https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format

In JUnit each result is a test case; so is each rule without results, which passes, or is skipped if
it was left out or had nothing to check. A result too mild to fail the validation passes, with its
text as output. A finding that is no longer checked is skipped, and so is a note, for which GitLab
has no place.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

from schlaglicht.diagnostics.json import array_parts
from schlaglicht.diagnostics.phrases import (
    SEVERITIES,
    UNCHECKED,
    by_turns,
    cause_of,
    counted,
    notes,
)
from schlaglicht.diagnostics.view import View
from schlaglicht.ground.text import plain, visible
from schlaglicht.i18n import msg
from schlaglicht.validation.report import (
    Place,
    Precision,
    Severity,
    ValidationReport,
    ValidationResult,
)
from schlaglicht.validation.rules import RULES

_COMMANDS = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_MOST = {"error": 10, "warning": 10, "notice": 9}
"""Ten of a kind are shown; one notice is kept to count the others."""


def write_github(report: ValidationReport, view: View) -> str:
    """A command for each result that GitHub shows, log lines for the others, and the sums."""
    written: Counter[str] = Counter()
    lines, others = _unchecked(report, view), []
    written["warning"] = len(lines)
    said = "\n".join(map(plain, notes(report, view.language)))
    written["notice"] = bool(said)
    for result in by_turns(report.results):
        command = _COMMANDS[result.severity]
        written[command] += 1
        if written[command] <= _MOST[command]:
            lines.append(_annotation(command, result, view))
        else:
            others.append(_line(result, view))
    if others:
        more = msg("{number} more results are in the log of this step", number=len(others))
        lines.append(f"::notice title=schlaglicht::{view.text(more)}")
        lines += others
    lines += [f"::notice title=schlaglicht::{_data(said)}"] if said else []
    sums = [view.text(counted(s, report.count(s))) for s in reversed(Severity)]
    return "\n".join([*lines, ", ".join(sums)]) + "\n"


def _unchecked(report: ValidationReport, view: View) -> list[str]:
    """One warning for all findings no longer checked: each cause with its count."""
    if not report.unchecked:
        return []
    causes = Counter(view.text(cause_of(unchecked)) for unchecked in report.unchecked)
    text = "\n".join(plain(f"{number} × {cause}") for cause, number in causes.items())
    title = _property(f"schlaglicht: {view.text(UNCHECKED)}")
    return [f"::warning title={title}::{_data(text)}"]


def _annotation(command: str, result: ValidationResult, view: View) -> str:
    title = f"{result.code}: {result.shape_name}" if result.shape_name else result.code
    properties = {**_location(result.place, view), "title": plain(title)}
    written = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    message = "\n".join(view.lines(result))
    return f"::{command} {written}::{_data(message)}"


def _line(result: ValidationResult, view: View) -> str:
    """A result as a line of the log; it begins with `-`, so that it is not a command."""
    where = view.repository_place(result.place)
    severity = view.text(SEVERITIES[result.severity])
    return "- " + plain(f"{where}: {severity}[{result.code}] {view.text(result.messages)}")


def _location(place: Place | None, view: View) -> dict[str, str]:
    if place is None:
        return {}
    found = {"file": view.repository_file(place.path)}
    if place.precision is Precision.FILE:
        return found
    found |= {"line": str(place.line), "endLine": str(place.end_line)}
    if place.line == place.end_line:  # columns count only within one line
        found |= {"col": str(place.column), "endColumn": str(place.end_column)}
    return found


def _data(text: str) -> str:
    return visible(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


_GITLAB_SEVERITIES = {Severity.VIOLATION: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def write_gitlab(report: ValidationReport, view: View) -> Iterator[str]:
    """The results as a JSON array."""
    yield from array_parts(_entry(result, report, view) for result in report.results)
    yield "\n"


def _entry(result: ValidationResult, report: ValidationReport, view: View) -> dict[str, Any]:
    place = result.place
    return {
        "description": " · ".join(view.lines(result)),
        "check_name": f"{result.code}/{result.shape_name}" if result.shape_name else result.code,
        "fingerprint": result.fingerprint,
        "severity": _GITLAB_SEVERITIES[result.severity],
        "location": {
            "path": view.repository_file(place.path if place else report.root),
            "lines": {
                "begin": place.line if place else 1,
                "end": place.end_line if place else 1,
            },
        },
    }


_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML 1.0 cannot contain. https://www.w3.org/TR/xml/#charsets"""


def write_junit(report: ValidationReport, view: View) -> str:
    """The report as `testsuites` with one `testsuite`."""
    found = {result.code for result in report.results}
    quiet = [code for code in RULES if code not in found] if report.complete else []
    said = notes(report, view.language)
    failing = [result for result in report.results if result.severity >= report.fail_on]
    sums = {
        "name": "schlaglicht",
        "tests": str(len(report.results) + len(report.unchecked) + len(said) + len(quiet)),
        "failures": str(len(failing)),
        "errors": "0",
    }
    suites = ElementTree.Element("testsuites", sums)
    idle = [code for code in quiet if code in report.passed_over]
    skipped = str(len(report.unchecked) + len(said) + len(idle))
    suite = ElementTree.SubElement(suites, "testsuite", {**sums, "skipped": skipped})
    for result in report.results:
        _case(suite, result, report, view)
    for unchecked in report.unchecked:
        finding = unchecked.finding
        cause = f"{view.text(UNCHECKED)}: {view.text(cause_of(unchecked))}"
        _skipped(suite, finding.code, f"{finding.file}: {finding.message}", cause)
    for note in said:
        _skipped(suite, "schlaglicht", note, note)
    for code in quiet:
        title = RULES[code].titles[view.language]
        names = {"classname": code, "name": f"{code}: {title}"}
        case = ElementTree.SubElement(suite, "testcase", names)
        if code in idle:
            reason = msg("not checked: left out, or there was nothing to check")
            ElementTree.SubElement(case, "skipped", {"message": view.text(reason)})
    ElementTree.indent(suites)
    text = ElementTree.tostring(suites, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _case(
    suite: ElementTree.Element, result: ValidationResult, report: ValidationReport, view: View
) -> None:
    where = view.repository_place(result.place)
    name = f"{where} {result.shape_name or result.code}"
    attributes = {"classname": result.code, "name": _text(name)}
    case = ElementTree.SubElement(suite, "testcase", attributes)
    message = _text(view.text(result.messages))
    others = (result.constraint, result.reasons, result.helps)
    details = [where, message, *map(view.text, others)]
    body = _text("\n".join(filter(None, details)))
    if result.severity >= report.fail_on:
        kind = {"message": message, "type": result.severity.label}
        ElementTree.SubElement(case, "failure", kind).text = body
    else:
        ElementTree.SubElement(case, "system-out").text = body


def _skipped(suite: ElementTree.Element, kind: str, name: str, reason: str) -> None:
    """Writes a test case for what was not checked."""
    names = {"classname": kind, "name": _text(name)}
    case = ElementTree.SubElement(suite, "testcase", names)
    ElementTree.SubElement(case, "skipped", {"message": _text(reason)})


def _text(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)
