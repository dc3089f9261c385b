"""An error within an expression removes a solution, and neither the shape nor the others."""

from collections.abc import Callable

import pytest

Violators = Callable[[str, str], set[str]]

AGED = "?until - ?since > 'PT1H'^^xsd:dayTimeDuration"
ZONES = (
    'ex:since "2020-01-01T00:00:00"^^xsd:dateTime ; ex:until "2020-01-03T00:00:00Z"^^xsd:dateTime'
)
NO_ZONES = ZONES.replace("Z", "")
ERRORS = [
    ('ex:v "INF"^^xsd:float', "ex:v 1.5", "floor(?v) != ?v"),
    (ZONES, NO_ZONES, AGED),
    ('ex:since "x"^^xsd:dateTime ; ex:until "y"^^xsd:dateTime', NO_ZONES, AGED),
    ('ex:v "x"^^xsd:dateTime', 'ex:v "2020-01-01T00:00:00Z"^^xsd:dateTime', "year(?v) > 1"),
    ('ex:v "x"^^xsd:integer', "ex:v 3", "?v + 1 > 3"),
    ('ex:v "x"^^xsd:integer', "ex:v 3", "1 * ?v > 2"),
    ('ex:v "x"^^xsd:integer', "ex:v -3", "abs(?v) > 2"),
    ('ex:v "x"^^xsd:integer', "ex:v -3", "-?v > 2"),
    ('ex:v "x"^^xsd:integer', "ex:v 3", "round(?v) > 2"),
    ('ex:v "x"^^xsd:integer', "ex:v 3", "ceil(?v) > 2"),
    ('ex:v "x"^^xsd:integer', "ex:v 3", "floor(?v) > 2"),
    ("ex:v ex:a", "ex:v 3", "isNumeric(?v + 1)"),
    ("ex:v ex:a", "ex:v 3", "!isIRI(?v + 1)"),
    ("ex:v ex:a", "ex:v 3", "sameTerm(?v + 1, 4)"),
    ("ex:v ex:a", "ex:v 3", "coalesce(?v + 1) = 4"),
    ("ex:v ex:a", "ex:v 3", "if(?v > 1, ?v + 1, 0) = 4"),
]


@pytest.mark.parametrize(("wrong", "right", "condition"), ERRORS)
def test_error_of_a_value_removes_its_solution_alone(
    wrong: str, right: str, condition: str, violators: Violators
) -> None:
    data = f"ex:wrong a ex:T ; {wrong} . ex:right a ex:T ; {right} ."
    properties = "$this ex:v ?v" if "?v" in condition else "$this ex:since ?since ; ex:until ?until"
    assert violators(data, f"{properties} FILTER ({condition})") == {"right"}


def test_error_of_a_binding_leaves_it_unbound(violators: Violators) -> None:
    data = 'ex:a a ex:T ; ex:v "NaN"^^xsd:double , "x"^^xsd:integer .'
    bound = "$this ex:v ?v BIND (substr('abc', 1, ?v) AS ?w) FILTER (BOUND(?w) && ?w != '')"
    assert violators(data, bound) == set()


def test_solutions_are_ordered_by_errors_too(violators: Violators) -> None:
    ordered = "SELECT $this { $this ex:v ?v } ORDER BY (1 / ?v) (?v + 1)"
    assert violators("ex:a a ex:T ; ex:v 0 , 2 , ex:b , 'c' .", ordered) == {"a"}


def test_nothing_follows_the_first_value_of_coalesce(violators: Violators) -> None:
    data = "ex:a a ex:T ; ex:v ex:b ."
    assert violators(data, "$this ex:v ?v FILTER (COALESCE(?none, 1 / 0, ?v) = ex:b)") == {"a"}
