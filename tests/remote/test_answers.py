"""Answers of remote services, read."""

import pytest

from schlaglicht.remote.answers import graph_in


@pytest.mark.parametrize("separator", ["\x85", "\u2028", "\u2029"])
def test_separator_within_a_literal_ends_no_triple(separator: str) -> None:
    line = f'<a:s> <a:p> "x{separator}y" .'
    assert graph_in(f"{line}\n{line.replace('y', 'z')}\n".encode()).lines == (
        line,
        line.replace("y", "z"),
    )
