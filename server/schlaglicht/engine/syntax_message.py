"""The parser's messages about queries, made readable.

The parser reports the position where it got furthest. If keywords would have been possible there,
that is too far by as many characters as the longest has that fits into the rest of the text, which
is why texts are padded. It also lists everything that might have followed, down to character
classes; among these may be a sentence about the error.
"""

from __future__ import annotations

import re

from schlaglicht.engine.misused_variables import misused_variable
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

_NEVER_EXECUTED = ("SERVICE", "LATERAL", "LOAD")

_MOST_CONTINUATIONS = 4
"""A longer list of possible continuations does not help a reader."""

_EXCERPT = 40
"""Characters of the query that a message quotes."""


def syntax_error(message: str, text: str) -> QuerySyntaxError:
    """The engine's `message` about the query `text`, which it read padded, reworded for people."""
    match = _MESSAGE.fullmatch(message)
    if match is None:
        return QuerySyntaxError(engine_words(message))
    expected = [found.strip() for found in _ALTERNATIVE.findall(match[3])]
    at = _offset(text + PADDING, int(match[1]), int(match[2])) - _keyword_length(expected)
    at = max(0, min(at, len(text.rstrip())))
    if wrong := misused_variable(text, at):
        return _error_at(text, wrong.start, wrong.reason)
    for sentence in expected:
        if " " in sentence and sentence[0] not in '"[':
            return _error_at(text, at, _SENTENCES.get(sentence) or engine_words(sentence))
    listed = tuple(part.strip('"') for part in expected if _says_something(part))
    return _error_at(text, at, _reason(text[at:].strip(), expected), expected=listed)


def _error_at(
    text: str, at: int, reason: Message | Texts, *, expected: tuple[str, ...] = ()
) -> QuerySyntaxError:
    line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
    found = _TOKEN.match(text[at:].strip())
    return QuerySyntaxError(
        reason, line=line, column=column, token=found[0] if found else None, expected=expected
    )


def _offset(text: str, line: int, column: int) -> int:
    """The place of a line and column, counted in characters from 0."""
    start = 0
    for _ in range(line - 1):
        start = text.find("\n", start) + 1
    return start + column - 1


def engine_words(sentence: str) -> Texts:
    """A message of the engine: its own English, and our German."""
    from schlaglicht.rdf.syntax_errors import in_german
    from schlaglicht.rdf.syntax_errors.sparql_errors import ENGINE

    return in_german(sentence, ENGINE)


def _says_something(alternative: str) -> bool:
    """True for a keyword or a mark, not for a class of characters."""
    known = alternative[0] == '"' or bool(_KEYWORD.fullmatch(alternative))
    return known and alternative not in _NEVER_EXECUTED


def _keyword_length(expected: list[str]) -> int:
    """Characters by which the parser's position is past the error."""
    keywords = [part for part in expected if part != _ANY_CHARACTER]
    if not keywords or not all(_KEYWORD.fullmatch(part) for part in keywords):
        return 0
    return min(map(len, keywords))


def _reason(rest: str, expected: list[str]) -> Message:
    if not rest and set(expected) <= {_ANY_CHARACTER, "<unreported>"}:
        return msg("the query is not valid as a whole; is a variable bound twice, by AS or BIND?")
    if not rest:
        return msg("the query ends too early")
    if len(expected) <= _MOST_CONTINUATIONS and all(part[0] == '"' for part in expected):
        return msg(
            "this cannot be read as SPARQL: {rest} (expected {marks})",
            rest=first_line(rest, _EXCERPT),
            marks=_either(expected),
        )
    return msg("this cannot be read as SPARQL: {rest}", rest=first_line(rest, _EXCERPT))


def _either(marks: list[str]) -> Message | str:
    """Marks as alternatives of which one is expected."""
    either: Message | str = ""
    for mark in marks:
        either = msg("{one} or {other}", one=either, other=mark) if either else mark
    return either
