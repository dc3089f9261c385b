import json
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from junitparser import JUnitXml

from schlaglicht.diagnostics import View, render
from schlaglicht.validation.report import Severity, ValidationReport
from schlaglicht.validation.rules import RULES


def lines(report: ValidationReport, view: View) -> list[str]:
    return render(report, "github", view).splitlines()


def test_each_severity_has_its_command(report: ValidationReport, view: View) -> None:
    commands = [line.split(" ")[0] for line in lines(report, view)[:4]]
    assert commands == ["::error", "::warning", "::notice", "::notice"]


def test_annotation_has_file_place_title_and_text(report: ValidationReport, view: View) -> None:
    assert lines(report, view)[1] == (
        "::warning file=data set.ttl,line=2,endLine=2,col=10,endColumn=19,"
        "title=shape%3A Shape-p::too much%0Aat most 1%0Aless"
    )


def test_text_cannot_end_its_line_or_begin_a_command(report: ValidationReport, view: View) -> None:
    assert lines(report, view)[0].endswith("::100%25 <b>broken</b>, says :: it")
    assert sum(line.startswith("::") for line in lines(report, view)) == 4


def test_name_of_a_file_cannot_add_properties(report: ValidationReport, view: View) -> None:
    place = report.results[1].place
    assert place is not None
    odd = replace(place, path=place.path.with_name("a,line=9::b.ttl"))
    text = lines(replace(report, results=(replace(report.results[1], place=odd),)), view)[0]
    assert text.startswith("::warning file=a%2Cline=9%3A%3Ab.ttl,line=2,")


def test_name_of_a_file_cannot_steer_a_terminal(report: ValidationReport, view: View) -> None:
    place = report.results[1].place
    assert place is not None
    odd = replace(place, path=place.path.with_name("a\x1b[2J\u202e\r\n::error::b.ttl"))
    written = lines(replace(report, results=(replace(report.results[1], place=odd),)), view)
    assert all(line.isprintable() for line in written)
    assert sum(line.startswith("::") for line in written) == 1


def test_place_over_several_lines_has_no_columns(report: ValidationReport, view: View) -> None:
    assert "line=1,endLine=2,title=" in lines(report, view)[0]


def test_no_more_is_written_than_a_step_shows(report: ValidationReport, view: View) -> None:
    error, warning = report.results[:2]
    written = lines(replace(report, results=(*[error] * 15, *[warning] * 3)), view)
    assert sum(line.startswith("::error") for line in written) == 10
    assert sum(line.startswith("::warning") for line in written) == 3
    assert written[13] == "::notice title=schlaglicht::5 more results are in the log of this step"
    line = "- data set.ttl:1:1: violation[syntax] 100% <b>broken</b>, says :: it"
    assert written[14:] == [*[line] * 5, "15 violations, 3 warnings, 0 infos"]


def test_finding_is_not_crowded_out_by_one_that_repeats(
    report: ValidationReport, view: View
) -> None:
    warning = report.results[1]
    other = replace(warning, component="Other", messages={"en": "the other"})
    written = lines(replace(report, results=(*[warning] * 15, other)), view)
    assert written[1].endswith("::the other%0Aat most 1%0Aless")
    assert written[-1] == "0 violations, 16 warnings, 0 infos"


def test_what_is_no_longer_checked_is_one_warning_that_comes_first(
    silenced: ValidationReport, view: View
) -> None:
    written = lines(replace(silenced, results=(silenced.results[1],) * 12), view)
    assert written[0] == (
        "::warning title=schlaglicht%3A no longer checked::1 × the shape Old-p is gone"
        "%0A1 × the shape Old-p does not demand MaxCount any more"
    )
    assert sum(line.startswith("::warning") for line in written) == 10


def test_entry_is_as_code_quality_wants_it(report: ValidationReport, view: View) -> None:
    assert json.loads(render(report, "gitlab", view))[1] == {
        "description": "too much · at most 1 · less",
        "check_name": "shape/Shape-p",
        "fingerprint": "0000000000000002:1",
        "severity": "minor",
        "location": {"path": "data set.ttl", "lines": {"begin": 2, "end": 2}},
    }


def test_description_is_one_line_of_all_that_is_said(report: ValidationReport, view: View) -> None:
    reasons = {"en": "0 of 2\n  a: no"}
    result = replace(report.results[1], messages={"en": "too\nmuch"}, reasons=reasons)
    (entry,) = json.loads(render(replace(report, results=(result,)), "gitlab", view))
    assert entry["description"] == "too much · at most 1 · 0 of 2 · a: no · less"


def test_lines_of_a_text_are_told_apart(report: ValidationReport, view: View) -> None:
    result = replace(report.results[1], helps={"en": "missing: a\nnew: b"})
    (entry,) = json.loads(render(replace(report, results=(result,)), "gitlab", view))
    assert entry["description"] == "too much · at most 1 · missing: a · new: b"


def test_severities_are_those_of_code_quality(report: ValidationReport, view: View) -> None:
    entries = json.loads(render(report, "gitlab", view))
    assert [entry["severity"] for entry in entries] == ["major", "minor", "info", "info"]


def test_files_are_named_from_the_repository_on(
    report: ValidationReport, view: View, tmp_path: Path
) -> None:
    (tmp_path / "deep").mkdir()
    entries = json.loads(render(report, "gitlab", replace(view, folder=tmp_path / "deep")))
    assert entries[0]["location"]["path"] == "data set.ttl"


def test_nothing_is_an_empty_list(view: View) -> None:
    assert json.loads(render(ValidationReport(()), "gitlab", view)) == []


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
    limited = replace(silenced, fail_on=fail_on, in_part=True)
    root = ElementTree.fromstring(render(limited, "junit", view))
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
