"""Results of shapes: which there are, what they say, and their repairs."""

from collections.abc import Callable
from pathlib import Path

import pytest
from tables import each

from schlaglicht.project import Project, open_project
from schlaglicht.rdf.iris import local_name
from schlaglicht.validation.pipeline import validate
from schlaglicht.validation.report import (
    Place,
    Severity,
    ValidationReport,
    ValidationResult,
)
from schlaglicht.validation.shacl import reasons_of_inner_shapes

ReportOn = Callable[..., ValidationReport]


def shape(body: str) -> str:
    return f"ex:Shape a sh:NodeShape ; sh:targetClass ex:T ; {body} ."


def on_path(constraint: str, path: str = "ex:p") -> str:
    return shape(f"sh:property [ sh:path {path} ; {constraint} ]")


def only(report: ValidationReport) -> ValidationResult:
    (result,) = report.results
    return result


@pytest.mark.parametrize(
    ("severity", "expected"),
    [
        ("sh:Info", Severity.INFO),
        ("sh:Warning", Severity.WARNING),
        ("sh:Violation", Severity.VIOLATION),
        ("ex:Mine", Severity.VIOLATION),
        ("sh:Debug", Severity.INFO),
        ("sh:Trace", Severity.INFO),
    ],
)
def test_severity_is_the_shapes(severity: str, expected: Severity, report_on: ReportOn) -> None:
    shapes = on_path(f"sh:minCount 1 ; sh:severity {severity}")
    report = report_on(data="ex:a a ex:T .", shapes=shapes)
    assert only(report).severity is expected
    assert str(only(report).severity_node).endswith(severity.partition(":")[2])
    assert not report.conforms


BROKEN_TWICE = (
    *("sh:class ex:A, ex:B", "sh:hasValue ex:x, ex:y", "sh:equals ex:q, ex:r"),
    *("sh:not [ sh:nodeKind sh:IRI ], [ sh:hasValue ex:b ]", "sh:node [ sh:in () ], ex:Lone"),
    *("sh:or ( [ sh:class ex:A ] ), ( [ sh:class ex:B ] )", "sh:lessThan ex:s, ex:t"),
    *("sh:xone ( [ sh:class ex:A ] ), ( [ sh:class ex:B ] )", "sh:disjoint ex:u, ex:v"),
    *("sh:and ( [ sh:class ex:A ] ), ( [ sh:class ex:B ] )",),
    "sh:property [ sh:path ex:u ; sh:minCount 1 ], [ sh:path ex:u ; sh:minCount 1 ]",
    'sh:sparql [ sh:select "SELECT $this {$this ex:u ?x}" ], [ sh:select "SELECT * {$this ?y 1}" ]',
    'sh:sparql [ sh:select "SELECT $this ?path { $this ?path ex:b FILTER (?path != ex:p) }" ]',
    'sh:sparql [ sh:select "SELECT $this ?value { $this ex:s ?value }" ]',
)
"""Constraints that one node violates twice, alike but in one part of the result."""


@each("constraint", BROKEN_TWICE)
def test_each_violation_has_its_result(constraint: str, report_on: ReportOn) -> None:
    data = "ex:a a ex:T ; ex:p ex:b ; ex:u ex:b ; ex:v ex:b ; ex:s [] , [] ; ex:t 1 ."
    more = "ex:Lone sh:nodeKind sh:Literal ."
    shapes = on_path(f'sh:message "no" ; {constraint}') + more
    results = [one for one in report_on(data=data, shapes=shapes).results if one.code == "shape"]
    assert len(results) == 2, [(one.component, one.value) for one in results]


def test_shapes_of_one_name_are_told_apart(report_on: ReportOn) -> None:
    shapes = " ".join(
        f"<http://{host}/core#S> a sh:NodeShape ; sh:targetClass ex:T ; sh:nodeKind sh:Literal ."
        for host in ("a", "b")
    )
    report = report_on(data="ex:a a ex:T .", shapes=shapes)
    assert {str(result.source_shape) for result in report.results} == {
        "http://a/core#S",
        "http://b/core#S",
    }


def test_folder_of_shapes_without_rdf_is_a_result(
    write_project: Callable[..., Project], tmp_path: Path
) -> None:
    (tmp_path / "shapes").mkdir()
    result = only(validate(write_project(data="ex:a a ex:T .")))
    assert result.code == "empty-shapes"
    assert result.place == Place(tmp_path / "shapes")


def test_single_file_beside_a_folder_of_shapes_is_fine(
    write_project: Callable[..., Project], tmp_path: Path
) -> None:
    write_project(data="ex:a a ex:T .", shapes=on_path("sh:minCount 1"))
    assert validate(open_project([tmp_path / "data.ttl"])).conforms


def test_project_without_a_folder_of_shapes_is_fine(report_on: ReportOn) -> None:
    report = report_on(data="ex:a a ex:T .")
    assert report.conforms
    assert report.checked.shapes == 0


def test_same_report_twice(report_on: ReportOn) -> None:
    data = "ex:a a ex:T ; ex:p [ ex:q 1 ] , [ ex:q 2 ] . ex:b a ex:T ; ex:p [] ."
    shapes = on_path("sh:nodeKind sh:IRI ; sh:maxCount 1")
    first, second = (report_on(data=data, shapes=shapes) for _ in range(2))
    assert [(r.place, r.messages, r.helps) for r in first.results] == [
        (r.place, r.messages, r.helps) for r in second.results
    ]
    assert len(first.results) == 4


def test_ill_typed_literals_are_reported_and_not_logged(
    report_on: ReportOn, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    data = 'ex:a a ex:T ; ex:p "November"^^xsd:date , "May" .'
    report = report_on(data=data, shapes=on_path("sh:datatype xsd:date"))
    assert len(report.results) == 2
    assert caplog.records == []
    assert capfd.readouterr() == ("", "")


COPIED = {
    "anonymous shape": "[] a sh:NodeShape ; sh:targetClass ex:T ; {} .",
    "anonymous part": "ex:S a sh:NodeShape ; sh:targetClass ex:T ; {} .",
}


@pytest.mark.parametrize("shapes", COPIED.values(), ids=COPIED.keys())
def test_the_same_shapes_in_two_files_have_each_result_once(
    shapes: str, report_on: ReportOn
) -> None:
    parts = [
        "sh:property [ sh:path ex:p ; sh:minCount 1 ]",
        "sh:property [ sh:path ex:q ; sh:in ( 1 2 ) ; sh:message 'one or two'@en ]",
    ]
    shapes = shapes.format(" ; ".join(parts))
    data = "ex:a a ex:T ; ex:q 3, 4 . ex:b a ex:T ."
    alone = report_on(data=data, shapes=shapes).results
    twice = report_on(data=data, shapes=shapes, ontology=f"ex:T a owl:Class . {shapes}").results
    judged = [result for result in twice if result.code == "shape"]
    assert len(judged) == len([result for result in alone if result.code == "shape"]) == 4
    assert {result.shape_place.path.name for result in judged if result.shape_place} == {
        "shapes.ttl"
    }


@pytest.mark.parametrize(
    ("path", "described"),
    [
        ("[ rdf:first ex:p ; rdf:rest ( ex:q ) ; sh:inversePath ex:p ]", "first first rest rest"),
        ('( ex:p [ sh:zeroOrOnePath ex:q ; rdfs:comment "x" ] )', "first first rest rest zero"),
        ("[ sh:alternativePath ( ex:p ex:q ) ]", "alternativePath first first rest rest"),
    ],
)
def test_path_of_a_result_is_described_as_it_was_judged(
    path: str, described: str, report_on: ReportOn
) -> None:
    shapes = f"""ex:S sh:targetNode ex:a ;
      sh:property [ sh:path {path} ; sh:minCount 9 ; sh:maxCount 0 ] ."""
    report = report_on(data="ex:a ex:p ex:b . ex:b ex:q ex:c .", shapes=shapes)
    results = [result for result in report.results if result.code == "shape"]
    assert results
    for result in results:
        names = sorted(local_name(str(triple[1])) for triple in result.path_triples)
        assert " ".join(names).replace("OrOnePath", "") == described


def test_only_so_many_results_get_reasons(
    report_on: ReportOn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reasons_of_inner_shapes, "_MOST_RESULTS", 2)
    data = "".join(f"ex:x{n} a ex:T .\n" for n in range(4))
    report = report_on(data=data, shapes=shape("sh:node [ a sh:NodeShape ; sh:class ex:U ]"))
    assert [bool(result.reasons) for result in report.results] == [True, True, False, False]


def test_results_of_two_values_are_two_findings_under_one_message(report_on: ReportOn) -> None:
    data = "ex:x a ex:T ; ex:p 1 ."
    shapes = on_path('sh:hasValue 2 , 3 ; sh:message "lacking"@en')
    results = report_on(data=data, shapes=shapes).results
    assert [result.constraint["en"].split()[-1] for result in results] == ["2", "3"]
    assert len({result.fingerprint.partition(":")[0] for result in results}) == 2
    lists = [on_path(f"sh:hasValue {values}") for values in ("2 , 3", "3 , 2")]
    fingerprints = [
        [result.fingerprint for result in report_on(data=data, shapes=shapes).results]
        for shapes in lists
    ]
    assert fingerprints[0] == fingerprints[1] == [result.fingerprint for result in results]
