"""Errors about variables, which the parser reports without their names, where it gave up.

Only texts that it has refused are searched; their strings, IRIs and comments do not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from schlaglicht.i18n import Message, msg

_NOT_CODE = re.compile(
    r"""<[^<>"{}|^`\\\s]*> | \#[^\n]*
      | \"""(?:"{0,2}(?:[^"\\]|\\.))*+\""" | '''(?:'{0,2}(?:[^'\\]|\\.))*+'''
      | "(?:[^"\\\n]|\\.)*+" | '(?:[^'\\\n]|\\.)*+'""",
    re.VERBOSE | re.DOTALL,
)
_VARIABLE = re.compile(r"[?$](\w+)")
_SELECT = re.compile(r"\bSELECT\b", re.IGNORECASE)
_END_OF_CLAUSE = re.compile(r"\{|\b(?:WHERE|FROM)\b", re.IGNORECASE)
_AGGREGATE = re.compile(r"\b(?:COUNT|SUM|MIN|MAX|AVG|SAMPLE|GROUP_CONCAT)\s*\(", re.IGNORECASE)
_GROUPING = re.compile(
    r"\bGROUP\s+BY\b(.*?)(?:\b(?:HAVING|ORDER|LIMIT|OFFSET|VALUES)\b|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_NAMED = re.compile(r"\bAS\s+([?$]\w+)", re.IGNORECASE)
_BOUND_LAST = re.compile(r"\bAS\s+([?$]\w+)\s*\)\s*\Z", re.IGNORECASE)

_LONGEST = 10_000
"""Characters of a query that is searched."""

_MOST_SELECTS = 30


class MisusedVariable(NamedTuple):
    """The place of a variable, counted in characters from 0, and what is wrong there."""

    start: int
    reason: Message


def misused_variable(text: str, furthest: int) -> MisusedVariable | None:
    """The error of a variable in a query that the parser could read up to `furthest`, if any."""
    if len(text) > _LONGEST:
        return None
    code = _NOT_CODE.sub(lambda found: " " * len(found[0]), text)
    if bound := _BOUND_LAST.search(code, 0, furthest):
        group = code[_group_start(code, bound.start()) : bound.start()]
        return _bound_twice(bound) if bound[1][1:] in _variables(group) else None
    return next(_misused_in_selects(code, furthest), None)


def _variables(code: str) -> set[str]:
    """The names of variables, without their signs."""
    return set(_VARIABLE.findall(code))


def _bound_twice(found: re.Match[str]) -> MisusedVariable:
    reason = msg("{variable} has a value already; AS needs a new name", variable=found[1])
    return MisusedVariable(found.start(1), reason)


def _group_start(code: str, end: int) -> int:
    """The end of the innermost `{` that is open at `end`."""
    depth = 0
    for at in range(end - 1, -1, -1):
        depth += {"}": 1, "{": -1}.get(code[at], 0)
        if depth < 0:
            return at + 1
    return 0


def _group_end(code: str, start: int) -> int:
    """The place of the first `}` after `start` that closes nothing opened since, or the end."""
    depth = 0
    for at in range(start, len(code)):
        depth += {"{": 1, "}": -1}.get(code[at], 0)
        if depth < 0:
            return at
    return len(code)


def _misused_in_selects(code: str, furthest: int) -> Iterator[MisusedVariable]:
    for select in islice(_SELECT.finditer(code), _MOST_SELECTS):
        clause = _END_OF_CLAUSE.search(code, select.end())
        pattern = code.find("{", select.end()) + 1
        end = _group_end(code, pattern)
        after = _group_end(code, min(end + 1, len(code)))
        if clause is None or not pattern or after > furthest + 1:
            continue
        columns = code[select.end() : clause.start()]
        yield from _ungrouped(columns, code[end + 1 : after], select.end())
        taken = _variables(code[pattern:end])
        for named in _NAMED.finditer(code, select.end(), clause.start()):
            if named[1][1:] in taken:
                yield _bound_twice(named)


def _ungrouped(columns: str, modifiers: str, start: int) -> Iterator[MisusedVariable]:
    grouping = _GROUPING.search(modifiers)
    if not grouping and not _AGGREGATE.search(columns):
        return
    keys = grouping[1] if grouping else ""
    grouped = _variables(f"{_outside_brackets(keys)} {' '.join(_NAMED.findall(keys))}")
    for found in _VARIABLE.finditer(_outside_brackets(columns)):
        if found[1] not in grouped:
            reason = msg(
                "{variable} is neither grouped nor aggregated; add it to GROUP BY, or take one"
                " value of each group: (SAMPLE({variable}) AS ?{name})",
                variable=found[0],
                name=f"one_{found[1]}",
            )
            yield MisusedVariable(start + found.start(), reason)


def _outside_brackets(code: str) -> str:
    """The code with spaces for what stands in brackets."""
    kept, depth = [], 0
    for character in code:
        depth += character == "("
        kept.append(" " if depth else character)
        depth -= character == ")" and depth > 0
    return "".join(kept)
