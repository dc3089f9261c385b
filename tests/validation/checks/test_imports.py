from collections.abc import Callable

import pytest

from schlaglicht.validation.report import Severity, ValidationReport

ReportOn = Callable[..., ValidationReport]
HEADER_LINES = 6

SHAPE = """ex:S a sh:NodeShape ; sh:targetClass ex:Event ; sh:message "m"@en ;
    sh:property [ sh:path ex:p ; sh:minCount 1 ] .
"""
BELOW = "ex:Concert rdfs:subClassOf ex:Music . ex:Music rdfs:subClassOf ex:Event .\n"
DATA = "ex:a a ex:Event ; ex:p 1 . ex:b a ex:Concert .\n"


def places(report: ValidationReport, code: str) -> list[tuple[str, int, int]]:
    return [
        (r.place.path.name, r.place.line - HEADER_LINES, r.place.column)
        for r in report.results
        if r.code == code and r.place
    ]


def imports(iri: str) -> str:
    return f"<https://example.org/o> a owl:Ontology ; owl:imports <{iri}> .\n"


def test_import_that_no_file_declares_is_told_where_it_stands(report_on: ReportOn) -> None:
    report = report_on(data="ex:a ex:p 1 .", ontology=imports("https://example.org/far"))
    assert places(report, "import-missing") == [("terms.ttl", 1, 54)]
    (result,) = (r for r in report.results if r.code == "import-missing")
    assert result.severity is Severity.INFO
    assert "ex:far is imported" in result.messages["en"]


def test_import_of_shapes_that_are_not_there_is_a_warning(report_on: ReportOn) -> None:
    report = report_on(data=DATA, shapes=imports("https://example.org/far") + SHAPE)
    assert places(report, "import-missing") == [("shapes.ttl", 1, 54)]
    assert not report.conforms_at(Severity.WARNING)


def test_import_of_a_file_by_its_name_is_fine(report_on: ReportOn) -> None:
    shapes = imports("file:///elsewhere/terms.ttl") + SHAPE
    report = report_on(data=DATA, ontology="ex:Event a owl:Class .", shapes=shapes)
    assert places(report, "import-missing") == []


def test_shapes_graph_that_no_file_declares_is_told(report_on: ReportOn) -> None:
    data = DATA + "<https://example.org/d> sh:shapesGraph ex:far , ex:here .\n"
    report = report_on(data=data, shapes=SHAPE + "ex:here a owl:Ontology .")
    assert places(report, "import-missing") == [("data.ttl", 2, 40)]
    assert not report.conforms_at(Severity.WARNING)


def test_shapes_among_the_data_are_told_where_others_are_kept_apart(report_on: ReportOn) -> None:
    others = "ex:T a sh:NodeShape . ex:U sh:targetClass ex:Event .\n"
    report = report_on(data=DATA + others, shapes=SHAPE)
    assert places(report, "shape-unreachable") == [("data.ttl", 2, 1)]
    (result,) = (r for r in report.results if r.code == "shape-unreachable")
    assert result.messages["en"].startswith("there are shapes among the data (2)")


@pytest.mark.parametrize("more", ["sh:property [ sh:path ex:name ]", "sh:closed true"])
def test_what_the_data_adds_to_a_shape_is_told(more: str, report_on: ReportOn) -> None:
    report = report_on(data=f"{DATA}ex:S {more} .", shapes=SHAPE)
    assert places(report, "shape-unreachable") == [("data.ttl", 2, 1)]


@pytest.mark.parametrize(
    "parts",
    [{"data": DATA + SHAPE}, {"data": DATA + SHAPE, "shapes": SHAPE}],
    ids=["without a folder of shapes", "the same in the folder of shapes"],
)
def test_shapes_among_the_data_that_are_used_are_fine(
    parts: dict[str, str], report_on: ReportOn
) -> None:
    assert places(report_on(**parts), "shape-unreachable") == []


@pytest.mark.parametrize(
    "declared",
    [
        "<https://example.org/far> a owl:Ontology .",
        "<https://example.org/far#> a owl:Ontology .",
        "ex:far2 a owl:Ontology ; owl:versionIRI <https://example.org/far> .",
    ],
)
def test_import_that_another_file_declares_is_fine(declared: str, report_on: ReportOn) -> None:
    report = report_on(data=declared, ontology=imports("https://example.org/far"))
    assert places(report, "import-missing") == []


def test_import_of_shacl_is_fine(report_on: ReportOn) -> None:
    shapes = imports("http://www.w3.org/ns/shacl#") + SHAPE
    assert places(report_on(data=DATA, shapes=shapes), "import-missing") == []


def test_subclasses_among_the_shapes_are_told_where_they_stand(report_on: ReportOn) -> None:
    report = report_on(data=DATA, shapes=BELOW + SHAPE)
    assert places(report, "shape-subclass") == [("shapes.ttl", 1, 12), ("shapes.ttl", 1, 48)]
    assert not report.passes


@pytest.mark.parametrize(
    "shape",
    [
        "ex:S sh:targetNode ex:a ; sh:property [ sh:path ex:q ; sh:class ex:Event ] .",
        "ex:Event a rdfs:Class , sh:NodeShape ; sh:nodeKind sh:IRI .",
    ],
    ids=["sh:class", "class that is a shape"],
)
def test_every_use_of_the_upper_class_counts(shape: str, report_on: ReportOn) -> None:
    assert places(report_on(data=DATA, shapes=BELOW + shape), "shape-subclass") != []


def test_subclass_that_the_ontology_states_too_is_seen(report_on: ReportOn) -> None:
    report = report_on(data=DATA, ontology=BELOW, shapes=BELOW + SHAPE)
    assert places(report, "shape-subclass") == []
    assert [r.focus_name for r in report.results if r.code == "shape"] == ["ex:b"]


@pytest.mark.parametrize(
    ("data", "shapes"),
    [
        ("ex:a a ex:Event ; ex:p 1 .", BELOW + SHAPE),
        (DATA, "ex:Concert rdfs:subClassOf ex:Other .\n" + SHAPE),
    ],
    ids=["no instance", "a class that no shape asks for"],
)
def test_subclass_by_which_nothing_is_missed_is_not_told(
    data: str, shapes: str, report_on: ReportOn
) -> None:
    assert places(report_on(data=data, shapes=shapes), "shape-subclass") == []
