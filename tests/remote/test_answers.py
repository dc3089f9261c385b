"""Answers of remote services, read."""

from collections.abc import Callable

import pytest
from patience import PATIENCE

from schlaglicht.errors import AnswerNotWhole, QueryFailed, QueryTimeout
from schlaglicht.remote import RemoteLimits
from schlaglicht.remote.answers import RemoteAnswer, Solutions
from schlaglicht.remote.http_requests import EACH, Deadline


@pytest.mark.parametrize("separator", ["\x85", "\u2028", "\u2029"])
def test_separator_within_a_literal_ends_no_triple(separator: str) -> None:
    line = f'<a:s> <a:p> "x{separator}y" .'
    assert RemoteAnswer(f"{line}\n{line.replace('y', 'z')}\n".encode()).graph().lines == (
        line,
        line.replace("y", "z"),
    )


def test_a_number_sign_within_terms_is_no_comment() -> None:
    line = '<a:s#x> <a:p#> "# \\" # <<" .'
    assert RemoteAnswer(f"{line}\n".encode()).graph().lines == (line,)


@pytest.mark.parametrize("depth", [10, 500, 900, 950, 980, 990])
def test_an_unknown_member_of_any_depth_is_no_answer(depth: int) -> None:
    deep = b"[" * depth + b"]" * depth
    with pytest.raises(AnswerNotWhole):
        RemoteAnswer(
            b'{"head":{"vars":[]},"results":{"bindings":[]},"x":' + deep + b"}"
        ).solutions()


@pytest.mark.parametrize("rows", [[], [{}], [{}, {}]])
def test_no_value_in_the_only_row_is_none(rows: list[dict[str, object]]) -> None:
    found = Solutions(("x",), rows)  # type: ignore[arg-type]
    assert (found.only(), found.number(), found.column("x")) == ("", None, [])


def _answer_of(columns: int, rows: int) -> bytes:
    names = ",".join(f'"v{number}"' for number in range(columns))
    empty = ",".join(["{}"] * rows)
    return f'{{"head":{{"vars":[{names}]}},"results":{{"bindings":[{empty}]}}}}'.encode()


@pytest.mark.parametrize(
    ("columns", "rows"), [(200_000, 0), (1, 3_000_000), (1_000, 2_001), (0, 2_000_001)]
)
def test_an_answer_of_too_many_rows_or_columns_is_refused(columns: int, rows: int) -> None:
    with pytest.raises(QueryFailed, match="the answer of the service has more than"):
        RemoteAnswer(_answer_of(columns, rows), deadline=Deadline(PATIENCE)).solutions()


def test_a_graph_of_too_many_triples_is_refused() -> None:
    body = b"<a:> <a:> <a:> .\n" * 6
    assert RemoteAnswer(body, limits=RemoteLimits(values=6)).graph().sent == 6
    with pytest.raises(QueryFailed, match="more than 5 values"):
        RemoteAnswer(body, limits=RemoteLimits(values=5)).graph()


READ: dict[str, Callable[[RemoteAnswer], object]] = {
    "a SELECT": RemoteAnswer.solutions,
    "an ASK": RemoteAnswer.boolean,
    "a graph": RemoteAnswer.graph,
}


@pytest.mark.parametrize("kind", READ)
def test_no_answer_is_read_after_the_deadline(kind: str) -> None:
    body = b"<a:> <a:> <a:> .\n" if kind == "a graph" else _answer_of(1, EACH)
    with pytest.raises(QueryTimeout):
        READ[kind](RemoteAnswer(body, deadline=Deadline(0)))
