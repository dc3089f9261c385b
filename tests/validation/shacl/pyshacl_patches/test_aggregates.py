"""Aggregates have the values that the standard, or another engine, gives them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from judges import graph_in
from pyoxigraph import Literal as OtherLiteral
from pyoxigraph import QuerySolutions, RdfFormat, Store
from rdflib import XSD, Graph, Literal

from schlaglicht.validation.shacl.pyshacl_patches.apply import patched_pyshacl
from schlaglicht.validation.shacl.pyshacl_patches.numbers import is_number, number

Violators = Callable[[str, str], set[str]]

PREFIXES = f"PREFIX ex: <https://example.org/>\nPREFIX xsd: <{XSD}>\n"
GROUPS = {
    "integers": "1 , 2 , 3 , 4",
    "mixed": '1 , 2.5 , "3"^^xsd:integer , 1e0 , "0.1"^^xsd:float',
    "decimals": "1 , 2.5 , 0.1",
    "floats": '"0.1"^^xsd:float , "0.2"^^xsd:float',
    "infinite": '1e0 , "INF"^^xsd:double , "-INF"^^xsd:double',
    "ill-typed": '1 , "x"^^xsd:integer',
    "ill-typed double": '2.5 , "x"^^xsd:double',
    "texts": '"b" , "a" , "c"',
    "text and number": '1 , "a"',
    "languages": '"a"@en , "b"@en',
    "IRIs": "ex:b , ex:a",
    "IRI and number": "1 , ex:a",
    "dates": '"2020-01-01"^^xsd:date , "2019-12-31"^^xsd:date',
    "truths": "true , false",
    "zero": "0 , 1 , 2",
    "NaN": '1 , "NaN"^^xsd:double',
    "nothing": "",
}
AGGREGATES = (
    "COUNT(?v)", "COUNT(DISTINCT ?v)", "COUNT(*)", "SUM(?v)", "SUM(DISTINCT ?v)", "AVG(?v)",
    "AVG(DISTINCT ?v)", "MIN(?v)", "MAX(?v)", "SAMPLE(1)", "SUM(1/?v)", "AVG(1/?v)", "MIN(1/?v)",
    "MAX(1/?v)", "SAMPLE(1/0)", "GROUP_CONCAT(LANG(?v); SEPARATOR='-')",
)  # fmt: skip


@pytest.fixture(scope="module")
def graphs() -> Iterator[tuple[Graph, Store]]:
    data = PREFIXES + "".join(
        f"ex:n{number} a ex:G . " + (f"ex:n{number} ex:v {values} .\n" if values else "\n")
        for number, values in enumerate(GROUPS.values())
    )
    store = Store()
    store.load(data.encode(), RdfFormat.TURTLE)
    with patched_pyshacl() as known:
        assert known
        yield graph_in(data), store


@pytest.mark.parametrize("aggregate", AGGREGATES)
def test_value_is_that_of_another_engine(aggregate: str, graphs: tuple[Graph, Store]) -> None:
    graph, store = graphs
    pattern = "{ ?g a ex:G OPTIONAL { ?g ex:v ?v } } GROUP BY ?g"
    query = f"{PREFIXES}SELECT ?g ({aggregate} AS ?r) {pattern}"
    solutions = store.query(query)
    assert isinstance(solutions, QuerySolutions)
    expected = {row[0].value: value_of_other(row[1]) for row in solutions}
    rows = [row.asdict() for row in graph.query(query)]  # type: ignore[union-attr]
    found = {str(row["g"]): value(row.get("r")) for row in rows}
    names = dict(enumerate(GROUPS))
    different = {
        names[int(node.rpartition("/n")[2])]: (found.get(node), other)
        for node, other in expected.items()
        if found.get(node) != other
    }
    assert different == {}


def value(term: object) -> object:
    """A text with sorted characters, or the type and value of a number."""
    if isinstance(term, Literal) and is_number(term):
        return number(term).type, f"{float(number(term).value):.9g}".replace("-0", "0")
    return None if term is None else sorted(str(term))


def value_of_other(term: object) -> object:
    if isinstance(term, OtherLiteral) and not term.language:
        return value(Literal(term.value, datatype=term.datatype.value, normalize=False))
    return None if term is None else sorted(term.value)  # type: ignore[attr-defined]


HAVING = "SELECT $this { $this ex:v ?v } GROUP BY $this HAVING "


@pytest.mark.parametrize(
    ("values", "condition"),
    [
        ('1 , "x"^^xsd:integer', "(COUNT(1 / ?v) = 1)"),
        ("ex:b , ex:c", "(MIN(?v) = ex:b)"),
        ("1 , 2", "(SUM(?v) = 3 && AVG(?v) = 1.5)"),
        ("0 , 'a'", "(COUNT(DISTINCT 1 / ?v) = 0)"),
    ],
)
def test_error_is_no_value_of_a_group(values: str, condition: str, violators: Violators) -> None:
    assert violators(f"ex:a a ex:T ; ex:v {values} .", HAVING + condition) == {"a"}


@pytest.mark.parametrize("function", ["AVG", "SUM", "MIN", "MAX"])
def test_error_leaves_an_aggregate_without_a_value(function: str, violators: Violators) -> None:
    data = 'ex:a a ex:T ; ex:v 4 , "x"^^xsd:integer . ex:b a ex:T ; ex:v 4 , 5 .'
    assert violators(data, f"{HAVING}({function}(?v + 0) > 3)") == {"b"}


def test_no_solutions_are_no_group(violators: Violators) -> None:
    counted = "{ SELECT $this (COUNT(?v) AS ?n) { $this ex:v ?v } GROUP BY $this }"
    assert violators("ex:a a ex:T .", f"$this a ex:T . {counted}") == set()


def test_solutions_with_an_error_in_their_key_are_one_group(violators: Violators) -> None:
    data = "ex:a a ex:T ; ex:v 'a' , 'b' , 0 ."
    grouped = "SELECT $this { $this ex:v ?v } GROUP BY $this (1 / ?v) HAVING (COUNT(*) = 3)"
    assert violators(data, grouped) == {"a"}


def test_numbers_have_any_number_of_digits(violators: Violators) -> None:
    """Python itself neither reads nor writes integers of more than 4,300 digits."""
    values = f"ex:a a ex:T ; ex:v {'9' * 5000} , 1 ."
    sums = "{ SELECT $this (SUM(?v) AS ?sum) { $this ex:v ?v } GROUP BY $this }"
    assert violators(values, f"{sums} FILTER(STRLEN(STR(?sum)) = 5001)") == {"a"}
    assert violators(values, "$this ex:v ?v FILTER(!isNUMERIC(?v))") == set()
