"""Findings that are no longer looked for are distinguished from repaired ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from schlaglicht.project import Project, open_project
from schlaglicht.validation.baseline import compared, known_findings
from schlaglicht.validation.pipeline import validate
from schlaglicht.validation.report import ValidationReport
from schlaglicht.validation.rule_filter import Selection

PREFIXES = """@prefix ex: <https://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
"""
DATA = "ex:a a ex:T ; ex:p 5 ."
SHAPES = """ex:S a sh:NodeShape ; sh:targetClass ex:T ; sh:property ex:S-p .
ex:S-p a sh:PropertyShape ; sh:path ex:p ; sh:maxInclusive 3 ; sh:message "at most 3" .
"""
QUESTION = "# title@de: x\n# title@en: x\nASK { ?s ?p ?o }\n"
FILES = {"data.ttl": PREFIXES + DATA, "shapes/s.ttl": PREFIXES + SHAPES}

Files = Mapping[str, str | None]
Write = Callable[..., Project]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a project into a folder of a name."""

    def project(name: str, files: Files) -> Project:
        for path, content in files.items():
            if content is not None:
                (tmp_path / name / path).parent.mkdir(parents=True, exist_ok=True)
                (tmp_path / name / path).write_text(content, encoding="utf-8")
        return open_project([tmp_path / name])

    return project


@pytest.fixture
def since(write: Write) -> Callable[..., ValidationReport]:
    """The report on a project against the one as it was; only `changes` are other files."""

    def report(changes: Files, files: Files = FILES, **selection: object) -> ValidationReport:
        before, now = write("before", files), write("now", {**files, **changes})
        chosen = Selection(**selection) if selection else None  # type: ignore[arg-type]
        known = known_findings(validate(before), before)
        return compared(validate(now, selection=chosen), known, now, before)

    return report


@pytest.fixture
def beside(write: Write) -> Callable[..., ValidationReport]:
    """The report on a project against a baseline of it as it was."""

    def report(changes: Files, files: Files = FILES) -> ValidationReport:
        before, now = write("before", files), write("now", {**files, **changes})
        return compared(validate(now), known_findings(validate(before), before), now)

    return report


Since = Callable[..., ValidationReport]


def causes(report: ValidationReport) -> dict[str, str]:
    """By message, why something is not looked for."""
    return {one.finding.message: one.cause.value for one in report.unchecked}


def shapes(old: str, new: str) -> Files:
    assert old in SHAPES
    return {"shapes/s.ttl": PREFIXES + SHAPES.replace(old, new)}


MILDER = {
    "shape renamed": ({"shapes/s.ttl": PREFIXES + SHAPES.replace("S-p", "S-r")}, "shape-gone"),
    "every shape gone": ({"shapes/s.ttl": None}, "shape-gone"),
    "shape switched off": (
        shapes("ex:S-p a sh:PropertyShape", "ex:S-p sh:deactivated true ; a sh:PropertyShape"),
        "shape-deactivated",
    ),
    "shape above it switched off": (
        shapes("ex:S a sh:NodeShape", "ex:S sh:deactivated true ; a sh:NodeShape"),
        "shape-deactivated",
    ),
    "target gone": (shapes("sh:targetClass ex:T ; ", ""), "shape-unreached"),
    "no longer referred to": (shapes("; sh:property ex:S-p", "; sh:nodeKind sh:IRI"),
                              "shape-unreached"),
    "constraint gone": (shapes("sh:maxInclusive 3", "sh:maxCount 3"), "constraint-gone"),
}  # fmt: skip


@pytest.mark.parametrize(("changes", "cause"), MILDER.values(), ids=MILDER.keys())
def test_finding_of_a_shape_that_no_longer_looks_is_not_called_fixed(
    changes: Files, cause: str, since: Since
) -> None:
    report = since(changes)
    assert (causes(report).get("at most 3"), shown(report)) == (cause, [])


@pytest.mark.parametrize(("changes", "cause"), MILDER.values(), ids=MILDER.keys())
def test_baseline_tells_the_same(changes: Files, cause: str, beside: Since) -> None:
    report = beside(changes)
    assert (causes(report).get("at most 3"), shown(report)) == (cause, [])


def shown(report: ValidationReport) -> list[str]:
    """What is said to be fixed of shapes."""
    return [finding.message for finding in report.fixed if finding.code == "shape"]


CHANGED = {
    "limit": ("sh:maxInclusive 3", "sh:maxInclusive 9"),
    "target": ("sh:targetClass ex:T", "sh:targetNode ex:b"),
    "path": ("sh:path ex:p", "sh:path ex:q"),
}


@pytest.mark.parametrize(("old", "new"), CHANGED.values(), ids=CHANGED.keys())
def test_what_the_earlier_shapes_still_find_is_not_called_fixed(
    old: str, new: str, since: Since
) -> None:
    report = since(shapes(old, new))
    assert (causes(report), shown(report)) == ({"at most 3": "shapes-milder"}, [])


def test_baseline_does_not_know_the_earlier_shapes(beside: Since) -> None:
    report = beside(shapes(*CHANGED["limit"]))
    assert (causes(report), shown(report)) == ({}, ["at most 3"])


def test_what_is_repaired_is_fixed(since: Since, beside: Since) -> None:
    changes = {"data.ttl": PREFIXES + DATA.replace("5", "2")}
    for report in (since(changes), beside(changes)):
        assert (causes(report), shown(report)) == ({}, ["at most 3"])


def test_what_is_repaired_is_fixed_though_its_shape_changes(since: Since) -> None:
    changes = {"data.ttl": PREFIXES + DATA.replace("5", "2"), **shapes(*CHANGED["limit"])}
    assert shown(since(changes)) == ["at most 3"]


def test_what_no_longer_is_of_the_class_is_fixed(since: Since) -> None:
    assert shown(since({"data.ttl": PREFIXES + "ex:a a ex:U ; ex:p 5 ."})) == ["at most 3"]


def test_anonymous_shape_is_known_by_the_name_of_its_owner(since: Since, beside: Since) -> None:
    anonymous = "ex:S a sh:NodeShape ; sh:targetClass ex:T ; sh:property {} ."
    shape = "[ sh:path ex:p ; sh:maxInclusive 3 ]"
    files = {**FILES, "shapes/s.ttl": PREFIXES + anonymous.format(shape)}
    gone = {"shapes/s.ttl": PREFIXES + anonymous.format("[ sh:path ex:q ; sh:maxCount 3 ]")}
    for report in (since(gone, files), beside(gone, files)):
        assert causes(report)["5 is greater than 3, or cannot be compared"] == "shape-gone"
    kept = {"data.ttl": PREFIXES + DATA.replace("5", "2")}
    assert len(shown(beside(kept, files))) == 1


def test_shapes_among_the_data_count_too(beside: Since) -> None:
    whole = {"data.ttl": PREFIXES + DATA + SHAPES}
    gone = {"data.ttl": PREFIXES + DATA}
    assert causes(beside(gone, whole))["at most 3"] == "shape-gone"


def test_shapes_that_are_not_evaluated_fix_nothing(since: Since) -> None:
    broken = shapes("sh:maxInclusive 3", "sh:maxInclusive 3 ; sh:pattern '('")
    assert causes(since(broken)) == {"at most 3": "shapes-unreadable"}


def test_what_is_ignored_now_is_not_called_fixed(since: Since, beside: Since) -> None:
    data = PREFIXES + DATA + " # schlaglicht: ignore shape it is meant so\n"
    for report in (since({"data.ttl": data}), beside({"data.ttl": data})):
        assert (causes(report), shown(report)) == ({"at most 3": "ignored"}, [])


def test_rule_that_is_not_selected_fixes_nothing(since: Since) -> None:
    assert causes(since({}, ignore=("shape",))) == {"at most 3": "ignored"}


def test_question_that_is_gone_is_not_called_fixed(since: Since) -> None:
    files = {**FILES, "queries/q.rq": QUESTION}
    report = since({"queries/q.rq": None}, files)
    assert set(causes(report).values()) == {"question-gone"}
    answered = since({"queries/q.json": '{"boolean": true}'}, files)
    assert [finding.code for finding in answered.fixed] == ["question-expected-missing"]


def test_evidence_that_is_not_asked_for_fixes_nothing(beside: Since) -> None:
    files = {**FILES, "schlaglicht.toml": "evidence = true\n"}
    report = beside({"schlaglicht.toml": ""}, files)
    assert "rule-off" in causes(report).values()


def test_threshold_that_is_gone_fixes_nothing(beside: Since) -> None:
    files = {
        "data.ttl": f"{PREFIXES}{DATA} ex:b ex:q 1 .",
        "shapes/s.ttl": PREFIXES + SHAPES,
        "schlaglicht.toml": "[validate]\ncoverage = 100\n",
    }
    report = beside({"schlaglicht.toml": ""}, files)
    assert {one.finding.code for one in report.unchecked} == {"coverage-low"}


def test_baseline_of_an_earlier_release_does_not_tell_its_shapes(write: Write) -> None:
    before = write("before", FILES)
    now = write("now", {**FILES, **shapes("sh:maxInclusive 3", "sh:maxCount 3")})
    known = [
        replace(finding, shape="", component="")
        for finding in known_findings(validate(before), before)
    ]
    assert shown(compared(validate(now), known, now)) == ["at most 3"]
