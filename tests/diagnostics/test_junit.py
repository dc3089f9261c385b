from dataclasses import replace
from xml.etree import ElementTree

import pytest
from junitparser import JUnitXml

from schlaglicht.diagnostics import View, render
from schlaglicht.validation.report import Severity, ValidationReport
from schlaglicht.validation.rules import RULES


@pytest.fixture
def read(report: ValidationReport, view: View) -> JUnitXml:
    return JUnitXml.fromstring(render(report, "junit", view).encode())


def test_another_reader_counts_the_same(read: JUnitXml, report: ValidationReport) -> None:
    read.update_statistics()  # type: ignore[no-untyped-call]
    quiet = len(RULES) - len({result.code for result in report.results})
    assert (read.tests, read.failures, read.errors) == (4 + quiet, 2, 0)


def test_sums_are_those_of_the_cases(report: ValidationReport, view: View) -> None:
    root = ElementTree.fromstring(render(report, "junit", view))
    assert root.get("tests") == str(len(root.findall(".//testcase")))
    assert root.get("failures") == str(len(root.findall(".//failure"))) == "2"


def test_failure_has_place_message_constraint_and_help(
    report: ValidationReport, view: View
) -> None:
    root = ElementTree.fromstring(render(report, "junit", view))
    case = root.findall(".//testcase")[1]
    assert case.attrib == {"classname": "shape", "name": "data set.ttl:2:10 Shape-p"}
    failure = case.find("failure")
    assert failure is not None
    assert failure.attrib == {"message": "too much", "type": "warning"}
    assert failure.text == "data set.ttl:2:10\ntoo much\nat most 1\nless"


def test_mild_result_passes_with_its_text(report: ValidationReport, view: View) -> None:
    lenient = replace(report, fail_on=Severity.VIOLATION)
    root = ElementTree.fromstring(render(lenient, "junit", view))
    assert root.get("failures") == "1"
    assert "too much" in (root.findall(".//testcase")[1].findtext("system-out") or "")


def test_rule_that_was_not_checked_is_skipped_and_does_not_pass(
    report: ValidationReport, view: View
) -> None:
    partly = replace(report, passed_over=("shape", "evidence-missing", "evidence-orphan"))
    text = render(partly, "junit", view)
    root = ElementTree.fromstring(text)
    skipped = [case.get("classname") for case in root.findall(".//testcase[skipped]")]
    assert skipped == ["evidence-missing", "evidence-orphan"]
    (suite,) = JUnitXml.fromstring(text.encode())
    assert suite.skipped == 2


def test_characters_that_xml_does_not_have_are_replaced(
    report: ValidationReport, view: View
) -> None:
    assert "\x0c" not in render(report, "junit", view)


REQUIRED = {
    "testsuites": (),
    "testsuite": ("name", "tests", "failures", "errors"),
    "testcase": ("name", "classname"),
    "failure": ("message", "type"),
    "system-out": (),
    "skipped": ("message",),
}
"""The elements that are written, with the attributes that readers ask for."""

OPTIONAL = {"testsuites": {"name", "tests", "failures", "errors"}, "testsuite": {"skipped"}}

INSIDE = {
    "testsuites": ("testsuite",),
    "testsuite": ("testcase",),
    "testcase": ("skipped", "failure", "system-out"),
    "failure": (),
    "system-out": (),
    "skipped": (),
}
"""What an element may hold, in this order."""


@pytest.mark.parametrize("fail_on", Severity)
def test_structure_is_what_the_common_schemas_demand(
    fail_on: Severity, silenced: ValidationReport, view: View
) -> None:
    """Elements, their order, their attributes and the sums: as Jenkins' and Maven's schemas agree.

    bench/reports.py asks the schemas of Jenkins themselves, which are in no package to install.
    """
    root = ElementTree.fromstring(render(replace(silenced, fail_on=fail_on), "junit", view))
    assert root.tag == "testsuites"
    for element in root.iter():
        given = set(element.attrib)
        required = set(REQUIRED[element.tag])
        assert required <= given <= required | OPTIONAL.get(element.tag, set())
        order = [INSIDE[element.tag].index(child.tag) for child in element]
        assert order == sorted(order)
        assert not (INSIDE[element.tag] and (element.text or "").strip())
    for suite in [root, *root.findall("testsuite")]:
        cases = suite.findall(".//testcase")
        assert suite.get("tests") == str(len(cases))
        assert suite.get("failures") == str(sum(c.find("failure") is not None for c in cases))
        assert suite.get("errors") == "0"
        assert all(case.get("name") and len(case) <= 1 for case in cases)


def test_what_is_no_longer_checked_is_skipped(silenced: ValidationReport, view: View) -> None:
    root = ElementTree.fromstring(render(silenced, "junit", view))
    first = root.findall(".//testcase[skipped]")[0]
    assert first.attrib == {"classname": "shape", "name": "data.ttl: was *too* much"}
    skipped = first.find("skipped")
    assert skipped is not None
    assert skipped.get("message") == "no longer checked: the shape Old-p is gone"
    assert [suite.get("skipped") for suite in root] == ["2"]


def test_place_that_is_only_a_file_has_no_line(report: ValidationReport, view: View) -> None:
    root = ElementTree.fromstring(render(report, "junit", view))
    assert root.findall(".//testcase")[3].get("name") == "shapes/s.ttl empty-shapes"
