"""Functions and arithmetic of SPARQL as the standard has them, where rdflib differs.

https://www.w3.org/TR/sparql11-query/#SparqlOps
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from rdflib import XSD, Literal, URIRef
from rdflib.term import Node

from schlaglicht.validation.shacl.pyshacl_patches.casts import casts, simple_text
from schlaglicht.validation.shacl.pyshacl_patches.date_parts import part, time_zone
from schlaglicht.validation.shacl.pyshacl_patches.numbers import (
    Number,
    absolute,
    calculated,
    has_type_of_numbers,
    is_number,
    negative,
    number,
    rounded,
    whole,
)
from schlaglicht.validation.value_order import is_moment, kind

Evaluation = Callable[[Any, Any], Any]


def truth(_: Callable[..., bool]) -> Callable[..., bool]:
    """The effective boolean value: https://www.w3.org/TR/sparql11-query/#ebv ."""

    def effective(term: Any) -> bool:
        if isinstance(term, Literal):
            if term.language or term.datatype in (None, XSD.string):
                return len(term) > 0
            if term.datatype == XSD.boolean:
                return str(term) in ("true", "1")
            if has_type_of_numbers(term):
                value = number(term).value if is_number(term) else 0
                return bool(value) and value == value
        raise _error(f"{term!r} has no effective boolean value")

    return effective


def _sum(evaluate: Evaluation) -> Evaluation:
    """`+` and `-`; with dates and durations, which the standard leaves out, as rdflib has them."""

    def add(expression: Any, context: Any) -> Any:
        if dict.get(expression, "other") is None:
            return expression.expr
        terms = [expression.expr, *_listed(expression.other)]
        if not any(map(is_moment, terms)):
            return _calculated(terms, expression.op)
        if any(isinstance(term, Literal) and kind(term) is None for term in terms):
            raise _error("an ill-typed literal has no sum")
        result = evaluate(expression, context)
        if result is None:
            raise _error("no sum of these")
        return result

    return add


def _product(_: Evaluation) -> Evaluation:
    def multiply(expression: Any, _context: Any) -> Any:
        if dict.get(expression, "other") is None:
            return expression.expr
        return _calculated([expression.expr, *_listed(expression.other)], expression.op)

    return multiply


def _calculated(terms: list[Node], operators: Any) -> Literal:
    first, *others = map(number, terms)
    for operator, other in zip(_listed(operators), others, strict=True):
        first = calculated(operator, first, other)
    return first.literal()


def _listed(values: Any) -> list[Any]:
    """The values of a list, of which the parser leaves a single one as it is."""
    found: list[Any] = values if isinstance(values, list) else [values]
    for value in found:
        if isinstance(value, Exception):
            raise value
    return found


def _of_number(function: Callable[[Number], Number], argument: str) -> Callable[..., Evaluation]:
    """A function of one number that has the argument's type."""

    def replaced(_: Evaluation) -> Evaluation:
        return lambda expression, _: function(number(expression[argument])).literal()

    return replaced


def _is_numeric(_: Evaluation) -> Evaluation:
    return lambda expression, _: Literal(is_number(expression.arg))


def _substring(_: Evaluation) -> Evaluation:
    """By rounded places: https://www.w3.org/TR/xpath-functions/#func-substring ."""

    def cut(expression: Any, _context: Any) -> Literal:
        from rdflib.plugins.sparql.operators import string

        text = string(expression.arg)
        begin = _rounded(expression.start)
        length = dict.get(expression, "length")
        end = math.inf if length is None else begin + _rounded(expression.length)
        if math.isnan(begin) or math.isnan(end):
            begin, end = 1, 1
        first, last = max(begin, 1), min(end, len(text) + 1)
        part = text[int(first) - 1 : int(last) - 1] if first < last else ""
        return Literal(str(part), lang=text.language, datatype=text.datatype)

    return cut


def _rounded(term: Node) -> float:
    return float(whole(rounded, number(term).as_type("double")).value)


def _coalesce(_: Evaluation) -> Evaluation:
    """The first value; an argument after it is not evaluated."""

    def first_value(expression: Any, context: Any) -> Any:
        from rdflib.plugins.sparql.parserutils import value
        from rdflib.plugins.sparql.sparql import SPARQLError

        arguments: Any = dict.get(expression, "arg")
        for argument in () if isinstance(arguments, URIRef) else arguments:  # the empty list is nil
            try:
                found = value(context, argument)
            except SPARQLError:
                continue
            if not isinstance(found, SPARQLError):
                return found
        raise _error("COALESCE of errors")

    return first_value


def _of_simple(*arguments: str) -> Callable[..., Evaluation]:
    """A function with arguments that have no language, and no datatype other than xsd:string."""

    def replaced(evaluate: Evaluation) -> Evaluation:
        def call(expression: Any, context: Any) -> Any:
            for name in arguments:
                if simple_text(expression[name]) is None:
                    raise _error(f"{expression.name} takes simple literals")
            return evaluate(expression, context)

        return call

    return replaced


def _typed(_: Evaluation) -> Evaluation:
    """STRDT: https://www.w3.org/TR/sparql11-query/#func-strdt ."""

    def typed(expression: Any, _context: Any) -> Literal:
        text, datatype = simple_text(expression.arg1), expression.arg2
        if text is None or not isinstance(datatype, URIRef):
            raise _error("STRDT takes a simple literal and an IRI")
        return Literal(text, datatype=datatype, normalize=False)

    return typed


def _with_language(_: Evaluation) -> Evaluation:
    """STRLANG: https://www.w3.org/TR/sparql11-query/#func-strlang ."""

    def tagged(expression: Any, _context: Any) -> Literal:
        text, tag = simple_text(expression.arg1), simple_text(expression.arg2)
        if text is None or not tag:
            raise _error("STRLANG takes simple literals")
        return Literal(text, lang=tag.lower())

    return tagged


def _error(text: str) -> Exception:
    from rdflib.plugins.sparql.sparql import SPARQLTypeError

    return SPARQLTypeError(text)


FUNCTIONS: Mapping[str, Callable[[Evaluation], Evaluation]] = {
    "AdditiveExpression": _sum,
    "MultiplicativeExpression": _product,
    "UnaryMinus": _of_number(negative, "expr"),
    "UnaryPlus": _of_number(lambda one: one, "expr"),
    "Builtin_ABS": _of_number(absolute, "arg"),
    "Builtin_CEIL": _of_number(lambda one: whole(math.ceil, one), "arg"),
    "Builtin_FLOOR": _of_number(lambda one: whole(math.floor, one), "arg"),
    "Builtin_ROUND": _of_number(lambda one: whole(rounded, one), "arg"),
    "Builtin_isNUMERIC": _is_numeric,
    "Builtin_SUBSTR": _substring,
    "Builtin_COALESCE": _coalesce,
    "Builtin_STRDT": _typed,
    "Builtin_STRLANG": _with_language,
    "Builtin_LANGMATCHES": _of_simple("arg1", "arg2"),
    **dict.fromkeys(
        (f"Builtin_{name}" for name in ("MD5", "SHA1", "SHA256", "SHA384", "SHA512")),
        _of_simple("arg"),
    ),
    **{f"Builtin_{name.upper()}": part(name, of_dates=True) for name in ("year", "month", "day")},
    **{f"Builtin_{name.upper()}": part(name) for name in ("hours", "minutes", "seconds")},
    "Builtin_TZ": part("zone"),
    "Builtin_TIMEZONE": time_zone,
    "Function": casts,
}
"""Replacements by the names of rdflib's grammar."""
