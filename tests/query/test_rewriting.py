"""A query changed by a value finds the rows with that value, or the same rows and more columns."""

from __future__ import annotations

import csv
import json

import pytest

from schlaglicht.engine import EnginePool
from schlaglicht.errors import RequestError
from schlaglicht.formats import CSV
from schlaglicht.query import answer, read_query
from schlaglicht.query.rewriting import new_name, with_columns_after, with_condition

QUERIES = (
    "SELECT * { ?s ?p ?o }",
    "SELECT DISTINCT ?p ?s WHERE { ?s ?p ?o . # a comment\n}# end",
    "SELECT ?s ?o { ?s ?p ?o OPTIONAL { ?o ?q ?r } } ORDER BY ?o ?s",
    "SELECT (?s AS ?t) ?o { { ?s ?p ?o } UNION { ?o ?p ?s } }",
    "# title@en: N\nBASE <http://e/> SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p # e",
    "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p HAVING (COUNT(*) > 1) ORDER BY ?n",
    "SELECT * { SELECT ?s { ?s ?p ?o } ORDER BY ?s LIMIT 3 }",
    "SELECT * { VALUES ?s { '''a\n\n b }''' 1 } } VALUES ?t { 2 3 }",
)
"""Without limits in the outermost part, which hold for what is filtered."""


def rows_of(pool: EnginePool, query: str) -> list[dict[str, str]]:
    body = answer(pool, read_query(query), CSV).body.decode()
    return list(csv.DictReader(body.splitlines(keepends=True)))


@pytest.mark.parametrize("query", QUERIES)
def test_condition_keeps_the_rows_that_have_the_value(people_pool: EnginePool, query: str) -> None:
    rows = rows_of(people_pool, query)
    assert rows
    for column in rows[0]:
        texts = [row[column] for row in rows if row[column] and not row[column].startswith("_:")]
        value = next(iter(texts), "none")
        said = json.dumps(value, ensure_ascii=False)
        changed = with_condition(query, column, f"STR(?{column}) = {said}")
        wanted = [row for row in rows if row[column] == value]
        found = rows_of(people_pool, changed)
        assert sorted(map(str, found)) == sorted(map(str, wanted)), changed


@pytest.mark.parametrize("query", QUERIES)
def test_added_columns_leave_all_rows(people_pool: EnginePool, query: str) -> None:
    rows = rows_of(people_pool, query)
    for column in rows[0]:
        name = new_name(query, column)
        pattern = f"OPTIONAL {{ ?{column} <http://e/none> ?{name} }}"
        found = rows_of(people_pool, with_columns_after(query, column, (name,), pattern))
        assert {name: ""}.items() <= found[0].items()
        kept = [{key: row[key] for key in rows[0]} for row in found]
        assert sorted(map(str, kept)) == sorted(map(str, rows))


def test_limit_holds_for_what_a_condition_leaves() -> None:
    changed = with_condition("SELECT ?s { ?s ?p ?o } LIMIT 1", "s", "?s = 1")
    assert changed == "SELECT ?s { ?s ?p ?o\n  FILTER(?s = 1)\n} LIMIT 1"


@pytest.mark.parametrize("query", ["ASK { ?s ?p ?o }", "SELECT ?s { ?s ?p ?o }", "DESCRIBE ?o {}"])
def test_what_is_no_column_is_refused(query: str) -> None:
    with pytest.raises(RequestError):
        with_condition(query, "o", "?o = 1")
