"""JUnit XML, which most CI systems read.

Each result is a test case; so is each rule without results, which passes, or is skipped if it was
left out or had nothing to check. A result too mild to fail the validation passes, with its text as
output. A finding that is no longer checked is skipped, and so is a note.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree

from schlaglicht.diagnostics.severities_and_notes import UNCHECKED, cause_of, notes
from schlaglicht.diagnostics.view import View
from schlaglicht.i18n import msg
from schlaglicht.validation.report import ValidationReport, ValidationResult
from schlaglicht.validation.rules import RULES

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
