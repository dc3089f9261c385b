"""Shapes that are right are judged, where pySHACL by itself ends with an error or lets pass."""

import pyshacl
import pytest
from rdflib import RDFS, BNode, Graph
from rdflib.plugins.sparql.sparql import SPARQLTypeError

from schlaglicht.validation.shacl.run import judge
from schlaglicht.vocab import SH

PREFIXES = """@prefix ex: <https://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
ex: a owl:Ontology ;
    sh:declare [ sh:prefix "ex" ; sh:namespace "https://example.org/"^^xsd:anyURI ] .
"""


def graph(text: str) -> Graph:
    return Graph().parse(data=PREFIXES + text, format="turtle")


def results(report: Graph) -> int:
    return sum(1 for _ in report.objects(None, SH.result))


def asking(where: str) -> Graph:
    return graph(f"""ex:S a sh:NodeShape ; sh:targetClass ex:T ; sh:sparql [
        sh:prefixes ex: ; sh:message "m" ; sh:select '''SELECT $this {where}''' ] .""")


LOOK_ALIKES = {
    "name": "WHERE { $this ex:Equipment.inService ?on . FILTER(!?on) }",
    "string": 'WHERE { $this ex:Equipment.inService ?on . FILTER("in service " != "" && !?on) }',
    "minus in a name": "WHERE { $this ex:Equipment.inService ?on ; ex:aMinus ?x }",
}


@pytest.mark.parametrize("where", LOOK_ALIKES.values(), ids=LOOK_ALIKES.keys())
def test_name_that_ends_like_a_forbidden_clause_is_none(where: str) -> None:
    data = graph("ex:a a ex:T ; ex:Equipment.inService false ; ex:aMinus 1 .")
    shapes = asking(where)
    _, refused, _ = pyshacl.validate(data, shacl_graph=shapes)
    assert "must not contain" in str(refused)
    assert results(judge(data, shapes)) == 1


@pytest.mark.parametrize(
    "where",
    [
        "WHERE { SERVICE <http://x/> { $this a ex:T } }",
        "WHERE { $this a ex:T MINUS { $this ex:p 1 } }",
        "WHERE { VALUES ?x { 1 } $this a ex:T }",
    ],
)
def test_forbidden_clause_is_refused(where: str) -> None:
    with pytest.raises(Exception, match="must not contain"):
        judge(graph("ex:a a ex:T ."), asking(where))


SUMS = "WHERE { $this ex:p ?p } GROUP BY $this HAVING(SUM(?p) > 1)"


def test_sum_of_what_is_no_number_is_no_value() -> None:
    data = graph(
        'ex:a a ex:T ; ex:p 1 , 2 . ex:b a ex:T ; ex:p "1" , "2" . ex:c a ex:T ; ex:p ex:a .'
    )
    with pytest.raises((SPARQLTypeError, AttributeError)):
        pyshacl.validate(data, shacl_graph=asking(SUMS))
    assert results(judge(data, asking(SUMS))) == 1


COMPONENT = """ex:Most a sh:ConstraintComponent ; sh:parameter [ sh:path ex:most ] ;
  sh:validator [ a sh:SPARQLAskValidator ; sh:message "more than {$most}" ;
    sh:ask "ASK { FILTER ($value <= $most) }" ] .
ex:S a sh:NodeShape ; sh:targetClass ex:T ; """


@pytest.mark.parametrize(
    "where", ["sh:property [ sh:path ex:p ; %s ]", "sh:property [ sh:path ex:p ; sh:node [ %s ] ]"]
)
def test_each_value_of_a_single_parameter_is_a_constraint(where: str) -> None:
    many = " , ".join(map(str, range(100, 140)))
    shapes = graph(COMPONENT + where % f"ex:most 3 , {many}" + " .")
    assert results(judge(graph("ex:a a ex:T ; ex:p 2 . ex:b a ex:T ; ex:p 99 ."), shapes)) == 1


def test_message_names_the_value_that_is_not_met() -> None:
    shapes = graph(COMPONENT + "sh:property [ sh:path ex:p ; ex:most 3 , 28 , 9 ] .")
    report = judge(graph("ex:a a ex:T ; ex:p 10 . ex:b a ex:T ; ex:p 4 ."), shapes)
    messages = sorted(str(text) for text in report.objects(None, SH.resultMessage))
    assert messages == ["more than 3", "more than 3", "more than 9"]


def test_class_whose_class_is_far_below_that_of_all_is_a_target() -> None:
    shapes = graph(f"""ex:A <{RDFS.subClassOf}> <{RDFS.Class}> . ex:B <{RDFS.subClassOf}> ex:A .
      ex:T a ex:B , sh:NodeShape ; sh:property [ sh:path ex:p ; sh:minCount 1 ] .""")
    assert results(judge(graph("ex:a a ex:T ."), shapes)) == 1


def test_shapes_that_lead_to_each_other_are_followed_far() -> None:
    steps = range(10)
    shapes = graph(
        "ex:S0 sh:targetClass ex:T . ex:S10 a sh:NodeShape ; sh:nodeKind sh:Literal ."
        + "".join(f"ex:S{n} sh:property [ sh:path ex:p ; sh:node ex:S{n + 1} ] ." for n in steps)
    )
    data = graph("ex:a0 a ex:T . " + "".join(f"ex:a{n} ex:p ex:a{n + 1} ." for n in steps))
    with pytest.raises(Exception, match="too deep"):
        pyshacl.validate(data, shacl_graph=shapes)
    assert results(judge(data, shapes)) == 1


def ranged(bound: str) -> Graph:
    return graph(f"ex:S sh:targetSubjectsOf ex:p ; sh:property [ sh:path ex:p ; {bound} ] .")


WITHOUT_ORDER = {
    "year and date": ("1850", 'sh:minInclusive "2000-01-01"^^xsd:date'),
    "date and number": ('"2020-01-01"^^xsd:date', "sh:maxInclusive 10"),
    "truth and number": ("true", "sh:maxInclusive 10"),
    "duration and number": ('"P1D"^^xsd:duration', "sh:maxExclusive 10"),
    "not a number": ('"NaN"^^xsd:double', "sh:maxInclusive 10"),
    "bound is not a number": ("1", 'sh:minExclusive "NaN"^^xsd:double'),
    "day and point in time": (
        '"2021-01-01"^^xsd:date',
        'sh:minInclusive "2020-01-01T00:00:00"^^xsd:dateTime',
    ),
    "texts with and without a language": ('"b"@en', 'sh:minInclusive "a"'),
    "no value of its type": ('"abc"^^xsd:integer', "sh:minInclusive 1"),
}


@pytest.mark.parametrize(("value", "bound"), WITHOUT_ORDER.values(), ids=WITHOUT_ORDER.keys())
def test_value_that_has_no_order_with_a_bound_is_a_result(value: str, bound: str) -> None:
    assert results(judge(graph(f"ex:a ex:p {value} ."), ranged(bound))) == 1


@pytest.mark.parametrize("bound", ["sh:lessThan ex:q", "sh:lessThanOrEquals ex:q"])
@pytest.mark.parametrize(
    ("value", "other"),
    [
        ('"2021-01-01"^^xsd:date', '"2022-01-01T00:00:00"^^xsd:dateTime'),
        ("1", '"2020-01-01"^^xsd:date'),
        ("1", '"NaN"^^xsd:double'),
        ("ex:a", "ex:b"),
        ("1", "[]"),
    ],
)
def test_pair_without_an_order_is_a_result(value: str, other: str, bound: str) -> None:
    report = judge(graph(f"ex:a ex:p {value} ; ex:q {other} , 5 ."), ranged(bound))
    assert results(report) == (2 if value.startswith(("ex:", '"')) else 1)


@pytest.mark.parametrize(
    ("value", "bound"),
    [
        ("5", 'sh:maxInclusive "9.5"^^xsd:double'),
        ('"5"^^xsd:byte', "sh:minExclusive 4.5"),
        ('"b"', 'sh:minInclusive "a"^^xsd:string'),
        ("true", "sh:minInclusive false"),
        ('"2020-01-02"^^xsd:date', 'sh:minExclusive "2020-01-01"^^xsd:date'),
        ('"P2D"^^xsd:duration', 'sh:minInclusive "P1D"^^xsd:duration'),
        ("1e300", "sh:minInclusive 5"),
        ("5", "sh:lessThanOrEquals ex:q"),
    ],
)
def test_values_of_one_kind_are_compared_as_before(value: str, bound: str) -> None:
    data, shapes = graph(f"ex:a ex:p {value} ; ex:q 5.5 ."), ranged(bound)
    assert pyshacl.validate(data, shacl_graph=shapes)[0]
    assert results(judge(data, shapes)) == 0


@pytest.mark.parametrize("node", ["0", '""', "false", '"-0.0"^^xsd:double', "ex:a", "1"])
@pytest.mark.parametrize("path", ["ex:p*", "ex:p+", "ex:p?", "(ex:p*)*", "^ex:p*"])
def test_path_from_a_node_leads_to_what_the_node_reaches(node: str, path: str) -> None:
    shapes = graph(f"""ex:S a sh:NodeShape ; sh:targetNode {node} ; sh:sparql [
        sh:prefixes ex: ; sh:message "m" ; sh:select
        "SELECT $this ?value {{ $this {path} ?value FILTER (!sameTerm($this, ?value)) }}" ] .""")
    assert results(judge(graph("ex:x ex:q ex:y . ex:y ex:p ex:z ."), shapes)) == 0


@pytest.mark.parametrize("node", ["0", '""', "false", "1"])
def test_path_to_a_node_leads_from_what_reaches_the_node(node: str) -> None:
    shapes = graph(f"""ex:S a sh:NodeShape ; sh:targetNode {node} ; sh:sparql [
        sh:prefixes ex: ; sh:message "m" ; sh:select "SELECT $this ?value {{ ?value ex:p+ $this }}"
    ] .""")
    assert results(judge(graph(f"ex:x ex:p ex:y . ex:y ex:p {node} . ex:u ex:p 2 ."), shapes)) == 2


@pytest.mark.parametrize("demand", ["sh:minLength 0", "sh:maxLength 30", 'sh:pattern ""'])
def test_blank_node_meets_no_demand_on_a_text(demand: str) -> None:
    """https://www.w3.org/TR/shacl/#core-components-string: not even that of no length."""
    data = graph('ex:a a ex:T ; ex:p [ ex:q 1 ] , "", ex:b .')
    shapes = graph(f"""ex:S a sh:NodeShape ; sh:targetClass ex:T ;
        sh:property [ sh:path ex:p ; {demand} ] .""")
    report = judge(data, shapes)
    assert [type(value) for value in report.objects(None, SH.value)] == [BNode]


@pytest.mark.parametrize(
    ("value", "demand"),
    [
        ('"12020-01-01"^^xsd:date', "sh:datatype xsd:date"),
        ('"-0044-03-15"^^xsd:date', "sh:datatype xsd:date"),
        ('"24:00:00"^^xsd:time', "sh:datatype xsd:time"),
        ('"2020-01-01T24:00:00"^^xsd:dateTime', "sh:datatype xsd:dateTime"),
        ('"<a>"^^rdf:HTML', "sh:datatype rdf:HTML"),
        ('"2020"^^xsd:gYear', 'sh:minInclusive "1999"^^xsd:gYear'),
        ('"2020-02"^^xsd:gYearMonth', 'sh:minExclusive "2019-12"^^xsd:gYearMonth'),
        ('"a"@zh-Hant-TW', 'sh:languageIn ( "zh-Hant" )'),
    ],
)
def test_value_that_pyshacl_refuses_meets_the_demand(value: str, demand: str) -> None:
    data = graph(f"ex:a ex:p {value} .")
    shapes = ranged(demand)
    assert not pyshacl.validate(data, shacl_graph=shapes)[0]
    assert results(judge(data, shapes)) == 0


@pytest.mark.parametrize("constant", ["false", "0", '""', "0.0", "0e0"])
@pytest.mark.parametrize(
    ("where", "found"),
    [
        ("{ $this a ex:T FILTER(CONSTANT) }", 0),
        ("{ $this a ex:T FILTER(true) FILTER(CONSTANT) }", 0),
        ("{ $this a ex:T FILTER NOT EXISTS { $this a ex:T FILTER(CONSTANT) } }", 1),
        ("{ $this a ex:T OPTIONAL { $this ex:p ?v FILTER(CONSTANT) } FILTER(BOUND(?v)) }", 0),
        ("{ $this a ex:T { FILTER(CONSTANT) } UNION { $this ex:p 1 } }", 1),
    ],
)
def test_filter_of_a_constant_is_one(constant: str, where: str, found: int) -> None:
    shapes = asking(where.replace("CONSTANT", constant))
    assert results(judge(graph("ex:a a ex:T ; ex:p 1 ."), shapes)) == found


COUNTED = """{ $this ex:p ?v
    { SELECT $this (COUNT(?v) AS ?n) { $this ex:q ?v } GROUP BY $this } FILTER(?n = 2) }"""
CALCULATED = """{ $this ex:p ?v
    { SELECT $this (?v + 1 AS ?w) { $this ex:q ?v } LIMIT 9 } FILTER(?w = 4) }"""


@pytest.mark.parametrize(
    ("where", "found"),
    [
        (COUNTED, 1),
        (CALCULATED, 1),
        ("{ $this ex:p ?v { SELECT DISTINCT $this { $this ex:q ?v } } }", 1),
        ("{ $this ex:p ?v { SELECT $this ?v { $this ex:q ?v } } }", 0),
    ],
)
def test_variable_of_a_select_within_is_its_own(where: str, found: int) -> None:
    data = graph("ex:a a ex:T ; ex:p 1 ; ex:q 2 , 3 .")
    assert results(judge(data, asking(where))) == found


def test_equal_solutions_are_joined_each() -> None:
    where = """{ { SELECT $this (COUNT(*) AS ?n) {
        { SELECT $this { $this ex:p ?v } } { SELECT $this { $this ex:q ?w } }
    } GROUP BY $this } FILTER(?n = 6) }"""
    data = graph("ex:a a ex:T ; ex:p 1 , 2 ; ex:q 1 , 2 , 3 .")
    assert results(judge(data, asking(where))) == 1
