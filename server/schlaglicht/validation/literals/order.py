"""The order of literals by their values: which is less, and which cannot be compared.

Numbers, text and booleans have SPARQL's order, dates and times XPath's, years, months of a year and
all durations XML Schema's, in which `P1M` and `P30D` are neither less nor equal. A point in time
without a zone can be compared with one that has a zone if they are more than fourteen hours apart.
Values of other datatypes, and ill-typed ones, have no order.
https://www.w3.org/TR/sparql11-query/#OperatorMapping,
https://www.w3.org/TR/xpath-functions-31/#dates-times,
https://www.w3.org/TR/xmlschema11-2/#duration
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache
from math import isnan
from typing import Any, Self

from rdflib import XSD, Literal
from rdflib.term import Node

from schlaglicht.validation.literals.lexical import NUMBER_TYPES, is_ill_typed
from schlaglicht.validation.literals.moments import (
    duration,
    moment,
    order_of_durations,
    order_of_moments,
)

_XSD = str(XSD)
_MOMENTS = ("point in time", "date", "time", "year", "month")
_INFINITE = {"INF": "inf", "+INF": "inf", "-INF": "-inf", "NaN": "nan"}


def order(first: Node, second: Node) -> int | None:
    """-1, 0 or 1 as the first value is less, equal or greater; None for values without an order."""
    one, other = _value(first), _value(second)
    if one is None or other is None or one[0] != other[0]:
        return None
    return _COMPARISONS.get(one[0], _compared)(one[1], other[1])


def _compared(first: Any, second: Any) -> int | None:
    if first == second:
        return 0
    return -1 if first < second else 1 if first > second else None


def _compared_numbers(first: Any, second: Any) -> int | None:
    return _compared(*_promoted(first, second))


def is_moment(node: Node) -> bool:
    """True for a date, a time, a month, a year or a duration."""
    datatype = str(node.datatype) if isinstance(node, Literal) else ""
    return _FAMILIES.get(datatype) in (*_MOMENTS, "duration")


def has_order(datatype: str) -> bool:
    """True if values of a datatype can be compared with each other."""
    return datatype in _FAMILIES


def kind(literal: Literal) -> str | None:
    """The kind of value, outside of which a literal has no order; None for an ill-typed one."""
    if literal.language:
        return "text with a language"
    datatype = str(literal.datatype or XSD.string)
    return None if is_ill_typed(str(literal), datatype) else _FAMILIES.get(datatype, datatype)


def _value(node: Node) -> tuple[str, Any] | None:
    """The family of a literal and its value in it; None for what has no order."""
    if not isinstance(node, Literal) or node.language:
        return None
    return _parsed(str(node), str(node.datatype or XSD.string))


@lru_cache(2**14)
def _parsed(lexical: str, datatype: str) -> tuple[str, Any] | None:
    family = _FAMILIES.get(datatype)
    if family is None or is_ill_typed(lexical, datatype):
        return None
    try:
        value = _READERS[family](lexical, datatype)
    except ValueError:  # of more digits than Python reads
        return None
    return None if value is None else (family, value)


def _number(lexical: str, datatype: str) -> Decimal | float | _Single | None:
    if datatype not in (_XSD + "double", _XSD + "float"):
        return Decimal(lexical)
    value = float(_INFINITE.get(lexical, lexical))
    if isnan(value):
        return None
    return value if datatype == _XSD + "double" else _Single(value)


class _Single(float):
    """A value of xsd:float."""

    def __new__(cls, value: float) -> Self:
        return super().__new__(cls, single(value))


def single(value: float) -> float:
    """`value` in single precision."""
    try:
        return float(struct.unpack("f", struct.pack("f", value))[0])
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")


def _promoted(first: Any, second: Any) -> tuple[Any, Any]:
    """Two numbers in a type that has both: https://www.w3.org/TR/xpath-31/#promotion ."""
    types = {type(first), type(second)}
    if types == {Decimal, _Single}:
        return single(float(first)), single(float(second))
    return (float(first), float(second)) if float in types else (first, second)


_READERS: Mapping[str, Callable[[str, str], Any]] = {
    "number": _number,
    "text": lambda lexical, _: lexical,
    "boolean": lambda lexical, _: lexical in ("true", "1"),
    "duration": lambda lexical, _: duration(lexical),
    **dict.fromkeys(_MOMENTS, lambda lexical, _: moment(lexical)),
}

_COMPARISONS: Mapping[str, Callable[[Any, Any], int | None]] = {
    "number": _compared_numbers,
    "duration": order_of_durations,
    **dict.fromkeys(_MOMENTS, order_of_moments),
}

_FAMILIES: Mapping[str, str] = {
    **dict.fromkeys(NUMBER_TYPES, "number"),
    **{
        _XSD + name: family
        for family, names in {
            "text": ("string", "normalizedString", "token", "language", "Name", "NCName",
                     "NMTOKEN"),
            "boolean": ("boolean",),
            "point in time": ("dateTime", "dateTimeStamp"),
            "date": ("date",),
            "time": ("time",),
            "year": ("gYear",),
            "month": ("gYearMonth",),
            "duration": ("duration", "dayTimeDuration", "yearMonthDuration"),
        }.items()
        for name in names
    },
}  # fmt: skip
"""Datatypes whose values may be compared, by the kind of value."""
