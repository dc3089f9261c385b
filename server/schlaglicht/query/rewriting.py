"""A query rewritten: with values in place of its parameters, or with conditions and columns.

A term is never text of the query: it stands between two tokens, as canonical N-Triples write it.
Where only a variable may stand, it is bound or put in brackets:

    SELECT ?from …        SELECT (term AS ?from) …
    GROUP BY ?from        GROUP BY (term)

A reader points at a value in a column of an answer: the tree of the query says where a pattern for
that goes, at the end of the outermost group, where its variables have their values. What is
grouped, computed or cut is put whole into an inner SELECT.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import count

from schlaglicht.errors import RequestError
from schlaglicht.i18n import Message, msg
from schlaglicht.query.grammar import tree_of
from schlaglicht.query.lexer import Edit, Token, edited, reading, resolve_escapes
from schlaglicht.query.scopes import columns, visible
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


def with_condition(query: str, variable: str, condition: str) -> str:
    """The query with a condition on the values of a column.

    Raises QuerySyntaxError, and RequestError where there is no such column.
    """
    with reading(query):
        tree = _select(query, variable)
        pattern = f"FILTER({condition})"
        group = _open_group(tree)
        if group is not None and variable in visible(group):
            return edited(query, [_at_end(query, group, pattern)])
        return _around(query, tree, pattern)


def with_columns_after(query: str, variable: str, added: Sequence[str], pattern: str) -> str:
    """The query with columns after one of its own, whose values a pattern gives.

    Raises the same.
    """
    with reading(query):
        tree = _select(query, variable)
        group, clause = _open_group(tree), tree.child(Kind.SELECT_CLAUSE)
        assert clause is not None  # of a SELECT
        is_plain = not (tree.nodes(Kind.GROUP_BY, Kind.HAVING, Kind.LIMIT) or clause.nodes())
        if group is None or not is_plain or variable not in visible(group):
            return _around(query, tree, pattern)
        names = "".join(f" ?{name}" for name in added)
        ends = [x.end for x in clause.children if is_variable(x) and x.text[1:] == variable]
        return edited(query, [_at_end(query, group, pattern), *(Edit(x, x, names) for x in ends)])


def new_name(query: str, stem: str) -> str:
    """The name of a variable that the query does not have."""
    with reading(query):
        taken = {token.text[1:] for token in tree_of(query).variables()}
    names = (stem if number == 1 else f"{stem}{number}" for number in count(1))
    return next(name for name in names if name not in taken)


def _select(query: str, variable: str) -> Node:
    tree = tree_of(query)
    if variable not in columns(tree):
        raise RequestError(msg("the query has no column {variable}", variable=f"?{variable}"))
    return tree


def _open_group(tree: Node) -> Node | None:
    """The outermost group, if it takes more patterns: not one that is an inner SELECT."""
    group = tree.child(Kind.GROUP)
    return group if group is not None and group.child(Kind.SUBSELECT) is None else None


def _at_end(query: str, group: Node, pattern: str) -> Edit:
    close = group.children[-1].start
    return Edit(len(query[:close].rstrip()), close, f"\n  {pattern}\n")


def _around(query: str, tree: Node, pattern: str) -> str:
    """The query as an inner SELECT; what may stand outside alone goes there."""
    head = [*tree.nodes(Kind.DECLARATION)]
    start = head[-1].end if head else next(tree.tokens()).start
    datasets = tree.nodes(Kind.DATASET)
    inner = edited(query, (Edit(each.start, each.end, "") for each in datasets))[start:]
    named = "".join(f"{query[each.start : each.end]}\n" for each in datasets)
    before = f"{query[:start]}\n\n" if head else query[:start]
    return f"{before}SELECT *\n{named}WHERE {{\n  {{\n{inner.strip()}\n  }}\n  {pattern}\n}}\n"
