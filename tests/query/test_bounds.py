"""Bounds of reading a query that no text passes, however it is made."""

from __future__ import annotations

import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from threading import BoundedSemaphore

import pytest

from schlaglicht.errors import EngineBusy, QueryError, QuerySyntaxError
from schlaglicht.query import lexer, read_query
from schlaglicht.query.lexer import LONG, MOST_TOKENS, Token, reading, tokens

LENGTH = 2**20
"""Bytes of the longest query that the endpoint reads."""

MOST_BYTES = 60 * 2**20

PIECES = {
    "brackets": "() ",
    "a bracket that closes nothing": "()",
    "brackets of all kinds": "[]{}",
    "declarations": "PREFIX a:<b>",
    "undeclared prefixes": "a: ",
    "negations": "!",
    "strings": "''",
    "comments": "#\n",
    "escapes": "\\u0041 ",
    "escapes and strings": "\\u0041''",
    "names beyond ASCII": "ä ",
    "strings beyond ASCII": "'ä'",
}


@pytest.mark.parametrize("piece", PIECES.values(), ids=PIECES)
def test_reading_any_text_takes_bounded_memory(piece: str) -> None:
    text = "ASK { " + piece * (LENGTH // len(piece.encode())) + ")"
    tracemalloc.start()
    try:
        with pytest.raises(QueryError):
            read_query(text)
        assert tracemalloc.get_traced_memory()[1] < MOST_BYTES
    finally:
        tracemalloc.stop()


def test_tokens_beyond_the_most_are_not_read() -> None:
    read: list[Token] = []
    with pytest.raises(QuerySyntaxError, match="more than 100,000 words and marks"):
        read.extend(tokens("() " * MOST_TOKENS))
    assert len(read) == MOST_TOKENS


def test_text_of_the_most_tokens_is_read() -> None:
    values = "1 " * (MOST_TOKENS - 7)
    assert read_query(f"ASK {{ VALUES ?x {{ {values}}} }}").form.value == "ASK"


def test_tokens_of_a_long_query_are_not_kept() -> None:
    query = read_query(f"ASK {{ VALUES ?x {{ {'1 ' * LONG}}} }}")
    assert sum(1 for _ in query.tree.tokens()) > LONG
    assert "_tree" not in vars(query)


def test_few_long_texts_are_read_at_once() -> None:
    text = "ASK {}".ljust(LONG)
    with ExitStack() as read, ThreadPoolExecutor(1) as threads:
        for _ in range(lexer._READ_AT_ONCE):
            read.enter_context(reading(text))
        waiting = threads.submit(read_query, text)
        with pytest.raises(TimeoutError):
            waiting.result(0.1)
        assert read_query("ASK {}").form.value == "ASK"
        read.close()
        assert waiting.result(60).form.value == "ASK"


def test_long_texts_beyond_those_that_wait_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lexer, "_PLACES", BoundedSemaphore(lexer._READ_AT_ONCE))
    text = "ASK {}".ljust(LONG)
    with ExitStack() as read:
        for _ in range(lexer._READ_AT_ONCE):
            read.enter_context(reading(text))
        with pytest.raises(EngineBusy, match="too many long queries"):
            read_query(text)
    assert read_query(text).form.value == "ASK"
