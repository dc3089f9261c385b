"""Numbers of SPARQL and their arithmetic, each result in the type that both operands promote to.

https://www.w3.org/TR/sparql11-query/#OperatorMapping,
https://www.w3.org/TR/xpath-functions/#numeric-functions
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from decimal import Context, Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple

from rdflib import XSD, Literal, URIRef
from rdflib.term import Node

from schlaglicht.validation.value_order import single
from schlaglicht.validation.xsd_lexical import is_ill_typed

_XSD = str(XSD)
_TYPES = ("integer", "decimal", "float", "double")
"""The types of results; each is promoted to any that follows it."""
_FLOATING = ("float", "double")
_INTEGERS = frozenset(
    _XSD + name
    for name in ("integer", "nonPositiveInteger", "negativeInteger", "long", "int", "short", "byte",
                 "nonNegativeInteger", "unsignedLong", "unsignedInt", "unsignedShort",
                 "unsignedByte", "positiveInteger")
)  # fmt: skip
_EXACT = Context(prec=400)
_QUOTIENT = Context(prec=28)


class Number(NamedTuple):
    """A value and the local name of its type: integer, decimal, float or double."""

    type: str
    value: Any

    def literal(self) -> Literal:
        """The literal of XPath's text for the value."""
        return Literal(self.text(), datatype=URIRef(_XSD + self.type), normalize=False)

    def text(self) -> str:
        """The value as XPath casts it to a string: a double of 1 is `1`, of a million `1.0E6`."""
        if self.type == "integer":
            return format(Decimal(self.value), "f")  # `str` refuses more than 4,300 digits
        if self.type == "decimal":
            return _digits(self.value)
        return _floating_text(self.value, is_single=self.type == "float")

    @property
    def is_finite(self) -> bool:
        """False for NaN and the infinities."""
        return self.type not in _FLOATING or math.isfinite(self.value)

    def as_type(self, name: str) -> Number:
        """The value in a type that follows its own."""
        if name == self.type or name == "integer":
            return self
        if name == "decimal":
            return Number(name, Decimal(self.value))
        value = _float(self.value)
        return Number(name, single(value) if name == "float" else value)


def number(node: Node) -> Number:
    """The value of a literal; raises SPARQL's error for anything other than a valid number."""
    found = _read(str(node), str(node.datatype)) if isinstance(node, Literal) else None
    if found is None:
        from rdflib.plugins.sparql.sparql import SPARQLTypeError

        raise SPARQLTypeError(f"{node!r} is not a number")
    return found


def is_number(node: Node) -> bool:
    """True for a literal that is a valid number."""
    return isinstance(node, Literal) and _read(str(node), str(node.datatype)) is not None


def has_type_of_numbers(literal: Literal) -> bool:
    """True for the datatype of a number, be the text valid or not."""
    return _type_of(str(literal.datatype)) is not None


@lru_cache(2**14)
def _read(text: str, datatype: str) -> Number | None:
    name = _type_of(datatype)
    return None if name is None or is_ill_typed(text, datatype) else read_number(text, name)


def _type_of(datatype: str) -> str | None:
    if datatype in _INTEGERS:
        return "integer"
    name = datatype.removeprefix(_XSD)
    return name if name != datatype and name in _TYPES else None


def read_number(text: str, name: str) -> Number:
    """The value of a valid text of a type."""
    if name == "integer":
        return Number(name, int(Decimal(text)))  # `int` refuses more than 4,300 digits
    if name == "decimal":
        return Number(name, Decimal(text))
    value = float(text)
    return Number(name, single(value) if name == "float" else value)


def calculated(operator: str, first: Number, other: Number) -> Number:
    """The sum, difference, product or quotient; raises ArithmeticError where it has none."""
    name = max(first.type, other.type, key=_TYPES.index)
    if operator == "/" and name == "integer":
        name = "decimal"
    one, two = first.as_type(name).value, other.as_type(name).value
    if name == "integer":
        return Number(name, _OF_INTEGERS[operator](one, two))
    if name == "decimal":
        return Number(name, _OF_DECIMALS[operator](one, two))
    value = _OF_FLOATS[operator](one, two)
    return Number(name, single(value) if name == "float" else value)


def negative(one: Number) -> Number:
    """The number with the other sign."""
    return Number(one.type, one.value.copy_negate() if one.type == "decimal" else -one.value)


def absolute(one: Number) -> Number:
    """The number without its sign."""
    return Number(one.type, one.value.copy_abs() if one.type == "decimal" else abs(one.value))


def whole(rule: Callable[[Any], int], one: Number) -> Number:
    """The whole number by a rule such as `math.ceil`, of the same type; NaN and INF stay."""
    if not one.is_finite:
        return one
    value = rule(one.value)
    if one.type in _FLOATING:
        return Number(one.type, math.copysign(float(value), one.value) if not value else
                      float(value))  # fmt: skip
    return Number(one.type, Decimal(value) if one.type == "decimal" else value)


def rounded(value: Any) -> int:
    """The nearest whole number, the greater of two: https://www.w3.org/TR/xpath-functions/#func-round ."""  # noqa: E501
    return math.floor(Fraction(value) + Fraction(1, 2))


def _float(value: Any) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def _float_quotient(one: float, two: float) -> float:
    if two:
        return one / two
    if not one or math.isnan(one) or math.isnan(two):
        return math.nan
    return math.copysign(math.inf, one) * math.copysign(1, two)


def _digits(value: Decimal) -> str:
    """A decimal without exponent and without zeros at the end of a fraction."""
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def _floating_text(value: float, *, is_single: bool) -> str:
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "INF" if value > 0 else "-INF"
    if not value:
        return "-0" if math.copysign(1, value) < 0 else "0"
    exact = Decimal(_shortest_single(value) if is_single else repr(value))
    if 1e-6 <= abs(value) < 1e6:
        return _digits(exact)
    sign, digits, _ = exact.as_tuple()
    written = "".join(map(str, digits)).rstrip("0")
    return f"{'-' if sign else ''}{written[0]}.{written[1:] or 0}E{exact.adjusted()}"


def _shortest_single(value: float) -> str:
    return next(
        (text for digits in range(1, 9) if single(float(text := f"{value:.{digits}g}")) == value),
        f"{value:.9g}",
    )


_Operations = Mapping[str, Callable[[Any, Any], Any]]
_OF_INTEGERS: _Operations = {
    "+": lambda one, two: one + two,
    "-": lambda one, two: one - two,
    "*": lambda one, two: one * two,
}
_OF_DECIMALS: _Operations = {
    "+": _EXACT.add,
    "-": _EXACT.subtract,
    "*": _EXACT.multiply,
    "/": _QUOTIENT.divide,
}
_OF_FLOATS: _Operations = {**_OF_INTEGERS, "/": _float_quotient}
