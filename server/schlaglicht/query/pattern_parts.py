"""The parts of the outermost group of a query's pattern, of which each has to match.

https://www.w3.org/TR/sparql11-query/#rGroupGraphPatternSub. Triples that share a subject or a
predicate, by `;` and `,`, are a part each. A nested group is a part as a whole.
"""

from __future__ import annotations

import enum
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass

from schlaglicht.ground.text import truncated
from schlaglicht.query.lexer import Token, TokenKind, place_of
from schlaglicht.query.sparql_query import QueryForm, SparqlQuery

_LONGEST = 500
"""Characters of a part that are shown."""

_CLOSING = {"(": ")", "[": "]", "{": "}", "<<": ">>"}
_PATH_MODIFIERS = ("?", "*", "+")
_BEFORE_GROUP = ("OPTIONAL", "MINUS", "GRAPH", "VALUES")
_CLAUSES = (*_BEFORE_GROUP, "FILTER", "BIND", "SELECT", "SERVICE", "LATERAL")


class PartKind(enum.Enum):
    """The kinds of parts that are told apart."""

    TRIPLE = enum.auto()
    FILTER = enum.auto()
    OTHER = enum.auto()


@dataclass(frozen=True)
class Part:
    """One part of a pattern; `start` and `end` are its place in the text of the query."""

    kind: PartKind
    start: int
    end: int
    text: str
    """The part alone: a triple with its subject and predicate."""


def group_of(parts: Sequence[Part]) -> str:
    """The text of a group of these parts, without its braces."""
    return "\n".join(f"{part.text}\n{_END[part.kind]}" for part in parts)


_END = {PartKind.TRIPLE: ".", PartKind.FILTER: "", PartKind.OTHER: ""}


@dataclass(frozen=True)
class PlacedPart:
    """A part of a query as it is written there, with line and column from 1."""

    written: str
    line: int
    column: int
    length: int


def placed(query: SparqlQuery, start: int, end: int) -> PlacedPart:
    """The part of a query between two places in its text."""
    line, column = place_of(query.asked, start)
    written = query.asked[start:end]
    return PlacedPart(truncated(written, _LONGEST), line, column, len(written))


@dataclass(frozen=True)
class Pattern:
    """A query's pattern in parts, and what stands before it: prologue and FROM."""

    prologue: str
    dataset: str
    parts: tuple[Part, ...]


class _UnreadableError(Exception):
    """A pattern that is not read here."""


def read_pattern(query: SparqlQuery) -> Pattern | None:
    """The pattern of a query; None for DESCRIBE, subqueries and what is not read here."""
    if query.form is QueryForm.DESCRIBE:
        return None
    try:
        return _Reader(query.asked, query.tokens).pattern(query.form)
    except (_UnreadableError, IndexError):
        return None


class _Reader:
    def __init__(self, text: str, found: Sequence[Token]) -> None:
        self._text = text
        self._found = found
        self._words = [token.text.upper() for token in found]

    def pattern(self, form: QueryForm) -> Pattern:
        first = self._words.index(form.value)
        at = start = self._group_after(first)
        if form is QueryForm.CONSTRUCT and self._words[start - 1] != "WHERE":
            at = self._group_after(self._end_of_group(start))
        end = self._end_of_group(at)
        dataset = [
            self._slice(number, number + 2 + (self._words[number + 1] == "NAMED"))
            for number in range(first, at)
            if self._words[number] == "FROM"
        ]
        parts = tuple(self._parts(at + 1, end - 1))
        return Pattern(self._text[: self._found[first].start], " ".join(dataset), parts)

    def _slice(self, start: int, end: int) -> str:
        return self._text[self._found[start].start : self._end(end)]

    def _end(self, end: int) -> int:
        last = self._found[end - 1]
        return last.start + len(last.text)

    def _group_after(self, start: int) -> int:
        """The index of the next brace that is not in parentheses."""
        at = start
        while self._words[at] != "{":
            at = self._end_of_group(at) if self._words[at] == "(" else at + 1
        return at

    def _end_of_group(self, start: int) -> int:
        """The index after the bracket that closes the one at `start`."""
        open_ = [_CLOSING[self._words[start]]]
        for at in range(start + 1, len(self._words)):
            word = self._words[at]
            if word == open_[-1]:
                open_.pop()
            elif word in _CLOSING:
                open_.append(_CLOSING[word])
            if not open_:
                return at + 1
        raise _UnreadableError

    def _parts(self, at: int, end: int) -> Iterator[Part]:
        while at < end:
            word = self._words[at]
            if word == ".":
                at += 1
                continue
            if word in ("SELECT", "SERVICE", "LATERAL"):
                raise _UnreadableError
            if self._found[at].kind is TokenKind.WORD or word == "{":
                after = self._end_of_clause(at)
                kind = PartKind.FILTER if word == "FILTER" else PartKind.OTHER
                yield self._part(kind, at, after)
                at = after
            else:
                at = yield from self._triples(at, end)

    def _part(self, kind: PartKind, start: int, end: int, before: str = "") -> Part:
        written = self._slice(start, end)
        return Part(kind, self._found[start].start, self._end(end), before + written)

    def _end_of_clause(self, at: int) -> int:
        word = self._words[at]
        if word == "{":
            after = self._end_of_group(at)
            while self._words[after] == "UNION":
                after = self._end_of_group(after + 1)
            return after
        if word in _BEFORE_GROUP:
            return self._end_of_group(self._group_after(at))
        if word == "FILTER" and "EXISTS" in self._words[at + 1 : at + 3]:
            return self._end_of_group(self._group_after(at))
        if word in ("FILTER", "BIND"):
            return self._end_of_group(at + 1 if self._words[at + 1] == "(" else at + 2)
        raise _UnreadableError

    def _triples(self, at: int, end: int) -> Generator[Part, None, int]:
        """The triples of one subject; returns the index after them."""
        start, after = at, self._end_of_node(at)
        if self._words[at] in _CLOSING:  # a node of its own, which is another in each part
            while not self._ends_triples(after, end):
                after = self._end_of_node(after) if self._words[after] in _CLOSING else after + 1
            yield self._part(PartKind.TRIPLE, at, after)
            return after
        subject, at, before = self._slice(at, after), after, ""
        while not self._ends_triples(at, end):
            if self._words[at] == ";":
                at += 1
                continue
            node = self._end_of_path(at)
            verb, after = self._slice(at, node), self._end_of_node(node)
            yield self._part(PartKind.TRIPLE, at if before else start, after, before)
            before = f"{subject} "
            while after < end and self._words[after] == ",":
                node, after = after + 1, self._end_of_node(after + 1)
                yield self._part(PartKind.TRIPLE, node, after, f"{subject} {verb} ")
            at = after
        return at

    def _ends_triples(self, at: int, end: int) -> bool:
        if at >= end or self._words[at] in (".", "{"):
            return True
        return self._found[at].kind is TokenKind.WORD and self._words[at] in _CLAUSES

    def _end_of_path(self, at: int) -> int:
        """The index after a predicate or a property path."""
        while True:
            while self._words[at] in ("^", "!"):
                at += 1
            at = self._end_of_group(at) if self._words[at] == "(" else at + 1
            if self._words[at] in _PATH_MODIFIERS:
                at += 1
            if self._words[at] not in ("/", "|"):
                return at
            at += 1

    def _end_of_node(self, at: int) -> int:
        """The index after a subject or an object."""
        token = self._found[at]
        if token.text in _CLOSING:
            return self._end_of_group(at)
        if token.text in ("+", "-"):
            return at + 2
        if token.kind is TokenKind.PUNCTUATION:
            raise _UnreadableError
        if token.kind is TokenKind.STRING and at + 1 < len(self._found):
            if self._found[at + 1].kind is TokenKind.LANGUAGE_TAG:
                return at + 2
            return at + 3 if self._words[at + 1] == "^^" else at + 1
        return at + 1
