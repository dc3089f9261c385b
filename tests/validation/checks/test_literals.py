"""Ill-typed and damaged literals, and language tags with two spellings."""

import re
from collections.abc import Callable

import pytest
from nasty import NASTY

from schlaglicht.validation.literals.lexical_forms import is_ill_typed
from schlaglicht.validation.report import ValidationReport

ReportOn = Callable[..., ValidationReport]


def test_literals_that_the_endpoint_answers_as_written_are_fine(report_on: ReportOn) -> None:
    forms = [str(literal) for literal in NASTY if not is_ill_typed(*literal[:2])]
    report = report_on(data=f"ex:a ex:p {' , '.join(forms)} .")
    assert not any(result.code.startswith("literal") for result in report.results)


ASKED = {
    "day as a point in time": ('"2020-01-01"^^xsd:dateTime', "sh:datatype xsd:dateTime"),
    "point in time as a day": ('"2020-01-01T00:00:00Z"^^xsd:date', "sh:datatype xsd:date"),
    "day without hyphens": ('"20201110"^^xsd:date', "sh:datatype xsd:date"),
    "fraction": ('"1.0"^^xsd:integer', "sh:datatype xsd:integer"),
    "zeros": ('"007"', "sh:datatype xsd:integer"),
    "truth": ('"1"', "sh:datatype xsd:boolean"),
    "zone": ('"2020-01-01 00:00:00+00:00"', "sh:datatype xsd:dateTime"),
    "type that is none": ('"1"^^xsd:int32', "sh:datatype xsd:integer"),
    "one of a list": ('"Red"', 'sh:in ( ex:red "red" )'),
    "one of a list with a datatype": (
        '"Red"',
        'sh:in ( "reds" "red"@en ) ; sh:datatype xsd:string',
    ),
    "one of two datatypes": (
        '"2020-01-01"^^xsd:dateTime',
        "sh:or ( [ sh:datatype xsd:dateTime ] [ sh:datatype xsd:string ] )",
    ),
    "form": ('"2020-5-3"^^xsd:date', 'sh:pattern "^.{8,10}$" ; sh:maxLength 10'),
}
"""A value, and what a shape asks of it."""


def _asking(constraints: str) -> str:
    return f"ex:S sh:targetSubjectsOf ex:p ; sh:property [ sh:path ex:p ; {constraints} ] ."


@pytest.mark.parametrize(("written", "constraints"), ASKED.values(), ids=ASKED.keys())
def test_repair_in_its_place_leaves_nothing_to_find(
    written: str, constraints: str, report_on: ReportOn
) -> None:
    shapes = _asking(constraints)
    before = report_on(data=f"ex:a ex:p {written} .", shapes=shapes)
    told = {result.helps["en"] for result in before.results if result.helps}
    (repair,) = {re.sub("^(did you mean|write) |[?]$", "", help_) for help_ in told}
    after = report_on(data=f"ex:a ex:p {repair} .", shapes=shapes)
    assert [result.messages["en"] for result in after.results] == []
