"""Which triples of the data shapes look at."""

from collections.abc import Callable

import pytest

from schlaglicht.project import Project
from schlaglicht.validation.inputs import read_inputs
from schlaglicht.validation.report import CoverageReport, ValidationReport
from schlaglicht.validation.shacl.coverage import measure_coverage

Measure = Callable[..., CoverageReport]
ReportOn = Callable[..., ValidationReport]


@pytest.fixture
def measure(write_project: Callable[..., Project]) -> Measure:
    """The coverage of a project written as `write_project` does."""

    def measure_it(**parts: str) -> CoverageReport:
        inputs, broken = read_inputs(write_project(**parts))
        assert not broken
        coverage = measure_coverage(inputs)
        assert coverage is not None
        return coverage

    return measure_it


def missing(coverage: CoverageReport) -> dict[str, int]:
    """The properties that have triples no shape covers, and how many."""
    rows = coverage.properties
    return {r.name: r.triples - r.covered for r in rows if r.covered < r.triples}


def shape(*statements: str) -> str:
    return f"ex:S a sh:NodeShape ; {' ; '.join(statements)} ."


ON_T = "sh:targetClass ex:T"
QUERY = 'sh:sparql [ sh:select "%s"'
DECLARING = """rdfs:seeAlso ex:importing . ex:importing a owl:Ontology ; owl:imports ex:declaring .
ex:declaring a owl:Ontology ;
  sh:declare [ sh:prefix "e" ; sh:namespace "https://example.org/"^^xsd:anyURI ]"""
"""What ends a shape, with an ontology whose import declares a prefix."""
DATA = """ex:a a ex:T ; ex:p ex:b ; ex:q 1 .
ex:b a ex:U ; ex:p ex:c ; ex:q 2 .
ex:c ex:p ex:a .
"""

# What shapes leave out: the shapes, and the properties of DATA with triples that are not covered.
SHAPES = {
    "target class": ([ON_T], {"rdf:type": 1, "ex:p": 3, "ex:q": 2}),
    "target node": (["sh:targetNode ex:b"], {"rdf:type": 2, "ex:p": 3, "ex:q": 2}),
    "target subjects": (["sh:targetSubjectsOf ex:q"], {"rdf:type": 2, "ex:p": 3}),
    "target objects": (["sh:targetObjectsOf ex:q"], {"rdf:type": 2, "ex:p": 3}),
    "path": (
        [ON_T, "sh:property [ sh:path ex:q ; sh:minCount 1 ]"],
        {"rdf:type": 1, "ex:p": 3, "ex:q": 1},
    ),
    "inverse path": (
        [ON_T, "sh:property [ sh:path [ sh:inversePath ex:p ] ; sh:minCount 1 ]"],
        {"rdf:type": 1, "ex:p": 2, "ex:q": 2},
    ),
    "sequence": (
        [ON_T, "sh:property [ sh:path ( ex:p ex:q ) ; sh:minCount 1 ]"],
        {"rdf:type": 1, "ex:p": 2, "ex:q": 1},
    ),
    "inverse of a sequence": (
        [ON_T, "sh:property [ sh:path [ sh:inversePath ( ex:p ex:p ) ] ; sh:minCount 1 ]"],
        {"rdf:type": 1, "ex:p": 1, "ex:q": 2},
    ),
    "alternative": (
        [ON_T, "sh:property [ sh:path [ sh:alternativePath ( ex:p ex:q ) ] ; sh:minCount 1 ]"],
        {"rdf:type": 1, "ex:p": 2, "ex:q": 1},
    ),
    "zero or one": (
        [ON_T, "sh:property [ sh:path ( [ sh:zeroOrOnePath ex:p ] ex:q ) ]"],
        {"rdf:type": 1, "ex:p": 2},
    ),
    "one or more, in a circle": (
        [ON_T, "sh:property [ sh:path ( [ sh:oneOrMorePath ex:p ] ex:q ) ]"],
        {"rdf:type": 1},
    ),
    "zero or more": (
        ["sh:targetNode ex:b", "sh:property [ sh:path [ sh:zeroOrMorePath ex:p ] ]"],
        {"rdf:type": 2, "ex:q": 2},
    ),
    "node": (
        [ON_T, "sh:property [ sh:path ex:p ; sh:node [ sh:property [ sh:path ex:q ] ] ]"],
        {"rdf:type": 1, "ex:p": 2, "ex:q": 1},
    ),
    "property of a property": (
        [ON_T, "sh:property [ sh:path ex:p ; sh:property [ sh:path ex:q ] ]"],
        {"rdf:type": 1, "ex:p": 2, "ex:q": 1},
    ),
    "or": (
        [ON_T, "sh:or ( [ sh:path ex:p ] [ sh:property [ sh:path ex:q ] ] )"],
        {"rdf:type": 1, "ex:p": 2, "ex:q": 1},
    ),
    "not": ([ON_T, "sh:not [ sh:path ex:q ]"], {"rdf:type": 1, "ex:p": 3, "ex:q": 1}),
    "qualified": (
        [
            ON_T,
            "sh:property [ sh:path ex:p ; sh:qualifiedMinCount 0 ; sh:qualifiedValueShape ex:Q ]",
            "sh:property [ sh:path ex:q ] . ex:Q sh:path ex:p ; sh:minCount 1",
        ],
        {"rdf:type": 1, "ex:p": 1, "ex:q": 1},
    ),
    "class of a value": (
        [ON_T, "sh:property [ sh:path ex:p ; sh:class ex:U ]"],
        {"ex:p": 2, "ex:q": 2},
    ),
    "class that a value has not": (
        [ON_T, "sh:property [ sh:path ex:p ; sh:class ex:V ; sh:severity sh:Info ]"],
        {"rdf:type": 1, "ex:p": 2, "ex:q": 2},
    ),
    "closed": ([ON_T, "sh:closed true"], {"rdf:type": 1, "ex:p": 2, "ex:q": 1}),
    "closed, with a property ignored": (
        [ON_T, "sh:closed true ; sh:ignoredProperties ( ex:q )"],
        {"rdf:type": 1, "ex:p": 2, "ex:q": 2},
    ),
    "not closed": ([ON_T, "sh:closed false"], {"rdf:type": 1, "ex:p": 3, "ex:q": 2}),
    "pair": (
        [ON_T, "sh:property [ sh:path ex:q ; sh:disjoint ex:p ]"],
        {"rdf:type": 1, "ex:p": 2, "ex:q": 1},
    ),
    "query": (
        [ON_T, 'sh:sparql [ sh:select "SELECT $this { $this <https://example.org/q> 7 }" ]'],
        {"rdf:type": 1, "ex:p": 3, "ex:q": 1},
    ),
    "query that leads on": (
        [
            ON_T,
            """sh:sparql [ sh:select '''PREFIX e: <https://example.org/> SELECT $this {
            ?z e:p $this . FILTER NOT EXISTS { $this e:p/e:q ?v . ?v e:r ?w } ?y e:q 9 }''' ]""",
        ],
        {"rdf:type": 1, "ex:p": 1, "ex:q": 1},
    ),
    "query with lists of predicates and objects within EXISTS": (
        [
            ON_T,
            """sh:sparql [ sh:select '''PREFIX e: <https://example.org/> SELECT $this {
            FILTER NOT EXISTS { $this e:q ?v , ?w ; e:r ?x } }''' ]""",
        ],
        {"rdf:type": 1, "ex:p": 3, "ex:q": 1},
    ),
    "query that cannot be read": (
        [ON_T, 'sh:sparql [ sh:select "SELECT $this { $this x:q 7 }" ]'],
        {"rdf:type": 1, "ex:p": 3, "ex:q": 2},
    ),
    "deactivated": (
        [ON_T, "sh:property [ sh:path ex:q ; sh:deactivated true ]"],
        {"rdf:type": 1, "ex:p": 3, "ex:q": 2},
    ),
    "deactivated with its target": (
        [ON_T, "sh:deactivated true"],
        {"rdf:type": 2, "ex:p": 3, "ex:q": 2},
    ),
    "not deactivated by another form of true": (
        [ON_T, 'sh:deactivated "1"^^xsd:boolean'],
        {"rdf:type": 1, "ex:p": 3, "ex:q": 2},
    ),
    "query with a switch that is off": (
        [ON_T, QUERY % "SELECT $this { $this ex:q 1 }" + " ; sh:deactivated false ]", DECLARING],
        {"rdf:type": 1, "ex:p": 3, "ex:q": 1},
    ),
    "query that is switched off": (
        [ON_T, QUERY % "SELECT $this { $this ex:q 1 }" + " ; sh:deactivated true ]", DECLARING],
        {"rdf:type": 1, "ex:p": 3, "ex:q": 2},
    ),
    "prefix of an ontology that is imported": (
        [ON_T, QUERY % "SELECT $this { $this e:q 1 }" + " ; sh:prefixes ex:importing ]", DECLARING],
        {"rdf:type": 1, "ex:p": 3, "ex:q": 1},
    ),
    "prefixes that are given": (
        [ON_T, QUERY % "SELECT $this { $this ex:q 1 ; rdf:value ?x }" + " ]"],
        {"rdf:type": 1, "ex:p": 3, "ex:q": 1},
    ),
    "closed by another form of true": (
        [ON_T, 'sh:closed "1"^^xsd:boolean ; sh:ignoredProperties ( rdf:type ex:p )'],
        {"rdf:type": 1, "ex:p": 3, "ex:q": 1},
    ),
    "closed by false": ([ON_T, "sh:closed false"], {"rdf:type": 1, "ex:p": 3, "ex:q": 2}),
    "shape that refers to itself": (
        [ON_T, "sh:property [ sh:path ex:p ; sh:node ex:S ]"],
        {"rdf:type": 1, "ex:q": 2},
    ),
}


@pytest.mark.parametrize(("shapes", "left"), SHAPES.values(), ids=SHAPES.keys())
def test_shapes_look_at_these_triples(
    shapes: list[str], left: dict[str, int], measure: Measure
) -> None:
    assert missing(measure(data=DATA, shapes=shape(*shapes))) == left


def test_class_below_the_target_counts(measure: Measure) -> None:
    ontology = "ex:T a owl:Class . ex:U a owl:Class ; rdfs:subClassOf ex:T . ex:p a rdf:Property ."
    coverage = measure(data="ex:b a ex:U .", ontology=ontology, shapes=shape(ON_T))
    assert missing(coverage) == {}


def test_class_that_is_a_shape_is_its_own_target(measure: Measure) -> None:
    shapes = "ex:T a sh:NodeShape , rdfs:Class ; sh:property [ sh:path ex:q ] ."
    coverage = measure(data=DATA, shapes=shapes)
    assert missing(coverage) == {"rdf:type": 1, "ex:p": 3, "ex:q": 1}


def test_class_of_a_class_of_ones_own_is_its_own_target(
    measure: Measure, report_on: ReportOn
) -> None:
    shapes = """ex:Meta rdfs:subClassOf rdfs:Class .
      ex:T a ex:Meta , sh:NodeShape ; sh:property [ sh:path ex:q ; sh:minCount 2 ] ."""
    assert "shape" in {result.code for result in report_on(data=DATA, shapes=shapes).results}
    coverage = measure(data=DATA, shapes=shapes)
    assert missing(coverage) == {"rdf:type": 1, "ex:p": 3, "ex:q": 1}


def test_ontology_and_shapes_do_not_count(measure: Measure) -> None:
    ontology = "ex:T a owl:Class . ex:p a rdf:Property . ex:q a rdf:Property . ex:U a owl:Class ."
    coverage = measure(data=DATA, ontology=ontology, shapes=shape(ON_T))
    assert (coverage.covered, coverage.triples) == (1, 7)


def test_shapes_among_the_data_do_not_count(measure: Measure) -> None:
    among = shape(ON_T, "sh:property [ sh:path ( ex:p ex:q ) ]")
    coverage = measure(data=DATA + among)
    assert (coverage.covered, coverage.triples) == (3, 7)


def test_without_shapes_there_is_no_coverage(report_on: ReportOn) -> None:
    report = report_on(data=DATA)
    assert (report.coverage, report.checked.coverable) == (None, None)


def test_without_shapes_a_share_that_is_asked_for_is_not_met(report_on: ReportOn) -> None:
    report = report_on(data="ex:a ex:p 1 .", settings="[validate]\ncoverage = 2\n")
    (result,) = report.results
    assert result.code == "coverage-low"
    assert "0 of 1 triples, 0 % instead of 2 %" in result.messages["en"]


def test_rows_say_what_is_not_covered(measure: Measure) -> None:
    coverage = measure(data=DATA, shapes=shape(ON_T, "sh:property [ sh:path ex:p ]"))
    rows = {row.name: (row.triples, row.covered, row.missing) for row in coverage.classes}
    assert rows == {
        "": (1, 0, (("ex:p", 1),)),
        "ex:T": (3, 2, (("ex:q", 1),)),
        "ex:U": (3, 0, (("ex:p", 1), ("ex:q", 1), ("rdf:type", 1))),
    }
    by_property = {row.name: row.missing for row in coverage.properties}
    assert by_property["ex:p"] == (("", 1), ("ex:U", 1))


def test_subject_of_two_classes_counts_under_both_and_once_in_all(measure: Measure) -> None:
    coverage = measure(data="ex:a a ex:T , ex:U ; ex:q 1 .", shapes=shape(ON_T))
    assert [(row.name, row.triples) for row in coverage.classes] == [("ex:T", 3), ("ex:U", 3)]
    assert (coverage.triples, coverage.covered) == (3, 1)


@pytest.mark.parametrize(("wanted", "codes"), [("43", ["coverage-low"]), ("42.8", []), ("0", [])])
def test_less_than_is_asked_for_is_a_result(
    wanted: str, codes: list[str], report_on: ReportOn
) -> None:
    settings = f'[validate]\ncoverage = {wanted}\nselect = ["coverage-low"]\n'
    shapes = shape(ON_T, "sh:property [ sh:path ex:p ] , [ sh:path ex:q ]")
    report = report_on(data=DATA, shapes=shapes, settings=settings)
    assert [result.code for result in report.results] == codes
    assert (report.checked.covered, report.checked.coverable) == (3, 7)
    for result in report.results:
        assert result.place is not None
        assert result.place.path.name == "data.ttl"
        assert result.messages == {
            "de": "Shapes decken 3 von 7 Tripeln ab, 42 % statt 43 %",
            "en": "shapes cover 3 of 7 triples, 42 % instead of 43 %",
        }
        assert "ex:p (2), ex:q (1), rdf:type (1)" in result.helps["en"]


@pytest.mark.parametrize(
    "parameters",
    [
        "sh:path _:p . _:p sh:inversePath _:p",
        "sh:path _:p . _:p rdf:first ex:p ; rdf:rest _:p",
        "sh:and _:l . _:l rdf:first ex:S ; rdf:rest _:l",
    ],
)
def test_path_or_list_within_itself_leads_nowhere(
    parameters: str, report_on: Callable[..., ValidationReport]
) -> None:
    shapes = f"ex:S a sh:PropertyShape ; sh:targetClass ex:T ; {parameters} ."
    report = report_on(data="ex:a a ex:T ; ex:p 1 .", shapes=shapes)
    assert any(result.code == "shape-value" for result in report.results)
    assert report.coverage is not None
