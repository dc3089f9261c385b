"""Ill-typed and damaged literals, and language tags with two spellings."""

import re
from collections.abc import Callable

import pytest
from nasty import NASTY

from schlaglicht.validation.report import Severity, ValidationReport
from schlaglicht.validation.xsd_lexical import is_ill_typed

HEADER_LINES = 6

ReportOn = Callable[..., ValidationReport]

ILL_TYPED = {
    "day that does not exist": ('"2020-02-30"^^xsd:date', "is not a value of xsd:date", None),
    "comma": ('"12,5"^^xsd:decimal', "is not a value of xsd:decimal", "did you mean 12.5?"),
    "case": ('"True"^^xsd:boolean', "is not a value of xsd:boolean", "did you mean true?"),
    "tab": ('"a\\tb"^^xsd:normalizedString', r"“a\tb” is not a value", None),
    "line end": ('"YW\\nJj"^^xsd:base64Binary', r"“YW\nJj” is not a value", None),
    "space without a break": ('"1\\u00A0000"^^xsd:integer', r"“1\u00A0000” is not a value", None),
    "space": ('" 1"^^xsd:integer', "is not a value of xsd:integer", "did you mean 1?"),
    "single digits": (
        '"2020-5-3"^^xsd:date',
        "is not a value of xsd:date",
        'did you mean "2020-05-03"^^xsd:date?',
    ),
    "day first": ('"16.9.2032"^^xsd:date', "not a value", 'did you mean "2032-09-16"^^xsd:date?'),
    "year for a date": ('"2020"^^xsd:date', "is not a value of", 'did you mean "2020"^^xsd:gYear?'),
    "decimal for an integer": ('"1.5"^^xsd:integer', "is not a value of", "did you mean 1.5?"),
    "day without hyphens": (
        '"20201110"^^xsd:date',
        "is not a value of xsd:date",
        'did you mean "2020-11-10"^^xsd:date?',
    ),
    "no day of any month": ('"20201399"^^xsd:date', "is not a value of xsd:date", None),
    "day for a point in time": (
        '"2020-01-01"^^xsd:dateTime',
        "is not a value of xsd:dateTime",
        'did you mean "2020-01-01"^^xsd:date?',
    ),
    "too few hyphens": (
        '"-05"^^xsd:gDay',
        "is not a value of xsd:gDay",
        'did you mean "---05"^^xsd:gDay?',
    ),
    "type that does not exist": ('"1"^^xsd:int32', "has no datatype", "did you mean xsd:int?"),
}


@pytest.mark.parametrize(("written", "message", "help_"), ILL_TYPED.values(), ids=ILL_TYPED.keys())
def test_ill_typed_literal_is_a_violation_at_the_literal(
    written: str, message: str, help_: str | None, report_on: ReportOn
) -> None:
    (result,) = report_on(data=f"ex:a ex:p {written} .").results
    assert (result.code, result.severity) == ("literal-ill-typed", Severity.VIOLATION)
    assert message in result.messages["en"]
    assert result.helps.get("en") == help_
    assert result.place is not None
    assert (result.place.line, result.place.column) == (HEADER_LINES + 1, 11)
    assert result.place.end_column == 11 + len(written)


SPELLED = "{} is usually written {} here; the endpoint shows one spelling for both"


@pytest.mark.parametrize(
    ("tags", "usual", "unusual"),
    [
        (["de-AT", "de-at"], "de-AT", "de-at"),
        (["en-gb", "en-GB", "en-gb"], "en-gb", "en-GB"),
    ],
)
def test_tag_that_is_usually_spelled_differently_is_told(
    tags: list[str], usual: str, unusual: str, report_on: ReportOn
) -> None:
    data = " ".join(f'ex:a ex:p "{number}"@{tag} .' for number, tag in enumerate(tags))
    (result,) = report_on(data=data).results
    assert (result.code, result.severity) == ("literal-rewritten", Severity.INFO)
    assert result.messages["en"] == SPELLED.format(f"@{unusual}", f"@{usual}")
    assert result.helps["en"] == f'write "1"@{usual}'
    assert result.place is not None
    assert result.place.line == HEADER_LINES + 1


def test_every_use_of_an_unusual_spelling_is_told(report_on: ReportOn) -> None:
    data = 'ex:a ex:p "1"@de-AT , "2"@de-AT , "3"@de-AT .\nex:b ex:p "4"@de-at .'
    report = report_on(data=data, ontology='ex:c ex:p "5"@DE-AT .')
    respelled = [r for r in report.results if r.code == "literal-rewritten"]
    places = [(r.place.path.name, r.place.line) for r in respelled if r.place]
    assert places == [("data.ttl", 8), ("terms.ttl", 7)]


def test_literals_that_the_endpoint_answers_as_written_are_fine(report_on: ReportOn) -> None:
    forms = [str(literal) for literal in NASTY if not is_ill_typed(*literal[:2])]
    report = report_on(data=f"ex:a ex:p {' , '.join(forms)} .")
    assert not any(result.code.startswith("literal") for result in report.results)


@pytest.mark.parametrize(
    "written", ["\\u0000", "a\\fb", "\\u007F", "\\u0085", "Fr\\uFFFDhling", "Fr\ufffdhling"]
)
def test_damaged_text_is_a_warning_at_the_literal(written: str, report_on: ReportOn) -> None:
    (result,) = report_on(data=f'ex:a ex:p "{written}"@de .').results
    assert (result.code, result.severity) == ("literal-characters", Severity.WARNING)
    assert "U+" in result.messages["en"]
    assert result.place is not None
    assert (result.place.column, result.place.end_column) == (11, 16 + len(written))


def test_ends_of_lines_tabs_and_signs_beyond_the_bmp_are_no_damage(report_on: ReportOn) -> None:
    assert report_on(data='ex:a ex:p "a\\n\\r\\tä 😀 \u200d" .').results == ()


def test_pattern_of_a_shape_may_name_control_characters(report_on: ReportOn) -> None:
    pattern = r'sh:path ex:p ; sh:pattern "[^\u0001]" ; sh:message "m"@en'
    shapes = f"ex:S a sh:PropertyShape ; sh:targetSubjectsOf ex:p ; {pattern} ."
    assert report_on(data='ex:a ex:p "a" .', shapes=shapes).results == ()


DATE = '"May"^^xsd:date'
WANTED = "ex:S sh:targetSubjectsOf ex:p ; sh:property [ sh:path ex:p ; sh:datatype xsd:{} ] ."


def test_shape_that_wants_the_datatype_speaks_for_an_ill_typed_literal(report_on: ReportOn) -> None:
    report = report_on(data=f"ex:a ex:p {DATE} ; ex:q {DATE} .", shapes=WANTED.format("date"))
    assert [(result.code, result.path) for result in report.results] == [
        ("shape", "ex:p"),
        ("literal-ill-typed", None),
    ]


def test_each_shape_that_wants_the_datatype_speaks(report_on: ReportOn) -> None:
    shapes = WANTED.format("date") + WANTED.format("date").replace("ex:S", "ex:T")
    report = report_on(data=f"ex:a ex:p {DATE} .", shapes=shapes)
    assert [(result.code, result.shape_name) for result in report.results] == [
        ("shape", "S / ex:p"),
        ("shape", "T / ex:p"),
    ]


def test_repair_of_an_ill_typed_literal_is_that_of_the_shape(report_on: ReportOn) -> None:
    report = report_on(data='ex:a ex:p "TRUE"^^xsd:boolean .', shapes=WANTED.format("boolean"))
    (result,) = report.results
    assert (result.code, result.helps["en"]) == ("shape", "did you mean true?")


def test_ill_typed_literal_counts_where_only_its_rule_is_selected(report_on: ReportOn) -> None:
    settings = '[validate]\nselect = ["literal-ill-typed"]\n'
    report = report_on(data=f"ex:a ex:p {DATE} .", shapes=WANTED.format("date"), settings=settings)
    assert len(report.results) == 1


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


UNREPAIRABLE = {
    "other bound": ('"5"', "sh:datatype xsd:integer ; sh:minInclusive 10"),
    "other pattern": ('"5"', 'sh:datatype xsd:integer ; sh:pattern "^[A-Z]"'),
    "another type than the only one allowed": (
        '"2020"^^xsd:date',
        "sh:or ( [ sh:datatype xsd:date ] [ sh:datatype xsd:string ] )",
    ),
}


@pytest.mark.parametrize(("written", "asked"), UNREPAIRABLE.values(), ids=UNREPAIRABLE.keys())
def test_value_that_a_shape_would_not_let_pass_is_not_told(
    written: str, asked: str, report_on: ReportOn
) -> None:
    report = report_on(data=f"ex:a ex:p {written} .", shapes=_asking(asked))
    assert report.results
    assert not any(
        result.helps.get("en", "").startswith(("did", "write ")) for result in report.results
    )
