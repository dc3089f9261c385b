"""Functions and variables that a query needs to find anything.

https://www.w3.org/TR/shacl/#sparql-constraints-prebound
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from rdflib import Variable

from schlaglicht.suggest import is_one_slip
from schlaglicht.validation.shacl.shape_queries import parts_of

_BINDING = {
    ("Bind", "var"),
    ("GraphGraphPattern", "term"),
    ("GroupAs", "var"),
    ("InlineData", "var"),
    ("TriplesBlock", "triples"),
    ("vars", "evar"),
}
"""The parts of a query, by rdflib's names, that give variables a value."""

_CONDITIONS = {("Filter", "expr"), ("HavingClause", "condition")}
_COMPUTED = {("Bind", "expr"), ("vars", "expr")}
_TOLERANT = {
    *("Builtin_BOUND", "Builtin_EXISTS", "Builtin_NOTEXISTS", "Builtin_isNUMERIC"),
    "Aggregate_Count",
}
"""The parts with a value even where a variable in them has none."""


@dataclass(frozen=True)
class UnboundVariables:
    """The variables without a value on which a condition or a computed value depends."""

    in_conditions: frozenset[str]
    """Those without which a condition is never met."""
    in_values: frozenset[str]
    """Those without which a value is never computed."""


def unbound_variables(parsed: Any, given: Iterable[str]) -> UnboundVariables:
    """The variables that a parsed query needs, and that nothing in it gives a value.

    `given` have one from outside. A variable is not needed where an error may be made good, as in
    COALESCE, or in one operand of ||.
    """
    bound, conditions, values = set(given), set[str](), set[str]()
    for part in parts_of(parsed):
        for key, value in part.items():
            place = (part.name, key)
            if place in _BINDING:
                bound.update(_variables(value))
            elif place in _CONDITIONS:
                conditions |= _without_truth(value)
            elif place in _COMPUTED:
                values |= _without_value(value)
    return UnboundVariables(frozenset(conditions - bound), frozenset(values - bound))


def _without_truth(condition: Any) -> set[str]:
    """The variables without which a condition is false or an error.

    https://www.w3.org/TR/sparql11-query/#evaluation
    """
    if _is_several(condition):
        return _any(map(_without_truth, condition))
    match getattr(condition, "name", ""):
        case "ConditionalAndExpression":
            return _any(map(_without_truth, _operands(condition)))
        case "ConditionalOrExpression":
            return _all(map(_without_truth, _operands(condition)))
        case "Builtin_IF":
            branches = map(_without_truth, (condition.arg2, condition.arg3))
            return _without_value(condition.arg1) | _all(branches)
    return _without_value(condition)


def _without_value(expression: Any) -> set[str]:
    """The variables without which an expression is an error, whatever others are."""
    if _is_several(expression):
        return _any(map(_without_value, expression))
    if isinstance(expression, Variable):
        return {str(expression)}
    match getattr(expression, "name", ""):
        case "ConditionalAndExpression" | "ConditionalOrExpression":
            return _all(map(_without_value, _operands(expression)))
        case "RelationalExpression" if expression.op in ("IN", "NOT IN"):
            if not _is_several(expression.other):
                return set()  # within (), there is nothing to compare with
            return _without_value(expression.expr) | _all(map(_without_value, expression.other))
        case "Builtin_IF":
            branches = map(_without_value, (expression.arg2, expression.arg3))
            return _without_value(expression.arg1) | _all(branches)
        case "Builtin_COALESCE":
            return _all(map(_without_value, expression.arg))
        case name if name and name not in _TOLERANT:
            return _any(map(_without_value, expression.values()))
    return set()


def _operands(expression: Any) -> list[Any]:
    return [expression.expr, *(expression.other or ())]


def _is_several(value: Any) -> bool:
    from pyparsing import ParseResults

    return isinstance(value, list | tuple | ParseResults)


def _any(parts: Iterable[set[str]]) -> set[str]:
    return set().union(*parts)


def _all(parts: Iterable[set[str]]) -> set[str]:
    first, *others = [*parts] or [set[str]()]
    return first.intersection(*others)


def _variables(value: Any) -> Iterator[str]:
    """The variables of a value or of lists in it, not those within its own parts."""
    if isinstance(value, Variable):
        yield str(value)
    elif _is_several(value):
        for inner in value:
            yield from _variables(inner)


def unknown_functions(parsed: Any, namespaces: Mapping[str, str]) -> Iterator[str]:
    """The IRIs of functions that a parsed query calls and rdflib, which evaluates it, lacks."""
    # Other libraries may register functions; this private list is the only one.
    from rdflib.plugins.sparql.operators import _CUSTOM_FUNCTIONS

    known = {str(iri) for iri in _CUSTOM_FUNCTIONS}
    for name in (part.iri for part in parts_of(parsed) if part.name == "Function"):
        iri = str(name)
        if hasattr(name, "localname"):
            prefix, local = (dict.get(name, part, "") for part in ("prefix", "localname"))
            iri = namespaces.get(prefix, f"{prefix}:") + local
        if iri not in known:
            yield iri


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
