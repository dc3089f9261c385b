import contextlib

import pytest
from tables import each

from schlaglicht.errors import QuerySyntaxError
from schlaglicht.query import lexer
from schlaglicht.query.lexer import TokenKind, line_and_column, resolve_escapes, tokens


def kinds(text: str) -> list[tuple[str, str]]:
    return [(token.kind.value, token.text) for token in tokens(text)]


@each(
    ("text", "kind"),
    [
        ("'a'", "string"),
        ('"it\'s"', "string"),
        ("'''a'b''c\n'''", "string"),
        ('"""a"b""c\n"""', "string"),
        ("''", "string"),
        ('""""""', "string"),
        (r"'\t\b\n\r\f\\\"\'\u00e4\U0001F600'", "string"),
        ("<https://example.org/a#b>", "iri"),
        ("<>", "iri"),
        (r"<\u0041>", "iri"),
        ("ex:name", "name"),
        ("ex:", "name"),
        (":", "name"),
        (":a", "name"),
        ("a.b:c.d.e", "name"),
        ("ex:1%20\\-:x", "name"),
        ("ö:ä", "name"),
        ("SELECT", "word"),
        ("?x1", "variable"),
        ("$x", "variable"),
        ("_:b.1", "blank"),
        ("@de-AT", "tag"),
        ("@ar--rtl", "tag"),
        ("12", "number"),
        (".5", "number"),
        ("1.5e-3", "number"),
        ("1.e3", "number"),
        ("<<", "punctuation"),
        ("<=", "punctuation"),
        ("^^", "punctuation"),
    ],
)
def test_a_token_is_one_whole(text: str, kind: str) -> None:
    assert kinds(text) == [(kind, text)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("?a<?b", ["?a", "<", "?b"]),
        ("?a<b>", ["?a", "<b>"]),
        ("?a<8&&?b>3", ["?a", "<", "8", "&&", "?b", ">", "3"]),
        ("(?a<?b)&&(?c>?d)", ["(", "?a", "<", "?b", ")", "&&", "(", "?c", ">", "?d", ")"]),
        ("?a<?b,?c>?d", ["?a", "<", "?b", ",", "?c", ">", "?d"]),
        ("<http://e/?a&&b>", ["<http://e/?a&&b>"]),
        ("ex:a.", ["ex:a", "."]),
        ("1.", ["1", "."]),
        ("1SERVICE", ["1", "SERVICE"]),
        ("?x.SERVICE", ["?x", ".", "SERVICE"]),
        ("ex:.SERVICE", ["ex:", ".", "SERVICE"]),
        ("ASK{}", ["ASK", "{", "}"]),
        ("a:b#c\nd", ["a:b", "d"]),
        ("# 'a\r'b'", ["'b'"]),
        ("'a' 'b'", ["'a'", "'b'"]),
        ("<a> # <b>", ["<a>"]),
    ],
)
def test_the_longest_match_wins(text: str, parts: list[str]) -> None:
    assert [token.text for token in tokens(text)] == parts


@pytest.mark.parametrize("text", ["a:b.SERVICE", "'SERVICE'", "<SERVICE>", "?SERVICE", "#SERVICE"])
def test_service_inside_of_another_token_is_no_word(text: str) -> None:
    assert TokenKind.WORD not in {token.kind for token in tokens(text)}


@pytest.mark.parametrize(
    ("text", "place", "reason"),
    [
        ("ASK {\n  'abc\n}", (2, 3), "no end"),
        ("'''abc''", (1, 1), "no end"),
        (r"'a\z'", (1, 1), "escape"),
        (r"'\uD83D\uDE00'", (1, 1), "escape"),
        ("ASK { ” }", (1, 7), "'”' has no meaning"),
        ("ASK { \u00a0}", (1, 7), "has no meaning"),
        (r"ASK { \x }", (1, 7), "backslash"),
    ],
)
def test_what_no_token_can_be_is_an_error_with_its_place(
    text: str, place: tuple[int, int], reason: str
) -> None:
    with pytest.raises(QuerySyntaxError, match=reason) as caught:
        list(tokens(text))
    assert (caught.value.line, caught.value.column) == place


def test_places_count_characters_from_one() -> None:
    assert line_and_column("ä😀\nb", 1) == (1, 2)
    assert line_and_column("ä😀\nb", 3) == (2, 1)


@pytest.mark.parametrize(
    "text",
    [
        "a." * 200_000,
        "<a" * 200_000,
        "'" + '"' * 200_000,
        "." * 400_000,
        "1." * 200_000,
        "a" * 400_000,
    ],
)
def test_a_long_text_of_any_kind_is_read_without_going_back(text: str) -> None:
    # Quadratic time would be hours here.
    with contextlib.suppress(QuerySyntaxError):
        assert sum(len(token.text) for token in tokens(text)) == len(text)


@pytest.mark.parametrize(
    "text",
    [
        *("?größe", "'ä' ?x # ö", "ex:a ä:b", "<http://ä/b> a ex:ö", "?x<?ä && ?ä>?y", "exä:b"),
        *("'ä ?x", "<ä ?x", "ä", "ex:b·", "_:ä", "ex:a\u00a0.", "SELECT * # 😀\n{ ?s ?p '😀' }"),
    ],
)
def test_small_pattern_cuts_what_the_whole_one_cuts(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut() -> list[tuple[str, str]] | str:
        try:
            return kinds(text)
        except QuerySyntaxError as error:
            return str(error)

    chosen = cut()
    monkeypatch.setattr(lexer, "_has_ascii_names", lambda *_: False)
    assert cut() == chosen


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
