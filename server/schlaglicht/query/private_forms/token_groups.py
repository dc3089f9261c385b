"""The tokens of a query by their brackets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from schlaglicht.query.lexer import Token, TokenKind

_CLOSING = (")", "]", "}")
_NO_FUNCTIONS = frozenset({"BY", "DISTINCT", "FILTER", "BIND", "HAVING", "IN", "VALUES"})
"""Keywords that brackets may follow."""

_NAMES = (TokenKind.WORD, TokenKind.NAME, TokenKind.IRI)


@dataclass
class Group:
    """A pair of brackets and its content; the whole query is one without brackets."""

    mark: str
    """The opening bracket, or nothing."""
    items: list[Item] = field(default_factory=list)
    end: int = 0
    """The index of the character after the closing bracket."""


Item: TypeAlias = Token | Group


def grouped(tokens: Iterable[Token]) -> Group:
    """The tokens of a query, whose brackets match, as `read_query` makes sure."""
    opened = [Group("")]
    for token in tokens:
        if token.kind is TokenKind.PUNCTUATION and token.text in ("(", "[", "{"):
            group = Group(token.text)
            opened[-1].items.append(group)
            opened.append(group)
        elif token.kind is TokenKind.PUNCTUATION and token.text in _CLOSING:
            opened.pop().end = token.start + 1
        else:
            opened[-1].items.append(token)
    return opened[0]


def text_of(item: Item) -> str:
    """The text of a token, the opening bracket of a group."""
    return item.mark if isinstance(item, Group) else item.text


def word_of(item: Item) -> str:
    """A keyword in capitals, the last of several joined by dots; empty for anything else."""
    if isinstance(item, Group) or item.kind is not TokenKind.WORD:
        return ""
    return item.text.rpartition(".")[2].upper()


def is_kind(item: Item, *kinds: TokenKind) -> bool:
    """True for a token of one of these kinds."""
    return isinstance(item, Token) and item.kind in kinds


def is_mark(item: Item, *marks: str) -> bool:
    """True for one of these punctuation tokens."""
    return isinstance(item, Token) and item.kind is TokenKind.PUNCTUATION and item.text in marks


def is_call(items: Sequence[Item], at: int) -> bool:
    """True if a function's name is at this index, and its arguments follow."""
    return (
        is_kind(items[at], *_NAMES)
        and word_of(items[at]) not in _NO_FUNCTIONS
        and at + 1 < len(items)
        and isinstance(following := items[at + 1], Group)
        and following.mark == "("
    )


def split(items: Sequence[Item], *marks: str) -> Iterator[Sequence[Item]]:
    """The items between these punctuation tokens."""
    start = 0
    for at, item in enumerate(items):
        if is_mark(item, *marks):
            yield items[start:at]
            start = at + 1
    yield items[start:]


def variables(items: Iterable[Item]) -> Iterator[str]:
    """The names of the variables in items and in their groups."""
    waiting = [*items]
    while waiting:
        item = waiting.pop()
        if isinstance(item, Group):
            waiting += item.items
        elif item.kind is TokenKind.VARIABLE:
            yield item.text[1:]
