"""Prefixes that a query does not declare, and what products add to SPARQL by prefixes of their own.

That is no mistake of the grammar; the query is offered without it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import islice
from typing import TypeVar

from schlaglicht.errors import QueryError, QuerySyntaxError
from schlaglicht.i18n import Message, either, msg
from schlaglicht.query.grammar import tree_of
from schlaglicht.query.lexer import quoted
from schlaglicht.query.syntax_fixes.fault import LONGEST
from schlaglicht.rdf.well_known_prefixes import WELL_KNOWN
from schlaglicht.suggest import Cutoff, nearest_few

_MOST_COMPARED = 100
"""Prefixes of a query that an undeclared one is compared with."""

_MOST_NAMED = 10
"""Prefixes that an error names, if none is near."""

_LONGEST_COMPARED = 300
"""Length of such a prefix with its namespace: the nearest is quoted."""


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


def undeclared(prefix: str, known: Mapping[str, str], declared: Mapping[str, str]) -> Message:
    """The words about a prefix that neither a query has `declared` nor is `known` without that."""
    # Of the prefixes that it declares, which may be thousands, and long.
    short = (each for each in declared.items() if sum(map(len, each)) <= _LONGEST_COMPARED)
    advice = _advice(prefix, {**known, **dict(islice(short, _MOST_COMPARED))})
    return msg(
        "the prefix {prefix}: is not declared; {advice}", prefix=quoted(prefix), advice=advice
    )


def _advice(prefix: str, known: Mapping[str, str]) -> Message:
    """A repair of a prefix that is neither `known` nor well-known."""
    if prefix in PREFIXES:
        return msg("it only means something in {product}", product=PREFIXES[prefix])
    declaration = f"PREFIX {quoted(prefix)}: <…>"
    advice = msg("add {declaration} at the top", declaration=declaration)
    meanings = {**WELL_KNOWN, **known}
    near = nearest_few(prefix[:_LONGEST_COMPARED], meanings, Cutoff.PREFIX, most=2)
    if near:
        names = [f"{name}: <{meanings[name]}>" for name in near]
        return msg("did you mean {near}? Otherwise {advice}", near=either(*names), advice=advice)
    if not known:
        return advice
    there = ", ".join(f"{name}:" for name in islice(known, _MOST_NAMED))
    return msg("{advice}; known are {prefixes} and well-known ones", advice=advice, prefixes=there)
