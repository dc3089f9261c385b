import pyoxigraph
import pytest

from schlaglicht.engine.syntax_message import PADDING, syntax_error
from schlaglicht.errors import QuerySyntaxError


def error_of(text: str) -> QuerySyntaxError:
    with pytest.raises(SyntaxError) as caught:
        pyoxigraph.Store().query(text + PADDING)
    return syntax_error(str(caught.value), text)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("SELECT * {\n  ?s ?p ?o .\n  FILTR(?o)\n}", (3, 3)),
        ("SELECT ?s, ?p { ?s ?p ?o }", (1, 8)),
        ("SELECT (1+ AS ?x) {}", (1, 12)),
        ("SELECT * {} LIMIT -1", (1, 19)),
        ("SELECT * {\n  ?s ?p ?o FILTER(?o > )\n}", (2, 24)),
        ("SELECT * { ?s ?p ?o } ORDER BY", (1, 31)),
    ],
)
def test_place_is_where_the_parser_gave_up(text: str, place: tuple[int, int]) -> None:
    error = error_of(text)
    assert (error.line, error.column) == place


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("SELECT * {} GROUP BY ?x", "SELECT * is not authorized with GROUP BY"),
        ("ASK { ?s ?p <rel> }", "this IRI is not valid, or relative where no BASE is given"),
        ("ASK { _:a ?p 1 { _:a ?p 1 } }", "this cannot be read as SPARQL"),
    ],
)
def test_the_reason_is_a_sentence(text: str, reason: str) -> None:
    assert reason in error_of(text).reason


def test_the_reason_does_not_repeat_the_place() -> None:
    assert "error at" not in str(error_of("ASK {\n  ?s ?p\n}"))


def test_a_message_of_another_kind_is_passed_on() -> None:
    error = syntax_error("something else", "ASK {}")
    assert (error.reason, error.line) == ("something else", None)
