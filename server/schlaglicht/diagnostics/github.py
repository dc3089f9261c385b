"""Workflow commands of GitHub Actions: annotations.

GitHub shows ten of each kind per step: of findings that repeat, all get their first place before
any gets its second. The others become lines of the log; a notice counts them.
https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

from collections import Counter

from schlaglicht.diagnostics.severities_and_notes import (
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
