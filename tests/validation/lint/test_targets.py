"""Whether shapes aim at what is there: near misses, and targets without focus nodes."""

from collections.abc import Callable

import pytest

from schlaglicht.validation.report import (
    Precision,
    Severity,
    ValidationReport,
    ValidationResult,
)

Lint = Callable[..., list[ValidationResult]]
Found = Callable[[list[ValidationResult]], list[tuple[str, int, int, int]]]

EVENT = "ex:S a sh:NodeShape ; sh:targetClass ex:Event ;\n"


def test_near_miss_of_a_target_is_a_violation(lint: Lint, found: Found) -> None:
    shapes = EVENT.replace("ex:Event", "ex:Evnet") + "  sh:nodeKind sh:IRI ."
    results = lint(shapes)
    assert found(results) == [("shape-near-miss", 1, 38, 46)]
    assert results[0].severity is Severity.VIOLATION
    assert results[0].helps["en"] == "there is ex:Event; one of the two is misspelt"


PATHS = {
    "path": ("sh:path ex:nmae ; sh:maxCount 1", (2, 25, 32)),
    "step of a path": ("sh:path ( ex:startDate ex:nmae ) ; sh:maxCount 1", (2, 40, 47)),
    "pair": ("sh:path ex:name ; sh:equals ex:Name", (2, 45, 52)),
}


@pytest.mark.parametrize(("inner", "place"), PATHS.values(), ids=PATHS.keys())
def test_near_miss_of_a_property_is_found_at_its_step(
    inner: str, place: tuple[int, int, int], lint: Lint, found: Found
) -> None:
    shapes = f"{EVENT}  sh:property [ {inner} ] ."
    data = 'ex:a a ex:Event ; ex:startDate "2020-11-10"^^xsd:date .\nex:b ex:name 1 .'
    told = [result for result in lint(shapes, data=data) if result.code == "shape-near-miss"]
    assert found(told) == [("shape-near-miss", *place)]


BOTH = "  sh:property [ sh:path ex:name ; sh:minCount 1 ] , [ sh:path ex:nmae ; sh:maxCount 1 ] ."


def test_unused_property_like_another_that_shapes_name_is_only_a_hint(lint: Lint) -> None:
    (result,) = lint(EVENT + BOTH)
    assert (result.code, result.severity) == ("shape-near-miss", Severity.INFO)
    assert result.helps["en"] == "shapes name ex:name, too; is it another term?"


def test_property_like_one_that_the_ontology_declares_is_a_violation(lint: Lint) -> None:
    ontology = "ex:Event a owl:Class . ex:name a rdf:Property . ex:startDate a rdf:Property ."
    (result,) = lint(EVENT + BOTH, ontology=ontology)
    assert (result.code, result.severity) == ("shape-near-miss", Severity.VIOLATION)


def test_published_property_like_another_is_fine(lint: Lint) -> None:
    shapes = f"{EVENT}  sh:property [ sh:path <http://xmlns.com/foaf/0.1/nick> ; sh:maxCount 1 ] ."
    assert lint(shapes, data='ex:a a ex:Event ; <http://xmlns.com/foaf/0.1/nicks> "x" .') == []
    assert lint(shapes, data='ex:a a ex:Event ; <http://xmlns.com/foaf/0.1/nack> "x" .') == []


def test_hint_does_not_hide_that_nothing_is_checked(lint: Lint) -> None:
    shapes = (
        "ex:S sh:targetClass ex:Evnet ; sh:nodeKind sh:IRI . "
        "ex:T sh:targetClass ex:Other ; sh:property [ sh:path ex:p ; sh:class ex:Event ] ."
    )
    assert {result.code for result in lint(shapes)} >= {"shape-near-miss", "nothing-checked"}


def test_property_that_the_shape_demands_is_left_to_the_judge(lint: Lint) -> None:
    shapes = f"{EVENT}  sh:property [ sh:path ex:nmae ; sh:minCount 1 ] ."
    assert lint(shapes) == []


def test_near_miss_of_a_node_that_is_aimed_at_is_a_violation(lint: Lint, found: Found) -> None:
    data = "ex:spring a ex:Event . ex:autumn a ex:Event ."
    for node in ("ex:sprnig", "<http://example.org/spring>"):
        shapes = f"{EVENT} sh:nodeKind sh:IRI .\nex:T sh:targetNode {node} ; sh:nodeKind sh:IRI ."
        results = lint(shapes, data=data)
        assert found(results) == [("shape-near-miss", 3, 20, 20 + len(node))]


@pytest.mark.parametrize("node", ["ex:elsewhere", '"text"', "<urn:x:y>", "ex:other"])
@pytest.mark.parametrize("also", ["", "sh:targetNode ex:a ;", "sh:targetClass ex:Event ;"])
def test_node_that_is_aimed_at_and_does_not_occur_is_a_warning(
    node: str, also: str, lint: Lint, found: Found
) -> None:
    aiming = f"ex:T {also}\n  sh:targetNode {node} ; sh:nodeKind sh:IRIOrLiteral ."
    results = lint(f"{EVENT} sh:nodeKind sh:IRI .\n{aiming}", data="ex:a a ex:Event .")
    assert found(results) == [("shape-unused", 4, 17, 17 + len(node))]
    assert results[0].severity is Severity.WARNING
    assert node.strip('"') in results[0].messages["en"].replace("“text”", "text")


def test_nodes_that_do_not_occur_do_not_hide_that_nothing_is_checked(lint: Lint) -> None:
    nowhere = "ex:S sh:targetNode ex:elsewhere, ex:other ; sh:nodeKind sh:IRI .\n"
    other = "ex:T sh:targetClass ex:Dataset ; sh:nodeKind sh:IRI ."
    for shapes, nodes in ((nowhere, 2), (nowhere + other, 2), (other, 0)):
        codes = sorted(result.code for result in lint(shapes))
        assert codes == ["nothing-checked"] + ["shape-unused"] * nodes


@pytest.mark.parametrize("class_", ["ex:Concerto1", "ex:Cnocerts", "ex:Cnocert2"])
def test_class_two_slips_from_one_that_no_shape_names_is_a_warning(class_: str, lint: Lint) -> None:
    shapes = f"{EVENT} sh:nodeKind sh:IRI .\nex:T sh:targetClass {class_} ; sh:nodeKind sh:IRI ."
    data = "ex:a a ex:Event . ex:b a ex:Concert ."
    (result,) = lint(shapes, data=data)
    assert (result.code, result.severity) == ("shape-unused", Severity.WARNING)
    assert result.helps["en"] == "did you mean ex:Concert?"
    named = f"{shapes} ex:U sh:targetClass ex:Concert ; sh:nodeKind sh:IRI ."
    (result,) = lint(named, data=data)
    assert (result.code, result.severity) == ("shape-unused", Severity.INFO)


def test_shape_without_focus_nodes_is_only_a_hint(lint: Lint, found: Found) -> None:
    shapes = EVENT + "  sh:nodeKind sh:IRI .\nex:T sh:targetClass ex:Dataset ; sh:nodeKind sh:IRI ."
    results = lint(shapes)
    assert found(results) == [("shape-unused", 3, 21, 31)]
    assert results[0].severity is Severity.INFO


@pytest.mark.parametrize("link", ["sh:node ex:T", "sh:or ( [ sh:node ex:T ] )"])
def test_shape_without_focus_nodes_that_another_refers_to_is_used(link: str, lint: Lint) -> None:
    shapes = f"{EVENT} {link} .\nex:T sh:targetClass ex:Dataset ; sh:nodeKind sh:IRI ."
    assert lint(shapes) == []


def test_target_that_the_ontology_lacks_too_is_a_warning(lint: Lint) -> None:
    shapes = EVENT + "  sh:nodeKind sh:IRI .\nex:T sh:targetClass ex:Dataset ; sh:nodeKind sh:IRI ."
    ontology = "ex:Event a owl:Class . ex:name a rdf:Property . ex:startDate a rdf:Property ."
    (result,) = lint(shapes, ontology=ontology)
    assert (result.code, result.severity) == ("shape-unused", Severity.WARNING)


def test_target_whose_subclass_has_instances_is_used(lint: Lint) -> None:
    ontology = (
        "ex:Event a owl:Class ; rdfs:subClassOf ex:Thing . ex:Thing a owl:Class . "
        "ex:name a rdf:Property . ex:startDate a rdf:Property ."
    )
    assert lint("ex:S sh:targetClass ex:Thing ; sh:nodeKind sh:IRI .", ontology=ontology) == []


def test_data_of_which_nothing_is_checked_is_a_violation(lint: Lint, found: Found) -> None:
    results = lint("ex:S a sh:NodeShape ; sh:targetClass ex:Dataset ; sh:nodeKind sh:IRI .")
    assert found(results) == [("nothing-checked", 1, 1, 5)]
    assert results[0].helps["en"].endswith("ex:Event")


def test_data_without_a_triple_is_a_violation(report_on: Callable[..., ValidationReport]) -> None:
    shapes = "ex:S sh:targetClass ex:T ; sh:nodeKind sh:IRI ; sh:message 'm'@en ."
    (result,) = report_on(data="", shapes=shapes).results
    assert (result.code, result.severity) == ("nothing-checked", Severity.VIOLATION)
    assert result.place is not None
    assert (result.place.path.name, result.place.precision) == ("data.ttl", Precision.FILE)


def test_shapes_alone_are_not_measured_against_data(lint: Lint) -> None:
    shapes = "ex:S a sh:NodeShape ; sh:targetClass ex:Dataset ; sh:nodeKind sh:IRI ."
    assert lint(shapes, data="") == []


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
