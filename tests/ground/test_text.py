from __future__ import annotations

import pytest

from schlaglicht.ground.text import (
    Colour,
    code_span,
    columns_of,
    escaped,
    fenced,
    first_line,
    html_code,
    painted,
    plain,
    truncated,
    visible,
)


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("", 0),
        ("größer – «a»", 12),
        ("e\u0301", 1),
        ("語", 2),
        ("a\u200bb", 2),
        ("नमस्ते", 4),
        ("தமிழ்", 4),
        ("👨‍👩‍👧", 2),
        ("❤️", 2),
    ],
)
def test_columns_are_those_of_a_terminal(text: str, columns: int) -> None:
    assert columns_of(text) == columns


def test_text_is_painted_in_colour_bold_or_both() -> None:
    assert painted("a", Colour.RED) == "\x1b[31ma\x1b[0m"
    assert painted("a", bold=True) == "\x1b[1ma\x1b[0m"
    assert painted("a", Colour.RED, bold=True) == "\x1b[1;31ma\x1b[0m"
    assert painted("a") == "a"
    assert painted("", Colour.RED) == ""


STEERING = "\x1b\x07\x9b\u2028\u202e\u2066"


def test_nothing_steers_a_terminal() -> None:
    assert plain(f" a\t\n{STEERING}b ") == "a b"
    assert plain(None) == ""
    assert visible(f"\ta{STEERING}") == "\ta" + "\ufffd" * len(STEERING)


def test_a_text_is_cut_only_when_it_is_longer() -> None:
    assert truncated("abc", 3) == "abc"
    assert truncated("abcd", 3) == "abc…"


def test_of_several_lines_the_first_is_shown() -> None:
    assert first_line("abcd\nef", 3) == "abc…"
    assert first_line("ab\u2028cd", 3) == "ab"


def test_markup_is_escaped() -> None:
    assert escaped("a_b|<i>\x1b`") == r"a\_b\|\<i\> \`"


def test_code_in_a_table_ends_neither_cell_nor_element() -> None:
    assert html_code("a|</code>") == "<code>a&#124;&#60;/code&#62;</code>"


def test_code_span_has_more_backticks_than_its_text() -> None:
    assert code_span("a") == "`a`"
    assert code_span("``a") == "``` ``a ```"


def test_fence_is_longer_than_every_run_of_backticks() -> None:
    assert fenced(["a", "b"], "diff") == "```diff\na\nb\n```"
    assert fenced(["````"]) == "`````\n````\n`````"
