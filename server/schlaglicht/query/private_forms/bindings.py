"""The variables that the triple patterns of a query may bind to literals with a private form."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator, Sequence

from schlaglicht.query.lexer import Token, TokenKind
from schlaglicht.query.private_forms.token_groups import (
    Group,
    Item,
    is_kind,
    is_mark,
    text_of,
    variables,
    word_of,
)

_NAMES = (TokenKind.IRI, TokenKind.NAME)
_DOUBTFUL = ("^", "!", "*", "?")
_PATH_MARKS = (*_DOUBTFUL, "/", "|", "+")


class _Next(enum.Enum):
    SUBJECT = enum.auto()
    VERB = enum.auto()
    OBJECT = enum.auto()
    END = enum.auto()


class BoundVariables:
    """Collects names from the items of graph patterns.

    A name is left out only if it stands as subject, as predicate, as name of a graph, or as object
    of known predicates: what is not understood counts as a possible literal.
    """

    def __init__(self, may_have_literals: Callable[[Token], bool]) -> None:
        """`may_have_literals` tells whether the predicate of a token has such objects."""
        self._may_have_literals = may_have_literals
        self.names: set[str] = set()

    def read(self, items: Sequence[Item], mark: str) -> None:
        """Adds the names of a group with this opening bracket, without the groups in it."""
        if mark == "(":  # a collection, the names of VALUES, or a path, which has no variables
            self._doubt(items)
            return
        if any(is_mark(item, "<<", ">>", "~") for item in items):
            self._doubt(items)  # reified triples and annotations of RDF 1.2
            return
        self._triples(items, _Next.VERB if mark == "[" else _Next.SUBJECT)

    def _doubt(self, items: Sequence[Item]) -> None:
        self.names.update(variables(items))

    def _triples(self, items: Sequence[Item], state: _Next) -> None:
        subject: Sequence[Item] = ()
        has_literals = False
        at = 0
        while at < len(items):
            item = items[at]
            if (begun := _begun(item, state)) is not None:
                state = begun
                if word_of(item) == "VALUES":
                    self._doubt(items[at + 1 : at + 2])
            elif state is _Next.SUBJECT:
                subject, state = items[at : at + 1], _Next.VERB
            elif state is _Next.VERB:
                length, has_literals = self._verb(items, at, subject)
                at, state = at + length - 1, _Next.OBJECT
            elif state is _Next.OBJECT:
                if has_literals:
                    self._doubt(items[at : at + 1])
                state = _Next.END
            elif not _continues_literal(items, at):
                self._doubt(items)
                return
            at += 1

    def _verb(self, items: Sequence[Item], at: int, subject: Sequence[Item]) -> tuple[int, bool]:
        """The length of a verb at this index, and whether its objects may be literals."""
        if is_kind(items[at], TokenKind.VARIABLE):
            return 1, True
        path = list(_path(items, at))
        steps = [item for item in path if is_kind(item, *_NAMES, TokenKind.WORD)]
        is_simple = not any(isinstance(item, Group) or is_mark(item, *_DOUBTFUL) for item in path)
        if not is_simple or not steps:
            self._doubt(subject)  # backwards, or of no length, it leads to a literal
            return max(1, len(path)), True
        return len(path), any(
            self._may_have_literals(step) for step in steps if isinstance(step, Token)
        )


def _begun(item: Item, state: _Next) -> _Next | None:
    """The state after a mark between triples, a keyword, or a group graph pattern."""
    mark = text_of(item) if isinstance(item, Group) or is_mark(item, ".", ";", ",") else ""
    if mark in (".", "{"):
        return _Next.SUBJECT
    if mark in (";", ","):
        return _Next.VERB if mark == ";" else _Next.OBJECT
    word = word_of(item)
    if not word or word in ("TRUE", "FALSE") or (state is _Next.VERB and word == "A"):
        return None
    return _Next.SUBJECT


def _continues_literal(items: Sequence[Item], at: int) -> bool:
    """True for the rest of a literal: its datatype, its tag, a number after a sign."""
    return (
        is_mark(items[at], "^^")
        or is_mark(items[at - 1], "^^", "+", "-")
        or is_kind(items[at], TokenKind.LANGUAGE_TAG)
    )


def _path(items: Sequence[Item], at: int) -> Iterator[Item]:
    """The items of a path at this index."""
    needs_step = True
    while at < len(items):
        item = items[at]
        is_joint = is_mark(item, *_PATH_MARKS)
        if not needs_step and not is_joint:
            return
        if not is_joint and not (is_kind(item, *_NAMES, TokenKind.WORD) or text_of(item) == "("):
            return
        yield item
        needs_step = is_joint and (needs_step or not is_mark(item, "*", "?", "+"))
        at += 1
