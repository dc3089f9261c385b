"""JUnit XML, which most CI systems show as test results.

Each result is a test case; so is each rule without results, which passes, or is skipped if it was
left out or had nothing to check. A result too mild to fail the validation passes, with its text as
output. A finding that is no longer checked is skipped.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree

from schlaglicht.diagnostics.phrases import UNCHECKED, cause_of
from schlaglicht.diagnostics.render_options import View
from schlaglicht.i18n import msg
from schlaglicht.validation.report import (
    UncheckedFinding,
    ValidationReport,
    ValidationResult,
)
from schlaglicht.validation.rules import RULES

_FORBIDDEN = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot contain. https://www.w3.org/TR/xml/#charsets"""


def render(report: ValidationReport, view: View) -> str:
    """The report as `testsuites` with one `testsuite`."""
    found = {result.code for result in report.results}
    quiet = [code for code in RULES if code not in found] if report.complete else []
    failing = [result for result in report.results if result.severity >= report.fail_on]
    sums = {
        "name": "schlaglicht",
        "tests": str(len(report.results) + len(report.unchecked) + len(quiet)),
        "failures": str(len(failing)),
        "errors": "0",
    }
    suites = ElementTree.Element("testsuites", sums)
    idle = [code for code in quiet if code in report.passed_over]
    skipped = str(len(report.unchecked) + len(idle))
    suite = ElementTree.SubElement(suites, "testsuite", {**sums, "skipped": skipped})
    for result in report.results:
        _case(suite, result, report, view)
    for unchecked in report.unchecked:
        _skipped(suite, unchecked, view)
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


def _skipped(suite: ElementTree.Element, unchecked: UncheckedFinding, view: View) -> None:
    """A finding that is no longer checked, as a skipped test case."""
    finding = unchecked.finding
    name = _text(f"{finding.file}: {finding.message}")
    case = ElementTree.SubElement(suite, "testcase", {"classname": finding.code, "name": name})
    cause = f"{view.text(UNCHECKED)}: {view.text(cause_of(unchecked))}"
    ElementTree.SubElement(case, "skipped", {"message": _text(cause)})


def _text(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)
