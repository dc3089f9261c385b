"""Answers of SELECT in which nothing was found, as the serializer writes them.

A solution that the serializer has written cannot be counted any more, and one that was taken from
it to be counted cannot be written. So it writes every answer of nothing to the same variables, for
comparison.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from functools import lru_cache

from pyoxigraph import QueryResultsFormat, parse_query_results

LONGEST = 4 * 1024
"""Bytes beyond which an answer is not compared: it has something in it, or long names alone."""

_MOST_MIXED = 3
"""Variables of which each may be a count or without a value; of more, all have to be counts."""

_ZERO = {
    "type": "literal",
    "value": "0",
    "datatype": "http://www.w3.org/2001/XMLSchema#integer",
}

_Solution = dict[str, dict[str, str]]


def is_empty_answer(
    content: bytes, variables: tuple[str, ...], written: QueryResultsFormat | None
) -> bool:
    """True if an answer has no solution, or only one of counts that are 0.

    MIN, MAX and SAMPLE are without a value next to such counts.
    """
    return content in _empty_answers(variables, written)


@lru_cache(maxsize=64)
def _empty_answers(
    variables: tuple[str, ...], written: QueryResultsFormat | None
) -> tuple[bytes, ...]:
    counted = map(dict.fromkeys, _combinations(variables), itertools.repeat(_ZERO))
    found_nothing: list[list[_Solution]] = [[], *([solution] for solution in counted)]
    return tuple(_written(variables, solutions, written) for solutions in found_nothing)


def _combinations(variables: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The variables that may be counts: all, and of a few each choice of at least one."""
    fewest = 1 if len(variables) <= _MOST_MIXED else len(variables)
    for size in range(fewest, len(variables) + 1):
        yield from itertools.combinations(variables, size)


def _written(
    variables: tuple[str, ...], solutions: list[_Solution], written: QueryResultsFormat | None
) -> bytes:
    results = {"head": {"vars": variables}, "results": {"bindings": solutions}}
    text = json.dumps(results)
    answer = parse_query_results(text, QueryResultsFormat.JSON).serialize(format=written)
    assert answer is not None  # as no file was named
    return answer
