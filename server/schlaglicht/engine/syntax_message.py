"""The parser's messages about queries: the place, and a sentence if there is one.

The parser reports the position where it got furthest. If keywords would have been possible there,
that is too far by as many characters as the longest has that fits into the rest of the text, which
is why texts are padded. It also lists everything that might have followed, down to character
classes; among these may be a sentence about the error. What a query should have been instead, its
grammar says (`schlaglicht.query.grammar`).
"""

from __future__ import annotations

import re

from schlaglicht.errors import QuerySyntaxError
from schlaglicht.ground.text import first_line
from schlaglicht.i18n import Message, Texts, msg

_MESSAGE = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)

_ALTERNATIVE = re.compile(r'"(?:[^"\\]|\\.)*"|\[(?:\'[^\']*\'|[^\]\'])*\]|[^,"\[\s][^,"\[]*')
"""A text in quotes, a class of characters, or a keyword or sentence."""

_KEYWORD = re.compile(r"[A-Za-z_]+")

_TOKEN = re.compile(r"[\w?$:@]{1,40}|\S")
"""The beginning of the rest of a query that an error is about."""

PADDING = "\n" + " " * 20
"""Space for the longest keyword; the new line ends a comment."""

_ANY_CHARACTER = "[_]"

_SENTENCES = {
    "IRI parsing failed": msg("this IRI is not valid, or relative where no BASE is given"),
    "language tag parsing failed": msg("this language tag is not valid"),
    "Prefix not found": msg("this prefix is not declared"),
}

_EXCERPT = 40
"""Characters of the query that a message quotes."""


def syntax_error(message: str, text: str) -> QuerySyntaxError:
    """The engine's `message` about the query `text`, which it read padded."""
    match = _MESSAGE.fullmatch(message)
    if match is None:
        return QuerySyntaxError(engine_words(message))
    expected = [found.strip() for found in _ALTERNATIVE.findall(match[3])]
    at = _offset(text + PADDING, int(match[1]), int(match[2])) - _keyword_length(expected)
    at = max(0, min(at, len(text.rstrip())))
    rest = text[at:].strip()
    reason: Message | Texts = msg("the query is not valid as a whole")
    if rest:
        reason = msg("this cannot be read as SPARQL: {rest}", rest=first_line(rest, _EXCERPT))
    for sentence in expected:
        if " " in sentence and sentence[0] not in '"[':
            reason = _SENTENCES.get(sentence) or engine_words(sentence)
            break
    line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
    found = _TOKEN.match(rest)
    return QuerySyntaxError(reason, line=line, column=column, token=found[0] if found else None)


def _offset(text: str, line: int, column: int) -> int:
    """The place of a line and column, counted in characters from 0."""
    start = 0
    for _ in range(line - 1):
        start = text.find("\n", start) + 1
    return start + column - 1


def engine_words(sentence: str) -> Texts:
    """A message of the engine: its own English, and our German."""
    from schlaglicht.rdf.syntax_errors import ENGINE, in_german

    return in_german(sentence, ENGINE)


def _keyword_length(expected: list[str]) -> int:
    """Characters by which the parser's position is past the error."""
    keywords = [part for part in expected if part != _ANY_CHARACTER]
    if not keywords or not all(_KEYWORD.fullmatch(part) for part in keywords):
        return 0
    return min(map(len, keywords))
