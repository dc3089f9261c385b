"""GROUP_CONCAT gives a simple literal, whatever tags its literals share."""

from __future__ import annotations

import json

import pytest

from schlaglicht.engine import EnginePool
from schlaglicht.errors import QuerySyntaxError
from schlaglicht.formats import JSON
from schlaglicht.query import answer, read_query
from schlaglicht.query.execute import with_simple_group_concat

VALUES = 'VALUES (?n ?o) { (1 "a"@de) (1 "b"@de) (2 "c"@de) (2 "c"@en) }'


def concatenated(pool: EnginePool, text: str) -> list[dict[str, str]]:
    found = json.loads(answer(pool, read_query(text), JSON).body)["results"]["bindings"]
    return [row["g"] for row in found]


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("GROUP_CONCAT(?o)", {"a b", "b a", "c c"}),
        ("group_concat(?o ; SEPARATOR=')(')", {"a)(b", "b)(a", "c)(c"}),
        ("GROUP_CONCAT(DISTINCT ?o)", {"a b", "b a", "c c"}),
        ("CONCAT(GROUP_CONCAT(CONCAT(?o, '('))  , '!')", {"a( b(!", "b( a(!", "c( c(!"}),
        ("GROUP_CONCAT # (\n (?o)", {"a b", "b a", "c c"}),
    ],
)
def test_result_has_no_language(people_pool: EnginePool, call: str, expected: set[str]) -> None:
    query = f"SELECT ({call} AS ?g) {{ {VALUES} }} GROUP BY ?n"
    found = concatenated(people_pool, query)
    assert {cell["value"] for cell in found} <= expected
    assert len(found) == 2
    assert all(set(cell) == {"type", "value"} for cell in found)


def test_conditions_and_orders_compare_simple_literals(people_pool: EnginePool) -> None:
    having = f"SELECT (1 AS ?g) {{ {VALUES} }} GROUP BY ?n HAVING (GROUP_CONCAT(?o) = 'c c')"
    assert len(concatenated(people_pool, having)) == 1
    order = f"SELECT (MIN(?o) AS ?g) {{ {VALUES} }} GROUP BY ?n ORDER BY DESC(GROUP_CONCAT(?o))"
    assert [cell["value"] for cell in concatenated(people_pool, order)] == ["c", "a"]


@pytest.mark.parametrize(
    "text",
    [
        'SELECT ("GROUP_CONCAT(" AS ?g) {}',
        "# GROUP_CONCAT(?o)\nASK {}",
        "PREFIX group_concat: <x:> ASK { ?s group_concat:p (1) }",
        "SELECT (COUNT(?group_concat) AS ?n) {}",
    ],
)
def test_what_only_looks_like_a_call_stays(text: str) -> None:
    assert with_simple_group_concat(text) == text


def test_errors_have_the_place_of_the_query_as_asked(people_pool: EnginePool) -> None:
    text = "SELECT (GROUP_CONCAT(?o) AS ?g) { ?s ?p ?o } GROUP BY ?s ORDR BY ?s"
    with pytest.raises(QuerySyntaxError) as error:
        answer(people_pool, read_query(text), JSON)
    assert (error.value.line, error.value.column) == (1, text.index("ORDR") + 1)
