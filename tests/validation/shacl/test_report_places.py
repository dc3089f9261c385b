"""Where results of shapes point: at the object, the subject, the predicate or the shape."""

from collections.abc import Callable

import pytest

from schlaglicht.validation.report import Precision, ValidationReport, ValidationResult

HEADER_LINES = 6

ReportOn = Callable[..., ValidationReport]


def shape(body: str) -> str:
    return f"ex:Shape a sh:NodeShape ; sh:targetClass ex:T ; {body} ."


def on_path(constraint: str, path: str = "ex:p") -> str:
    return shape(f"sh:property [ sh:path {path} ; {constraint} ]")


def only(report: ValidationReport) -> ValidationResult:
    (result,) = report.results
    return result


def where(result: ValidationResult) -> tuple[int, int, int]:
    assert result.place is not None
    assert result.place.end_line == result.place.line
    return (result.place.line - HEADER_LINES, result.place.column, result.place.end_column)


VALIDATOR = """ex:C a sh:ConstraintComponent ; sh:parameter [ sh:path ex:no ] ;
    sh:%s [ a sh:SPARQL%sValidator ; sh:%s "%s" ] .
"""

NEGATIVE = "SELECT $this ?value { $this ?p ?value FILTER (?value < 0) }"
OTHER = "SELECT $this ?value { $this $no ?value }"
LESS = "ASK { FILTER ($value < $no) }"

VALUE_RESULTS = {
    "datatype": ('ex:a a ex:T ;\n  ex:p "x" .', on_path("sh:datatype xsd:date"), (2, 8, 11)),
    "second value": (
        'ex:a a ex:T ; ex:p 1 , "x" .', on_path("sh:datatype xsd:integer"), (1, 24, 27)),
    "node kind": ("ex:a a ex:T ; ex:p ex:b .", on_path("sh:nodeKind sh:Literal"), (1, 20, 24)),
    "class": ("ex:a a ex:T ; ex:p ex:b .", on_path("sh:class ex:U"), (1, 20, 24)),
    "in": ("ex:a a ex:T ; ex:p 3 .", on_path("sh:in ( 1 2 )"), (1, 20, 21)),
    "pattern": ('ex:a a ex:T ; ex:p "x" .', on_path('sh:pattern "^y"'), (1, 20, 23)),
    "range": ("ex:a a ex:T ; ex:p 0 .", on_path("sh:minInclusive 1"), (1, 20, 21)),
    "length": ('ex:a a ex:T ; ex:p "abc" .', on_path("sh:maxLength 2"), (1, 20, 25)),
    "language": ('ex:a a ex:T ; ex:p "abc"@fr .', on_path('sh:languageIn ( "de" )'), (1, 20, 28)),
    "less than": ("ex:a a ex:T ; ex:p 2 ; ex:q 1 .", on_path("sh:lessThan ex:q"), (1, 20, 21)),
    "not equal": ("ex:a a ex:T ; ex:q 1 .", on_path("sh:equals ex:q"), (1, 20, 21)),
    "sh:node": (
        "ex:a a ex:T ; ex:p ex:b .\nex:b ex:q 1 .",
        on_path("sh:node [ sh:property [ sh:path ex:q ; sh:maxCount 0 ] ]"),
        (1, 20, 24),
    ),
    "sh:or": (
        "ex:a a ex:T ; ex:p 1 .",
        on_path("sh:or ( [ sh:nodeKind sh:IRI ] [ sh:datatype xsd:string ] )"),
        (1, 20, 21),
    ),
    "blank node": ("ex:a a ex:T ; ex:p [ ex:q 1 ] .", on_path("sh:nodeKind sh:IRI"), (1, 20, 30)),
    "in a blank node": (
        'ex:s ex:t [ a ex:T ; ex:p "x" ] .',
        on_path("sh:datatype xsd:date"),
        (1, 27, 30),
    ),
    "item of a list": (
        'ex:a a ex:T ; ex:p ( 1 "x" ) .',
        on_path("sh:datatype xsd:integer", "( ex:p [ sh:zeroOrMorePath rdf:rest ] rdf:first )"),
        (1, 24, 27),
    ),
    "sequence path": (
        'ex:a a ex:T ; ex:p ex:b .\nex:b ex:q "x" .',
        on_path("sh:datatype xsd:date", "( ex:p ex:q )"),
        (2, 11, 14),
    ),
    "alternative path": (
        'ex:a a ex:T ; ex:q "x" .',
        on_path("sh:datatype xsd:date", "[ sh:alternativePath ( ex:p ex:q ) ]"),
        (1, 20, 23),
    ),
    "inverse path": (
        "ex:a a ex:T .\nex:b ex:p ex:a .",
        on_path("sh:class ex:U", "[ sh:inversePath ex:p ]"),
        (2, 11, 15),
    ),
    "one or more": (
        "ex:a a ex:T ; ex:p ex:b .\nex:b ex:p ex:c .\nex:b a ex:U .",
        on_path("sh:class ex:U", "[ sh:oneOrMorePath ex:p ]"),
        (2, 11, 15),
    ),
    "zero or one": (
        "ex:a a ex:T , ex:U ; ex:p ex:b .",
        on_path("sh:class ex:U", "[ sh:zeroOrOnePath ex:p ]"),
        (1, 27, 31),
    ),
    "beyond ASCII": (
        'ex:a a ex:T ; ex:q "ä😀" ; ex:p "x" .', on_path("sh:datatype xsd:date"), (1, 32, 35)),
    "found by SPARQL without a path": (
        "ex:a a ex:T ;\n  ex:q -7 ; ex:p 1 , 2 .",
        shape(f'sh:sparql [ sh:select "{NEGATIVE}" ]'),
        (2, 8, 10),
    ),
    "found by a validator of its own": (
        "ex:a a ex:T ; ex:q 7 ; ex:p 1 .",
        VALIDATOR % ("propertyValidator", "Select", "select", OTHER)
        + on_path("ex:no ex:q"),
        (1, 20, 21),
    ),
    "refused by an ASK": (
        "ex:a a ex:T ; ex:p 1 , 7 .",
        VALIDATOR % ("validator", "Ask", "ask", LESS) + on_path("ex:no 5"),
        (1, 24, 25),
    ),
    "with SPARQL": (
        "ex:a a ex:T ;\n  ex:q 7 .",
        shape('sh:sparql [ sh:select "SELECT $this (<https://example.org/q> AS ?path) ?value '
              '{ $this <https://example.org/q> ?value }" ]'),
        (2, 8, 9),
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("data", "shapes", "place"), VALUE_RESULTS.values(), ids=VALUE_RESULTS.keys()
)
def test_value_result_points_at_the_object(
    data: str, shapes: str, place: tuple[int, int, int], report_on: ReportOn
) -> None:
    result = only(report_on(data=data, shapes=shapes))
    assert where(result) == place
    assert result.place is not None
    assert result.place.precision is Precision.EXACT


SUBJECT_RESULTS = {
    "missing value": ("\nex:a\n  a ex:T .", on_path("sh:minCount 1"), (2, 1, 5)),
    "too many values": ("ex:a a ex:T ; ex:p 1 , 2 .", on_path("sh:maxCount 1"), (1, 1, 5)),
    "no such value": ("ex:a a ex:T ; ex:p 1 .", on_path("sh:hasValue 2"), (1, 1, 5)),
    "language twice": (
        'ex:a a ex:T ; ex:p "x"@de , "y"@de .',
        on_path("sh:uniqueLang true"),
        (1, 1, 5),
    ),
    "blank node": ("ex:s ex:t [ a ex:T ] .", on_path("sh:minCount 1"), (1, 11, 12)),
    "block with the class": (
        "ex:a ex:q 1 .\nex:a a ex:T .",
        on_path("sh:minCount 1"),
        (2, 1, 5),
    ),
    "node shape": ("ex:a a ex:T .", shape("sh:nodeKind sh:Literal"), (1, 1, 5)),
    "value of SPARQL that stands twice": (
        "ex:a a ex:T ; ex:p -7 ; ex:q -7 .",
        shape(f'sh:sparql [ sh:select "{NEGATIVE}" ]'),
        (1, 1, 5),
    ),
    "value that SPARQL computed": (
        "ex:a a ex:T .",
        shape('sh:sparql [ sh:select "SELECT $this (1 + 1 AS ?value) { $this a ?t }" ]'),
        (1, 1, 5),
    ),
}


@pytest.mark.parametrize(
    ("data", "shapes", "place"), SUBJECT_RESULTS.values(), ids=SUBJECT_RESULTS.keys()
)
def test_what_has_no_value_points_at_the_subject(
    data: str, shapes: str, place: tuple[int, int, int], report_on: ReportOn
) -> None:
    result = only(report_on(data=data, shapes=shapes))
    assert where(result) == place
    assert result.place is not None
    assert result.place.precision is Precision.SUBJECT


def test_class_of_the_focus_node_points_at_the_a(report_on: ReportOn) -> None:
    result = only(report_on(data="ex:a a ex:T .", shapes=shape("sh:class ex:U")))
    assert where(result) == (1, 6, 7)


def test_closed_shape_points_at_the_predicate_and_names_the_nearest(report_on: ReportOn) -> None:
    shapes = shape(
        "sh:closed true ; sh:ignoredProperties ( rdf:type ) ; sh:property [ sh:path ex:colour ]"
    )
    result = only(report_on(data="ex:a a ex:T ; ex:color 1 .", shapes=shapes))
    assert where(result) == (1, 15, 23)
    assert result.helps["en"] == "did you mean ex:colour?"


def test_target_node_that_is_only_an_object_is_found_there(report_on: ReportOn) -> None:
    shapes = "ex:S a sh:NodeShape ; sh:targetObjectsOf ex:p ; sh:class ex:U ."
    assert where(only(report_on(data="ex:a ex:p ex:b .", shapes=shapes))) == (1, 11, 15)


NOT_SUBJECTS = {
    "literal of a target": (
        'ex:a ex:q "x" .\nex:b ex:p "x" .',
        "ex:S a sh:NodeShape ; sh:targetObjectsOf ex:p ; sh:minLength 3 .",
        (2, 11, 14),
    ),
    "object of a target": (
        "ex:a ex:q ex:o .\nex:b ex:p ex:o .",
        "ex:S a sh:NodeShape ; sh:targetObjectsOf ex:p ; sh:class ex:U .",
        (2, 11, 15),
    ),
    "value of the property shape above": (
        'ex:a ex:q "x" .\nex:b a ex:T ; ex:p "x" .',
        on_path("sh:property [ sh:path ex:r ; sh:minCount 1 ]"),
        (2, 20, 23),
    ),
    "value of a longer path": (
        "ex:a ex:q ex:o .\nex:b a ex:T ; ex:p ex:o .",
        on_path(
            "sh:property [ sh:path ex:r ; sh:minCount 1 ]",
            "[ sh:alternativePath ( ex:p ex:z ) ]",
        ),
        (2, 20, 24),
    ),
}


@pytest.mark.parametrize(
    ("data", "shapes", "place"), NOT_SUBJECTS.values(), ids=NOT_SUBJECTS.keys()
)
def test_focus_node_that_is_no_subject_is_found_where_its_shape_came_upon_it(
    data: str, shapes: str, place: tuple[int, int, int], report_on: ReportOn
) -> None:
    assert where(only(report_on(data=data, shapes=shapes))) == place


def test_node_with_several_blocks_is_found_at_the_first_that_gives_a_class(
    report_on: ReportOn,
) -> None:
    data = "ex:a ex:q 1 .\nex:a a ex:Z , ex:T .\nex:a a ex:A ."
    assert where(only(report_on(data=data, shapes=on_path("sh:minCount 1")))) == (2, 1, 5)
    assert where(only(report_on(data=data, shapes=shape("sh:class ex:U")))) == (2, 6, 7)


def test_equal_value_of_a_third_property_is_not_the_place(report_on: ReportOn) -> None:
    data = "ex:a a ex:T ; ex:r 1 ; ex:q 1 ."
    assert where(only(report_on(data=data, shapes=on_path("sh:equals ex:q")))) == (1, 29, 30)


def test_target_node_that_is_nowhere_is_found_in_its_shape(report_on: ReportOn) -> None:
    shapes = "ex:S a sh:NodeShape ; sh:targetNode ex:gone ; sh:class ex:U ."
    report = report_on(data="ex:a ex:p ex:b .", shapes=shapes)
    (result,) = (each for each in report.results if each.code == "shape")
    assert result.place is not None
    assert result.place.path.name == "shapes.ttl"


@pytest.mark.parametrize(
    ("message", "shown"), [("too small", True), ("{?value} is too small", False)]
)
def test_value_that_a_query_found_is_told(message: str, shown: bool, report_on: ReportOn) -> None:
    constraint = f'sh:sparql [ sh:message "{message}" ; sh:select "{NEGATIVE}" ]'
    result = only(report_on(data="ex:a a ex:T ; ex:q -7 .", shapes=shape(constraint)))
    assert ("-7" in result.constraint.get("en", "")) is shown


def test_closed_property_shape_points_at_the_predicate_of_each_value_node(
    report_on: ReportOn,
) -> None:
    report = report_on(
        data="ex:a a ex:T ; ex:p ex:b , ex:c .\nex:b ex:q 1 .\nex:c ex:q 1 .\n",
        shapes="ex:S a sh:NodeShape ; sh:targetClass ex:T ;\n"
        "  sh:property [ sh:path ex:p ; sh:closed true ; sh:ignoredProperties ( ex:r ) ] .",
    )
    places = [(r.place.line - HEADER_LINES, r.place.column) for r in report.results if r.place]
    assert places == [(2, 6), (3, 6)]
