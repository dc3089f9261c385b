"""Mistakes in queries, in words, with their repairs.

Where the grammar ends, the tokens around the place tell what was meant: a comma between columns, a
condition without brackets, SQL. Each candidate for a repair is read; a mistake is only named if the
query then can be read, or at least further. A repair is offered only if all of the query can be.
"""

from __future__ import annotations

from collections.abc import Iterator

from schlaglicht.errors import QuerySyntaxError
from schlaglicht.query.lexer import edited, line_and_column, quoted
from schlaglicht.query.syntax_fixes import clauses, spelling
from schlaglicht.query.syntax_fixes.fault import LONGEST, Fault, Mistake

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
    line, column = line_and_column(fault.text, start)
    tokens = (token.text for token in fault.found if token.start == start)
    return QuerySyntaxError(
        mistake.reason,
        line=line,
        column=column,
        token=quoted(next(tokens, fault.text[start : start + 1])) or None,
        expected=error.expected if (line, column) == (error.line, error.column) else (),
    )
