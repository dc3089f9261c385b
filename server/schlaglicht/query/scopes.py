"""The variables that parts of a query give values, and those that it uses where it must not.

https://www.w3.org/TR/sparql11-query/#variableScope and the notes of its grammar.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import chain
from typing import NamedTuple

from schlaglicht.errors import QuerySyntaxError
from schlaglicht.i18n import Message, msg
from schlaglicht.query.grammar import AGGREGATES
from schlaglicht.query.lexer import Token, syntax_error_at
from schlaglicht.query.syntax_tree import Item, Kind, Node, is_kind, is_variable, word_of


def visible(pattern: Node) -> dict[str, None]:
    """The names of the variables in scope in a pattern, in the order of their first appearance."""
    names: dict[str, None] = {}
    waiting: list[Item] = [pattern]
    while waiting:
        item = waiting.pop()
        if is_variable(item):
            names[item.text[1:]] = None
        elif not isinstance(item, Node) or item.kind in (Kind.FILTER, Kind.LITERAL):
            continue
        elif item.kind is Kind.SUBSELECT:
            names |= columns(item)
        elif item.kind is Kind.BIND:
            waiting.append(item.children[-2])
        elif not (item.kind is Kind.NESTED and item.has("MINUS")):
            waiting.extend(reversed(item.children))
    return names


def columns(select: Node) -> dict[str, None]:
    """The names of the columns of a SELECT or an inner SELECT, in their order."""
    clause = select.child(Kind.SELECT_CLAUSE)
    if clause is None:
        return {}
    if not clause.has("*"):
        return {column.text[1:]: None for column, _ in _selected(clause)}
    names: dict[str, None] = {}
    for part in select.nodes(Kind.GROUP, Kind.VALUES):
        names |= visible(part)
    return names


def _selected(clause: Node) -> Iterator[tuple[Token, Item | None]]:
    """The columns that a SELECT lists: the variable, and the expression that gives its value."""
    for item in clause.children:
        if isinstance(item, Node):
            expression, _, name = item.children[1:4]
            assert isinstance(name, Token)
            yield name, expression
        elif is_variable(item):
            yield item, None


class MisusedVariable(NamedTuple):
    """A fault about variables, and the part of the query to which it is due."""

    part: Item
    reason: Message

    def error_in(self, text: str) -> QuerySyntaxError:
        """The error of the text of a query with this fault."""
        length = self.part.end - self.part.start
        return syntax_error_at(text, self.part.start, self.reason, length=length)


def misused_variable(query: Node) -> MisusedVariable | None:
    """The first variable of a query that is used where it must not."""
    first = None
    scopes: dict[Node, set[str]] = {}
    """The variables in scope in nodes whose parent is not read yet."""
    for node in reversed([item for item in query.walk() if isinstance(item, Node)]):
        scope, fault = set[str](), None
        is_select = node.kind in (Kind.QUERY, Kind.SUBSELECT)
        for child in node.children:
            inner = {child.text[1:]} if is_variable(child) else set()
            if isinstance(child, Node):
                inner = scopes.pop(child)
                if is_select and child.kind not in (Kind.GROUP, Kind.VALUES):
                    continue
                if child.kind is Kind.BIND and not scope.isdisjoint(inner):
                    fault = fault or _bound_twice(child.children[-2])
            smaller, scope = sorted((scope, inner), key=len)
            scope |= smaller
        if is_select:
            fault = next(_in_select(node, scope), None)
        elif node.kind is Kind.VALUES:
            fault = next(_in_values(node), None)
        first = fault or first
        scopes[node] = _passed_on(node, scope)
    return first


def _passed_on(node: Node, scope: set[str]) -> set[str]:
    """The variables in scope around a node, by those in it."""
    if node.kind in (Kind.FILTER, Kind.LITERAL) or (node.kind is Kind.NESTED and node.has("MINUS")):
        return set()
    if node.kind is Kind.BIND:
        return {token.text[1:] for token in node.children[-2:] if is_variable(token)}
    if (clause := node.child(Kind.SELECT_CLAUSE)) and not clause.has("*"):
        return {column.text[1:] for column, _ in _selected(clause)}
    return scope


def _in_select(select: Node, scope: Collection[str]) -> Iterator[MisusedVariable]:
    clause = select.child(Kind.SELECT_CLAUSE)
    if clause is None:
        return
    grouping = select.child(Kind.GROUP_BY)
    keys = set(_keys(grouping) if grouping else ())
    plain = filter(is_variable, grouping.children if grouping else ())
    late = {key.text[1:]: key for key in plain if key.text[1:] not in scope}
    named = set[str]()
    for column, expression in _selected(clause):
        name = column.text[1:]
        if name in named:
            yield MisusedVariable(column, _NAMED_TWICE.filled(variable=column.text))
        elif name in late and not (expression is None or _has_aggregate(expression)):
            yield MisusedVariable(late[name], _GROUPED_FIRST.filled(variable=column.text))
        elif expression is not None and (name in scope or name in keys):
            yield _bound_twice(column)
        named.add(name)
    yield from _ungrouped(select, clause)


def _ungrouped(select: Node, clause: Node) -> Iterator[MisusedVariable]:
    grouping = select.child(Kind.GROUP_BY)
    conditions = select.nodes(Kind.HAVING, Kind.ORDER_BY)
    parts = (x.walk(lambda node: node.kind is not Kind.EXISTS) for x in (clause, *conditions))
    if not grouping and not any(map(_is_aggregate, chain.from_iterable(parts))):
        return
    if clause.has("*"):
        star = next(item for item in clause.children if word_of(item) == "*")
        yield MisusedVariable(star, msg("SELECT * cannot be combined with GROUP BY"))
    known = set(_keys(grouping) if grouping else ())
    for column, expression in _selected(clause):
        used = [column] if expression is None else _outside_aggregates(expression)
        for variable in used:
            if variable.text[1:] not in known:
                yield MisusedVariable(
                    variable,
                    _NOT_GROUPED.filled(variable=variable.text, name=f"one_{variable.text[1:]}"),
                )
        known.add(column.text[1:])


_NAMED_TWICE = msg("SELECT names {variable} twice; each column has a name of its own")
_GROUPED_FIRST = msg(
    "grouping comes before SELECT, so {variable} is computed there: GROUP BY (… AS {variable})"
)
_NOT_GROUPED = msg(
    "{variable} is neither grouped nor aggregated; add it to GROUP BY, or take one"
    " value of each group: (SAMPLE({variable}) AS ?{name})"
)


def _keys(grouping: Node) -> Iterator[str]:
    """The names of the variables by which a query groups."""
    for item in grouping.children:
        key = item
        while is_kind(key, Kind.BRACKETED):
            key = key.children[1]
        if is_kind(key, Kind.BINDING):
            key = key.children[-2]
        if is_variable(key):
            yield key.text[1:]


def _is_aggregate(item: Item) -> bool:
    return is_kind(item, Kind.CALL) and word_of(item.children[0]) in AGGREGATES


def _has_aggregate(item: Item) -> bool:
    return isinstance(item, Node) and any(map(_is_aggregate, item.walk()))


def _outside_aggregates(expression: Item) -> Iterator[Token]:
    if isinstance(expression, Token):
        yield from [expression] if is_variable(expression) else ()
        return
    entered = expression.walk(lambda node: node.kind is not Kind.EXISTS and not _is_aggregate(node))
    yield from filter(is_variable, entered)


def _in_values(values: Node) -> Iterator[MisusedVariable]:
    names = set[str]()
    for name in filter(is_variable, values.children):
        if name.text[1:] in names:
            said = msg("VALUES names {variable} twice").filled(variable=name.text)
            yield MisusedVariable(name, said)
        names.add(name.text[1:])
    if not values.has("("):
        return
    for row in values.nodes(Kind.ROW):
        if len(row.children) - 2 != len(names):
            yield MisusedVariable(
                row,
                msg("each row of VALUES needs a value per variable; UNDEF stands for none"),
            )


def _bound_twice(variable: Item) -> MisusedVariable:
    name = variable.text if isinstance(variable, Token) else ""
    reason = msg("{variable} has a value already; AS needs a new name", variable=name)
    return MisusedVariable(variable, reason)
