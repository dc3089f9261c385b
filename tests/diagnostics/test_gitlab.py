import json
from dataclasses import replace
from pathlib import Path

from schlaglicht.diagnostics import View, render
from schlaglicht.validation.report import ValidationReport


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
