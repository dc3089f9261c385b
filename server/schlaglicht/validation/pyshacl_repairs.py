"""Faults of pySHACL, and of the engine that it asks, that end a validation whose shapes are right.

What is replaced here judges nothing: it lets go on what was stopped without a reason.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from schlaglicht.errors import QuerySyntaxError
from schlaglicht.query.lexer import TokenKind, tokens

DEEPEST = 30
"""How many shapes within shapes are followed; pySHACL by itself ends at half of that, and profiles
whose classes refer to each other go deeper."""

_HARMLESS = {TokenKind.NAME: "a:a", TokenKind.STRING: '""', TokenKind.IRI: "<a>"}
"""Tokens that are no keywords, whatever they read like, and what may stand in their place."""


def keywords_alone(check: Callable[..., None]) -> Callable[..., None]:
    """Looks for forbidden clauses in the keywords of a query: `ex:inService` is no SERVICE."""

    def look(helper: Any, sparql_text: str, *args: Any, **kwargs: Any) -> None:
        check(helper, _without_names(sparql_text), *args, **kwargs)

    return look


def _without_names(query: str) -> str:
    parts, end = [], 0
    try:
        for token in tokens(query):
            if token.kind in _HARMLESS:
                parts += [query[end : token.start], _HARMLESS[token.kind]]
                end = token.start + len(token.text)
    except QuerySyntaxError:
        return query
    return "".join([*parts, query[end:]])


def sums_of_numbers(update: Callable[..., None]) -> Callable[..., None]:
    """Leaves a sum unbound that has something else than numbers in it, and goes on.

    https://www.w3.org/TR/sparql11-query/#aggregateAlgebra: an error in an aggregate is no value.
    """
    from rdflib.plugins.sparql.sparql import SPARQLTypeError

    def add(accumulator: Any, row: Any, aggregator: Any) -> None:
        try:
            update(accumulator, row, aggregator)
        except (SPARQLTypeError, TypeError, AttributeError):
            del aggregator.accumulators[accumulator.var]

    return add
