import pytest

from schlaglicht.terminal_width import columns_of


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
