"""Groups see the variables that they bind, and what is bound for the whole query."""

from collections.abc import Callable

import pytest

Violators = Callable[[str, str], set[str]]

DATA = "ex:a a ex:T ; ex:p 1 ; ex:q 2 . ex:b ex:p 1 ; ex:q 0 ; ex:r 1 , 2 ."
FOUND = {
    "variable from outside is unbound": "$this ex:p ?p . { $this ex:q ?q FILTER (!BOUND(?p)) }",
    "this is bound": "$this ex:p ?p . { { ?x ex:q ?q FILTER (?x = $this) } }",
    "variable that the group binds": "$this ex:p ?p . { $this ex:q ?p2 ; ex:p ?p FILTER (?p = 1) }",
    "optional group": "$this ex:p ?p OPTIONAL { $this ex:q ?q FILTER (?q > ?p) } FILTER (?q = 2)",
    "group in an optional group": (
        "$this ex:p ?p OPTIONAL { { $this ex:q ?q FILTER (?q > ?p) } } FILTER (!BOUND(?q))"
    ),
    "existence": "$this ex:p ?p FILTER EXISTS { { $this ex:q ?q FILTER (?q > ?p) } }",
    "union": "$this ex:p ?p { $this ex:r ?r } UNION { $this ex:q ?q FILTER (!BOUND(?p)) }",
    "bound within": (
        "$this ex:p ?p . { $this ex:q ?q BIND (COALESCE(?p, 7) AS ?r) } FILTER (?r = 7)"
    ),
    "bound to the same": "$this ex:p ?p . { BIND (1 AS ?p) }",
    "existence in a group": (
        "$this ex:p ?p . { $this ex:q ?q FILTER NOT EXISTS { $this ex:q ?q FILTER (BOUND(?p)) } }"
    ),
    "last of all": (
        "ex:b ex:r ?r . { SELECT $this (?v AS ?r) { ex:b ex:r ?v . $this ex:p ?p } "
        "ORDER BY DESC(?v) LIMIT 1 } FILTER (?r = 2)"
    ),
    "existence in a SELECT clause": (
        "{ SELECT $this (EXISTS { $this ex:p ?p } AS ?has) { $this ex:q ?q } } FILTER (?has)"
    ),
}
NOT_FOUND = {
    "variable from outside": "$this ex:p ?p . { $this ex:q ?q FILTER (BOUND(?p)) }",
    "comparison": "$this ex:p ?p . { $this ex:q ?q FILTER (?q > ?p || ?p = 1) }",
    "bound to another": "$this ex:p ?p . { BIND (5 AS ?p) }",
    "bound from outside": "$this ex:p ?p . { $this ex:q ?q BIND (?p AS ?r) } FILTER (BOUND(?r))",
    "existence": (
        "$this ex:p ?p . { $this ex:q ?q FILTER EXISTS { $this ex:q ?q FILTER (BOUND(?p)) } }"
    ),
    "last of those that fit": (
        "ex:b ex:r ?r . { SELECT $this (?v AS ?r) { ex:b ex:r ?v . $this ex:p ?p } "
        "ORDER BY DESC(?v) LIMIT 1 } FILTER (?r = 1)"
    ),
    "greatest of another": (
        "$this ex:p ?v . { SELECT $this (MAX(?q) AS ?v) { $this ex:q ?q } GROUP BY $this }"
    ),
}


@pytest.mark.parametrize("where", FOUND.values(), ids=FOUND.keys())
def test_pattern_has_a_solution(where: str, violators: Violators) -> None:
    assert violators(DATA, where) == {"a"}


@pytest.mark.parametrize("where", NOT_FOUND.values(), ids=NOT_FOUND.keys())
def test_pattern_has_no_solution(where: str, violators: Violators) -> None:
    assert violators(DATA, where) == set()
