"""What is said below a result about a shape within the shape."""

from collections.abc import Callable, Mapping

import pytest

from schlaglicht.validation.report import ValidationReport
from schlaglicht.validation.shacl import explanations
from schlaglicht.validation.shacl.components import shape_based

HEADER_LINES = 6

PERSON = """ex:Person a sh:NodeShape ;
    sh:property ex:Person-name , [ sh:path ex:age ; sh:maxCount 0 ] .
ex:Person-name sh:path ex:name ; sh:minCount 1 ; sh:message "ein Name"@de , "a name"@en .
"""
DATA = "ex:x a ex:A ; ex:p ex:y . ex:y ex:age 5 ; ex:knows ex:y ."

Explain = Callable[..., Mapping[str, str]]


@pytest.fixture
def explain(report_on: Callable[..., ValidationReport]) -> Explain:
    """Gives ex:y a constraint; what is said of why it does not conform."""

    def reasons_of(constraint: str, more: str = PERSON, data: str = DATA) -> Mapping[str, str]:
        target = "ex:S a sh:NodeShape ; sh:targetClass ex:A ; sh:property [ sh:path ex:p ; "
        report = report_on(data=data, shapes=f"{target}{constraint} ] .\n{more}")
        (result,) = (r for r in report.results if r.code == "shape")
        return result.reasons

    return reasons_of


def test_node_says_what_of_the_shape_is_not_met(explain: Explain) -> None:
    assert explain("sh:node ex:Person") == {
        "de": "ex:age darf höchstens 0 Werte haben\nPerson-name: ein Name",
        "en": "ex:age may have at most 0 values\nPerson-name: a name",
    }


def test_shapes_within_shapes_are_indented(explain: Explain) -> None:
    inner = "ex:Known a sh:NodeShape ; sh:property [ sh:path ex:knows ; sh:node ex:Person ] .\n"
    assert explain("sh:node ex:Known", inner + PERSON)["en"].splitlines() == [
        "ex:y does not conform to the shape ex:Person",
        "  ex:age may have at most 0 values",
        "  Person-name: a name",
    ]


def test_circle_of_shapes_comes_to_an_end(explain: Explain) -> None:
    circle = (
        "ex:C a sh:NodeShape ; sh:class ex:No ; sh:property [ sh:path ex:knows ; sh:node ex:C ] ."
    )
    assert "ex:No" in explain("sh:node ex:C", circle)["en"]


def test_and_says_what_of_its_members_is_not_met(explain: Explain) -> None:
    said = explain("sh:and ( [ sh:nodeKind sh:IRI ] ex:Person [ sh:class ex:B ] )")
    assert said["en"].splitlines() == [
        "ex:age may have at most 0 values",
        "Person-name: a name",
        "ex:y is not an instance of ex:B",
    ]


def test_or_says_for_each_alternative_why(explain: Explain) -> None:
    said = explain("sh:or ( [ sh:datatype xsd:integer ] ex:Person )")
    assert said["en"].splitlines() == [
        "(1): ex:y is not a literal of type xsd:integer",
        "(2) Person: ex:age may have at most 0 values; Person-name: a name",
    ]


def test_list_of_alternatives_that_is_met_is_not_spoken_of(explain: Explain) -> None:
    said = explain("sh:or ( [ sh:nodeKind sh:IRI ] [ sh:class ex:B ] ) , ( ex:Person )")
    assert said["en"] == "(1) Person: ex:age may have at most 0 values; Person-name: a name"


def test_xone_says_why_none_fits(explain: Explain) -> None:
    said = explain("sh:xone ( [ sh:class ex:B ] [ sh:nodeKind sh:Literal ] )")
    assert said["de"].splitlines() == [
        "(1): ex:y ist keine Instanz von ex:B",
        "(2): ex:y ist nicht von der Art sh:Literal",
    ]


def test_xone_says_which_ones_fit(explain: Explain) -> None:
    several = "sh:xone ( [ sh:nodeKind sh:IRI ] [ sh:class ex:B ] [ sh:property [ sh:path [ "
    said = explain(several + "sh:inversePath ex:p ] ; sh:minCount 1 ] ] )")
    assert said["en"].splitlines() == [
        "conforms to: (1) [ sh:nodeKind sh:IRI ]",
        "conforms to: (3) [ sh:property [ sh:minCount 1 ; sh:path ^ex:p ] ]",
    ]


def test_not_says_what_is_met(explain: Explain) -> None:
    assert explain("sh:not ex:Thing", "ex:Thing a sh:NodeShape ; sh:nodeKind sh:IRI .") == {
        "de": "erfüllt: Thing [ sh:nodeKind sh:IRI ]",
        "en": "conforms to: Thing [ sh:nodeKind sh:IRI ]",
    }


def test_too_few_fitting_values_are_counted_and_each_other_one_explained(
    explain: Explain,
) -> None:
    said = explain(
        "sh:qualifiedMinCount 2 ; sh:qualifiedValueShape ex:Person",
        data='ex:x a ex:A ; ex:p ex:y , "z" , ex:w . ex:y ex:age 5 . ex:w ex:name "W" .',
    )
    assert said["en"].splitlines() == [
        "values that conform to Person: 1 of 3",
        "  ex:y: ex:age may have at most 0 values; Person-name: a name",
        '  "z": Person-name: a name',
    ]
    assert said["de"].splitlines()[:2] == [
        "Werte, die Person erfüllen: 1 von 3",
        "  ex:y: ex:age darf höchstens 0 Werte haben; Person-name: ein Name",
    ]


def test_value_is_not_named_twice(explain: Explain) -> None:
    said = explain("sh:qualifiedMinCount 1 ; sh:qualifiedValueShape [ sh:class ex:B ]")
    assert said["en"].splitlines() == [
        "values that conform to [ sh:class ex:B ]: 0 of 1",
        "  ex:y is not an instance of ex:B",
    ]


def test_too_few_values_at_all(explain: Explain) -> None:
    qualified = "sh:qualifiedMinCount 1 ; sh:qualifiedValueShape [ sh:class ex:B ]"
    assert explain(qualified, data="ex:x a ex:A .") == {
        "de": "es gibt keinen Wert, der [ sh:class ex:B ] erfüllen könnte",
        "en": "there is no value that could conform to [ sh:class ex:B ]",
    }


def test_values_at_the_end_of_a_path_are_explained(explain: Explain) -> None:
    inner = "sh:qualifiedMinCount 1 ; sh:qualifiedValueShape [ sh:class ex:B ]"
    shapes = f"sh:property [ sh:path ( ex:knows [ sh:inversePath ex:p ] ) ; {inner} ]"
    said = explain("sh:node ex:Known", f"ex:Known a sh:NodeShape ; {shapes} .")
    assert said["en"].splitlines() == [
        "ex:knows/^ex:p needs at least 1 fitting value",
        "  values that conform to [ sh:class ex:B ]: 0 of 1",
        "    ex:x is not an instance of ex:B",
    ]


def test_shapes_within_the_shape_of_a_value_are_indented_below_it(explain: Explain) -> None:
    inner = "[ sh:or ( [ sh:class ex:B ] ex:Person ) ]"
    said = explain(f"sh:qualifiedMinCount 1 ; sh:qualifiedValueShape {inner}")
    assert said["en"].splitlines()[1:] == [
        "  ex:y conforms to none of: [ … ], ex:Person",
        "    (1): ex:y is not an instance of ex:B",
        "    (2) Person: ex:age may have at most 0 values; Person-name: a name",
    ]


def test_value_that_a_sibling_shape_takes_is_said_not_to_count(explain: Explain) -> None:
    disjoint = "sh:qualifiedMinCount 1 ; sh:qualifiedValueShapesDisjoint true"
    said = explain(
        f"{disjoint} ; sh:qualifiedValueShape [ sh:nodeKind sh:IRI ]",
        "ex:S sh:property [ sh:path ex:q ; sh:qualifiedMaxCount 9 ;"
        " sh:qualifiedValueShape ex:Aged ] . "
        "ex:Aged a sh:NodeShape ; sh:property [ sh:path ex:age ; sh:minCount 1 ] .",
    )
    assert said["en"].splitlines() == [
        "values that conform to [ sh:nodeKind sh:IRI ]: 0 of 1",
        "  ex:y conforms to the sibling shape Aged too, and so does not count",
    ]
    assert "ex:y erfüllt auch die Nachbar-Shape Aged und zählt deshalb nicht" in said["de"]


def test_too_many_fitting_values_are_named(explain: Explain) -> None:
    said = explain(
        "sh:qualifiedMaxCount 1 ; sh:qualifiedValueShape [ sh:datatype xsd:integer ]",
        data='ex:x a ex:A ; ex:p 1 , "z" , 2 .',
    )
    assert said["en"].splitlines() == [
        "values that conform to [ sh:datatype xsd:integer ]: 2 of 3",
        "  1",
        "  2",
    ]


def test_blank_values_are_told_apart_by_their_places(explain: Explain) -> None:
    said = explain(
        "sh:qualifiedMaxCount 0 ; sh:qualifiedValueShape [ sh:nodeKind sh:BlankNode ]",
        data="ex:x a ex:A ; ex:p [ ex:age 1 ] ,\n    [ ex:age 1 ] .",
    )
    assert said["en"].splitlines()[1:] == [
        f"  [ … ] (data.ttl:{HEADER_LINES + 1}:20)",
        f"  [ … ] (data.ttl:{HEADER_LINES + 2}:5)",
    ]


def test_of_many_values_only_so_many_are_looked_at(
    explain: Explain, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shape_based, "_MOST_VALUES", 8)
    many = ", ".join(f"ex:y{number}" for number in range(10))
    said = explain(
        "sh:qualifiedMinCount 1 ; sh:qualifiedValueShape [ sh:class ex:B ]",
        data=f"ex:x a ex:A ; ex:p {many} .",
    )
    lines = said["en"].splitlines()
    assert lines[0] == "values that conform to [ sh:class ex:B ]: 0 of the first 8 (10 in all)"
    assert lines[5:] == ["  ex:y4 is not an instance of ex:B", "  … and 3 more"]


def test_many_reasons_are_cut_off(explain: Explain) -> None:
    many = " ; ".join(f"sh:property [ sh:path ex:p{n} ; sh:minCount 1 ]" for n in range(8))
    said = explain("sh:node ex:Many", f"ex:Many a sh:NodeShape ; {many} .")["en"].splitlines()
    assert said[4:] == ["ex:p4 needs at least 1 value", "… and 3 more"]


def test_results_without_inner_shapes_have_no_reasons(explain: Explain) -> None:
    assert explain("sh:class ex:B") == {}


def test_only_so_many_results_get_reasons(
    report_on: Callable[..., ValidationReport], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(explanations, "_MOST_RESULTS", 2)
    shapes = f"ex:S a sh:NodeShape ; sh:targetClass ex:A ; sh:node ex:Person .\n{PERSON}"
    data = "".join(f"ex:x{n} a ex:A .\n" for n in range(4))
    report = report_on(data=data, shapes=shapes)
    assert [bool(result.reasons) for result in report.results] == [True, True, False, False]
