"""Constraints on single values, as SHACL has them where pySHACL differs.

Each is a condition on a value; a value that does not meet it is a result.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from rdflib import BNode
from rdflib.term import Node

from schlaglicht.rdf.lists import items
from schlaglicht.validation.value_order import order
from schlaglicht.validation.value_types import has_datatype, is_in_languages

Found = tuple[bool, list[Any]]
Condition = Callable[[Any, Any], Callable[[Node], bool]]
"""Makes the condition from a constraint and its parameter."""


def each_value(condition: Condition) -> Callable[[Any], Callable[..., Found]]:
    """A replacement of a constraint's evaluation of one parameter: (parameter, graph, values)."""

    def replaced(_: Any) -> Callable[..., Found]:
        def judge(constraint: Any, parameter: Any, graph: Any, values: Any) -> Found:
            holds = condition(constraint, parameter)
            results = [
                constraint.make_v_result(graph, focus, value_node=value)
                for focus, nodes in values.items()
                for value in nodes
                if not holds(value)
            ]
            return bool(results), results

        return judge

    return replaced


def at_least(_: Any, length: Any) -> Callable[[Node], bool]:
    """`sh:minLength`: https://www.w3.org/TR/shacl/#MinLengthConstraintComponent ."""
    return lambda value: not isinstance(value, BNode) and len(str(value)) >= length.value


def in_languages(constraint: Any, listed: Any) -> Callable[[Node], bool]:
    """`sh:languageIn`: https://www.w3.org/TR/shacl/#LanguageInConstraintComponent ."""
    ranges = [str(item) for item in items(constraint.shape.sg.graph, listed)]
    return lambda value: is_in_languages(value, ranges)


def of_datatype(_: Callable[..., Any]) -> Callable[..., Found]:
    """`sh:datatype`: https://www.w3.org/TR/shacl/#DatatypeConstraintComponent .

    pySHACL accepts the values that Python can represent, which has no year 12020 and no 24:00:00.
    """
    judge = each_value(lambda _, datatype: lambda value: has_datatype(value, datatype))(None)

    def evaluate(constraint: Any, _executor: Any, graph: Any, values: Any, _path: Any) -> Found:
        failed, results = judge(constraint, constraint.datatype_rule, graph, values)
        return not failed, results

    return evaluate


def compared(_: Callable[..., Any]) -> Callable[[Node, Node], int]:
    """Compares two literals by their values; raises TypeError for values without an order.

    pySHACL makes a result of that error, as SHACL demands for each value for which the comparison
    is not true, errors included: https://www.w3.org/TR/shacl/#core-components-range
    """

    def compare(first: Node, second: Node) -> int:
        result = order(first, second)
        if result is None:
            raise TypeError("no order between these")
        return result

    return compare


def pairs(allowed: Collection[int]) -> Callable[[Any], Callable[..., Found]]:
    """A replacement for the comparison of a value with those of another property.

    Makes a result for each pair whose order is not allowed, or that has none:
    https://www.w3.org/TR/shacl/#LessThanConstraintComponent
    """

    def replaced(_: Any) -> Callable[..., Found]:
        def judge(constraint: Any, nodes: Any, others: Any, graph: Any, focus: Any) -> Found:
            results = [
                constraint.make_v_result(graph, focus, value_node=node)
                for node in nodes
                for other in others
                if order(node, other) not in allowed
            ]
            return bool(results), results

        return judge

    return replaced
