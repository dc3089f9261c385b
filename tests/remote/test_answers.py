"""Answers of remote services, read."""

import pytest

from schlaglicht.errors import AnswerNotWhole
from schlaglicht.remote.answers import Solutions, graph_in, solutions_in


@pytest.mark.parametrize("separator", ["\x85", "\u2028", "\u2029"])
def test_separator_within_a_literal_ends_no_triple(separator: str) -> None:
    line = f'<a:s> <a:p> "x{separator}y" .'
    assert graph_in(f"{line}\n{line.replace('y', 'z')}\n".encode()).lines == (
        line,
        line.replace("y", "z"),
    )


def test_a_number_sign_within_terms_is_no_comment() -> None:
    line = '<a:s#x> <a:p#> "# \\" # <<" .'
    assert graph_in(f"{line}\n".encode()).lines == (line,)


@pytest.mark.parametrize("depth", [10, 500, 900, 950, 980, 990])
def test_an_unknown_member_of_any_depth_is_no_answer(depth: int) -> None:
    deep = b"[" * depth + b"]" * depth
    with pytest.raises(AnswerNotWhole):
        solutions_in(b'{"head":{"vars":[]},"results":{"bindings":[]},"x":' + deep + b"}")


@pytest.mark.parametrize("rows", [[], [{}], [{}, {}]])
def test_no_value_in_the_only_row_is_none(rows: list[dict[str, object]]) -> None:
    found = Solutions(("x",), rows)  # type: ignore[arg-type]
    assert (found.only(), found.number(), found.column("x")) == ("", None, [])
