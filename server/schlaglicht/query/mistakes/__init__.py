"""Mistakes in queries, in words, with their repairs.

Where the grammar ends, the tokens around the place tell what was meant: a comma between columns, a
condition without brackets, SQL. Each candidate for a repair is read; a mistake is only named if the
query then can be read, or at least further. A repair is offered only if all of the query can be.

What one product adds to SPARQL is no mistake of the grammar; the query is offered without it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeVar

from schlaglicht.errors import QueryError, QuerySyntaxError
from schlaglicht.query.grammar import tree_of
from schlaglicht.query.lexer import edited, place_of, quoted
from schlaglicht.query.mistakes import clauses, spelling
from schlaglicht.query.mistakes.fault import LONGEST, Fault, Mistake

_MOST_READ, _MOST_TRIED = 40_000, 40
"""Characters and texts that are read for one query."""

_MOST_REPAIRED = 12
"""Mistakes of one query."""


def explained(error: QuerySyntaxError, text: str) -> QuerySyntaxError:
    """The error of a query with the mistake in it named, and its repair if there is one."""
    if not 0 < len(text) <= LONGEST or error.line is None or "\\u" in text or "\\U" in text:
        return error
    first = fault = Fault(text)
    tries = iter(range(min(_MOST_TRIED, _MOST_READ // len(text))))
    found = list[Mistake]()
    while not fault.is_none and len(found) < _MOST_REPAIRED:
        mistake, after = _next_step(fault, tries)
        if mistake is None:
            break
        found.append(mistake)
        if after is None:
            break
        fault = after
    if not found or (found[-1].edits and not fault.is_none):
        return error  # what only leads further may be a guess
    named = _named(error, first, found[0])
    if fault.is_none and fault is not first:
        named.asked, named.repair = text, fault.text.strip()
    return named


def _next_step(fault: Fault, tries: Iterator[int]) -> tuple[Mistake | None, Fault | None]:
    """The mistake that explains a fault best, and what is wrong after its repair."""
    further: tuple[Mistake | None, Fault | None] = (None, None)
    for mistake in _candidates(fault):
        if not mistake.edits:
            return (mistake, None) if further[0] is None else further
        if next(tries, None) is None:
            break
        after = Fault(edited(fault.text, mistake.edits))
        if after.is_none:
            return mistake, after
        if further[0] is None and after.rest < fault.rest:
            further = mistake, after
    return further


def _candidates(fault: Fault) -> Iterator[Mistake]:
    if fault.misused:
        yield from spelling.glued_words(fault)
        yield from clauses.misused(fault)
        return
    for look in _MISTAKES:
        yield from look(fault)


_MISTAKES = (
    spelling.wrapped_texts,
    spelling.other_languages,
    spelling.iris,
    spelling.characters,
    spelling.quotes,
    spelling.glued_words,
    clauses.additions,
    clauses.declarations,
    clauses.limits,
    clauses.values,
    clauses.repetitions,
    spelling.conditions_of_sql,
    spelling.words,
    clauses.arguments,
    clauses.commas,
    clauses.columns,
    clauses.unnamed_columns,
    clauses.directions,
    clauses.conditions,
    clauses.bare_conditions,
    spelling.literals,
    spelling.names,
    clauses.triples,
    clauses.braces,
    clauses.misplaced,
    clauses.marks,
)
"""What is looked for, the most telling first."""


def _named(error: QuerySyntaxError, fault: Fault, mistake: Mistake) -> QuerySyntaxError:
    """The error with the words of a mistake; the grammar's where it has none."""
    if mistake.reason is None:
        return error
    start = fault.start if mistake.start is None else mistake.start
    line, column = place_of(fault.text, start)
    tokens = (token.text for token in fault.found if token.start == start)
    return QuerySyntaxError(
        mistake.reason,
        line=line,
        column=column,
        token=quoted(next(tokens, fault.text[start : start + 1])) or None,
        expected=error.expected if (line, column) == (error.line, error.column) else (),
    )


# What products add

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
