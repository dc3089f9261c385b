"""What a query is, once it has been read."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from schlaglicht.formats import BOOLEAN_FORMATS, GRAPH_FORMATS, SOLUTIONS_FORMATS, Format
from schlaglicht.query.lexer import Token, place_of


class QueryForm(enum.Enum):
    """The four forms of a query.

    https://www.w3.org/TR/sparql11-query/#QueryForms
    """

    SELECT = "SELECT"
    ASK = "ASK"
    CONSTRUCT = "CONSTRUCT"
    DESCRIBE = "DESCRIBE"


_FORMATS = {
    QueryForm.SELECT: SOLUTIONS_FORMATS,
    QueryForm.ASK: BOOLEAN_FORMATS,
    QueryForm.CONSTRUCT: GRAPH_FORMATS,
    QueryForm.DESCRIBE: GRAPH_FORMATS,
}


@dataclass(frozen=True)
class UndeclaredPrefix:
    """A prefix that a query uses and does not declare, and where it does so first."""

    prefix: str
    start: int
    """The index of the character in `text` where the prefix stands."""
    text: str = field(repr=False)
    """The whole query."""

    @cached_property
    def place(self) -> tuple[int, int]:
        """Line and column, from 1; counted when asked for, as that takes reading the text."""
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
    """A query that may be executed; `read_query` makes it."""

    text: str
    """What the engine reads: the text of the request with code point escapes resolved, and IRIs
    that could be taken for comparisons escaped."""
    form: QueryForm
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    """When either names graphs, both stand for FROM and FROM NAMED in the text."""
    prefixes: Mapping[str, str] = field(default_factory=dict)
    """The prefixes that the text declares."""
    undeclared: tuple[UndeclaredPrefix, ...] = ()
    base: str | None = None
    """The absolute IRI that relative ones start from, unless the text declares a BASE."""
    volatile: bool = False
    """Whether the answer depends on the time or on chance: on NOW, RAND, UUID or STRUUID."""

    tokens: tuple[Token, ...] = field(default=(), repr=False, compare=False)
    """What the text of the request consists of, once its escapes are resolved."""

    @property
    def formats(self) -> tuple[Format, ...]:
        """The formats that an answer can have, the default first."""
        return _FORMATS[self.form]
