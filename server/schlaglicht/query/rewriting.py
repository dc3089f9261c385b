"""A SELECT query changed by what a reader points at in its answer: a value in one of its columns.

The tree of the query says where a pattern goes: at the end of the outermost group, where its
variables have their values. What is grouped, computed or cut is put whole into an inner SELECT.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

from schlaglicht.errors import RequestError
from schlaglicht.i18n import msg
from schlaglicht.query.grammar import tree_of
from schlaglicht.query.lexer import Edit, edited, reading
from schlaglicht.query.scopes import columns, visible
from schlaglicht.query.syntax_tree import Kind, Node, is_variable


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
