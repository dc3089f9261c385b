import pytest

from schlaglicht.errors import QuerySyntaxError
from schlaglicht.query.lexer import resolve_escapes


@pytest.mark.parametrize(
    ("text", "resolved"),
    [
        (r"SEL\u0045CT", "SELECT"),
        (r"?\U0001F600", "?😀"),
        (r"ex:\u00e4", "ex:ä"),
        (r"'\u0041'", r"'\u0041'"),
        (r"'''\u0027'''", r"'''\u0027'''"),
        (r"<\u0041>", r"<\u0041>"),
        ("# \\u000A\n\\u0041", "# \\u000A\nA"),
        (r"'a\\' \u0041", r"'a\\' A"),
        (r"?a < ?b \u0041", "?a < ?b A"),
    ],
)
def test_escapes_outside_of_strings_and_iris_become_characters(text: str, resolved: str) -> None:
    assert resolve_escapes(text) == resolved


def test_an_escape_is_resolved_once() -> None:
    assert resolve_escapes(r"\u005Cu0041") == r"\u0041"


@pytest.mark.parametrize("escape", [r"\uD800", r"\U0000DFFF", r"\U00110000"])
def test_the_number_of_no_character_is_an_error(escape: str) -> None:
    with pytest.raises(QuerySyntaxError, match="is not a character") as caught:
        resolve_escapes(f"ASK {{ {escape} }}")
    assert (caught.value.line, caught.value.column) == (1, 7)


def test_an_escaped_quote_in_a_name_begins_no_string() -> None:
    assert resolve_escapes(r"ex:it\'s ?\u0041 'b'") == r"ex:it\'s ?A 'b'"
