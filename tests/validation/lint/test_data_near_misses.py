"""Terms of the data that are nearly those that shapes name."""

from collections.abc import Callable

import pytest

from schlaglicht.validation.report import Severity, ValidationReport

ReportOn = Callable[..., ValidationReport]

SHAPES = """ex:S a sh:NodeShape ; sh:targetClass ex:Event ;
  sh:property [ sh:path ( ex:place ex:label ) ; sh:datatype xsd:string ] .
"""
DATA = 'ex:a a ex:Event ; ex:place ex:p . ex:p ex:label "x" .\n'


def strays(report: ValidationReport) -> list[tuple[int, int, int]]:
    places = [r.place for r in report.results if r.code == "unknown-term"]
    return [(place.line - 6, place.column, place.end_column) for place in places if place]


STRAYS = {
    "class with a slip": ("ex:b a ex:Evnet .", (2, 8, 16)),
    "class in small letters": ("ex:b a ex:event .", (2, 8, 16)),
    "class with http": ("ex:b a <http://example.org/Event> .", (2, 8, 34)),
    "property with a slip": ("ex:q ex:lable 1 .", (2, 6, 14)),
    "property in capitals": ("ex:p ex:Label 1 .", (2, 6, 14)),
}


@pytest.mark.parametrize(("data", "place"), STRAYS.values(), ids=STRAYS.keys())
def test_term_that_is_nearly_a_named_one_is_a_warning_at_its_first_place(
    data: str, place: tuple[int, int, int], report_on: ReportOn
) -> None:
    report = report_on(data=DATA + data, shapes=SHAPES)
    assert strays(report) == [place]
    (result,) = (r for r in report.results if r.code == "unknown-term")
    assert result.severity is Severity.WARNING
    assert "did you mean ex:" in result.helps["en"]


FINE = {
    "another term": "ex:b a ex:Hall ; ex:seats 9 .",
    "used more often": "ex:b ex:plane 1 , 2 .",
    "plural": "ex:b a ex:Events .",
    "class and property": "ex:b ex:event ex:a .",
    "published": "ex:b rdfs:label 1 .",
    "one node has both properties": "ex:p ex:lable 1 .",
    "one node has both classes": "ex:a a ex:Evnet .",
    "property of another class": "ex:p a ex:Hall . ex:q a ex:Shelf ; ex:lable 1 .",
    "property with another kind of value": "ex:q ex:lable ex:a .",
}


@pytest.mark.parametrize("data", FINE.values(), ids=FINE.keys())
def test_term_of_its_own_is_fine(data: str, report_on: ReportOn) -> None:
    assert strays(report_on(data=DATA + data, shapes=SHAPES)) == []


@pytest.mark.parametrize(("named", "used"), [("name", "names"), ("names", "name")])
def test_a_plural_is_a_warning_where_its_singular_occurs_nowhere(
    named: str, used: str, report_on: ReportOn
) -> None:
    shapes = f"""ex:S a sh:NodeShape ; sh:targetClass ex:Event ;
      sh:property [ sh:path ex:{named} ; sh:datatype xsd:string ] ."""
    data = f"ex:a a ex:Event ; ex:{used} 'x' ."
    (result,) = report_on(data=data, shapes=shapes).results
    assert (result.code, result.severity) == ("unknown-term", Severity.WARNING)
    assert result.helps["en"] == f"did you mean ex:{named}?"
    assert report_on(data=f"{data} ex:b ex:{named} 'y' .", shapes=shapes).conforms


def test_where_nothing_has_the_named_term_the_shape_is_told(report_on: ReportOn) -> None:
    report = report_on(data="ex:a a ex:Evnet .", shapes=SHAPES)
    assert {result.code for result in report.results} >= {"shape-near-miss"}
    assert strays(report) == []


def test_text_in_the_place_of_a_class_is_a_warning(report_on: ReportOn) -> None:
    report = report_on(data=DATA + 'ex:b a "Event" .', shapes=SHAPES)
    (result,) = report.results
    assert (result.code, result.severity) == ("term-kind", Severity.WARNING)
    assert result.place is not None
    assert (result.place.line, result.place.column) == (8, 8)
