"""Results of pySHACL as compact values."""

import tracemalloc
from collections.abc import Callable

import pytest
from rdflib import RDF, XSD, BNode, Graph, Literal, URIRef

from schlaglicht.ground import processes
from schlaglicht.project import Project
from schlaglicht.validation.inputs import read_inputs
from schlaglicht.validation.pipeline import validate
from schlaglicht.validation.shacl.authored_messages import AuthoredMessages
from schlaglicht.validation.shacl.check_shapes import check_shapes
from schlaglicht.validation.shacl.raw_results import RawResult, received, sent
from schlaglicht.validation.shacl.run import judge_each
from schlaglicht.vocab import SH

PREFIXES = """
@prefix ex: <https://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
SHAPES = """
ex:S a sh:NodeShape ; sh:targetClass ex:T ;
    sh:property [ sh:path ex:p ; sh:datatype xsd:date ] , [ sh:path ex:q ; sh:minCount 1 ] ,
        [ sh:path ex:p ; sh:minLength 99 ; sh:message "too short"@en ] .
"""
WriteProject = Callable[..., Project]


def graph(text: str) -> Graph:
    return Graph(bind_namespaces="none").parse(data=PREFIXES + text, format="turtle")


def things(number: int) -> str:
    return "\n".join(f'ex:thing-{n} a ex:T ; ex:p "day {n}" .' for n in range(number))


def test_results_from_another_process_are_the_same() -> None:
    inner = RawResult(BNode("x"), None, BNode("s"), None, SH.Warning, None, None)
    literals = [
        Literal("a", lang="de-AT"),
        Literal("007", datatype=XSD.integer, normalize=False),
        Literal(""),
    ]
    for value in (*literals, BNode("b"), URIRef("urn:v"), None):
        raw = RawResult(
            URIRef("urn:f"), value, BNode("s"), SH.InConstraintComponent, SH.Violation,
            URIRef("urn:p"), BNode("c"), BNode("v"), (Literal("no", lang="en"),), (inner,),
        )  # fmt: skip
        (back,) = received(sent([raw]))
        assert back == raw
        assert [type(term) for term in back[:8]] == [type(term) for term in raw[:8]]
        assert str(back.value) == str(value)


def test_results_have_the_terms_of_the_data() -> None:
    data = graph(things(1))
    results, _ = judge_each(data, graph(SHAPES), processes=1)
    ((subject, _, value),) = data.triples((None, URIRef("https://example.org/p"), None))
    typed = next(raw for raw in results if raw.component == "Datatype")
    assert typed.focus is next(data.subjects(RDF.type))
    assert typed.value is value
    assert typed.focus == subject


def test_messages_of_pyshacl_itself_are_not_kept() -> None:
    shapes = graph(SHAPES)
    keep = AuthoredMessages(shapes).without_others
    results, _ = judge_each(graph(things(1)), shapes, keep=keep, processes=1)
    said = {raw.component: raw.messages for raw in results}
    assert said == {
        "Datatype": (),
        "MinCount": (),
        "MinLength": (Literal("too short", lang="en"),),
    }


def test_memory_per_result_is_bounded(
    write_project: WriteProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    """pySHACL's own form and its report took four times as much."""
    monkeypatch.setattr(processes, "processors", lambda: 1)
    number = 1_000
    few, many = (write_project(data=things(n), shapes=SHAPES) for n in (1, number))
    validate(few)  # what is imported and kept once
    tracemalloc.start()
    try:
        report = validate(many)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(report.results) == 3 * number
    assert peak / len(report.results) < 6_000


def test_path_is_described_as_its_shape_has_it(write_project: WriteProject) -> None:
    """pySHACL judges by a rewritten copy of it."""
    shapes = """ex:S a sh:NodeShape ; sh:targetClass ex:T ;
        sh:property [ sh:path [ sh:inversePath ( ex:p ex:q ) ] ; sh:minCount 1 ] ."""
    inputs, _ = read_inputs(write_project(data=things(1), shapes=shapes))
    (result,) = check_shapes(inputs)
    (path,) = inputs.shapes_graph.graph.objects(None, SH.path)
    assert result.path_node == path
    assert [p for s, p, _ in result.path_triples if s == path] == [SH.inversePath]
    assert set(result.path_triples) <= set(inputs.shapes_graph.graph)
    assert len(result.path_triples) == 5
