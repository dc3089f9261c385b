"""Columns of `SELECT *`: in the order in which the variables appear in the query."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence

import pytest
from tables import each

from schlaglicht.engine import EnginePool, EngineQuery
from schlaglicht.errors import QuerySyntaxError
from schlaglicht.formats import CSV, JSON, TSV, XML, Format
from schlaglicht.query import answer, read_query
from schlaglicht.query.lexer import TokenKind, tokens

PREFIXES = {"ex": "https://example.org/"}

HEADS: dict[Format, str] = {
    CSV: "s,p,o",
    TSV: "?s\t?p\t?o",
    JSON: '"vars":["s","p","o"]',
    XML: '<variable name="s"/><variable name="p"/><variable name="o"/>',
}

ORDERS = {
    "SELECT * { ?s ?p ?o }": ["s", "p", "o"],
    "select*{?s ?p ?o}": ["s", "p", "o"],
    "SELECT DISTINCT * { ?s ?p ?o }": ["s", "p", "o"],
    "SELECT REDUCED * WHERE { $s $p ?o }": ["s", "p", "o"],
    "SELECT # ?a * \n * # ?b\n { ?s ?p ?o }": ["s", "p", "o"],
    "#*\nBASE <https://x.example/> PREFIX select: <#SELECT> SELECT * { ?s select:* ?o }": [
        "s",
        "o",
    ],
    "PREFIX : <https://x.example/*> SELECT * { ?s : ?o }": ["s", "o"],
    "SELECT * FROM <https://example.org/work> { ?s ?p ?o }": ["s", "p", "o"],
    "SELECT * { ?z ex:knows*/ex:name ?name }": ["z", "name"],
    "SELECT * { ?z ex:born ?b BIND(?b * 2 AS ?a) }": ["z", "b", "a"],
    "SELECT * { VALUES (?z ?a) { (1 2) } }": ["z", "a"],
    "SELECT * { ?z a ?c } VALUES ?b { 1 }": ["z", "c", "b"],
    "SELECT * { ?z a ?c OPTIONAL { ?z ex:name ?b } }": ["z", "c", "b"],
    "SELECT * { { ?z a ?c } UNION { ?b ex:name ?a } }": ["z", "c", "b", "a"],
    "SELECT * { ?z a ?c FILTER EXISTS { ?z ?inner ?other } }": ["z", "c"],
    "SELECT * { ?z a ?c MINUS { ?z ?inner ?other } }": ["z", "c"],
    "SELECT * { GRAPH ?g { ?z ?b ?a } }": ["g", "z", "b", "a"],
    "SELECT * { ?z a ?c { SELECT ?y (COUNT(*) AS ?n) { ?y ?q ?r } GROUP BY ?y } }": [
        *("z", "c", "y", "n"),
    ],
    "SELECT * { { SELECT * { ?z ?b ?a } } }": ["z", "b", "a"],
    "SELECT * { ?z ex:name [ ex:city ?c ] ; ex:born ?b }": ["z", "c", "b"],
    "SELECT * { ?z ex:says <<( ?y ?x ?w )>> }": ["z", "y", "x", "w"],
    "SELECT ?b ?a { ?a ?c ?b }": ["b", "a"],
    "SELECT ?z { { SELECT * { ?z ?b ?a } } }": ["z"],
    "SELECT * {}": [],
}


def variables(pool: EnginePool, text: str) -> list[str]:
    found: list[str] = json.loads(answer(pool, read_query(text), JSON).body)["head"]["vars"]
    return found


@pytest.mark.parametrize("form", HEADS, ids=lambda form: form.name)
def test_every_format_has_the_order(people_pool: EnginePool, form: Format) -> None:
    body = answer(people_pool, read_query("SELECT * { ?s ?p ?o }"), form).body.decode()
    assert HEADS[form] in body.replace(", ", ",")


@each("text", ORDERS)
def test_columns_come_in_the_order_of_appearance(people_pool: EnginePool, text: str) -> None:
    assert variables(people_pool, text) == ORDERS[text]


def test_error_has_its_place_in_the_text_as_asked(people_pool: EnginePool) -> None:
    places = []
    for names in ("?z ?b ?a", "?a ?b ?z"):  # the second have their order anyway
        with pytest.raises(QuerySyntaxError) as caught:
            answer(people_pool, read_query(f"SELECT * {{ {names} .\n  FILTR(?b) }}"), JSON)
        places.append((caught.value.line, caught.value.column))
    assert places == [(2, 3), (2, 3)]


def test_star_of_something_else_stays(people_pool: EnginePool) -> None:
    text = "SELECT (COUNT(*) AS ?n) { ?z ?b ?a }"
    body = answer(people_pool, read_query(text), TSV).body
    assert body == b"?n\n8\n"


Part = tuple[str, frozenset[str]]
"""A part of a query, and its variables that are in scope outside of it."""


class Writer:
    """Writes queries at random, always the same for a number.

    https://www.w3.org/TR/sparql11-query/#variableScope
    """

    def __init__(self, number: int) -> None:
        self._random = random.Random(number)

    def query(self) -> Part:
        text, scope = self._group(2)
        return f"SELECT * {{ {text} }}", scope

    def _variable(self) -> str:
        return f"?{self._random.choice('abcdefgh')}"

    def _triple(self) -> Part:
        subject, object_ = self._variable(), self._variable()
        predicate = self._random.choice(["ex:name", "ex:knows+", "^ex:knows", self._variable()])
        scope = {name[1:] for name in (subject, predicate, object_) if name.startswith("?")}
        return f"{subject} {predicate} {object_} .", frozenset(scope)

    def _group(self, depth: int) -> Part:
        parts = [self._part(depth) for _ in range(self._random.randint(1, 3))]
        return " ".join(text for text, _ in parts), frozenset().union(*(s for _, s in parts))

    def _part(self, depth: int) -> Part:
        inner, scope = self._group(depth - 1) if depth else self._triple()
        other, others = self._triple()
        name, none = self._variable(), frozenset[str]()
        return self._random.choice(
            [
                (other, others),
                (f"OPTIONAL {{ {inner} }}", scope),
                (f"{{ {inner} }} UNION {{ {other} }}", scope | others),
                (f"GRAPH {name} {{ {inner} }}", scope | {name[1:]}),
                (f"MINUS {{ {inner} }}", none),
                (f"FILTER NOT EXISTS {{ {inner} }}", none),
                (f"FILTER({name} = 1)", none),
                (f"VALUES {name} {{ 1 UNDEF }}", frozenset({name[1:]})),
                (f"{{ SELECT {name} {{ {inner} }} }}", frozenset({name[1:]})),
                (f"{{ SELECT (COUNT(*) AS {name}2) {{ {inner} }} }}", frozenset({f"{name[1:]}2"})),
                (f"{{ SELECT * {{ {inner} }} }}", scope),
            ]
        )


def appearing(text: str) -> Sequence[str]:
    names = (token.text[1:] for token in tokens(text) if token.kind is TokenKind.VARIABLE)
    return tuple(dict.fromkeys(names))


@each("number", range(100))
def test_columns_are_the_variables_in_scope_in_the_order_of_the_text(
    number: int, people_pool: EnginePool
) -> None:
    text, scope = Writer(number).query()
    expected = [name for name in appearing(text) if name in scope]
    assert variables(people_pool, text) == expected, text


@each("number", range(0, 100, 3))
def test_solutions_are_those_of_the_engine(number: int, people_pool: EnginePool) -> None:
    query = read_query(Writer(number).query()[0])
    plain = b"".join(people_pool.stream(EngineQuery(query.text, JSON, prefixes=PREFIXES)))
    ours, engines = (
        json.loads(body)["results"]["bindings"]
        for body in (answer(people_pool, query, JSON, prefixes=PREFIXES).body, plain)
    )
    assert rows(ours) == rows(engines)


def rows(found: list[dict[str, object]]) -> list[str]:
    return sorted(str(sorted(row.items())) for row in found)
