"""What the store makes of literals."""

import pytest

from schlaglicht.rdf.private_forms import TypedLiteral, rewritten, stored_forms

XSD = "http://www.w3.org/2001/XMLSchema#"

FORMS = {
    ("007", "integer"): ("7", "integer"),
    ("1.0e6", "double"): ("1000000", "double"),
    ("5.50", "decimal"): ("5.5", "decimal"),
    ("-3", "negativeInteger"): ("-3", "integer"),
    ("2020-01-01T00:00:00+00:00", "dateTime"): ("2020-01-01T00:00:00Z", "dateTime"),
    ("1", "boolean"): ("true", "boolean"),
    ("abc", "integer"): ("abc", "integer"),
    ("2020-11-10", "date"): ("2020-11-10", "date"),
}


def typed(lexical: str, name: str) -> TypedLiteral:
    return TypedLiteral(lexical, XSD + name)


@pytest.mark.parametrize(("written", "shown"), FORMS.items(), ids=str)
def test_literal_comes_back_as_the_store_keeps_it(
    written: tuple[str, str], shown: tuple[str, str]
) -> None:
    literal = typed(*written)
    assert stored_forms([literal]) == {literal: typed(*shown)}


def test_many_literals_are_asked_at_once_and_each_is_answered() -> None:
    literals = [typed(f"{number:05}", "integer") for number in range(2000)]
    forms = stored_forms([*literals, *literals])
    assert forms == {literal: typed(str(int(literal.lexical)), "integer") for literal in literals}


def test_those_that_change_are_told_from_those_that_stay() -> None:
    stay = [typed("7", "integer"), typed("abc", "integer"), typed("2020-11-10", "date")]
    change = [typed("007", "integer"), typed("1", "byte")]
    assert rewritten([*stay, *change]) == set(change)
