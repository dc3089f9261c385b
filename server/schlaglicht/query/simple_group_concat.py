"""`GROUP_CONCAT` as SPARQL has it: a simple literal, where the engine keeps a shared language tag.

https://www.w3.org/TR/sparql11-query/#defn_aggGroupConcat
"""

from __future__ import annotations

import re

from schlaglicht.query.lexer import TokenKind, tokens

_NAME = "GROUP_CONCAT"
_MENTIONED = re.compile(_NAME, re.IGNORECASE)


def with_simple_group_concat(text: str) -> str:
    """A query with `STR(…)` around each call of `GROUP_CONCAT`; its brackets must match."""
    if not _MENTIONED.search(text):
        return text
    starts: list[int] = []
    ends: list[int] = []
    called: int | None = None
    opened: list[bool] = []
    for token in tokens(text, most=len(text)):
        if token.kind is TokenKind.PUNCTUATION and token.text == "(":
            opened.append(called is not None)
            if called is not None:
                starts.append(called)
        elif token.kind is TokenKind.PUNCTUATION and token.text == ")" and opened.pop():
            ends.append(token.start + 1)
        is_name = token.kind is TokenKind.WORD and token.text.upper() == _NAME
        called = token.start if is_name else None
    return _with_insertions(text, [*((at, "STR(") for at in starts), *((at, ")") for at in ends)])


def _with_insertions(text: str, insertions: list[tuple[int, str]]) -> str:
    parts, start = [], 0
    for at, inserted in sorted(insertions):
        parts += [text[start:at], inserted]
        start = at
    return "".join([*parts, text[start:]])
