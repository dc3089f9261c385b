"""Findings that are no longer looked for are distinguished from repaired ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from schlaglicht.project import Project, open_project
from schlaglicht.validation.baseline import compare_findings, compared, known_findings
from schlaglicht.validation.ignores import Selection
from schlaglicht.validation.pipeline import validate
from schlaglicht.validation.report import ValidationReport

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


pytestmark = pytest.mark.usefixtures("one_process")

UNKNOWN = """\
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
<http://e.org/a> foaf:nmae "A" .
"""
IMPORT = """\
@prefix owl: <http://www.w3.org/2002/07/owl#> .
<http://e.org/o> a owl:Ontology ; owl:imports <http://e.org/missing> .
"""
MIXED = "<http://e.org/a> <http://schema.org/name> 'A' ; <https://schema.org/url> <http://e.org/> ."
Compare = Callable[[Mapping[str, str], Mapping[str, str]], ValidationReport]


@pytest.fixture
def compare(tmp_path: Path) -> Compare:
    """Compares the findings of two folders, given by the texts of their files."""

    def compared(old: Mapping[str, str], new: Mapping[str, str]) -> ValidationReport:
        for version, files in (("old", old), ("new", new)):
            for name, text in files.items():
                path = tmp_path / version / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
        before, now = (open_project([tmp_path / version]) for version in ("old", "new"))
        return compare_findings(before, now)

    return compared


def files_of(report: ValidationReport) -> list[str]:
    return [result.place.path.name for result in report.results if result.place]


@pytest.mark.parametrize("text", [UNKNOWN, IMPORT, MIXED], ids=["term", "import", "schema.org"])
@pytest.mark.parametrize("name", ["b.ttl", "data/b.trig"])
def test_a_renamed_file_brings_no_findings(compare: Compare, text: str, name: str) -> None:
    report = compare({"a.ttl": text}, {name: text})
    assert report.known > 0
    assert (report.results, report.fixed) == ((), ())


def test_names_of_files_in_messages_make_no_difference(compare: Compare) -> None:
    one, other = (f"@prefix e: <http://{host}/> .\ne:a e:p e:b .\n" for host in ("e.org", "f.org"))
    report = compare({"a1.ttl": one, "a2.ttl": other}, {"b1.ttl": one, "b2.ttl": other})
    assert (report.results, report.known, report.fixed) == ((), 1, ())


def test_a_fault_that_moves_to_another_file_that_was_there_is_new(compare: Compare) -> None:
    right = UNKNOWN.replace("nmae", "name")
    other = right.replace("e.org/a", "e.org/b")
    report = compare(
        {"a.ttl": UNKNOWN, "b.ttl": other},
        {"a.ttl": right, "b.ttl": other.replace("foaf:name", "foaf:nmae")},
    )
    assert (files_of(report), len(report.fixed)) == (["b.ttl"], 1)


def test_one_more_of_the_same_is_new(compare: Compare) -> None:
    report = compare({"a.ttl": MIXED}, {"b.ttl": MIXED, "c.ttl": MIXED})
    assert (len(report.results), report.known, report.fixed) == (1, 1, ())


def test_one_less_of_the_same_is_fixed_where_no_such_file_is_left(compare: Compare) -> None:
    report = compare(
        {"a.ttl": MIXED, "b.ttl": MIXED, "c.ttl": MIXED}, {"b.ttl": MIXED, "d.ttl": MIXED}
    )
    assert (report.results, report.known) == ((), 2)
    assert [known.file for known in report.fixed] == ["c.ttl"]


def test_equal_findings_are_paired_first(compare: Compare) -> None:
    report = compare({"b.ttl": MIXED}, {"a.ttl": MIXED, "b.ttl": MIXED})
    assert files_of(report) == ["a.ttl"]


def test_another_message_is_another_finding(compare: Compare) -> None:
    report = compare({"a.ttl": UNKNOWN}, {"b.ttl": UNKNOWN.replace("nmae", "naem")})
    assert (len(report.results), len(report.fixed)) == (1, 1)
