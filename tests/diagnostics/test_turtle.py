from dataclasses import replace

import pytest
from rdflib import RDF, XSD, BNode, Graph, Literal, Namespace, URIRef

from schlaglicht.diagnostics import View, render
from schlaglicht.rdf.rdflib_logging import quiet_rdflib
from schlaglicht.validation.report import ValidationReport

SH = Namespace("http://www.w3.org/ns/shacl#")
OA = Namespace("http://www.w3.org/ns/oa#")
PTR = Namespace("http://www.w3.org/2009/pointers#")
DCTERMS = Namespace("http://purl.org/dc/terms/")


@pytest.fixture
def graph(report: ValidationReport, view: View) -> Graph:
    return read(render(report, "turtle", view))


def read(text: str) -> Graph:
    with quiet_rdflib():
        return Graph().parse(data=text, format="turtle", publicID="http://repo/")


def result_of(graph: Graph, fingerprint: str) -> object:
    return graph.value(None, DCTERMS.identifier, Literal(fingerprint))


def test_report_conforms_only_without_any_result(report: ValidationReport, view: View) -> None:
    for results, conforms in ((report.results, False), (report.results[3:], False), ((), True)):
        graph = read(render(replace(report, results=results), "turtle", view))
        node = graph.value(None, RDF.type, SH.ValidationReport)
        assert list(graph.objects(node, SH.conforms)) == [Literal(conforms)]
        assert len(list(graph.objects(node, SH.result))) == len(results)


def test_every_result_has_what_shacl_demands(graph: Graph) -> None:
    results = list(graph.subjects(RDF.type, SH.ValidationResult))
    assert len(results) == 4
    for result in results:
        for predicate in (SH.focusNode, SH.resultSeverity, SH.sourceConstraintComponent):
            assert len(list(graph.objects(result, predicate))) == 1


def test_severity_of_its_own_stays_what_the_shape_says(
    report: ValidationReport, view: View
) -> None:
    own = URIRef("http://a/Urgent")
    results = tuple(replace(result, severity_node=own) for result in report.results)
    graph = read(render(replace(report, results=results), "turtle", view))
    assert set(graph.objects(None, SH.resultSeverity)) == {own}


def test_result_of_a_shape_is_as_shacl_says(graph: Graph) -> None:
    result = result_of(graph, "0000000000000002:1")
    assert isinstance(result, BNode)
    assert graph.value(result, SH.focusNode) == URIRef("http://a/s")
    assert graph.value(result, SH.resultPath) == URIRef("http://a/p")
    assert graph.value(result, SH.value) == Literal("a|b `c`")
    assert graph.value(result, SH.sourceShape) == URIRef("http://a/Shape-p")
    assert graph.value(result, SH.sourceConstraintComponent) == SH.MaxCountConstraintComponent
    assert graph.value(result, SH.resultSeverity) == SH.Warning
    assert set(graph.objects(result, SH.resultMessage)) == {
        Literal("zu viel", lang="de"),
        Literal("too much", lang="en"),
    }


def test_place_is_a_pointer(graph: Graph) -> None:
    result = result_of(graph, "0000000000000002:1")
    assert isinstance(result, BNode)
    target = graph.value(result, OA.hasTarget)
    start = graph.value(target, PTR.startPointer)
    assert graph.value(start, PTR.reference) == URIRef("http://repo/data%20set.ttl")
    assert graph.value(start, PTR.lineNumber) == Literal(2)
    assert graph.value(start, PTR.charNumber) == Literal(10)


def test_path_that_is_no_iri_is_described(graph: Graph) -> None:
    result = result_of(graph, "0000000000000003:1")
    assert isinstance(result, BNode)
    path = graph.value(result, SH.resultPath)
    assert graph.value(path, SH.inversePath) == URIRef("http://a/q")


def test_literal_keeps_its_lexical_form(report: ValidationReport, view: View) -> None:
    assert f'"007"^^<{XSD.integer}>' in render(report, "turtle", view)


def test_rule_that_is_not_of_shacl_is_its_own_component(graph: Graph) -> None:
    result = result_of(graph, "0000000000000001:1")
    assert isinstance(result, BNode)
    rule = URIRef("https://w3id.org/schlaglicht/rules/syntax")
    assert graph.value(result, SH.sourceConstraintComponent) == rule
