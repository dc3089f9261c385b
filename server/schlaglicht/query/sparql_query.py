"""A parsed query."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from schlaglicht.formats import BOOLEAN_FORMATS, GRAPH_FORMATS, SOLUTIONS_FORMATS, Format
from schlaglicht.query.grammar import tree_of
from schlaglicht.query.lexer import LONG, MOST_TOKENS, Token, TokenKind, place_of, tokens
from schlaglicht.query.service_clauses import ServiceClause
from schlaglicht.query.syntax_tree import Node


class QueryForm(enum.Enum):
    """The four forms of a query.

    https://www.w3.org/TR/sparql11-query/#QueryForms
    """

    SELECT = "SELECT"
    ASK = "ASK"
    CONSTRUCT = "CONSTRUCT"
    DESCRIBE = "DESCRIBE"


FORMATS_OF = {
    QueryForm.SELECT: SOLUTIONS_FORMATS,
    QueryForm.ASK: BOOLEAN_FORMATS,
    QueryForm.CONSTRUCT: GRAPH_FORMATS,
    QueryForm.DESCRIBE: GRAPH_FORMATS,
}


@dataclass(frozen=True)
class UndeclaredPrefix:
    """A prefix that a query uses without declaring it, and its first occurrence."""

    prefix: str
    start: int
    """The index of the prefix in `text`."""
    text: str = field(repr=False)
    """The whole query."""

    @cached_property
    def place(self) -> tuple[int, int]:
        """Line and column, from 1; counted on demand, as that reads the text."""
        return place_of(self.text, self.start)

    @property
    def line(self) -> int:
        """The line, from 1."""
        return self.place[0]

    @property
    def column(self) -> int:
        """The column, from 1."""
        return self.place[1]


@dataclass(frozen=True)
class SparqlQuery:
    """A query accepted for execution; `read_query` makes it."""

    text: str
    """The text for the engine: that of the request with code point escapes resolved, and IRIs
    that could be taken for comparisons escaped."""
    form: QueryForm
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    """If either names graphs, both replace FROM and FROM NAMED in the text."""
    prefixes: Mapping[str, str] = field(default_factory=dict)
    """The prefixes that the text declares."""
    undeclared: tuple[UndeclaredPrefix, ...] = ()
    base: str | None = None
    """The absolute IRI that relative ones resolve against, unless the text declares a BASE."""
    volatile: bool = False
    """True if the answer depends on time or chance: on NOW, RAND, UUID or STRUUID."""

    services: tuple[ServiceClause, ...] = ()
    """The SERVICE clauses, which have to be answered before the query can be."""

    asked: str = field(default="", repr=False, compare=False)
    """The request's text with its escapes resolved, in which `tokens` have their places."""
    most_tokens: int = field(default=MOST_TOKENS, repr=False, compare=False)

    @property
    def tokens(self) -> tuple[Token, ...]:
        """The tokens of `asked`; those of a long text are read each time, and not kept."""
        if len(self.asked) >= LONG:
            return tuple(tokens(self.asked, self.most_tokens))
        return self._tokens

    @cached_property
    def _tokens(self) -> tuple[Token, ...]:
        return tuple(tokens(self.asked))

    @cached_property
    def tree(self) -> Node:
        """The tree of `asked`, read when it is needed; raises QuerySyntaxError if it has none."""
        return tree_of(self.asked, self.most_tokens)

    @property
    def columns(self) -> tuple[str, ...]:
        """The variables after `SELECT *`, in the order of their first appearance; else none."""
        if self.form is not QueryForm.SELECT or "*" not in self.asked:
            return ()
        words = [token.text.upper() for token in self.tokens]
        start = words.index("SELECT") + 1
        start += words[start : start + 1] in (["DISTINCT"], ["REDUCED"])
        if words[start : start + 1] != ["*"]:
            return ()
        rest = (token for token in self.tokens[start:] if token.kind is TokenKind.VARIABLE)
        return tuple(dict.fromkeys(token.text[1:] for token in rest))

    @property
    def has_from(self) -> bool:
        """True if the text names its graphs itself."""
        return any(
            token.kind is TokenKind.WORD and token.text.upper() == "FROM" for token in self.tokens
        )

    @property
    def formats(self) -> tuple[Format, ...]:
        """The possible formats of an answer, the default first."""
        return FORMATS_OF[self.form]
