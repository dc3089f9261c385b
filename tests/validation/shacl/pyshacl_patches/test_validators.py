"""Own constraint components by their validators."""

from collections.abc import Mapping

import pytest
from rdflib import RDF, Graph, Literal

from schlaglicht.errors import ConstraintFailed
from schlaglicht.validation.shacl.run import judge, judge_each
from schlaglicht.vocab import SH

PREFIXES = """@prefix ex: <https://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
ex: a owl:Ontology ;
    sh:declare [ sh:prefix "ex" ; sh:namespace "https://example.org/"^^xsd:anyURI ] .
"""
COMPONENT = """ex:C a sh:ConstraintComponent ; sh:parameter [ sh:path ex:no ] ;
    sh:%s [ a sh:SPARQL%sValidator ; sh:prefixes ex: ; sh:%s '''%s''' ] . """
TARGET = "ex:S a sh:NodeShape ; sh:targetClass ex:T ; "
ON_NODE = TARGET + "ex:no ex:q ."
ON_PROPERTY = TARGET + "sh:property [ sh:path ex:p ; ex:no ex:q ] ."

TOGETHER = """SELECT $this WHERE {
    { FILTER (EXISTS { $this $PATH ?any } && NOT EXISTS { $this $no ?any }) }
    UNION
    { FILTER (NOT EXISTS { $this $PATH ?any } && EXISTS { $this $no ?any }) } }"""


def graph(text: str) -> Graph:
    return Graph().parse(data=PREFIXES + text, format="turtle")


def selecting(query: str, kind: str) -> str:
    return COMPONENT % (kind, "Select", "select", query)


def found(data: str, shapes: str) -> list[Mapping[str, str]]:
    """The focus node, path and value of each result."""
    report = judge(graph(data), graph(shapes))
    names = {"focusNode": "focus", "resultPath": "path", "value": "value"}
    results = [
        {name: str(value).rpartition("/")[2] for term, name in names.items()
         for value in report.objects(node, SH[term])}
        for node in report.objects(None, SH.result)
    ]  # fmt: skip
    return sorted(results, key=str)


def test_select_of_a_node_validator_finds_its_own_values() -> None:
    shapes = selecting("SELECT $this ?value { $this $no ?value }", "nodeValidator") + ON_NODE
    assert found("ex:a a ex:T ; ex:q 5 , 0 .", shapes) == [
        {"focus": "a", "value": "0"},
        {"focus": "a", "value": "5"},
    ]


def test_select_of_a_property_validator_finds_values_that_its_path_does_not_lead_to() -> None:
    shapes = selecting("SELECT $this ?value { $this $no ?value }", "propertyValidator")
    assert found("ex:a a ex:T ; ex:p 1 , 2 ; ex:q 5 .", shapes + ON_PROPERTY) == [
        {"focus": "a", "path": "p", "value": "5"}
    ]


@pytest.mark.parametrize(("there", "results"), [("p", 1), ("q", 1), ("r", 0)])
def test_select_of_a_property_validator_runs_without_values_too(there: str, results: int) -> None:
    shapes = selecting(TOGETHER, "propertyValidator") + ON_PROPERTY
    assert len(found(f"ex:a a ex:T ; ex:{there} 1 , 2 .", shapes)) == results


def test_select_reports_the_path_that_it_finds() -> None:
    query = "SELECT $this ?path ?value { $this $no ?value . BIND (ex:r AS ?path) }"
    shapes = selecting(query, "propertyValidator") + ON_PROPERTY
    assert found("ex:a a ex:T ; ex:q 5 .", shapes) == [{"focus": "a", "path": "r", "value": "5"}]


def test_path_of_the_shape_takes_the_place_of_its_variable() -> None:
    query = "SELECT $this ?value { $this $PATH ?value FILTER NOT EXISTS { $this $no ?value } }"
    shapes = TARGET + "sh:property [ sh:path [ sh:inversePath ex:p ] ; ex:no ex:q ] ."
    data = "ex:a a ex:T ; ex:q ex:b . ex:b ex:p ex:a . ex:c ex:p ex:a ."
    values = [one["value"] for one in found(data, selecting(query, "propertyValidator") + shapes)]
    assert values == ["c"]


@pytest.mark.parametrize("where", ["sh:not [ sh:not [ %s ] ]", "sh:node [ %s ]"])
def test_select_is_asked_about_conformance_without_values(where: str) -> None:
    inner = where % "sh:property [ sh:path ex:p ; ex:no ex:q ]"
    shapes = selecting(TOGETHER, "propertyValidator") + TARGET + inner + " ."
    data = "ex:a a ex:T ; ex:q 1 . ex:b a ex:T . ex:c a ex:T ; ex:p 1 ; ex:q 1 ."
    assert [one["focus"] for one in found(data, shapes)] == ["a"]


def test_ask_in_a_property_shape_reports_the_value() -> None:
    shapes = COMPONENT % ("validator", "Ask", "ask", "ASK { FILTER ($value > 1) }") + ON_PROPERTY
    assert found("ex:a a ex:T ; ex:p 0 , 1 , 2 .", shapes) == [
        {"focus": "a", "path": "p", "value": "0"},
        {"focus": "a", "path": "p", "value": "1"},
    ]


SAYING = """ex:C a sh:ConstraintComponent ; sh:parameter [ sh:path ex:no ] ;
    sh:%s [ a sh:SPARQL%sValidator ; sh:message "%s" ; sh:%s '''%s''' ] . """
ASKING = ("validator", "Ask", "not {$no}: {$value}", "ask", "ASK { FILTER ($value = $no) }")
SELECTING = (
    *("propertyValidator", "Select", "not {$no}: {?value}", "select"),
    "SELECT $this ?value { $this $PATH ?value FILTER (?value != $no) }",
)
UNLIKE_OK = TARGET + 'sh:property [ sh:path ex:p ; ex:no "ok" ] .'


def messages(data: str, shapes: str) -> list[tuple[str, list[str]]]:
    """Each value that is reported, with the messages of its result, in the order of the results."""
    results, failures = judge_each(graph(data), graph(shapes))
    assert not failures
    return [(str(result.value), list(map(str, result.messages))) for result in results]


@pytest.mark.parametrize("validator", [ASKING, SELECTING])
def test_each_result_has_its_own_message_in_the_same_order(validator: tuple[str, ...]) -> None:
    written = " , ".join(f'"{letter}"' for letter in "hcfbgdea")
    found_messages = messages(f"ex:a a ex:T ; ex:p {written} .", SAYING % validator + UNLIKE_OK)
    assert found_messages == [(letter, [f"not ok: {letter}"]) for letter in "abcdefgh"]


@pytest.mark.parametrize("value", ["C:\\new", "\\d", "\\1", "\\g<0>", "{$no}", "{?value}"])
@pytest.mark.parametrize("validator", [ASKING, SELECTING])
def test_a_message_has_the_value_as_it_is(validator: tuple[str, ...], value: str) -> None:
    data = f"ex:a a ex:T ; ex:p {Literal(value).n3()} ."
    assert messages(data, SAYING % validator + UNLIKE_OK) == [(value, [f"not ok: {value}"])]


@pytest.mark.parametrize("value", ["C:\\new", "\\d", "{$this}"])
def test_the_message_of_a_query_has_the_value_as_it_is(value: str) -> None:
    query = "SELECT $this ?value ?more { $this ?p ?value FILTER isLITERAL(?value) }"
    constraint = f'sh:sparql [ sh:message "{{?value}} {{$more}} {{?p}}" ; sh:select "{query}" ] .'
    data = f"ex:a a ex:T ; ex:p {Literal(value).n3()} ."
    assert messages(data, TARGET + constraint) == [(value, [f"{value} {{$more}} {{?p}}"])]


def test_of_several_validators_the_same_one_is_taken_in_each_run() -> None:
    validators = " , ".join(
        f"[ a sh:SPARQLAskValidator ; sh:ask 'ASK {{ FILTER ($value != {number}) }}' ]"
        for number in (4, 2, 7, 1, 9, 3)
    )
    component = (
        "ex:C a sh:ConstraintComponent ; sh:parameter [ sh:path ex:no ] ; "
        f"sh:validator {validators} . "
    )
    data = f"ex:a a ex:T ; ex:p {' , '.join(map(str, range(10)))} ."
    assert [value for value, _ in messages(data, component + ON_PROPERTY)] == ["1"]


def test_of_several_failing_queries_the_same_one_is_reported_in_each_run() -> None:
    queries = [
        f"SELECT $this ?failure {{ BIND (true AS ?failure) }} LIMIT {n}" for n in range(1, 9)
    ]
    constraints = " , ".join(f'[ a ex:N{n} ; sh:select "{q}" ]' for n, q in enumerate(queries))
    shapes = graph(f"{TARGET} sh:sparql {constraints} .")
    _, (failure,) = judge_each(graph("ex:a a ex:T ."), shapes)
    assert isinstance(failure.error, ConstraintFailed)
    assert [str(kind)[-2:] for kind in shapes.objects(failure.error.constraint, RDF.type)] == ["N0"]
