import pytest

from schlaglicht.terminal_text import Colour, columns_of, painted, plain, visible


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
