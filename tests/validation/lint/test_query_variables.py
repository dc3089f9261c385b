"""Variables without a value: no condition that is said to be never met is met."""

from random import Random

import pytest
from pyoxigraph import QuerySolution, QuerySolutions, RdfFormat, Store
from tables import each

from schlaglicht.query.grammar import tree_of
from schlaglicht.validation.lint.sparql_constraints import unbound_variables

DATA = (
    """@prefix ex: <https://example.org/> . ex:a ex:p 1 , 2 , 3 . ex:b ex:p "x" . ex:c ex:p 0 ."""
)
FILTER = "SELECT * { ?s <https://example.org/p> ?p FILTER (%s) }"
HAVING = "SELECT ?s { ?s <https://example.org/p> ?p } GROUP BY ?s HAVING (%s)"

NEVER_MET = [
    *("?u", "!?u", "?u > 1", "?u = ?u", "!(?u = ?u)", "-?u < 0", "1 + ?u > 0", "(?p > 1) = ?u"),
    *("?p > 1 && ?u > 1", "?u > 1 || ?u < 2", "?u IN (1)", "?p IN (?u)", "?p NOT IN (?u, ?u)"),
    *("IF(?u, true, true)", "IF(?p > 1, ?u, !?u)", "COALESCE(?u, ?u + 1) > 1", "STR(?u) = ''"),
    *("CONCAT(?u, 'a') = 'a'", "sameTerm(?u, ?p)", "REGEX('a', 'a', ?u)", "!isLITERAL(?u)"),
]
PERHAPS = [
    *("?p > 1 || ?u > 1", "!(?p > 1 && ?u > 1)", "?p IN (1, ?u)", "?p NOT IN (1, ?u)", "?u IN ()"),
    *("IF(?p > 1, true, ?u)", "COALESCE(?u, ?p) > 1", "BOUND(?u)", "!BOUND(?u)", "!isNUMERIC(?u)"),
    *("COALESCE(?u > 1, true)", "EXISTS { ?s ?u ?p }", "?p < 2 || (?u && ?u > 1)"),
]
NEVER_MET_OF_GROUPS = [
    *("MAX(?u) = 0", "!(MIN(?u) = 0)", "SAMPLE(?u) = 0", "SUM(?u + 1) = 3"),
    "GROUP_CONCAT(?u) = ''",
]
PERHAPS_OF_GROUPS = [
    *("COUNT(IF(?p > 1, 1, ?u)) > 1", "COUNT(?u) = 0", "COUNT(DISTINCT ?u) = 0"),
    *("MIN(COALESCE(?u, 1)) = 1", "SUM(IF(?p > 1, 1, ?u)) > 0"),
]
ATOMS = ("?u > 1", "?p > 1", "true", "false", "?u", "BOUND(?u)", "?p = ?u")


@pytest.fixture
def data() -> Store:
    store = Store()
    store.load(DATA.encode(), format=RdfFormat.TURTLE)
    return store


def solutions(data: Store, query: str) -> list[QuerySolution]:
    found = data.query(query)
    assert isinstance(found, QuerySolutions)
    return list(found)


def is_reported(query: str) -> bool:
    return "u" in unbound_variables(tree_of(query), ()).in_conditions


@each("query", [FILTER % c for c in NEVER_MET] + [HAVING % c for c in NEVER_MET_OF_GROUPS])
def test_condition_that_is_never_met_is_reported(query: str, data: Store) -> None:
    assert is_reported(query)
    assert not solutions(data, query)


@pytest.mark.parametrize(
    "query", [FILTER % c for c in PERHAPS] + [HAVING % c for c in PERHAPS_OF_GROUPS]
)
def test_condition_that_may_be_met_is_not_reported(query: str) -> None:
    assert not is_reported(query)


def random_condition(random: Random, depth: int = 0) -> str:
    """A condition with ?p, which has values, and ?u, which has none."""
    if depth == 3 or random.random() < 0.2:
        return f"({random.choice(ATOMS)})"
    one, other, third = (random_condition(random, depth + 1) for _ in range(3))
    return random.choice(
        (
            *(f"({one} || {other})", f"({one} && {other})", f"!({one})", f"({one} = {other})"),
            *(f"IF({one}, {other}, {third})", f"COALESCE({one}, {other})"),
            *(f"({one} IN ({other}, {third}))", f"({one} NOT IN ({other}))"),
        )
    )


def test_no_condition_that_is_reported_is_met(data: Store) -> None:
    random, reported = Random(5), 0
    for _ in range(150):
        query = FILTER % random_condition(random)
        if is_reported(query):
            reported += 1
            assert not solutions(data, query), query
    assert reported > 20
