"""4.6 Logical: https://www.w3.org/TR/shacl/#core-components-logical ."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from rdflib.term import Node

from schlaglicht.i18n import msg
from schlaglicht.validation.shacl.components.component import (
    Component,
    Constraint,
    distinct,
)
from schlaglicht.validation.shacl.findings import Check, Found, Reason, Values
from schlaglicht.validation.shacl.shapes import Shape
from schlaglicht.vocab import SH

Violating = Mapping[Node, tuple[Reason, ...]]
"""Values that violate a constraint, each with the verdicts of inner shapes about it."""


def by_shapes(
    violating: Callable[[Constraint], Callable[[Collection[Node]], Violating]],
) -> Callable[[Constraint], Check]:
    """A check of values by other shapes, which judge all of them together."""

    def check(constraint: Constraint) -> Check:
        violations = violating(constraint)

        def find(values: Values) -> Found:
            wrong = violations(distinct(values))
            if not wrong:
                return
            for focus, nodes in values.items():
                for value in nodes:
                    if value in wrong:
                        yield focus, constraint.finding(focus, value, reasons=wrong[value])

        return find

    return check


def verdicts(constraint: Constraint, shape: Shape, nodes: Collection[Node]) -> Violating:
    """The reason of each node that does not conform to a shape."""
    failing = constraint.judge.failing(shape, nodes)
    return {node: (Reason(shape.node, node, tuple(found)),) for node, found in failing.items()}


def _not(constraint: Constraint) -> Callable[[Collection[Node]], Violating]:
    shape = constraint.inner()

    def of(nodes: Collection[Node]) -> Violating:
        failing = constraint.judge.failing(shape, nodes)
        return {node: (Reason(shape.node, node),) for node in nodes if node not in failing}

    return of


def _and(constraint: Constraint) -> Callable[[Collection[Node]], Violating]:
    shapes = constraint.inners()

    def of(nodes: Collection[Node]) -> Violating:
        wrong: dict[Node, tuple[Reason, ...]] = {}
        for shape in shapes:
            for node, reasons in verdicts(constraint, shape, nodes).items():
                wrong[node] = (*wrong.get(node, ()), *reasons)
        return wrong

    return of


def _or(constraint: Constraint) -> Callable[[Collection[Node]], Violating]:
    shapes = constraint.inners()

    def of(nodes: Collection[Node]) -> Violating:
        wrong: dict[Node, tuple[Reason, ...]] = dict.fromkeys(nodes, ())
        for shape in shapes:
            found = verdicts(constraint, shape, wrong)
            wrong = {node: (*wrong[node], *reasons) for node, reasons in found.items()}
        return wrong

    return of


def _xone(constraint: Constraint) -> Callable[[Collection[Node]], Violating]:
    shapes = constraint.inners()

    def of(nodes: Collection[Node]) -> Violating:
        found = [constraint.judge.failing(shape, nodes) for shape in shapes]
        return {
            node: tuple(
                Reason(shape.node, node, tuple(failing.get(node, ())))
                for shape, failing in zip(shapes, found, strict=True)
            )
            for node in nodes
            if sum(node not in failing for failing in found) != 1
        }

    return of


COMPONENTS = (
    Component(
        SH["not"], msg("{value} conforms to what it must not conform to: {parameter}"),
        by_shapes(_not), name="Not",
    ),
    Component(
        SH["and"], msg("{value} does not conform to all of: {parameter}"), by_shapes(_and),
        name="And",
    ),
    Component(
        SH["or"], msg("{value} conforms to none of: {parameter}"), by_shapes(_or), name="Or"
    ),
    Component(
        SH.xone, msg("{value} does not conform to exactly one of: {parameter}"), by_shapes(_xone),
        name="Xone",
    ),
)  # fmt: skip
