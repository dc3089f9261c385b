"""Shapes that cannot be evaluated: each is said at its place, and hides no other shape."""

from collections.abc import Callable

import pytest
from rdflib import Namespace

from schlaglicht.project import Project
from schlaglicht.validation.inputs import read_inputs
from schlaglicht.validation.pipeline import validate
from schlaglicht.validation.report import ValidationReport, ValidationResult
from schlaglicht.validation.shacl.check_shapes import check_shapes, judge
from schlaglicht.validation.shacl.components import COMPONENTS
from schlaglicht.validation.shacl.components.component import Component
from schlaglicht.vocab import SH

HEADER_LINES = 6
EX = Namespace("https://example.org/")


def shape(body: str) -> str:
    return f"ex:Shape a sh:NodeShape ; sh:targetClass ex:T ; {body} ."


def on_path(constraint: str, path: str = "ex:p") -> str:
    return shape(f"sh:property [ sh:path {path} ; {constraint} ]")


def only(report: ValidationReport) -> ValidationResult:
    (result,) = report.results
    return result


UNREADABLE = {
    "SPARQL syntax": shape('sh:sparql [ sh:select "SELECT $this WHER { }" ]'),
    "SPARQL prefix": shape('sh:sparql [ sh:select "SELECT $this { $this foo:x ?v }" ]'),
    "SPARQL that SHACL forbids": shape(
        'sh:sparql [ sh:select "SELECT $this { $this ?p ?o MINUS { ?a ?b ?c } }" ]'
    ),
    "regular expression": on_path('sh:pattern "("'),
    "count that is not a number": on_path('sh:minCount "x"'),
    "path that is invalid": on_path("sh:minCount 1", "[ ex:x ex:y ]"),
    "property shape that is none": shape("sh:property ex:Missing"),
    "list that never ends": on_path("sh:in _:l") + "_:l rdf:first 1 ; rdf:rest _:l .",
}


@pytest.mark.parametrize("shapes", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_shape_that_cannot_be_evaluated_is_a_result_in_its_file(
    shapes: str, write_project: Callable[..., Project], capfd: pytest.CaptureFixture[str]
) -> None:
    inputs, _ = read_inputs(write_project(data='ex:a a ex:T ; ex:p "x" .', shapes=shapes))
    (result,) = check_shapes(inputs)
    assert result.code == "shacl-unreadable"
    assert result.place is not None
    assert result.place.path.name == "shapes.ttl"
    assert result.place.line == HEADER_LINES + 1
    assert capfd.readouterr() == ("", "")


BESIDE = "ex:Other sh:targetClass ex:T ; sh:property [ sh:path ex:q ; sh:minCount 1 ] .\n"


@pytest.mark.parametrize("shapes", UNREADABLE.values(), ids=UNREADABLE.keys())
@pytest.mark.parametrize("processes", [1, 2])
def test_shape_that_cannot_be_evaluated_does_not_hide_what_others_find(
    shapes: str, processes: int, write_project: Callable[..., Project]
) -> None:
    inputs, _ = read_inputs(write_project(data="ex:a a ex:T ; ex:p 1 .", shapes=BESIDE + shapes))
    judged = judge(inputs.data_graph.graph, inputs.shapes_graph.graph, processes=processes)
    assert [failure.shape for failure in judged.failures] == [EX.Shape]
    assert len(judged.findings) == 1


def test_what_was_not_checked_for_a_shape_is_named(write_project: Callable[..., Project]) -> None:
    broken = 'ex:Shape sh:sparql [ sh:select "SELECT $this WHER { }" ] .'
    above = " ".join(
        f"ex:Above{n} a sh:NodeShape ; sh:targetClass ex:T ; sh:node ex:Shape ." for n in range(4)
    )
    inputs, _ = read_inputs(write_project(data="ex:a a ex:T .", shapes=f"{broken}\n{above}"))
    (result,) = check_shapes(inputs)
    assert result.source_shape == EX.Shape
    assert result.helps["en"].startswith("what Above0, Above1, Above2, … asks for was not checked")
    assert "Above0, Above1, Above2, … verlangt" in result.helps["de"]


VALUES = {"nodeKind": "sh:IRI , sh:Literal", "closed": "true , false", "flags": '"i" , "s"',
          "pattern": '"a" , "b"', "datatype": "xsd:date , xsd:int", "uniqueLang": "true , false",
          "in": "( 1 ) , ( 2 )", "languageIn": '( "en" ) , ( "de" )',
          "ignoredProperties": "( ex:a ) , ( ex:b )", "qualifiedValueShape": "ex:A , ex:B",
          "qualifiedValueShapesDisjoint": "true , false"}  # fmt: skip


@pytest.mark.parametrize("component", COMPONENTS.values(), ids=COMPONENTS.keys())
def test_no_component_is_judged_by_one_of_several_values_where_there_may_be_one(
    component: Component, write_project: Callable[..., Project]
) -> None:
    for parameter in component.single:
        name = parameter.removeprefix(SH)
        shapes = on_path(f"sh:{name} {VALUES.get(name, '1 , 2')}")
        project = write_project(data="ex:a a ex:T ; ex:p 1 .", shapes=shapes)
        inputs, _ = read_inputs(project)
        assert judge(inputs.data_graph.graph, inputs.shapes_graph.graph).failures
        said = [result.messages["en"] for result in validate(project).results]
        assert any(text.startswith(f"sh:{name} may occur only once") for text in said)
        assert not any("may have only one value" in text for text in said)
