"""pySHACL's caches: the report stays what it was, and pySHACL as it was."""

import subprocess
import sys
import warnings
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pyshacl
import pytest
from pyshacl.constraints.core.shape_based_constraints import PropertyConstraintComponent
from pyshacl.graph_abstraction import RdfLibDataGraph
from pyshacl.shape import Shape
from rdflib import RDF, Graph
from rdflib.compare import isomorphic
from shape_examples import examples_in

from schlaglicht.rdf.load import load, load_content
from schlaglicht.rdf.loaded_graph import LoadedGraph
from schlaglicht.rdf.rdflib_logging import quiet_rdflib
from schlaglicht.validation.shacl.pyshacl_patches.apply import (
    internals_are_known,
    patched_pyshacl,
)
from schlaglicht.validation.shacl.run import judge
from schlaglicht.vocab import SH

Alone = Callable[[Graph, Graph], Graph]

ROOT = Path(__file__).parents[4]
BENCH = ROOT / "bench"
PREFIXES = """\
@prefix ex: <https://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""

PEOPLE = " ".join(
    f'ex:p{n} a ex:Person ; ex:name "P{n}" ; ex:age {n} ; ex:knows ex:p{n * 7 % 40} , ex:p1 .'
    for n in range(40)
)
"""Value nodes shared by many focus nodes, and more of them than are looked at one by one."""

SHAPES = {
    "property of a property": """sh:property [ sh:path ex:knows ;
        sh:property [ sh:path ex:age ; sh:maxExclusive 20 ] ]""",
    "node": """sh:property [ sh:path ex:knows ;
        sh:node [ sh:property [ sh:path ex:age ; sh:maxExclusive 36 ] ] ]""",
    "node of a node": """sh:node [ sh:property [ sh:path ex:knows ;
        sh:node [ sh:property [ sh:path ex:age ; sh:minExclusive 3 ] ] ] ]""",
    "or": "sh:or ( [ sh:property [ sh:path ex:age ; sh:maxExclusive 9 ] ] [ sh:hasValue ex:p30 ] )",
    "and": """sh:and ( [ sh:property [ sh:path ex:age ; sh:maxExclusive 30 ] ]
        [ sh:property [ sh:path ex:name ; sh:pattern "^P[1-3]" ] ] )""",
    "not in xone": """sh:xone ( [ sh:not [ sh:property [ sh:path ex:age ; sh:hasValue 3 ] ] ]
        [ sh:property [ sh:path ex:age ; sh:minInclusive 10 ] ] )""",
    "qualified": """sh:property [ sh:path ex:knows ; sh:qualifiedMinCount 2 ;
        sh:qualifiedValueShape [ sh:property [ sh:path ex:age ; sh:maxExclusive 20 ] ] ]""",
    "class": "sh:property [ sh:path ex:knows ; sh:class ex:Friend ]",
    "list": "sh:property [ sh:path ex:age ; sh:in ( 1 2 3 ) ]",
    "list of nodes without a name": """sh:or ( [ sh:not [ sh:nodeKind sh:IRI ] ]
        [ sh:property [ sh:path ( ex:knows ex:age ) ; sh:in ( 4 ex:x "y"@en ) ] ] )""",
    "recursion": "sh:property ex:Loop",
    "sparql": """sh:sparql [ sh:message "{?value} knows {$this}"@en ; sh:select '''
        SELECT $this ?value { $this <https://example.org/knows> ?value .
          ?value <https://example.org/knows> $this }''' ]""",
    "sparql on a property": """sh:property [ sh:path ex:age ; sh:sparql [ sh:select '''
        SELECT $this ?value { $this $PATH ?value . FILTER (?value > 30) }''' ] ]""",
    "component of one's own": "ex:most 30",
    "property of a property in or": """sh:or ( [ sh:property [ sh:path ex:knows ;
        sh:property [ sh:path ex:age ; sh:maxExclusive 9 ] ] ] [ sh:hasValue ex:p30 ] )""",
    "query beside a property of a property in or": """sh:or ( [ sh:property [ sh:path ex:knows ;
        sh:property [ sh:path ex:age ; sh:minExclusive 3 ; sh:sparql [ sh:select '''
          SELECT $this ?value { $this $PATH ?value . FILTER (?value > 30) }''' ] ] ] ]
        [ sh:hasValue ex:p30 ] )""",
    "node in or": """sh:or ( [ sh:node [ sh:property [ sh:path ex:age ; sh:maxExclusive 9 ] ] ]
        [ sh:hasValue ex:p30 ] )""",
    "disjoint qualified": """sh:property [ sh:path ex:knows ; sh:qualifiedMinCount 2 ;
        sh:qualifiedValueShapesDisjoint true ; sh:qualifiedValueShape ex:Young ] , [
        sh:path ex:knows ; sh:qualifiedMaxCount 1 ; sh:qualifiedValueShape
        [ sh:property [ sh:path ex:age ; sh:minExclusive 5 ] ] ]""",
}

COMMON = """
ex:Young sh:property [ sh:path ex:age ; sh:maxExclusive 20 ] .
ex:Loop sh:path ex:knows ; sh:node ex:Looping .
ex:Looping a sh:NodeShape ; sh:property ex:Loop , [ sh:path ex:age ; sh:minInclusive 1 ] .
ex:Most a sh:ConstraintComponent ; sh:parameter [ sh:path ex:most ] ;
  sh:nodeValidator [ a sh:SPARQLSelectValidator ; sh:select '''
    SELECT $this { $this <https://example.org/age> ?age . FILTER (?age > $most) }''' ] .
"""


def graph(text: str) -> Graph:
    return Graph(bind_namespaces="none").parse(data=PREFIXES + text, format="turtle")


@pytest.fixture(scope="module")
def plain(pyshacl_alone: Alone) -> Alone:
    """The report of pySHACL alone, which leaves the shapes as they are."""

    def report_on(data: Graph, shapes: Graph) -> Graph:
        own = Graph(bind_namespaces="none")
        for triple in shapes:
            own.add(triple)
        for prefix, namespace in shapes.namespaces():
            own.bind(prefix, namespace)
        return pyshacl_alone(data, own)

    return report_on


def shapes_of(shape: str) -> Graph:
    return graph(f"ex:Shape a sh:NodeShape ; sh:targetClass ex:Person ; {shape} . {COMMON}")


@pytest.fixture(scope="module")
def plain_on_people(plain: Alone) -> Callable[[str], Graph]:
    """The report of pySHACL alone on PEOPLE by a shape, made once."""
    return cache(lambda shape: plain(graph(PEOPLE), shapes_of(shape)))


@pytest.fixture(scope="module")
def generated(
    plain: Alone, tmp_path_factory: pytest.TempPathFactory
) -> tuple[LoadedGraph, LoadedGraph, Graph]:
    """Generated data, shapes for it, and the report of pySHACL alone."""
    folder = tmp_path_factory.mktemp("generated")
    script = (
        "import sys, validation; from pathlib import Path; "
        "validation.write_project(Path(sys.argv[1]), 1000, sparql=True)"
    )
    subprocess.run([sys.executable, "-c", script, folder], check=True, cwd=BENCH)
    (project,) = folder.iterdir()
    data, shapes = load([project / "data.nt"]), load([BENCH / "validation_shapes.ttl"])
    return data, shapes, plain(data.graph, shapes.graph)


def results(report: Graph) -> int:
    return sum(1 for _ in report.subjects(RDF.type, SH.ValidationResult))


def internals() -> list[Any]:
    return [
        Shape.validate,
        PropertyConstraintComponent._evaluate_property_shape,
        RdfLibDataGraph.query,
        RdfLibDataGraph.objects,
    ]


@pytest.mark.parametrize("processes", [1, 2])
@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
def test_report_is_that_of_pyshacl_alone(
    shape: str, processes: int, plain_on_people: Callable[[str], Graph]
) -> None:
    data = graph(PEOPLE)
    shapes = shapes_of(shape)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        alone, ours = plain_on_people(shape), judge(data, shapes, processes=processes)
    assert results(alone) > 0
    assert isomorphic(alone, ours)


@pytest.mark.parametrize("processes", [1, 2])
def test_report_on_generated_data_is_that_of_pyshacl_alone(
    generated: tuple[LoadedGraph, LoadedGraph, Graph], processes: int
) -> None:
    data, shapes, alone = generated
    ours = judge(data.graph, shapes.graph, processes=processes)
    assert results(alone) > 10
    assert isomorphic(alone, ours)


def test_report_on_the_examples_of_our_shapes_is_that_of_pyshacl_alone(
    plain: Alone, tmp_path: Path
) -> None:
    """Examples speak of the same made-up things, so all that fail are one wild graph.

    But for a begin or end that has no order with those of the others, where pySHACL is repaired.
    """
    ontology = tuple(sorted((ROOT / "ontology").glob("*.ttl")))
    examples = [
        example
        for example in examples_in(ROOT / "tests/shapes/events.trig")
        if example.verdict == "fail" and "date-datatype" not in example.name
    ]
    copies = [tmp_path / f"{example.name}.ttl" for example in examples]
    for example, copy in zip(examples, copies, strict=True):
        copy.write_text(example.turtle, encoding="utf-8")
    with quiet_rdflib(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        data = load((*copies, *ontology)).graph
        shapes = load(tuple(sorted((ROOT / "shapes").glob("*.ttl")))).graph
        alone, ours = plain(data, shapes), judge(data, shapes)
    assert results(alone) > 10
    assert isomorphic(alone, ours)


@pytest.mark.parametrize("processes", [1, 2])
def test_each_result_of_a_component_of_ones_own_has_its_own_message(processes: int) -> None:
    """pySHACL alone gives it those of the results before it too."""
    message = "sh:message '{$this} is too old' ; sh:select"
    shapes = graph("ex:Shape a sh:NodeShape ; sh:targetClass ex:Person ; ex:most 30 ."
                   + COMMON.replace("sh:select", message))  # fmt: skip
    report = judge(graph(PEOPLE), shapes, processes=processes)
    said = {
        str(focus): [str(text) for text in report.objects(result, SH.resultMessage)]
        for result, focus in report.subject_objects(SH.focusNode)
    }
    assert len(said) == 9
    assert said == {focus: [f"{focus} is too old"] for focus in said}


def test_literals_from_another_process_keep_their_form() -> None:
    text = " ".join(f'ex:a{n} a ex:T ; ex:p "0{n}"^^xsd:integer .' for n in range(9))
    data = load_content((PREFIXES + text).encode(), Path("data.ttl")).graph
    shapes = graph("ex:S sh:targetClass ex:T ; sh:property [ sh:path ex:p ; sh:maxLength 1 ] .")
    report = judge(data, shapes, processes=3)
    assert {str(value) for value in report.objects(None, SH.value)} == {f"0{n}" for n in range(9)}


def test_pyshacl_is_as_before_when_the_block_ends() -> None:
    before = internals()
    with patched_pyshacl() as known:
        assert known
        assert internals() != before
    assert internals() == before


def test_pyshacl_is_as_before_when_the_block_fails() -> None:
    before = internals()
    with pytest.raises(ZeroDivisionError), patched_pyshacl():
        raise ZeroDivisionError
    assert internals() == before


def test_the_installed_pyshacl_is_known() -> None:
    """Red after an upgrade until somebody has read what changed; validation is right but slow."""
    assert internals_are_known()


def test_another_release_of_pyshacl_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pyshacl, "__version__", "0.99.0")
    shapes = graph("ex:S sh:targetClass ex:Person ; sh:property [ sh:path ex:q ; sh:minCount 1 ] .")
    before = internals()
    with patched_pyshacl() as known:
        assert not known
        assert internals() == before
    assert results(judge(graph(PEOPLE), shapes)) == 40


def test_other_parameters_of_a_function_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def validate(self: Any, target_graph: Any) -> None: ...

    monkeypatch.setattr(Shape, "validate", validate)
    assert not internals_are_known()


def test_a_function_that_is_gone_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(RdfLibDataGraph, "objects")
    assert not internals_are_known()
