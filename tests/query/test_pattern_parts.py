from __future__ import annotations

import pytest

from schlaglicht.query import read_query
from schlaglicht.query.pattern_parts import PartKind, read_pattern

TRIPLES = """?a a ex:B ; ex:c 1, 'x'@de , "y"^^xsd:string , -5 ; . ?b ex:p/^ex:q+|(ex:r) ?c .
[ ex:p 1 ] ex:q (1 2) . ?s ex:p [ ex:q ?o ; ex:r 2 ]"""
CLAUSES = (
    "OPTIONAL { ?a ex:z ?y }",
    "{ ?x ?y ?z } UNION { ?u ?v ?w }",
    "BIND(1 AS ?q)",
    "VALUES ?z { 1 2 }",
    "GRAPH ?g { ?i ?j ?k }",
    "MINUS { ?m ?n ?o }",
)
FILTERS = ("FILTER(?a > 1)", "FILTER NOT EXISTS { ?a ?b ?c }", "FILTER regex(?a, 'x')")


def parts(text: str) -> list[str]:
    pattern = read_pattern(read_query(text))
    assert pattern is not None
    return [part.text for part in pattern.parts]


def test_triples_that_share_a_subject_are_parts_of_their_own() -> None:
    assert parts(f"ASK {{ {TRIPLES} }}") == [
        "?a a ex:B",
        "?a ex:c 1",
        "?a ex:c 'x'@de",
        '?a ex:c "y"^^xsd:string',
        "?a ex:c -5",
        "?b ex:p/^ex:q+|(ex:r) ?c",
        "[ ex:p 1 ] ex:q (1 2)",
        "?s ex:p [ ex:q ?o ; ex:r 2 ]",
    ]


@pytest.mark.parametrize("clause", [*CLAUSES, *FILTERS])
def test_clause_is_a_part_as_a_whole(clause: str) -> None:
    pattern = read_pattern(read_query(f"ASK {{ ?s ?p ?o {clause} ?t ?q ?r }}"))
    assert pattern is not None
    assert [part.text for part in pattern.parts] == ["?s ?p ?o", clause, "?t ?q ?r"]
    kind = PartKind.FILTER if clause in FILTERS else PartKind.OTHER
    assert [part.kind for part in pattern.parts] == [PartKind.TRIPLE, kind, PartKind.TRIPLE]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * WHERE { ?a ?b ?c }",
        "SELECT (EXISTS { ?x ?y ?z } AS ?e) { ?a ?b ?c }",
        "CONSTRUCT { ?c ?b ?a } WHERE { ?a ?b ?c }",
        "CONSTRUCT { ?c ?b ?a } { ?a ?b ?c }",
        "CONSTRUCT WHERE { ?a ?b ?c }",
        "ASK { ?a ?b ?c # a comment }\n}",
    ],
)
def test_pattern_is_that_after_the_template(query: str) -> None:
    assert parts(query) == ["?a ?b ?c"]


def test_prologue_and_dataset_are_kept() -> None:
    text = "PREFIX e: <http://e/> SELECT * FROM <http://a> FROM NAMED e:b WHERE { ?a ?b ?c }"
    pattern = read_pattern(read_query(text))
    assert pattern is not None
    assert pattern.prologue == "PREFIX e: <http://e/> "
    assert pattern.dataset == "FROM <http://a> FROM NAMED e:b"


@pytest.mark.parametrize(
    "query", ["DESCRIBE ?a { ?a ?b ?c }", "SELECT * { SELECT ?a { ?a ?b ?c } }", "ASK { ?a ?b }"]
)
def test_other_patterns_are_not_read(query: str) -> None:
    assert read_pattern(read_query(query)) is None
