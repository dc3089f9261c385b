"""Several values of one parameter: each is a constraint, and results name the one violated."""

from collections.abc import Callable

import pytest

from schlaglicht.validation.report import ValidationReport

ReportOn = Callable[..., ValidationReport]

SHAPES = " ".join(
    f"ex:{name.upper()} a sh:NodeShape ; sh:property [ sh:path ex:{name} ; sh:minCount 1 ] ."
    for name in "abcdef"
)
NODE = "ex:x a ex:T ; ex:a 1 ; ex:f 1 ."
SHAPE = f"{SHAPES} ex:S a sh:NodeShape ; sh:targetClass ex:T ; %s ."
VALUES = "ex:x a ex:T , ex:U ; ex:p 1 ; ex:q 1 ; ex:r 2 ; ex:s 0 ."
DEMANDING = "[ sh:property [ sh:minCount 1 ; sh:path ex:%s ] ]"
PROPERTY = "ex:S a sh:NodeShape ; sh:targetClass ex:T ; sh:property [ sh:path ex:p ; %s ] ."


def said(report: ValidationReport) -> list[str]:
    return [result.messages["en"] for result in report.results if result.code == "shape"]


@pytest.mark.parametrize(
    ("constraints", "message"),
    [
        ("sh:or ( ex:A ex:B ) , ( ex:C ex:D )", "ex:x conforms to none of: ex:C, ex:D"),
        ("sh:not ex:E , ex:F", "ex:x conforms to what it must not conform to: ex:F"),
        ("sh:node ex:A , ex:B", "ex:x does not conform to the shape ex:B"),
        ("sh:and ( ex:A ex:F ) , ( ex:A ex:C )", "ex:x does not conform to all of: ex:A, ex:C"),
        (
            "sh:xone ( ex:A ex:C ) , ( ex:A ex:F )",
            "ex:x does not conform to exactly one of: ex:A, ex:F",
        ),
        ("sh:class ex:T , ex:Other", "ex:x is not an instance of ex:Other"),
    ],
)
def test_result_names_the_value_that_a_node_violates(
    report_on: ReportOn, constraints: str, message: str
) -> None:
    assert said(report_on(data=NODE, shapes=SHAPE % constraints)) == [message]


@pytest.mark.parametrize(
    ("constraints", "messages"),
    [
        ("sh:hasValue 1 , 2", ["ex:p does not have the value 2"]),
        (
            "sh:hasValue 2 , 3",
            ["ex:p does not have the value 2", "ex:p does not have the value 3"],
        ),
        ("sh:disjoint ex:q , ex:r", ["1 must not be a value of ex:q too"]),
        ("sh:lessThan ex:q , ex:r", ["1 is not less than ex:q"]),
        ("sh:lessThanOrEquals ex:q , ex:s", ["1 is greater than ex:s, or cannot be compared"]),
        (
            "sh:equals ex:q , ex:r",
            [
                "ex:p and ex:r do not have the same values: 1",
                "ex:p and ex:r do not have the same values: 2",
            ],
        ),
    ],
)
def test_result_names_the_value_that_a_property_violates(
    report_on: ReportOn, constraints: str, messages: list[str]
) -> None:
    assert said(report_on(data=VALUES, shapes=PROPERTY % constraints)) == messages


@pytest.mark.parametrize(
    ("constraints", "reasons"),
    [
        ("sh:node ex:A , ex:B", ["ex:b needs at least 1 value"]),
        ("sh:and ( ex:A ex:F ) , ( ex:A ex:B )", ["ex:b needs at least 1 value"]),
        (
            "sh:xone ( ex:A ex:F ) , ( ex:A ex:B )",
            [f"conforms to: (1) A {DEMANDING % 'a'}\nconforms to: (2) F {DEMANDING % 'f'}"],
        ),
    ],
)
def test_reasons_are_of_the_violated_value_alone(
    report_on: ReportOn, constraints: str, reasons: list[str]
) -> None:
    report = report_on(data=NODE, shapes=SHAPE % constraints)
    assert [r.reasons["en"] for r in report.results if r.code == "shape"] == reasons


def test_repair_adds_the_value_that_is_lacking(report_on: ReportOn) -> None:
    (result,) = report_on(data=VALUES, shapes=PROPERTY % "sh:hasValue 1 , 2").results
    assert result.helps["en"] == "add: ex:p 2"


def test_results_of_two_values_are_two_findings_under_one_message(report_on: ReportOn) -> None:
    shapes = PROPERTY % 'sh:hasValue 2 , 3 ; sh:message "lacking"@en'
    results = report_on(data=VALUES, shapes=shapes).results
    assert [result.constraint["en"].split()[-1] for result in results] == ["2", "3"]
    assert len({result.fingerprint.partition(":")[0] for result in results}) == 2
    lists = [PROPERTY % f"sh:hasValue {values}" for values in ("2 , 3", "3 , 2")]
    fingerprints = [
        [result.fingerprint for result in report_on(data=VALUES, shapes=shapes).results]
        for shapes in lists
    ]
    assert fingerprints[0] == fingerprints[1] == [result.fingerprint for result in results]
