"""Aggregates of SPARQL as the standard has them, where rdflib differs.

An error or a missing value leaves any but COUNT and SAMPLE without a value, and nothing grouped is
no group. https://www.w3.org/TR/sparql11-query/#aggregateAlgebra
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from rdflib import BNode, Literal, URIRef, Variable
from rdflib.term import Node

from schlaglicht.validation.shacl.pyshacl_patches.numbers import (
    Number,
    calculated,
    is_number,
    number,
)
from schlaglicht.validation.value_order import order

_ZERO = Number("integer", 0)


def standard_aggregates(_: Mapping[str, type]) -> Mapping[str, type]:
    """The classes of this module in place of rdflib's."""
    return _AGGREGATES


def groups(_: Callable[..., Any]) -> Callable[..., Iterator[Any]]:
    """Groups solutions, those with an error of the key together; no solutions are no group."""
    from rdflib.plugins.sparql.aggregates import Aggregator
    from rdflib.plugins.sparql.evaluate import evalPart
    from rdflib.plugins.sparql.sparql import FrozenBindings

    def grouped(context: Any, aggregation: Any) -> Iterator[Any]:
        keys = aggregation.p.expr
        found: dict[Any, Any] = {}
        if keys is None:
            found[()] = Aggregator(aggregations=aggregation.A)
        for row in evalPart(context, aggregation.p):
            key = tuple(_value(expression, row) for expression in keys or ())
            if key not in found:
                found[key] = Aggregator(aggregations=aggregation.A)
            found[key].update(row)
        for aggregator in found.values():
            yield FrozenBindings(context, aggregator.get_bindings())

    return grouped


def named_keys(translate: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Gives `GROUP BY (1 / ?v)` a variable, without which it ends the validation."""

    def translated(query: Any) -> Any:
        from rdflib.plugins.sparql.parserutils import CompValue

        grouped = dict.get(query, "groupby")
        for number_, key in enumerate(grouped.condition if grouped is not None else ()):
            if isinstance(key, CompValue) and key.name == "GroupAs" and key.var is None:
                key["var"] = Variable(f"__key_{number_}__")
        return translate(query)

    return translated


def _value(expression: Any, row: Any) -> Any:
    """The value of an expression; None for an error."""
    from rdflib.plugins.sparql.evalutils import _eval
    from rdflib.plugins.sparql.sparql import SPARQLError

    try:
        value = _eval(expression, row)
    except SPARQLError:
        return None
    return None if isinstance(value, SPARQLError) else value


class _Aggregate:
    """The values of one group; rdflib's Aggregator calls the public methods."""

    def __init__(self, aggregation: Any) -> None:
        self.var = aggregation.res
        self._expression = aggregation.vars
        self._seen: set[Any] | None = set() if aggregation.distinct else None
        self._has_error = False

    def use_row(self, _row: Any) -> bool:
        """True, as `update` passes over what is not distinct."""
        return True

    def update(self, row: Any, _aggregator: Any) -> None:
        """Adds the value of a solution."""
        value = row if self._expression == "*" else _value(self._expression, row)
        if value is None:
            self._has_error = True
        elif self._seen is None:
            self._add(value)
        elif value not in self._seen:
            self._seen.add(value)
            self._add(value)

    def set_value(self, bindings: dict[Any, Any]) -> None:
        """Binds the value of the aggregate, if it has one."""
        value = self._result()
        if value is not None:
            bindings[self.var] = value

    def _add(self, value: Any) -> None:
        raise NotImplementedError

    def _result(self) -> Node | None:
        raise NotImplementedError


class _Count(_Aggregate):
    _number = 0

    def _add(self, _: Any) -> None:
        self._number += 1

    def _result(self) -> Node | None:
        return Literal(self._number)


class _Sample(_Aggregate):
    _first: Node | None = None

    def _add(self, value: Any) -> None:
        self._first = value if self._first is None else self._first

    def _result(self) -> Node | None:
        return self._first


class _Sum(_Aggregate):
    _sum, _number = _ZERO, 0

    def _add(self, value: Any) -> None:
        from rdflib.plugins.sparql.sparql import SPARQLError

        try:
            self._sum = calculated("+", self._sum, number(value))
        except (SPARQLError, ArithmeticError, ValueError):
            self._has_error = True
        self._number += 1

    def _result(self) -> Node | None:
        return None if self._has_error else self._sum.literal()


class _Average(_Sum):
    def _result(self) -> Node | None:
        if self._has_error:
            return None
        if not self._number:
            return _ZERO.literal()
        return calculated("/", self._sum, Number("integer", self._number)).literal()


class _Extreme(_Aggregate):
    _extreme: Node | None = None
    _wanted = -1

    def _add(self, value: Any) -> None:
        if self._extreme is None or _order(value, self._extreme) == self._wanted:
            self._extreme = value

    def _result(self) -> Node | None:
        return None if self._has_error else self._extreme


class _Greatest(_Extreme):
    _wanted = 1


class _Concatenation(_Aggregate):
    def __init__(self, aggregation: Any) -> None:
        super().__init__(aggregation)
        self._separator = " " if aggregation.separator is None else str(aggregation.separator)
        self._texts: list[str] = []

    def _add(self, value: Any) -> None:
        self._has_error = self._has_error or isinstance(value, BNode)
        self._texts.append(str(value))

    def _result(self) -> Node | None:
        return None if self._has_error else Literal(self._separator.join(self._texts))


def _order(first: Any, other: Any) -> int:
    """-1, 0 or 1 as ORDER BY has terms: blank nodes, IRIs, literals."""
    one, two = _rank(first), _rank(other)
    if one != two or one < 2:
        return (1 if (one, first) > (two, other) else -1) if first != other else 0
    result = order(first, other)
    if result is not None:
        return result
    numbers = is_number(first) and is_number(other)
    if numbers:  # NaN is last, whatever the order of the solutions
        return 1 if number(first).value != number(first).value else -1
    return 1 if first > other else -1


def _rank(term: Node) -> int:
    return 0 if isinstance(term, BNode) else 1 if isinstance(term, URIRef) else 2


_AGGREGATES: Mapping[str, type[_Aggregate]] = {
    "Aggregate_Count": _Count,
    "Aggregate_Sample": _Sample,
    "Aggregate_Sum": _Sum,
    "Aggregate_Avg": _Average,
    "Aggregate_Min": _Extreme,
    "Aggregate_Max": _Greatest,
    "Aggregate_GroupConcat": _Concatenation,
}
