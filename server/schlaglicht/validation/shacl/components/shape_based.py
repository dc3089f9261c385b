"""Components that ask other shapes: all, none, some or one of them, or about some of the values.

https://www.w3.org/TR/shacl/#core-components
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

from rdflib import Literal
from rdflib.term import Node

from schlaglicht.errors import ConstraintFailed
from schlaglicht.i18n import msg
from schlaglicht.rdf.booleans import is_on
from schlaglicht.rdf.iris import local_name
from schlaglicht.validation.shacl.components.component import (
    Component,
    Constraint,
    Failing,
    distinct,
)
from schlaglicht.validation.shacl.findings import Check, Findings, Reason, Values
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

        def find(values: Values) -> Findings:
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


_MOST_VALUES = 20
"""Number of a property's values whose verdicts are reasons of one result about their count."""


def _node(constraint: Constraint) -> Callable[[Collection[Node]], Violating]:
    shape = constraint.inner()
    if shape.is_property_shape:
        raise constraint.fault()
    return lambda nodes: verdicts(constraint, shape, nodes)


def _property(constraint: Constraint) -> Check:
    """The findings of a property shape, each asked for by the focus nodes that have the value."""
    shape, judge = constraint.inner(), constraint.judge
    if not shape.is_property_shape:
        raise constraint.fault()
    if not constraint.shape.is_property_shape:
        return lambda values: judge.findings(shape, values)

    def find(values: Values) -> Findings:
        failing = judge.failing(shape, distinct(values))
        if failing:
            for focus, nodes in values.items():
                for node in nodes:
                    for finding in failing.get(node, ()):
                        yield focus, finding

    return find


def _qualified(constraint: Constraint) -> Check:
    """Counts the values that conform to a shape, and to none of its siblings."""
    if not constraint.shape.is_property_shape:  # has no effect, which lint tells
        return lambda _: ()
    judge, shape = constraint.judge, constraint.inner()
    siblings = [judge.shapes.shape(node) for node in _siblings(constraint)]
    bounds = [
        Constraint(bound, constraint.shape, value, judge)
        for bound in (_MIN_COUNT, _MAX_COUNT)
        for value in constraint.shape.said.get(bound.parameter, ())
    ]
    if not bounds:
        raise _alone("sh:qualifiedValueShape", "sh:qualifiedMinCount")
    counts = [(bound, bound.count()) for bound in bounds]

    def find(values: Values) -> Findings:
        nodes = distinct(values)
        failing = judge.failing(shape, nodes)
        left = [node for node in nodes if node not in failing] if siblings else ()
        others = [(sibling, judge.failing(sibling, left)) for sibling in siblings]
        for focus, own in values.items():
            count = sum(_counts(node, failing, others) for node in own)
            for bound, number in counts:
                wrong = count < number if bound.component is _MIN_COUNT else count > number
                if wrong:
                    reasons = tuple(_verdict(node, shape, failing, others) for node in own)
                    yield (
                        focus,
                        bound.finding(focus, reasons=reasons[:_MOST_VALUES], values=len(own)),
                    )

    return find


def _bound(constraint: Constraint) -> Check:
    """No check: values are counted for the shape that they need."""
    if constraint.shape.is_property_shape and SH.qualifiedValueShape not in constraint.shape.said:
        name = f"sh:{local_name(constraint.component.parameter)}"
        raise _alone(name, "sh:qualifiedValueShape")
    return lambda _: ()


def _alone(parameter: str, partner: str) -> ConstraintFailed:
    message = msg(
        "{parameter} has no effect without {partner}", parameter=parameter, partner=partner
    )
    return ConstraintFailed(message)


_Others = list[tuple[Shape, Failing]]


def _counts(node: Node, failing: Failing, others: _Others) -> bool:
    return node not in failing and all(node in wrong for _, wrong in others)


def _verdict(node: Node, shape: Shape, failing: Failing, others: _Others) -> Reason:
    if node in failing:
        return Reason(shape.node, node, tuple(failing[node]))
    same = tuple(other.node for other, wrong in others if node not in wrong)
    return Reason(shape.node, node, (), same)


def _siblings(constraint: Constraint) -> Iterator[Node]:
    """The sibling shapes: https://www.w3.org/TR/shacl/#dfn-sibling-shapes ."""
    graph, node = constraint.judge.shapes.graph, constraint.shape.node
    if is_on(graph, node, SH.qualifiedValueShapesDisjoint):
        found = {
            sibling
            for parent in graph.subjects(SH.property, node)
            for part in graph.objects(parent, SH.property)
            for sibling in graph.objects(part, SH.qualifiedValueShape)
            if not isinstance(sibling, Literal)
        }
        yield from sorted(found - {constraint.value}, key=str)


_MIN_COUNT = Component(
    SH.qualifiedMinCount, msg("{path} needs at least {parameter} {fitting}"), _bound, once=True,
)  # fmt: skip
_MAX_COUNT = Component(
    SH.qualifiedMaxCount, msg("{path} may have at most {parameter} {fitting}"), _bound, once=True,
)  # fmt: skip


COMPONENTS = (
    # 4.6 Logical: https://www.w3.org/TR/shacl/#core-components-logical .
    Component(
        SH["not"], msg("{value} conforms to what it must not conform to: {parameter}"),
        by_shapes(_not),
    ),
    Component(
        SH["and"], msg("{value} does not conform to all of: {parameter}"), by_shapes(_and),
    ),
    Component(
        SH["or"], msg("{value} conforms to none of: {parameter}"), by_shapes(_or)
    ),
    Component(
        SH.xone, msg("{value} does not conform to exactly one of: {parameter}"), by_shapes(_xone),
    ),
    # 4.7 Shape-based: https://www.w3.org/TR/shacl/#core-components-shape .
    Component(
        SH.node, msg("{value} does not conform to the shape {parameter}"), by_shapes(_node),
    ),
    Component(SH.property, None, _property),
    Component(
        SH.qualifiedValueShape, None, _qualified,
        further=(SH.qualifiedValueShapesDisjoint,),
    ),
    _MIN_COUNT,
    _MAX_COUNT,
)  # fmt: skip
