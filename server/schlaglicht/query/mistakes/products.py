"""Queries that use what one product adds to SPARQL, without it."""

from __future__ import annotations

import re
from typing import TypeVar

from schlaglicht.errors import QueryError, QuerySyntaxError
from schlaglicht.query.grammar import tree_of
from schlaglicht.query.mistakes.fault import LONGEST

PREFIXES = {"bif": "Virtuoso", "sql": "Virtuoso", "bds": "Blazegraph", "hint": "Blazegraph"}
"""Prefixes that only mean something in one product."""

_Error = TypeVar("_Error", bound=QueryError)

_LABELS = re.compile(r"SERVICE\s+wikibase:label\s*\{[^{}]*\}", re.IGNORECASE)
"""Wikidata's service, which gives `?x` a name in `?xLabel`."""
_LANGUAGE = re.compile(r"wikibase:language\s+[\"'](?:[^\"',]*,)*\s*([a-z-]+)")
_LABELLED = re.compile(r"[?$](\w+)Label\b")
_WORDS = re.compile(r"([?$]\w+)\s+<?bif:contains>?\s+(?:\"'?([^\"']*)'?\"|'([^\"']*)')")
"""Virtuoso's search for words in a text."""


def without_additions(text: str) -> str:
    """The query with `rdfs:label` and CONTAINS in place of them; empty if that is no query."""

    def named(found: re.Match[str]) -> str:
        language = _LANGUAGE.search(found[0])
        condition = f' FILTER(LANG({{}}) = "{language[1]}")' if language else ""
        labels = {name: f"?{name}Label" for name in _LABELLED.findall(text)}
        return " ".join(
            f"OPTIONAL {{ ?{name} rdfs:label {label}{condition.format(label)} }}"
            for name, label in labels.items()
        )

    def contained(found: re.Match[str]) -> str:
        words = (found[2] or found[3] or "").lower()
        return f'FILTER(CONTAINS(LCASE(STR({found[1]})), "{words}"))'

    plain = _WORDS.sub(contained, _LABELS.sub(named, text))
    try:
        return "" if plain == text else plain[: tree_of(plain).end]
    except QuerySyntaxError:
        return ""


def with_repair(error: _Error, text: str) -> _Error:
    """The error of a query, with the query without what one product adds."""
    if len(text) <= LONGEST:
        error.asked, error.repair = text, without_additions(text)
    return error
