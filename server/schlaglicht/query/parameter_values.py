"""Values of parameters in a query: a term in place of each variable, by its role.

A term is never text of the query: it stands between two tokens, as canonical N-Triples write it.
Where only a variable may stand, it is bound or put in brackets:

    SELECT ?from …        SELECT (term AS ?from) …
    GROUP BY ?from        GROUP BY (term)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto

from schlaglicht.i18n import Message, msg
from schlaglicht.query.grammar import tree_of
from schlaglicht.query.lexer import Edit, Token, edited, resolve_escapes
from schlaglicht.query.syntax_tree import Item, Kind, Node, is_kind, is_variable, word_of


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
    QuerySyntaxError for a text that is no query.
    """
    if not values:
        return text
    text = resolve_escapes(text.removeprefix("\ufeff"))
    return edited(
        text,
        (
            Edit(x.start, x.end, f" {_written(values[x.text[1:]], x, role)} ")
            for x, role in _places(tree_of(text), values)
        ),
    )


def used_parameters(tree: Node, names: Mapping[str, object]) -> set[str]:
    """The names that a query uses as variables."""
    return {token.text[1:] for token, _ in _places(tree, names)}


def misuses(tree: Node, names: Mapping[str, object]) -> Iterator[Misuse]:
    """The places of parameters in a query at which no term can stand."""
    for token, role in _places(tree, names):
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


def _places(tree: Node, names: Mapping[str, object]) -> Iterator[tuple[Token, _Role]]:
    """The variables with these names in the order of the text, each with the role of its place."""
    waiting: list[tuple[Item, _Role]] = [(tree, _Role.TERM)]
    while waiting:
        item, role = waiting.pop()
        if isinstance(item, Node):
            waiting += reversed([*_children(item, role, is_outermost=item is tree)])
        elif is_variable(item) and item.text[1:] in names:
            yield item, role


def _children(node: Node, role: _Role, *, is_outermost: bool) -> Iterator[tuple[Item, _Role]]:
    """The parts of a node, each with the role of a variable that is that part, or right in it."""
    before = ""
    for child in node.children:
        if before == "AS":
            yield child, _Role.ASSIGNED
        elif is_kind(child, Kind.SELECT_CLAUSE):
            yield child, _Role.SELECTED if is_outermost else _Role.SELECTED_WITHIN
        elif is_kind(child, Kind.GROUP_BY, Kind.ORDER_BY):
            yield child, _Role.GROUPED
        elif is_kind(child, Kind.VALUES):
            yield child, _Role.ASSIGNED
        elif before == "BOUND":
            yield child, _Role.TESTED
        else:
            yield child, _Role.TERM if isinstance(child, Node) else role
        before = word_of(child)
