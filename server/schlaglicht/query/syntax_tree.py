"""The tree of a query: nodes by the grammar of SPARQL, whose leaves are the tokens of the text.

Each node knows its place. Chains such as `?a + ?b + ?c` are one node, so that a tree is no deeper
than the brackets of its text; those who read it walk without recursion all the same.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias, TypeGuard

from schlaglicht.query.lexer import Token, TokenKind


class Kind(enum.Enum):
    """Kinds of nodes, with their children; `token?` may be missing, `node*` may be several."""

    QUERY = enum.auto()
    """declaration* SELECT_CLAUSE dataset* WHERE? GROUP modifier* VALUES?, or with other forms."""
    DECLARATION = enum.auto()
    SELECT_CLAUSE = enum.auto()
    """SELECT DISTINCT? and a star, or variables and bindings."""
    DATASET = enum.auto()
    """FROM NAMED? name"""
    TEMPLATE = enum.auto()
    SUBSELECT = enum.auto()
    """SELECT_CLAUSE WHERE? GROUP modifier* VALUES?"""

    GROUP_BY = enum.auto()
    HAVING = enum.auto()
    ORDER_BY = enum.auto()
    LIMIT = enum.auto()

    GROUP = enum.auto()
    """{ element* } or { SUBSELECT }"""
    UNION = enum.auto()
    """GROUP (UNION GROUP)+"""
    NESTED = enum.auto()
    """OPTIONAL, MINUS or LATERAL, and a GROUP."""
    GRAPH = enum.auto()
    """GRAPH name GROUP"""
    SERVICE = enum.auto()
    """SERVICE SILENT? name GROUP"""
    FILTER = enum.auto()
    BIND = enum.auto()
    """BIND ( expression AS variable )"""
    VALUES = enum.auto()
    """VALUES variable { value* } or VALUES ( variable* ) { ROW* }"""
    ROW = enum.auto()

    TRIPLES = enum.auto()
    """subject PROPERTY (; PROPERTY?)*"""
    PROPERTY = enum.auto()
    """verb object (, object)*; each object may be followed by REIFIER and ANNOTATION."""
    REIFIER = enum.auto()
    ANNOTATION = enum.auto()
    BLANK = enum.auto()
    """[ ] or [ PROPERTY (; PROPERTY?)* ]"""
    COLLECTION = enum.auto()
    REIFIED = enum.auto()
    """<< subject verb object >>"""
    TRIPLE_TERM = enum.auto()
    """<<( subject verb object )>>"""
    LITERAL = enum.auto()
    """A string with its tag or datatype, a number with its sign, true, false."""

    ALTERNATIVE = enum.auto()
    SEQUENCE = enum.auto()
    INVERSE = enum.auto()
    REPEATED = enum.auto()
    NEGATED = enum.auto()
    PATH = enum.auto()
    """( path )"""

    OR = enum.auto()
    AND = enum.auto()
    COMPARISON = enum.auto()
    """expression = expression, or expression NOT? IN ARGUMENTS"""
    SUM = enum.auto()
    PRODUCT = enum.auto()
    UNARY = enum.auto()
    CALL = enum.auto()
    """name ARGUMENTS"""
    ARGUMENTS = enum.auto()
    """( DISTINCT? expression (, expression)* ), ( * ), with ; SEPARATOR = string"""
    EXISTS = enum.auto()
    """NOT? EXISTS GROUP"""
    BRACKETED = enum.auto()
    """( expression )"""
    BINDING = enum.auto()
    """( expression AS variable )"""


class Node:
    """A part of a query."""

    __slots__ = ("children", "end", "kind", "start")

    def __init__(self, kind: Kind, children: Sequence[Item]) -> None:
        """`children` are its parts, at least one."""
        self.kind = kind
        self.children = children
        self.start: int = children[0].start
        self.end: int = children[-1].end

    def __repr__(self) -> str:
        return f"{self.kind.name}{list(self.children)}"

    def nodes(self, *kinds: Kind) -> list[Node]:
        """The children that are nodes of one of these kinds; all nodes without any."""
        return [
            child
            for child in self.children
            if isinstance(child, Node) and (not kinds or child.kind in kinds)
        ]

    def child(self, *kinds: Kind) -> Node | None:
        """The first child that is a node of one of these kinds."""
        return next(iter(self.nodes(*kinds)), None)

    def has(self, *words: str) -> bool:
        """True if a child is one of these keywords or marks."""
        return any(word_of(child) in words for child in self.children)

    def walk(self, enters: Callable[[Node], bool] | None = None) -> Iterator[Item]:
        """The node and all below it, in the order of the text; descends where `enters` is true."""
        waiting: list[Item] = [self]
        while waiting:
            item = waiting.pop()
            yield item
            if isinstance(item, Node) and (enters is None or enters(item)):
                waiting.extend(reversed(item.children))

    def all(self, *kinds: Kind) -> Iterator[Node]:
        """The nodes of these kinds, this one and those below it."""
        return (item for item in self.walk() if isinstance(item, Node) and item.kind in kinds)

    def tokens(self) -> Iterator[Token]:
        """The tokens of which it consists."""
        return (item for item in self.walk() if isinstance(item, Token))

    def variables(self) -> Iterator[Token]:
        """The variables in it."""
        return (token for token in self.tokens() if token.kind is TokenKind.VARIABLE)


Item: TypeAlias = Token | Node


def word_of(item: Item) -> str:
    """A keyword in capitals, or a mark; empty for other tokens and for nodes."""
    if isinstance(item, Node):
        return ""
    if item.kind is TokenKind.WORD:
        return item.text.upper()
    return item.text if item.kind is TokenKind.PUNCTUATION else ""


def is_variable(item: Item) -> TypeGuard[Token]:
    """True for a variable alone."""
    return isinstance(item, Token) and item.kind is TokenKind.VARIABLE


def is_name(item: Item) -> TypeGuard[Token]:
    """True for an IRI, written out or as a prefixed name."""
    return isinstance(item, Token) and item.kind in (TokenKind.IRI, TokenKind.NAME)


def is_kind(item: Item, *kinds: Kind) -> TypeGuard[Node]:
    """True for a node of one of these kinds."""
    return isinstance(item, Node) and item.kind in kinds


def form_token(query: Node) -> Token:
    """The keyword of a query's form, with which it begins after its declarations."""
    head = next(child for child in query.children if not is_kind(child, Kind.DECLARATION))
    return next(head.tokens()) if isinstance(head, Node) else head


def arguments_of(call: Node) -> list[Item]:
    """The expressions in the brackets with which a call, or IN, ends."""
    brackets = call.children[-1]
    inner = brackets.children[1:-1] if isinstance(brackets, Node) else ()
    end = next((n for n, item in enumerate(inner) if word_of(item) == ";"), len(inner))
    return [item for item in inner[:end] if word_of(item) not in (",", "DISTINCT", "*")]
