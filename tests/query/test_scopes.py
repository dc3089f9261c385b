"""Variables that a query uses where it must not, and those that a part of it gives values."""

from __future__ import annotations

import pytest

from schlaglicht.engine import EnginePool
from schlaglicht.errors import QuerySyntaxError
from schlaglicht.formats import JSON
from schlaglicht.query import answer, read_query
from schlaglicht.query.scopes import columns, misused_variable


@pytest.mark.parametrize(
    ("text", "column", "reason"),
    [
        ("SELECT ?x { ?y ?p ?o } GROUP BY ?p", 8, "?x is neither grouped nor aggregated"),
        ("SELECT ?p ?y (COUNT(?o) AS ?n) { ?y ?p ?o } GROUP BY ?p", 11, "?y is neither grouped"),
        ("SELECT ?y (COUNT(?o) AS ?n) { ?y ?p ?o }", 8, "?y is neither grouped nor aggregated"),
        ("SELECT * { { SELECT ?y { ?y ?p ?o } GROUP BY ?p } }", 21, "?y is neither grouped"),
        ("SELECT * { BIND(1 AS ?x) BIND(2 AS ?x) }", 36, "?x has a value already"),
        ("SELECT * { { ?x ?p ?y BIND(1 AS ?y) } ?a ?b ?c }", 33, "?y has a value already"),
        ("SELECT (?y AS ?x) { ?x ?p ?y }", 15, "?x has a value already"),
        ("SELECT ?s ?s { ?s ?p ?o }", 11, "SELECT names ?s twice"),
        ("SELECT (COUNT(?o) AS ?n) { ?s ?p ?o } GROUP BY ?n", 22, "?n has a value already"),
        ("SELECT * { ?s ?p ?o } GROUP BY ?s", 8, "SELECT * cannot be combined with GROUP BY"),
        ("SELECT * { VALUES (?x ?x) { (1 2) } }", 23, "VALUES names ?x twice"),
        ("SELECT * { VALUES (?x ?y) { (1) } }", 29, "each row of VALUES needs a value"),
    ],
)
def test_an_error_about_a_variable_names_it_where_it_stands(
    people_pool: EnginePool, text: str, column: int, reason: str
) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        answer(people_pool, read_query(text), JSON)
    assert (caught.value.line, caught.value.column) == (1, column)
    assert reason in caught.value.reason


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?k (COUNT(?o) AS ?n) { ?s ?p ?o } GROUP BY (STR(?p) AS ?k)",
        "SELECT ?s (?n + 1 AS ?m) { { SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?s } }",
        "SELECT ?s { ?s ?p ?o FILTER EXISTS { SELECT (COUNT(*) AS ?s2) {} } }",
        "SELECT (1 AS ?x) (?x + 1 AS ?y) {}",
        "SELECT ?s { ?s ?p ?o MINUS { ?x ?y ?z } BIND(1 AS ?x) }",
        "SELECT ('?x' AS ?y) { ?s ?p '} GROUP BY ?z' # ?y\n}",
    ],
)
def test_variables_in_their_places_are_no_error(people_pool: EnginePool, text: str) -> None:
    query = read_query(text)
    answer(people_pool, query, JSON)
    assert misused_variable(query.tree) is None


def test_columns_are_the_variables_in_scope_in_their_order() -> None:
    text = "SELECT * { ?z ?p [ ?q ?y ] MINUS { ?m ?n ?o } FILTER(?f) { SELECT ?b (1 AS ?a) {} } }"
    assert list(columns(read_query(text).tree)) == ["z", "p", "q", "y", "b", "a"]
