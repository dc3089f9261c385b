"""4.5 Property pairs: https://www.w3.org/TR/shacl/#core-components-property-pairs ."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from rdflib.term import Node

from schlaglicht.i18n import msg
from schlaglicht.validation.literals.order import order
from schlaglicht.validation.shacl.components.component import Constraint, each_focus
from schlaglicht.vocab import SH

_Violations = Callable[[Node, Collection[Node]], Iterable[Node]]
_Compare = Callable[[Collection[Node], Collection[Node]], Iterable[Node]]


def _compared(compare: _Compare) -> Callable[[Constraint], _Violations]:
    """Violations that a comparison with the values of the other property finds."""

    def of(constraint: Constraint) -> _Violations:
        other, objects = constraint.value, constraint.judge.objects
        return lambda focus, nodes: compare(nodes, objects(focus, other))

    return of


def _unequal(nodes: Collection[Node], others: Collection[Node]) -> Iterable[Node]:
    if not nodes and not others:
        return ()
    one, other = dict.fromkeys(nodes), dict.fromkeys(others)
    return [n for n in one if n not in other] + [n for n in other if n not in one]


def _shared(nodes: Collection[Node], others: Collection[Node]) -> Iterable[Node]:
    return [node for node in nodes if node in others] if others else ()


def _ordered(*allowed: int) -> _Compare:
    return lambda nodes, others: [
        node for node in nodes for other in others if order(node, other) not in allowed
    ]


COMPONENTS = (
    each_focus(
        "Equals", SH.equals, msg("{path} and {parameter} do not have the same values: {value}"),
        _compared(_unequal),
    ),
    each_focus(
        "Disjoint", SH.disjoint, msg("{value} must not be a value of {parameter} too"),
        _compared(_shared),
    ),
    each_focus(
        "LessThan", SH.lessThan, msg("{value} is not less than {parameter}"),
        _compared(_ordered(-1)), of_properties=True,
    ),
    each_focus(
        "LessThanOrEquals", SH.lessThanOrEquals,
        msg("{value} is greater than {parameter}, or cannot be compared"),
        _compared(_ordered(-1, 0)), of_properties=True,
    ),
)  # fmt: skip
