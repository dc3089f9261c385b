"""Expressions of a query: which of their parts are terms, and which are values."""

from __future__ import annotations

from collections.abc import Sequence

from schlaglicht.query.lexer import TokenKind
from schlaglicht.query.private_forms.token_groups import (
    Group,
    Item,
    is_call,
    is_kind,
    is_mark,
    variables,
    word_of,
)

_OPERATORS = ("=", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/", "!", "&&", "||")

ON_TERMS = frozenset(
    {
        *("STR", "LANG", "LANGDIR", "HASLANG", "HASLANGDIR", "DATATYPE", "BOUND", "SAMETERM"),
        *("ISIRI", "ISURI", "ISBLANK", "ISLITERAL", "ISTRIPLE", "COUNT", "GROUP_CONCAT"),
        *("STRLANG", "STRLANGDIR", "TRIPLE", "SUBJECT", "PREDICATE", "OBJECT"),
        # On strings alone: another literal is an error, whatever its datatype.
        *("REGEX", "CONTAINS", "STRSTARTS", "STRENDS", "STRBEFORE", "STRAFTER", "STRLEN"),
        *("UCASE", "LCASE", "CONCAT", "REPLACE", "LANGMATCHES", "ENCODE_FOR_URI"),
        *("MD5", "SHA1", "SHA256", "SHA384", "SHA512"),
    }
)
"""Functions and aggregates whose arguments are terms."""

PASSED_ON = frozenset({"COALESCE", "SAMPLE"})
"""Those whose result is one of their arguments."""

TERMS_OF_TRIPLES = frozenset({"TRIPLE", "SUBJECT", "PREDICATE", "OBJECT"})
ENDS = frozenset({"MIN", "MAX"})
TOTALS = frozenset({"SUM", "AVG"})
_RETURNS_TERM = PASSED_ON | TERMS_OF_TRIPLES | ENDS | {"IF", "STRDT"}


def is_variable(items: Sequence[Item]) -> bool:
    """True for a single variable."""
    return len(items) == 1 and is_kind(items[0], TokenKind.VARIABLE)


def is_constant(items: Sequence[Item]) -> bool:
    """True for a single literal."""
    match len(items):
        case 1:
            return is_kind(items[0], TokenKind.NUMBER)
        case 2:
            signed = is_mark(items[0], "+", "-") and is_kind(items[1], TokenKind.NUMBER)
            return signed or is_kind(items[1], TokenKind.LANGUAGE_TAG)
        case 3:
            return is_mark(items[1], "^^")
    return False


def has_constants(items: Sequence[Item]) -> bool:
    """True if a literal, or STRDT, is anywhere in an expression."""
    waiting = [*items]
    while waiting:
        item = waiting.pop()
        if isinstance(item, Group):
            waiting += item.items
        elif is_kind(item, TokenKind.NUMBER) or is_mark(item, "^^") or word_of(item) == "STRDT":
            return True
    return False


def has_operator(items: Sequence[Item]) -> bool:
    """True for a comparison or a calculation, not looking into brackets."""
    return any(is_mark(item, *_OPERATORS) or word_of(item) in ("IN", "NOT") for item in items)


def compares_with_iris(items: Sequence[Item]) -> bool:
    """True for `?x = <…>` and `?x IN (<…>)`: no literal is equal to an IRI."""
    if len(items) == 3 and is_mark(items[1], "=", "!="):
        first, _, last = items
        pairs = ((first, last), (last, first))
        return any(is_variable([one]) and _is_iri(other) for one, other in pairs)
    if len(items) not in (3, 4) or not is_variable(items[:1]) or word_of(items[-2]) != "IN":
        return False
    values = items[-1]
    return isinstance(values, Group) and all(
        _is_iri(value) or is_mark(value, ",") for value in values.items
    )


def _is_iri(item: Item) -> bool:
    return is_kind(item, TokenKind.IRI, TokenKind.NAME)


def possible_terms(items: Sequence[Item]) -> frozenset[str] | None:
    """The variables whose terms an expression may return; None for a new value."""
    if is_constant(items):
        return frozenset()
    if not items or has_operator(items):
        return None
    first = items[0]
    if is_call(items, 0) and word_of(first) not in _RETURNS_TERM:
        return None
    return frozenset(variables(items))
