import pyoxigraph
import pytest

from schlaglicht.engine.syntax_message import syntax_error
from schlaglicht.errors import QuerySyntaxError


def error_of(text: str) -> QuerySyntaxError:
    with pytest.raises(SyntaxError) as caught:
        pyoxigraph.Store().query(text)
    return syntax_error(str(caught.value), text)


@pytest.mark.parametrize(
    ("text", "place", "reason"),
    [
        ("SELECT * {\n  ?s ?p ?o .\n  FILTR(?o)\n}", (3, 3), "FILTR(?o)"),
        ("SELECT ?s, ?p { ?s ?p ?o }", (1, 8), "?s, ?p { ?s ?p ?o }"),
        ("SELECT (1+ AS ?x) {}", (1, 12), "AS ?x) {}"),
        ("SELECT * { ?s ?p ?o . FILTER(xx(?s)) }", (1, 30), "xx(?s)) }"),
        ("SELECT * {} LIMIT -1", (1, 19), "-1"),
        ('SELECT ("ää" AS ?x { }', (1, 20), "{ }"),
    ],
)
def test_the_place_is_where_the_fault_is(text: str, place: tuple[int, int], reason: str) -> None:
    error = error_of(text)
    assert (error.line, error.column) == place
    assert f"cannot be read as SPARQL: {reason}" in error.reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("SELECT ?x { ?y ?p ?o } GROUP BY ?p", "The SELECT contains a variable that is unbound"),
        ("SELECT * {} GROUP BY ?x", "SELECT * is not authorized with GROUP BY"),
        ("ASK { ?s ?p <rel> }", "this IRI is not valid, or relative where no BASE is given"),
        ("SELECT * { ?s ?p ?o } ORDER BY", "the query ends too early"),
        ("SELECT * { BIND(1 AS ?x) BIND(2 AS ?x) }", "is a variable bound twice"),
    ],
)
def test_the_reason_is_a_sentence(text: str, reason: str) -> None:
    assert reason in error_of(text).reason


def test_a_bracket_that_alone_could_follow_is_named() -> None:
    assert error_of('SELECT ("a" AS ?x { }').reason.endswith('(expected ")")')


def test_the_reason_does_not_repeat_the_place() -> None:
    assert "error at" not in str(error_of("ASK {\n  ?s ?p\n}"))


def test_a_message_of_another_kind_is_passed_on() -> None:
    error = syntax_error("something else", "ASK {}")
    assert (error.reason, error.line) == ("something else", None)
