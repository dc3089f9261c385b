"""Values of parameters in a query: a term in place of each variable, token by token.

A term is never text of the query: it stands between two tokens, as canonical N-Triples write it.
Where only a variable may stand, it is bound or put in brackets:

    SELECT ?from …        SELECT (term AS ?from) …
    GROUP BY ?from        GROUP BY (term)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from schlaglicht.i18n import Message, msg
from schlaglicht.query.code_point_escapes import resolve_escapes
from schlaglicht.query.lexer import Token, TokenKind, tokens


class _Role(Enum):
    """Roles of the places of variables."""

    TERM = auto()
    SELECTED = auto()
    """A column: only a variable, or an expression with a name."""
    GROUPED = auto()
    """Part of GROUP BY or ORDER BY: a variable, or an expression in brackets."""
    ASSIGNED = auto()
    """After AS or VALUES: the query itself gives the variable its value."""
    TESTED = auto()
    """In BOUND."""
    SELECTED_WITHIN = auto()
    """A column of an inner SELECT, whose name the outer query would see."""


_MISUSES: Mapping[_Role, tuple[Message, Message]] = {
    _Role.ASSIGNED: (
        msg("the query gives the parameter {name} a value itself"),
        msg("use another variable here, or do without the parameter"),
    ),
    _Role.TESTED: (
        msg("the parameter {name} always has a value"),
        msg("leave BOUND out"),
    ),
    _Role.SELECTED_WITHIN: (
        msg("an inner SELECT cannot have the parameter {name} among its columns"),
        msg("leave it out: its value is known wherever it is used"),
    ),
}


@dataclass(frozen=True)
class Misuse:
    """A place of a parameter at which no term can stand, with a way out."""

    token: Token
    reason: Message
    advice: Message


def with_values(text: str, values: Mapping[str, str]) -> str:
    """The query `text` with the variables named in `values` replaced by these terms in N-Triples.

    All else stays as it is, but for code point escapes outside of strings and IRIs. Raises
    QuerySyntaxError for a text that has no tokens.
    """
    if not values:
        return text
    text = resolve_escapes(text.removeprefix("\ufeff"))
    parts, end = [], 0
    for token, role in _places(list(tokens(text)), values):
        term = values[token.text[1:]]
        parts += [text[end : token.start], " ", _written(term, token, role), " "]
        end = token.start + len(token.text)
    return "".join((*parts, text[end:]))


def used_parameters(found: Sequence[Token], names: Mapping[str, object]) -> set[str]:
    """The names that the tokens of a query use as variables."""
    return {token.text[1:] for token, _ in _places(found, names)}


def misuses(found: Sequence[Token], names: Mapping[str, object]) -> Iterator[Misuse]:
    """The places of parameters in the tokens of a query at which no term can stand."""
    for token, role in _places(found, names):
        if role in _MISUSES:
            reason, advice = _MISUSES[role]
            yield Misuse(token, reason.filled(name=token.text), advice)


def _written(term: str, token: Token, role: _Role) -> str:
    match role:
        case _Role.SELECTED:
            return f"({term} AS ?{token.text[1:]})"
        case _Role.GROUPED:
            return f"({term})"
        case _Role.TERM:
            return term
    return token.text


def _places(found: Sequence[Token], names: Mapping[str, object]) -> Iterator[tuple[Token, _Role]]:
    """The variables with these names, each with the role of its place."""
    clauses = _Clauses()
    for at, token in enumerate(found):
        if token.kind is not TokenKind.VARIABLE:
            clauses.read(token)
        elif token.text[1:] in names:
            yield token, clauses.role_after(found[max(at - 2, 0) : at])


@dataclass
class _Clauses:
    """The clause of a query that a token stands in."""

    clause: str = ""
    """SELECT, GROUP, ORDER or VALUES until the clause ends; empty in patterns and expressions."""
    braces: int = 0
    depth: int = 0
    """The brackets that are open within the clause."""

    def read(self, token: Token) -> None:
        word = token.text.upper() if token.kind is TokenKind.WORD else token.text
        if word in ("SELECT", "GROUP", "ORDER", "VALUES"):
            self.clause, self.depth = word, 0
        elif word in ("WHERE", "FROM", "HAVING", "LIMIT", "OFFSET", "{", "}") and not self.depth:
            self.clause = ""  # with brackets open, it belongs to an EXISTS among the columns
        elif word in ("(", ")"):
            self.depth += 1 if word == "(" else -1
        self.braces += {"{": 1, "}": -1}.get(word, 0)

    def role_after(self, before: Sequence[Token]) -> _Role:
        """The role of a variable after these two tokens."""
        words = [token.text.upper() for token in before]
        if words[-1:] == ["AS"] or self.clause == "VALUES":
            return _Role.ASSIGNED
        if words == ["BOUND", "("]:
            return _Role.TESTED
        if self.depth or not self.clause:
            return _Role.TERM
        if self.clause == "SELECT":
            return _Role.SELECTED_WITHIN if self.braces else _Role.SELECTED
        return _Role.GROUPED
