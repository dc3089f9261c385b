"""Texts that may be too long to be quoted as a whole."""

from schlaglicht.truncated_text import first_line, truncated


def test_a_text_is_cut_only_when_it_is_longer() -> None:
    assert truncated("abc", 3) == "abc"
    assert truncated("abcd", 3) == "abc…"


def test_of_several_lines_the_first_is_shown() -> None:
    assert first_line("abcd\nef", 3) == "abc…"
    assert first_line("ab\u2028cd", 3) == "ab"
