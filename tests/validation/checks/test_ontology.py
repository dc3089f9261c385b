"""The upkeep of an ontology. Lines count from the text given."""

from collections.abc import Callable

import pytest

from schlaglicht.validation.report import Severity, ValidationReport

HEADER_LINES = 6

ReportOn = Callable[..., ValidationReport]

ONTOLOGY = """<https://example.org/> a owl:Ontology .
ex:Event a owl:Class .
ex:Place a owl:Class .
ex:place a owl:ObjectProperty .
"""

Found = tuple[str, Severity, str, int, int]


def findings(report: ValidationReport) -> list[Found]:
    return [
        (r.code, r.severity, r.place.path.name, r.place.line - HEADER_LINES, r.place.column)
        for r in report.results
        if r.place
    ]


def test_circle_of_classes_is_one_warning(report_on: ReportOn) -> None:
    circle = "ex:Event rdfs:subClassOf ex:Place .\nex:Place rdfs:subClassOf ex:Event ."
    report = report_on(data="", ontology=ONTOLOGY + circle)
    assert findings(report) == [("hierarchy-circle", Severity.WARNING, "terms.ttl", 6, 26)]
    assert "ex:Event → ex:Place → ex:Event" in report.results[0].messages["en"]


def test_class_below_itself_and_two_ways_up_are_no_circle(report_on: ReportOn) -> None:
    ontology = ONTOLOGY + "ex:A a owl:Class ; rdfs:subClassOf ex:A , ex:Event , ex:Place ."
    assert report_on(data="", ontology=ontology).conforms


def test_deprecated_term_is_told_with_its_successor(report_on: ReportOn) -> None:
    ontology = ONTOLOGY + (
        "ex:venue a owl:ObjectProperty ; owl:deprecated true ; dcterms:isReplacedBy ex:place .\n"
        "dcterms:isReplacedBy a rdf:Property ."
    )
    report = report_on(data="ex:a a ex:Event ;\n  ex:venue ex:b .", ontology=ontology)
    assert findings(report) == [("term-deprecated", Severity.WARNING, "data.ttl", 2, 3)]
    assert report.results[0].helps["en"] == "write ex:place instead"


MISTAKEN = {
    "class as property": ("ex:a ex:Place ex:b .", None, ("data.ttl", 1, 6)),
    "property as class": ("ex:a a ex:place .", None, ("data.ttl", 1, 8)),
    "class as path": (
        "ex:a a ex:Event .",
        "ex:S sh:targetClass ex:Event ; sh:property [ sh:path ex:Place ; sh:maxCount 1 ] .",
        ("shapes.ttl", 1, 54),
    ),
    "property as target class": (
        "ex:a ex:place ex:b .",
        "ex:S sh:targetClass ex:place ; sh:nodeKind sh:IRI .",
        ("shapes.ttl", 1, 21),
    ),
}


@pytest.mark.parametrize(("data", "shapes", "place"), MISTAKEN.values(), ids=MISTAKEN.keys())
def test_term_of_the_wrong_kind_is_told(
    data: str, shapes: str | None, place: tuple[str, int, int], report_on: ReportOn
) -> None:
    report = report_on(data=data, ontology=ONTOLOGY, shapes=shapes)
    told = [finding for finding in findings(report) if finding[0] == "term-kind"]
    assert told == [("term-kind", Severity.WARNING, *place)]


def test_term_that_lacks_what_most_have_is_told(report_on: ReportOn) -> None:
    labels = "".join(f'{term} rdfs:label "x"@en .\n' for term in ("ex:Event", "ex:Place"))
    defined = "".join(
        f"{term} rdfs:isDefinedBy <https://example.org/> .\n"
        for term in ("ex:Event", "ex:Place", "ex:place")
    )
    report = report_on(data="", ontology=ONTOLOGY + labels + defined)
    assert findings(report) == [("term-undocumented", Severity.INFO, "terms.ttl", 4, 1)]
    assert "rdfs:label is missing" in report.results[0].messages["en"]


def test_ontology_without_labels_at_all_is_left_alone(report_on: ReportOn) -> None:
    defined = "ex:Event rdfs:isDefinedBy <https://example.org/> ."
    assert report_on(data="", ontology=ONTOLOGY + defined).conforms
