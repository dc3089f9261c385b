"""Operators and functions of SPARQL as the standard has them, where rdflib differs.

Regular expressions are XPath's, and dates, times, durations and texts are compared by their values:
rdflib compares durations by their text, drops the zone of a date, and orders any two datatypes,
texts by their datatype first.
https://www.w3.org/TR/sparql11-query/#OperatorMapping
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from types import MethodType, SimpleNamespace
from typing import Any

from rdflib import RDF, Literal

from schlaglicht.validation.shacl.pyshacl_patches.functions import FUNCTIONS
from schlaglicht.validation.shacl.pyshacl_patches.regex import compiled_pattern
from schlaglicht.validation.shacl.pyshacl_patches.scopes import existence
from schlaglicht.validation.value_order import is_moment, kind, order

Evaluation = Callable[[Any, Any], Any]
_ALLOWED = {"<": (-1,), "<=": (-1, 0), ">": (1,), ">=": (0, 1), "=": (0,), "!=": (-1, 1)}
_MEMBERSHIP = {"IN": True, "NOT IN": False}
_REFERENCE = re.compile(r"\\(?P<escaped>[\\$])|\$(?P<group>\d)|(?P<wrong>[\\$])")


def standard_operators(parse: Callable[..., Any]) -> Callable[..., Any]:
    """Has what has been parsed evaluated by the functions of this module."""

    def parsed(grammar: Any, *args: Any) -> Any:
        found = parse(grammar, *args)
        replaced = _EVALUATIONS.get(grammar.name)
        if replaced and grammar.evalfn:
            found._evalfn = MethodType(replaced(grammar.evalfn), found)  # noqa: SLF001
        return found

    return parsed


def _relational(evaluate: Evaluation) -> Evaluation:
    def compare(expression: Any, context: Any) -> Any:
        operator, first = expression.op, expression.expr
        if operator in _MEMBERSHIP:
            is_one = _equals_one(first, expression, compare)
            return Literal(is_one is _MEMBERSHIP[operator])
        other = expression.other
        if operator not in _ALLOWED:
            return evaluate(expression, context)
        literals = isinstance(first, Literal) and isinstance(other, Literal)
        result = order(first, other) if literals else None
        if result is not None:
            return Literal(result in _ALLOWED[operator])
        if literals and operator in ("=", "!=") and is_moment(first) and is_moment(other):
            return Literal(operator == "!=")
        if literals and operator not in ("=", "!=") and _has_nan(first, other):
            return Literal(False)
        return evaluate(expression, context)

    return compare


def _equals_one(term: Any, expression: Any, compare: Evaluation) -> bool:
    """True if `term` is equal to one of a list; raises an error if it cannot be told.

    https://www.w3.org/TR/sparql11-query/#func-in: by `=` and `||`, while rdflib looks for the term.
    """
    from rdflib.plugins.sparql.parserutils import value
    from rdflib.plugins.sparql.sparql import SPARQLError

    failed: SPARQLError | None = None
    members: Any = dict.get(expression, "other")
    for member in () if members == RDF.nil else members:
        try:
            other = value(expression.ctx, member)
            if compare(SimpleNamespace(op="=", expr=term, other=other), expression.ctx):
                return True
        except SPARQLError as error:
            failed = error
    if failed:
        raise failed
    return False


def _connective(*, decisive: bool) -> Callable[[Evaluation], Evaluation]:
    """`||`, for which True decides, or `&&`: an error counts where no operand decides.

    https://www.w3.org/TR/sparql11-query/#evaluation; rdflib raises the error of a variable without
    a value in `||`, and any in `&&`.
    """

    def replaced(evaluate: Evaluation) -> Evaluation:
        def combine(expression: Any, context: Any) -> Any:
            others = dict.get(expression, "other")
            if others is None:  # the grammar has each operand pass through here
                return evaluate(expression, context)
            return _combined(
                [dict.get(expression, "expr"), *others], expression.ctx, decisive=decisive
            )

        return combine

    return replaced


def _combined(operands: Iterable[Any], context: Any, *, decisive: bool) -> Literal:
    from rdflib.plugins.sparql.operators import EBV
    from rdflib.plugins.sparql.parserutils import value
    from rdflib.plugins.sparql.sparql import SPARQLError

    failed: SPARQLError | None = None
    for operand in operands:
        try:
            if EBV(value(context, operand)) is decisive:
                return Literal(decisive)
        except SPARQLError as error:
            failed = error
    if failed:
        raise failed
    return Literal(not decisive)


def _has_nan(first: Literal, other: Literal) -> bool:
    """True if one of two numbers without an order is NaN: neither less nor greater than any.

    Raises an error for other literals without an order: rdflib puts them in one of its own.
    """
    kinds = {kind(first), kind(other)}
    if None in kinds or len(kinds) > 1 or is_moment(first):
        raise _error(f"{first!r} and {other!r} have no order")
    return kinds == {"number"}


def _regex(_: Evaluation) -> Evaluation:
    def matches(expression: Any, _context: Any) -> Any:
        from rdflib.plugins.sparql.operators import string

        text, pattern = string(expression.text), string(expression.pattern)
        return Literal(_compiled(pattern, expression.flags).search(text) is not None)

    return matches


def _replace(_: Evaluation) -> Evaluation:
    def replace(expression: Any, _context: Any) -> Any:
        from rdflib.plugins.sparql.operators import string

        text, pattern = string(expression.arg), string(expression.pattern)
        compiled = _compiled(pattern, expression.flags)
        template = _template(str(string(expression.replacement)), compiled.groups)
        try:
            replaced = compiled.sub(template, text)
        except re.error as error:
            raise _error(str(error)) from error
        return Literal(replaced, datatype=text.datatype, lang=text.language)

    return replace


def _compiled(pattern: str, flags: Any) -> re.Pattern[str]:
    try:
        return compiled_pattern(str(pattern), str(flags or ""))
    except re.error as error:
        raise _error(str(error)) from error


def _template(replacement: str, groups: int) -> Callable[[re.Match[str]], str]:
    """The text that takes the place of a match.

    https://www.w3.org/TR/xpath-functions/#func-replace
    """

    def part(match: re.Match[str], found: re.Match[str]) -> str:
        if match["wrong"]:
            raise _error(f"{replacement!r} is not a replacement")
        if match["escaped"]:
            return match["escaped"]
        group = int(match["group"])
        return (found[group] or "") if group <= groups else ""

    return lambda found: _REFERENCE.sub(lambda match: part(match, found), replacement)


def _error(text: str) -> Exception:
    from rdflib.plugins.sparql.sparql import SPARQLError

    return SPARQLError(text)


_EVALUATIONS: Mapping[str, Callable[[Evaluation], Evaluation]] = {
    "ConditionalAndExpression": _connective(decisive=False),
    "ConditionalOrExpression": _connective(decisive=True),
    "RelationalExpression": _relational,
    "Builtin_EXISTS": existence,
    "Builtin_NOTEXISTS": existence,
    "Builtin_REGEX": _regex,
    "Builtin_REPLACE": _replace,
    **FUNCTIONS,
}
