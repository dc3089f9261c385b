import pyoxigraph
import pytest

from schlaglicht.engine.syntax_message import PADDING, syntax_error
from schlaglicht.errors import QuerySyntaxError


def error_of(text: str) -> QuerySyntaxError:
    with pytest.raises(SyntaxError) as caught:
        pyoxigraph.Store().query(text + PADDING)
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
        ("SELECT * { ?s ?p ?o FILTER(?o > ) }", (1, 33), ") }"),
        ("SELECT * {\n  ?s ?p ?o FILTER(?o > )\n}", (2, 24), ")"),
        ("SELECT ?x { ?x ?p ?n } GROUP BY ?x HAVING COUNT(?n) > 1", (1, 53), "> 1"),
    ],
)
def test_the_place_is_where_the_fault_is(text: str, place: tuple[int, int], reason: str) -> None:
    error = error_of(text)
    assert (error.line, error.column) == place
    assert f"cannot be read as SPARQL: {reason}" in error.reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("SELECT * {} GROUP BY ?x", "SELECT * is not authorized with GROUP BY"),
        ("ASK { ?s ?p <rel> }", "this IRI is not valid, or relative where no BASE is given"),
        ("SELECT * { ?s ?p ?o } ORDER BY", "the query ends too early"),
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
    ],
)
def test_an_error_about_a_variable_names_it_where_it_stands(
    text: str, column: int, reason: str
) -> None:
    error = error_of(text)
    assert (error.line, error.column) == (1, column)
    assert reason in error.reason


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?p (COUNT(?o) AS ?n) { ?s ?p ?o } GROUP BY ?p LIMIT",
        "SELECT ?k (COUNT(?o) AS ?n) { ?s ?p ?o } GROUP BY (STR(?p) AS ?k) LIMIT",
        "SELECT ?x { BIND(1 AS ?x) FILTR(?x) }",
        "SELECT ('?x' AS ?y) { ?s ?p '} GROUP BY ?z' # ?y\n} LIMIT",
        "SELECT ?s { ?s ?p ?o . { SELECT ?p { ?s ?p ?o } } ?s } GROUP BY ?s",
    ],
)
def test_other_errors_are_not_put_down_to_a_variable(text: str) -> None:
    reason = error_of(text).reason
    assert "grouped" not in reason
    assert "a value already" not in reason
