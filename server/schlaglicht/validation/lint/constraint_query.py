"""A query of a shape as text: its tokens, its prefixes, and the places of its parts in its file."""

from __future__ import annotations

import re
from collections.abc import Mapping

from schlaglicht.errors import QuerySyntaxError
from schlaglicht.i18n import Message
from schlaglicht.query.lexer import Token, TokenKind, tokens
from schlaglicht.query.parse import read_prologue
from schlaglicht.rdf.triple import Triple
from schlaglicht.validation.lint.shape_graph import Shapes
from schlaglicht.validation.report import Place, Precision, ValidationResult
from schlaglicht.validation.rules import found
from schlaglicht.validation.shacl.shape_queries import (
    GIVEN_PREFIXES,
    declared_prefixes,
    without_escapes,
)

_LINE_END = re.compile(r"\r\n|\r|\n")


class ConstraintQuery:
    """A query of a constraint or a validator, and the places of its parts."""

    def __init__(self, shapes: Shapes, triple: Triple, form: str) -> None:
        """The query that `triple` states, which should be of `form`."""
        self.shapes = shapes
        self.triple = triple
        self.form = form
        self.text, self.tokens, self.is_whole = _tokens_of(str(triple[2]))
        self.start, self.own = read_prologue(self.tokens)

    def namespaces(self) -> dict[str, str]:
        """The prefixes declared for the query, in it and by `sh:prefixes`."""
        own = {prefix: iri[1:-1] for prefix, iri in self.own.items()}
        declared = declared_prefixes(self.triple[0], self.shapes.graph)
        return {**GIVEN_PREFIXES, **declared, **own}

    def result(
        self,
        wrong: Message,
        start: int | None,
        end: int | None,
        helps: Mapping[str, str],
        **fields: str,
    ) -> ValidationResult:
        """A result at the characters from `start` to `end`, else at the whole query."""
        place = self.shapes.locate.object_of(self.triple)
        if place is not None and start is not None and end is not None:
            place = _within(place, self.text, start, end) or place
        message, about = wrong.filled(**fields), self.shapes.unreadable_by(self.triple)
        return found("shape-sparql", place, message, helps=helps, about=about)


def _tokens_of(text: str) -> tuple[str, list[Token], bool]:
    """A query without escapes of code points, its tokens, and True if these are all.

    They end where the text is not SPARQL: the fault of such a text is left to rdflib's parser.
    """
    found: list[Token] = []
    try:
        text = without_escapes(text)
        found.extend(tokens(text))
    except QuerySyntaxError:
        return text, found, False
    return text, found, True


def span_of(token: Token) -> tuple[int, int]:
    """Start and end of a token."""
    return token.start, token.start + len(token.text)


def prefix_of(name: Token) -> str:
    """The prefix of a prefixed name."""
    return name.text.partition(":")[0]


def keyword_of(token: Token) -> str:
    """A keyword in upper case, the last where dots join several; empty for other tokens."""
    return token.text.upper().rpartition(".")[2] if token.kind is TokenKind.WORD else ""


def variable_of(token: Token) -> str:
    """The name of a variable; empty for other tokens."""
    return token.text[1:] if token.kind is TokenKind.VARIABLE else ""


def _within(place: Place, text: str, start: int, end: int) -> Place | None:
    """The place of the characters from `start` to `end` of a literal in its file.

    None where the file does not have the literal letter for letter (an escape shifts the rest), or
    where only its file is known.
    """
    if place.precision is not Precision.EXACT:
        return None
    lines = _LINE_END.split(place.path.read_bytes().decode("utf-8-sig"))
    line = text.count("\n", 0, start)
    begin = text.rfind("\n", 0, start) + 1
    stop = min(end, _line_end(text, start))
    if place.line + line > len(lines):
        return None
    written = lines[place.line + line - 1]
    if line:
        column = start - begin
    else:
        opening = written[place.column - 1 :]
        column = place.column - 1 + (3 if opening[:3] in ('"""', "'''") else 1) + start
    if written[column : column + stop - start] != text[start:stop]:
        return None
    number = place.line + line
    return Place(place.path, number, column + 1, number, column + 1 + stop - start, place.precision)


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end
