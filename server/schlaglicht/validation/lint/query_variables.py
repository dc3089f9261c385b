"""Functions and variables that a query needs to find anything.

https://www.w3.org/TR/shacl/#sparql-constraints-prebound
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from schlaglicht.query.lexer import Token, TokenKind
from schlaglicht.query.syntax_tree import (
    Item,
    Kind,
    Node,
    arguments_of,
    is_name,
    is_variable,
    word_of,
)
from schlaglicht.rdf.ntriples_text import unescaped
from schlaglicht.suggest import is_one_slip

_XSD = "http://www.w3.org/2001/XMLSchema#"
_CASTS = frozenset(
    _XSD + name
    for name in (
        *("string", "boolean", "double", "float", "decimal", "integer", "date", "time"),
        *("dateTime", "duration", "yearMonthDuration", "dayTimeDuration"),
        *("gYear", "gYearMonth", "gMonth", "gMonthDay", "gDay"),
    )
)
"""The functions with an IRI that the engine has."""

_TOLERANT = {"BOUND", "ISNUMERIC", "COUNT"}
"""The functions with a value even where a variable in them has none."""


@dataclass(frozen=True)
class UnboundVariables:
    """The variables without a value on which a condition or a computed value depends."""

    in_conditions: frozenset[str]
    """Those without which a condition is never met."""
    in_values: frozenset[str]
    """Those without which a value is never computed."""


def unbound_variables(query: Node, given: Iterable[str]) -> UnboundVariables:
    """The variables that a query needs, and that nothing in it gives a value.

    `given` have one from outside. A variable is not needed where an error may be made good, as in
    COALESCE, or in one operand of ||.
    """
    bound, conditions, values = set(given), set[str](), set[str]()
    for node in query.walk():
        if not isinstance(node, Node):
            continue
        match node.kind:
            case Kind.TRIPLES:
                bound |= {token.text[1:] for token in node.variables()}
            case Kind.VALUES | Kind.GRAPH:
                bound |= {child.text[1:] for child in filter(is_variable, node.children)}
            case Kind.BIND | Kind.BINDING:
                expression, _, name = node.children[-4:-1]
                bound |= _without_value(name)
                values |= _without_value(expression)
            case Kind.FILTER:
                conditions |= _without_truth(node.children[-1])
            case Kind.HAVING:
                conditions |= _any(map(_without_truth, node.children[1:]))
    return UnboundVariables(frozenset(conditions - bound), frozenset(values - bound))


def _without_truth(condition: Item) -> set[str]:
    """The variables without which a condition is false or an error.

    https://www.w3.org/TR/sparql11-query/#evaluation
    """
    if isinstance(condition, Node):
        match condition.kind:
            case Kind.BRACKETED:
                return _without_truth(condition.children[1])
            case Kind.AND:
                return _any(map(_without_truth, condition.children[::2]))
            case Kind.OR:
                return _all(map(_without_truth, condition.children[::2]))
            case Kind.CALL if word_of(condition.children[0]) == "IF":
                test, *branches = arguments_of(condition)
                return _without_value(test) | _all(map(_without_truth, branches))
    return _without_value(condition)


def _without_value(expression: Item) -> set[str]:
    """The variables without which an expression is an error, whatever others are."""
    if isinstance(expression, Token):
        return {expression.text[1:]} if is_variable(expression) else set()
    match expression.kind:
        case Kind.AND | Kind.OR:
            return _all(map(_without_value, expression.children[::2]))
        case Kind.COMPARISON if expression.has("IN"):
            first, *_ = expression.children
            values = arguments_of(expression)  # within (), there is nothing to compare with
            return _without_value(first) | _all(map(_without_value, values)) if values else set()
        case Kind.CALL:
            return _without_result(word_of(expression.children[0]), arguments_of(expression))
        case Kind.EXISTS:
            return set()
    return _any(map(_without_value, expression.children))


def _without_result(function: str, arguments: Sequence[Item]) -> set[str]:
    if function in _TOLERANT:
        return set()
    if function == "IF":
        return _without_value(arguments[0]) | _all(map(_without_value, arguments[1:]))
    combined = _all if function == "COALESCE" else _any
    return combined(map(_without_value, arguments))


def _any(parts: Iterable[set[str]]) -> set[str]:
    return set().union(*parts)


def _all(parts: Iterable[set[str]]) -> set[str]:
    first, *others = [*parts] or [set[str]()]
    return first.intersection(*others)


def unknown_functions(query: Node, namespaces: Mapping[str, str]) -> Iterator[tuple[Token, str]]:
    """The calls of functions that the engine lacks: the name of each, and its IRI."""
    for call in query.all(Kind.CALL):
        name = call.children[0]
        if not is_name(name):
            continue
        prefix, _, local = name.text.partition(":")
        iri = unescaped(name.text[1:-1])
        if name.kind is TokenKind.NAME:
            iri = namespaces.get(prefix, f"{prefix}:") + local
        if iri not in _CASTS:
            yield name, iri


def misspelt_variable(used: Iterable[str], given: Iterable[str]) -> str | None:
    """The variable that is probably a misspelling of one in `given`; None if there is none."""
    names = list(given)
    for variable in sorted(used):
        for name in names:
            if variable != name and _is_alike(variable.lower(), name.lower()):
                return variable
    return None


def _is_alike(variable: str, name: str) -> bool:
    return variable == name or f"{variable}s" == name or is_one_slip(variable, name)
