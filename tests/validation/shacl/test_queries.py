"""Queries of shapes: what they find, by SPARQL's scopes, and what SHACL binds beforehand."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from judges import graph_in
from rdflib import RDF, BNode, Graph, Literal, Namespace, URIRef

from schlaglicht.errors import ConstraintFailed
from schlaglicht.validation.shacl.check_shapes import Judgement, judge
from schlaglicht.validation.shacl.findings import Finding

EX = Namespace("https://example.org/")
PREFIXES = """@prefix ex: <https://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
DECLARED = """ex: sh:declare [ sh:prefix "ex" ; sh:namespace "https://example.org/"^^xsd:anyURI ] ,
    [ sh:prefix "xsd" ; sh:namespace "http://www.w3.org/2001/XMLSchema#"^^xsd:anyURI ] .
"""
TARGET = "ex:S a sh:NodeShape ; sh:targetClass ex:T ; "
COMPONENT = """ex:C a sh:ConstraintComponent ; sh:parameter [ sh:path ex:no ] ;
    sh:%s [ a sh:SPARQL%sValidator ; sh:prefixes ex: ; sh:message "not {$no}: {?value}"@en ;
            sh:%s '''%s''' ] . """
ON_NODE = TARGET + "ex:no ex:q ."
ON_PROPERTY = TARGET + "sh:property [ sh:path ex:p ; ex:no ex:q ] ."


def judged(data: str, shapes: str) -> Judgement:
    return judge(graph_in(PREFIXES + data), graph_in(PREFIXES + DECLARED + shapes), processes=1)


def found(data: str, shapes: str) -> list[Finding]:
    judgement = judged(data, shapes)
    assert not judgement.failures, [str(failure.error) for failure in judgement.failures]
    return list(judgement.findings)


def reason(data: str, shapes: str) -> str:
    """Why shapes cannot be evaluated."""
    (failure,) = judged(data, shapes).failures
    assert isinstance(failure.error, ConstraintFailed)
    return str(failure.error)


def asking(query: str, more: str = "") -> str:
    """A shape with a SELECT, or with one of what follows WHERE."""
    text = query if query.startswith("SELECT") else f"SELECT $this WHERE {{ {query} }}"
    return f"{TARGET} sh:sparql [ sh:prefixes ex: ; {more} sh:select '''{text}''' ] ."


def violators(data: str, query: str) -> set[str]:
    """The local names of the instances of ex:T for which a query has a solution."""
    return {name(finding.focus) for finding in found(data, asking(query))}


def name(node: object) -> str:
    return str(node).rpartition("/")[2]


def summary(findings: list[Finding]) -> list[Mapping[str, str]]:
    """The focus node, path and value of each finding."""
    return [
        {key: name(node) for key in ("focus", "path", "value")
         if (node := getattr(finding, key)) is not None}
        for finding in findings
    ]  # fmt: skip


NODES = "ex:a a ex:T ; ex:p 1 ; ex:q 2 . ex:b a ex:T ; ex:r 1 , 2 . ex:x ex:q 0 . "
FINDING_A = {
    "group that does not see a variable": "$this ex:p ?p . { $this ex:q ?q FILTER (!BOUND(?p)) }",
    "node within groups": "$this ex:p ?p . { { ?x ex:q ?q FILTER (?x = $this) } }",
    "group with its own variable": "$this ex:p ?p . { $this ex:q ?q ; ex:p ?o FILTER (?o = 1) }",
    "filter of an optional group": (
        "$this ex:p ?p OPTIONAL { $this ex:q ?q FILTER (?q > ?p) } FILTER (?q = 2)"
    ),
    "group in an optional group": (
        "$this ex:p ?p OPTIONAL { { $this ex:q ?q FILTER (?q > ?p) } } FILTER (!BOUND(?q))"
    ),
    "existence": "$this ex:p ?p FILTER EXISTS { $this ex:q ?q FILTER (?q > ?p) }",
    "existence alone": "FILTER EXISTS { $this ex:q ?q }",
    "no existence in a branch": (
        "{ FILTER NOT EXISTS { $this ex:r ?r } } UNION { $this ex:none ?n }"
    ),
    "union": "$this ex:p ?p { $this ex:none ?r } UNION { $this ex:q ?q FILTER (!BOUND(?p)) }",
    "optional in a group": "{ OPTIONAL { $this ex:r ?r } } FILTER (!BOUND(?r))",
    "optional in a group that begins": "$this ex:p ?p { OPTIONAL { $this ex:q ?q } $this a ex:T }",
    "binding in a group": "$this ex:p ?p . { BIND (STR($this) AS ?s) } FILTER (STRENDS(?s, '/a'))",
    "binding before its pattern": "{ BIND ($this AS ?t) ?t ex:p ?p }",
    "node bound": "$this ex:p ?p FILTER (BOUND($this))",
    "columns of a SELECT within": "{ SELECT $this ?p { $this ex:p ?p } }",
    "count": "{ SELECT $this (COUNT(?o) AS ?n) { $this ex:p ?o } GROUP BY $this } FILTER (?n = 1)",
    "having": "SELECT $this { $this ex:p ?p } GROUP BY $this HAVING (COUNT(?p) = 1)",
    "having about the node": (
        "SELECT $this { $this ?p ?o } GROUP BY $this HAVING (STRENDS(STR($this), 'a'))"
    ),
    "last of all": "SELECT $this { $this ex:p|ex:q ?v } ORDER BY DESC(?v) LIMIT 1",
    "existence in a column": (
        "{ SELECT $this (EXISTS { $this ex:p ?p } AS ?has) { $this a ex:T } } FILTER (?has)"
    ),
    "distinct": "SELECT DISTINCT $this { $this ex:p|ex:q ?v }",
    "all columns": "SELECT * { $this ex:p ?v }",
    "escape": r"$this e\\u0078:p ?v",
    "values that differ": "$this ex:p ?p ; ex:q ?q . ?x ex:q ?y FILTER (?x != $this && ?y < ?p)",
}
NOT_FINDING = {
    "variable from outside": "$this ex:p ?p . { $this ex:q ?q FILTER (BOUND(?p)) }",
    "bound to another": "$this ex:p ?p . { BIND (5 AS ?p) }",
    "bound from outside": "$this ex:p ?p . { $this ex:q ?q BIND (?p AS ?r) } FILTER (BOUND(?r))",
    "greatest of another": (
        "$this ex:p ?v . { SELECT $this (MAX(?q) AS ?v) { $this ex:q ?q } GROUP BY $this }"
    ),
    "error": "$this ex:p ?p FILTER (?p + 'x' > 1)",
    "constant": "$this ex:p ?p FILTER (0)",
}


def test_pattern_has_a_solution_for_one_node_of_two() -> None:
    wrong = {case for case, where in FINDING_A.items() if violators(NODES, where) != {"a"}}
    assert wrong == set()


def test_pattern_has_no_solution() -> None:
    assert {case for case, where in NOT_FINDING.items() if violators(NODES, where)} == set()


def test_many_nodes_find_what_each_finds_alone() -> None:
    for case, where in {**FINDING_A, **NOT_FINDING}.items():
        for shared in (NODES, NODES.replace("ex:a ", "_:a ").replace("ex:b ", "_:b ")):
            together = len(found(shared, asking(where)))
            alone = sum(
                len(found(shared.replace(f"{other} a ex:T", f"{other} a ex:U"), asking(where)))
                for other in ("ex:a", "ex:b", "_:a", "_:b") if f"{other} a" in shared
            )  # fmt: skip
            assert together == alone, case


def test_blank_node_stays_one() -> None:
    data = "ex:a a ex:T ; ex:p [ a ex:T ; ex:p ex:a ] ."
    query = "SELECT $this ?value { $this ex:p ?value FILTER (isBLANK($this)) }"
    ((finding),) = found(data, asking(query))
    assert isinstance(finding.focus, BNode)
    assert finding.value == EX.a
    ((finding),) = found(data, asking("SELECT $this ?value { ?value ex:p $this } LIMIT 5"))[1:]
    assert {type(finding.focus), type(finding.value)} == {BNode, URIRef}


@pytest.mark.parametrize("literal", ['"007"^^xsd:integer', "1.0e6", '"a"@EN', '"1"^^xsd:byte'])
def test_literal_is_found_as_it_is_written(literal: str) -> None:
    data = f"ex:a a ex:T ; ex:p {literal} ."
    (written,) = graph_in(PREFIXES + data).objects(None, EX.p)
    query = f"SELECT $this ?value {{ $this ex:p ?value FILTER (?value = {literal}) }}"
    (finding,) = found(data, asking(query))
    assert finding.value is not None
    assert finding.value.n3() == written.n3()


def test_language_tags_are_equal_whatever_their_case() -> None:
    data = Graph()
    data.add((EX.a, RDF.type, EX["T"]))
    data.add((EX.a, EX.p, Literal("x", lang="en-GB")))
    query = "SELECT $this { $this ex:p 'x'@EN-gb }"
    shapes = graph_in(PREFIXES + DECLARED + asking(query))
    assert len(judge(data, shapes, processes=1).findings) == 1


@pytest.mark.parametrize("node", ["0", '""', "false", '"-0.0"^^xsd:double', "ex:n", "1", '"a"@en'])
def test_literal_may_be_a_focus_node(node: str) -> None:
    shape = f"ex:S a sh:NodeShape ; sh:targetNode {node} ; sh:sparql [ sh:prefixes ex: ; sh:select "
    (finding,) = found("ex:a ex:p 5 .", f'{shape} "SELECT $this {{ ?x ex:p 5 }}" ] .')
    assert finding.value == finding.focus
    assert found("ex:a ex:p 5 .", f'{shape} "SELECT $this {{ $this ex:p+ ?x }}" ] .') == []
    assert found(f"ex:a ex:p {node} .", f'{shape} "SELECT $this {{ ?x ex:p $this }}" ] .')


def test_solution_is_one_result_whatever_it_has() -> None:
    data = "ex:a a ex:T ; ex:p 1 , 2 ."
    query = "SELECT $this (ex:r AS ?path) (?v + 1 AS ?value) { $this ex:p ?v }"
    assert summary(found(data, asking(query))) == [
        {"focus": "a", "path": "r", "value": "2"},
        {"focus": "a", "path": "r", "value": "3"},
    ]
    twice = "SELECT $this { $this ex:p ?v }"
    assert summary(found(data, asking(twice))) == [{"focus": "a", "value": "a"}]


def test_path_takes_the_place_of_its_variable() -> None:
    data = "ex:a a ex:T ; ex:q ex:b ; ex:p ex:e . ex:b ex:p ex:a . ex:c ex:p ex:a ."
    paths = {
        "ex:p": "e",
        "[ sh:inversePath ex:p ]": "b c",
        "[ sh:inversePath [ sh:inversePath ex:p ] ]": "e",
        "( [ sh:zeroOrOnePath ex:q ] ex:p )": "a e",
        "[ sh:alternativePath ( ex:p ex:q ) ]": "b e",
        "[ sh:oneOrMorePath [ sh:zeroOrOnePath ex:q ] ]": "a b",
    }
    query = "SELECT $this ?value { $this $PATH ?value }"
    for path, ends in paths.items():
        constraint = f"sh:sparql [ sh:select '''{query}''' ]"
        shapes = f"{TARGET} sh:property [ sh:path {path} ; {constraint} ] ."
        assert [name(finding.value) for finding in found(data, shapes)] == ends.split(), path


@pytest.mark.parametrize("local", ["p", "a#b", "a/rdf:type", "it's", "a(b)"])
def test_path_is_itself_whatever_its_name_looks_like(local: str) -> None:
    query = "SELECT $this ?value WHERE { $this $PATH ?value }"
    path = f"<https://example.org/{local}>"
    constraint = f"sh:sparql [ sh:prefixes ex: ; sh:select '''{query}''' ]"
    shapes = f"{TARGET} sh:property [ sh:path {path} ; {constraint} ] ."
    (finding,) = found(f"ex:a a ex:T ; {path} 5 .", shapes)
    assert finding.value == Literal(5)


def test_shapes_graph_and_current_shape_are_known() -> None:
    query = "SELECT $this ?value { GRAPH $shapesGraph { $currentShape ex:says ?value } }"
    shapes = asking(query) + ' ex:S ex:says "so" .'
    assert [str(finding.value) for finding in found("ex:a a ex:T ; ex:says 1 .", shapes)] == ["so"]
    nameless = (
        f"{TARGET} sh:node [ ex:says 'so' ; sh:sparql [ sh:prefixes ex: ; sh:select '{query}' ] ] ."
    )
    assert len(found("ex:a a ex:T .", nameless)) == 1


def test_prefixes_of_the_data_serve_where_none_is_declared() -> None:
    data = graph_in(PREFIXES + "ex:a a ex:T ; ex:p 1 .")
    data.bind("lent", "https://example.org/")
    shapes = graph_in(PREFIXES + asking("$this lent:p ?v"))
    assert len(judge(data, shapes, processes=1).findings) == 1


REFUSED = {
    "WHERE { $this a ex:T MINUS { $this ex:p 1 } }": "MINUS is not allowed",
    "WHERE { VALUES ?x { 1 } $this a ex:T }": "VALUES is not allowed",
    "WHERE { $this a ex:T } VALUES ?x { 1 }": "VALUES is not allowed",
    "WHERE { SERVICE <http://x/> { $this a ex:T } }": "SERVICE is not allowed",
    "WHERE { { SELECT ?x { $this ex:p ?x } } }": "must select all that is bound beforehand: $this",
    "WHERE { { SELECT * { $this ex:p ?x } } }": "must select all that is bound beforehand: $this",
    "WHERE { BIND (ex:b AS $this) }": "$this is bound beforehand",
    "(ex:b AS $this) WHERE { ?x a ex:T }": "$this is bound beforehand",
    "WHERE { $this $PATH ?v }": "$PATH needs a property shape",
    "WHERE { GRAPH ?g { $this ?p ?v } }": "GRAPH can only be followed by $shapesGraph",
    "WHERE { $this ex:p '\\\\uD800' }": "this string has no end, or an escape",
    "WHERE { $this ex:p\\\\uD800 1 }": r"\uD800 is not a character",
    "WHERE { $this ex:p }": "cannot be evaluated",
    "WHERE { $this nil:p ?v }": "this prefix is not declared",
    "WHERE { $this ex:p ?v FILTER (ex:f(?v)) }": "cannot be evaluated",
    "WHERE { $this ex:p ?v": "is never closed",
    "?n WHERE { { SELECT $this (COUNT(?v) AS ?n) WHERE { $this ex:p ?v } GROUP BY $this ?n } }": (
        "column 54: ?n has a value already"
    ),
}


def test_query_that_shacl_does_not_allow_is_refused_in_words() -> None:
    data = "ex:a a ex:T ; ex:p 1 ."
    reasons = {query: reason(data, asking(f"SELECT $this {query}")) for query in REFUSED}
    wrong = {query: text for query, text in reasons.items() if REFUSED[query] not in text}
    assert wrong == {}


@pytest.mark.parametrize(
    "query",
    ["SELECT ?v { $this ex:p ?v }", "SELECT (COUNT(?r) AS ?n) { $this ex:r ?r } HAVING (?n = 0)"],
)
def test_query_that_does_not_select_the_node_is_refused(query: str) -> None:
    assert "it must select $this" in reason("ex:a a ex:T ; ex:p 1 .", asking(query))


@pytest.mark.parametrize("query", ["ASK { $this ex:p 1 }", "DESCRIBE $this", ""])
def test_query_of_another_form_is_refused(query: str) -> None:
    shapes = f"{TARGET} sh:sparql [ sh:prefixes ex: ; sh:select '''{query}''' ] ."
    assert reason("ex:a a ex:T .", shapes)


def test_names_that_look_like_keywords_are_names() -> None:
    data = "ex:a a ex:T ; ex:Equipment.inService false ; ex:aMinus 1 ."
    for where in (
        "$this ex:Equipment.inService ?on FILTER (!?on)",
        "$this ex:Equipment.inService ?on FILTER ('in service ' != '' && !?on)",
        "$this ex:aMinus ?values # MINUS {",
    ):
        assert violators(data, where + "\n") == {"a"}


def test_failure_names_its_constraint() -> None:
    shapes = asking("SELECT $this ?failure { BIND (true AS ?failure) }")
    (failure,) = judged("ex:a a ex:T .", shapes).failures
    assert isinstance(failure.error, ConstraintFailed)
    assert isinstance(failure.error.constraint, BNode)


def test_of_several_failing_queries_the_same_one_is_reported_in_each_run() -> None:
    query = "SELECT $this ?failure { BIND (true AS ?failure) } LIMIT "
    queries = [f"{query}{n}" for n in range(1, 9)]
    constraints = " , ".join(f'[ a ex:N{n} ; sh:select "{q}" ]' for n, q in enumerate(queries))
    shapes = graph_in(f"{PREFIXES}{TARGET} sh:sparql {constraints} .")
    (failure,) = judge(graph_in(PREFIXES + "ex:a a ex:T ."), shapes).failures
    assert isinstance(failure.error, ConstraintFailed)
    assert (failure.error.constraint, RDF.type, EX["N0"]) in shapes


TOGETHER = """SELECT $this WHERE {
    { FILTER (EXISTS { $this $PATH ?any } && NOT EXISTS { $this $no ?any }) }
    UNION
    { FILTER (NOT EXISTS { $this $PATH ?any } && EXISTS { $this $no ?any }) } }"""


def selecting(query: str, kind: str) -> str:
    return COMPONENT % (kind, "Select", "select", query)


def test_select_of_a_validator_finds_its_own_values() -> None:
    query, data = "SELECT $this ?value { $this $no ?value }", "ex:a a ex:T ; ex:p 1 ; ex:q 5 , 0 ."
    assert summary(found(data, selecting(query, "nodeValidator") + ON_NODE)) == [
        {"focus": "a", "value": "0"},
        {"focus": "a", "value": "5"},
    ]
    assert summary(found(data, selecting(query, "propertyValidator") + ON_PROPERTY)) == [
        {"focus": "a", "path": "p", "value": "0"},
        {"focus": "a", "path": "p", "value": "5"},
    ]


@pytest.mark.parametrize(("there", "results"), [("p", 1), ("q", 1), ("r", 0)])
def test_select_of_a_property_validator_runs_without_values_too(there: str, results: int) -> None:
    shapes = selecting(TOGETHER, "propertyValidator") + ON_PROPERTY
    assert len(found(f"ex:a a ex:T ; ex:{there} 1 , 2 .", shapes)) == results


@pytest.mark.parametrize("where", ["sh:not [ sh:not [ %s ] ]", "sh:node [ %s ]"])
def test_select_is_asked_about_conformance_without_values(where: str) -> None:
    inner = where % "sh:property [ sh:path ex:p ; ex:no ex:q ]"
    shapes = selecting(TOGETHER, "propertyValidator") + TARGET + inner + " ."
    data = "ex:a a ex:T ; ex:q 1 . ex:b a ex:T . ex:c a ex:T ; ex:p 1 ; ex:q 1 ."
    assert [name(one.focus) for one in found(data, shapes)] == ["a"]


def test_ask_is_about_each_value() -> None:
    shapes = COMPONENT % ("validator", "Ask", "ask", "ASK { FILTER ($value > 1) }") + ON_PROPERTY
    assert summary(found("ex:a a ex:T ; ex:p 0 , 1 , 2 . ex:b a ex:T ; ex:p 1 .", shapes)) == [
        {"focus": "a", "path": "p", "value": "0"},
        {"focus": "a", "path": "p", "value": "1"},
        {"focus": "b", "path": "p", "value": "1"},
    ]


def test_ask_may_group_what_it_asks() -> None:
    ask = "ASK { $this $no ?v } GROUP BY $this HAVING (COUNT(?v) > $value)"
    shapes = COMPONENT % ("validator", "Ask", "ask", ask) + ON_PROPERTY
    data = "ex:a a ex:T ; ex:p 1 , 2 ; ex:q 8 , 9 . ex:b a ex:T ; ex:p 0 ; ex:q 1 ."
    assert summary(found(data, shapes)) == [{"focus": "a", "path": "p", "value": "2"}]


def test_parameter_serves_in_every_clause() -> None:
    query = """SELECT $this (COUNT(?v) + $no AS ?sum) { $this ex:p ?v } GROUP BY $this
        HAVING (COUNT(?v) > $no) ORDER BY $no"""
    shapes = selecting(query, "nodeValidator") + TARGET + "ex:no 1 ."
    data = "ex:a a ex:T ; ex:p 1 , 2 . ex:b a ex:T ; ex:p 1 ."
    assert [name(one.focus) for one in found(data, shapes)] == ["a"]


def test_optional_parameter_is_unbound_if_it_is_not_given() -> None:
    component = """ex:C a sh:ConstraintComponent ; sh:parameter [ sh:path ex:no ] ,
            [ sh:path ex:more ; sh:optional true ] ;
        sh:validator [ sh:ask '''ASK {
            FILTER ($value != $no && (!bound($more) || $value != $more)) }''' ] . """
    data = "ex:a a ex:T ; ex:p 1 , 2 , 3 ."
    one = TARGET + "sh:property [ sh:path ex:p ; ex:no 1 ] ."
    both = TARGET + "sh:property [ sh:path ex:p ; ex:no 1 ; ex:more 3 ] ."
    assert [str(each.value) for each in found(data, component + one)] == ["1"]
    assert [str(each.value) for each in found(data, component + both)] == ["1", "3"]
    assert found(data, component + TARGET + "sh:property [ sh:path ex:p ; ex:more 3 ] .") == []


@pytest.mark.parametrize(
    "where", ["sh:property [ sh:path ex:p ; %s ]", "sh:property [ sh:path ex:p ; sh:node [ %s ] ]"]
)
def test_each_value_of_a_single_parameter_is_a_constraint(where: str) -> None:
    ask = COMPONENT % ("validator", "Ask", "ask", "ASK { FILTER ($value <= $no) }")
    shapes = ask + TARGET + where % "ex:no 3 , 100 , 101" + " ."
    assert len(found("ex:a a ex:T ; ex:p 2 . ex:b a ex:T ; ex:p 99 .", shapes)) == 1


def test_of_several_validators_the_same_one_is_taken_in_each_run() -> None:
    validators = " , ".join(
        f"[ a sh:SPARQLAskValidator ; sh:ask 'ASK {{ FILTER ($value != {number}) }}' ]"
        for number in (4, 2, 7, 1, 9, 3)
    )
    component = f"""ex:C a sh:ConstraintComponent ; sh:parameter [ sh:path ex:no ] ;
        sh:validator {validators} . """
    data = f"ex:a a ex:T ; ex:p {' , '.join(map(str, range(10)))} ."
    assert [str(one.value) for one in found(data, component + ON_PROPERTY)] == ["1"]


@pytest.mark.parametrize(
    ("component", "said"),
    [
        (selecting("SELECT $this { }", "propertyValidator"), "has no validator for this shape"),
        (COMPONENT % ("validator", "Ask", "select", "SELECT $this { }"), "must have one text"),
        (COMPONENT % ("validator", "Ask", "ask", "SELECT $this { }"), "sh:ask an ASK"),
        (
            COMPONENT.replace("ex:no ]", "ex:no ] , [ sh:path ex:value ]")
            % ("validator", "Ask", "ask", "ASK { }") + "ex:S ex:value 1 . ",
            "a parameter cannot be named value",
        ),
    ],
)  # fmt: skip
def test_component_at_fault_is_a_failure_in_words(component: str, said: str) -> None:
    assert said in reason("ex:a a ex:T .", component + ON_NODE)


def messages(data: str, shapes: str) -> list[tuple[str, list[Literal]]]:
    return [(str(finding.value), list(finding.messages)) for finding in found(data, shapes)]


ASKED = COMPONENT % ("validator", "Ask", "ask", "ASK { FILTER ($value = $no) }")
SELECTED = selecting(
    "SELECT $this ?value { $this $PATH ?value FILTER (?value != $no) }", "propertyValidator"
)
UNLIKE_OK = TARGET + 'sh:property [ sh:path ex:p ; ex:no "ok" ] .'


@pytest.mark.parametrize("component", [ASKED, SELECTED])
def test_message_has_each_value_as_it_is_in_the_same_order(component: str) -> None:
    values = sorted([*"hcf", "C:\\new", "\\1", "\\g<0>", "{$no}", "{?value}"])
    data = f"ex:a a ex:T ; ex:p {' , '.join(Literal(value).n3() for value in values)} ."
    assert messages(data, component + UNLIKE_OK) == [
        (value, [Literal(f"not ok: {value}", lang="en")]) for value in values
    ]


def test_message_of_a_query_names_what_its_solution_has() -> None:
    query = "SELECT $this ?value ?more { $this ?p ?value FILTER isLITERAL(?value) }"
    shapes = asking(query, 'sh:message "{?value} {$more} {?p} {$this}"@de , "no" ;')
    assert messages("ex:a a ex:T ; ex:p 5 .", shapes) == [
        ("5", [Literal("no"), Literal("5 {$more} {?p} https://example.org/a", lang="de")])
    ]


def test_message_of_the_shape_comes_after_that_of_the_query() -> None:
    shapes = asking("$this ex:p ?v", 'sh:message "of the query" ;') + ' ex:S sh:message "{?v}" .'
    assert messages("ex:a a ex:T ; ex:p 5 .", shapes) == [
        (str(EX.a), [Literal("of the query"), Literal("{?v}")])
    ]


def test_constraint_that_is_switched_off_asks_nothing() -> None:
    assert found("ex:a a ex:T .", asking("$this a ex:T", "sh:deactivated true ;")) == []


EMPTY_PATHS = {
    "subject": "$this ex:broader* ?x",
    "object": "?x ex:broader* $this",
    "at most one step": "$this ex:broader? ?x",
    "sequence": "$this ex:broader*/ex:part? ?x",
    "alternative": "$this (ex:part|ex:broader*) ?x",
    "backwards": "$this ^(ex:broader*) ?x",
    "once of none": "$this (ex:broader?)+ ?x",
    "to itself": "$this ex:broader* $this . BIND ($this AS ?x)",
    "within a group": "{ $this ex:broader* ?x } UNION { $this ex:never ?x }",
    "beside a filter": "FILTER EXISTS { $this ex:broader* ?y } BIND ($this AS ?x)",
}


@pytest.mark.parametrize("node", ["ex:lost", '"lost"', "ex:a"])
@pytest.mark.parametrize("pattern", EMPTY_PATHS.values(), ids=EMPTY_PATHS.keys())
def test_empty_path_leads_to_the_node_itself_in_the_data_or_not(pattern: str, node: str) -> None:
    shapes = asking(f"SELECT $this (?x AS ?value) {{ {pattern} }}").replace(
        "sh:targetClass ex:T", f"sh:targetNode {node} , ex:b"
    )
    found_there = {f.focus: f.value for f in found("ex:a a ex:T . ex:b a ex:T .", shapes)}
    (own,) = graph_in(PREFIXES + f"ex:x ex:y {node} .").objects()
    assert found_there[own] == own


@pytest.mark.parametrize("path", ["ex:broader", "ex:broader+", "ex:broader*/ex:part", "!ex:part"])
def test_path_of_some_steps_leads_nowhere_from_a_node_without_triples(path: str) -> None:
    shapes = asking(f"$this {path} ?x").replace("sh:targetClass ex:T", "sh:targetNode ex:lost")
    assert found("ex:a a ex:T .", shapes) == []


def test_empty_path_leads_from_a_parameter_to_itself() -> None:
    component = COMPONENT % ("validator", "Ask", "ask", "ASK { $no ex:broader* $value }")
    shapes = component + TARGET.replace("sh:targetClass ex:T", "sh:targetNode ex:lost , ex:b")
    results = found("ex:a a ex:T .", shapes + "ex:no ex:lost .")
    assert [name(result.focus) for result in results] == ["b"]
