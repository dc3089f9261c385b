"""A row of the table of constraint components, and a constraint: a value of its parameter.

https://www.w3.org/TR/shacl/#constraints
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from rdflib import RDF, XSD, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from schlaglicht.errors import ConstraintFailed
from schlaglicht.i18n import Message, msg
from schlaglicht.rdf.iris import local_name
from schlaglicht.rdf.lists import is_list, items
from schlaglicht.validation.shacl.findings import Check, Finding, Findings, Reason, Values
from schlaglicht.validation.shacl.shapes import Shape, ShapeSet
from schlaglicht.vocab import SH

Holds = Callable[[Node], bool]
"""True for a value that meets a constraint."""
Violations = Callable[[Node, Collection[Node]], Iterable[Node | None]]
"""The values of a focus node that violate a constraint; None for all of them together."""
Failing = Mapping[Node, Sequence[Finding]]
"""The nodes that do not conform to a shape, each with what is wrong."""


class Judge(Protocol):
    """Evaluates shapes, for the components that refer to shapes, and knows the data."""

    data: Graph
    shapes: ShapeSet

    def findings(self, shape: Shape, nodes: Collection[Node]) -> Findings:
        """The findings about nodes by a shape, each with its node."""

    def failing(self, shape: Shape, nodes: Collection[Node]) -> Failing:
        """The nodes that do not conform to a shape."""

    def instances(self, class_: Node) -> Collection[Node]:
        """The instances of a class and of its subclasses."""

    def objects(self, node: Node, predicate: Node) -> Collection[Node]:
        """The objects of the triples with this subject and predicate."""


@dataclass(frozen=True)
class Component:
    """A constraint component of SHACL Core."""

    parameter: URIRef
    """The parameter each of whose values is a constraint."""
    message: Message | None
    """What a result says where its shape has no message; None if results are of other shapes."""
    check: Callable[[Constraint], Check]
    test: Callable[[Constraint], Holds] | None = None
    """For a component that judges each value by itself alone."""
    once: bool = False
    """True if a shape may give the parameter one value only."""
    further: tuple[URIRef, ...] = ()
    """The parameters besides: a shape may give each of several one value only.

    https://www.w3.org/TR/shacl/#constraints
    """
    of_properties: bool = False
    """True if only property shapes may have the parameter."""

    @cached_property
    def name(self) -> str:
        """`MinCount` for sh:minCount."""
        parameter = local_name(str(self.parameter))
        return parameter[:1].upper() + parameter[1:]

    @cached_property
    def node(self) -> URIRef:
        """The component as results name it."""
        return SH[f"{self.name}ConstraintComponent"]

    @property
    def single(self) -> tuple[URIRef, ...]:
        """The parameters to which a shape may give one value only."""
        return (self.parameter, *self.further) if self.once or self.further else ()


@dataclass(frozen=True)
class Constraint:
    """A value that a shape gives the parameter of a component."""

    component: Component
    shape: Shape
    value: Node
    judge: Judge

    def finding(
        self,
        focus: Node,
        value: Node | None = None,
        *,
        path: Node | None = None,
        reasons: tuple[Reason, ...] = (),
        values: int = 0,
        closed: Node | None = None,
    ) -> Finding:
        """A violation of the constraint; its path is the shape's unless one is given."""
        shape = self.shape
        return Finding(
            focus,
            value,
            shape.node,
            self.component.node,
            shape.severity,
            path or shape.path_node,
            parameter_value=self.value,
            messages=shape.messages,
            reasons=reasons,
            values=values,
            closed=closed,
        )

    def fault(self) -> ConstraintFailed:
        """The error of a value that has no meaning for the parameter."""
        return unusable(self.component.parameter, self.value)

    def count(self) -> int:
        """The value as an integer from 0."""
        found = count_in(self.value)
        if found is None:
            raise self.fault()
        return found

    def members(self) -> list[Node]:
        """The members of the value, a list; none if it does not even begin like one."""
        graph = self.judge.shapes.graph
        if (self.value, RDF.rest, None) in graph and not is_list(graph, self.value):
            raise self.fault()
        return items(graph, self.value)

    def inner(self, node: Node | None = None) -> Shape:
        """The shape that the value is, or that `node` is, a member of it."""
        found = self.value if node is None else node
        if isinstance(found, Literal):
            raise self.fault()
        return self.judge.shapes.shape(found)

    def inners(self) -> list[Shape]:
        """The shapes of a list that has some."""
        members = self.members()
        if not members:
            raise self.fault()
        return [self.inner(member) for member in members]


_INTEGERS = {
    XSD[name]
    for name in (
        *("integer", "long", "int", "short", "byte", "nonNegativeInteger", "positiveInteger"),
        *("unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte"),
    )
}


_COUNT = re.compile(r"\+?[0-9]+|-0+")


def count_in(value: Node) -> int | None:
    """The integer from 0 that a literal stands for, in any of its lexical forms."""
    is_integer = isinstance(value, Literal) and value.datatype in _INTEGERS
    return int(str(value)) if is_integer and _COUNT.fullmatch(str(value)) else None


def unusable(parameter: Node, value: Node) -> ConstraintFailed:
    """The error of a value that has no meaning for a parameter."""
    said = "()" if value == RDF.nil else "[ … ]" if isinstance(value, BNode) else value.n3()
    return misused(msg("{parameter} cannot have the value {value}", value=said), parameter)


def misused(wrong: Message, parameter: Node) -> ConstraintFailed:
    """The error of a shape that has a parameter as it may not."""
    return ConstraintFailed(wrong.filled(parameter=f"sh:{local_name(str(parameter))}"))


REPEATED = msg("{parameter} may have only one value")
PATHLESS = msg("{parameter} needs a property shape, which has sh:path")


def each_value(
    parameter: URIRef,
    message: Message,
    test: Callable[[Constraint], Holds],
    *,
    once: bool = False,
    further: tuple[URIRef, ...] = (),
) -> Component:
    """A component that judges each value by itself."""

    def check(constraint: Constraint) -> Check:
        holds = test(constraint)

        def find(values: Values) -> Findings:
            return (
                (focus, constraint.finding(focus, value))
                for focus, nodes in values.items()
                for value in nodes
                if not holds(value)
            )

        return find

    return Component(parameter, message, check, test, once=once, further=further)


def each_focus(
    parameter: URIRef,
    message: Message,
    violating: Callable[[Constraint], Violations],
    *,
    once: bool = False,
    of_properties: bool = False,
) -> Component:
    """A component that judges all values of a focus node together; None is no value at all."""

    def check(constraint: Constraint) -> Check:
        violations = violating(constraint)

        def find(values: Values) -> Findings:
            return (
                (focus, constraint.finding(focus, value))
                for focus, nodes in values.items()
                for value in violations(focus, nodes)
            )

        return find

    return Component(parameter, message, check, once=once, of_properties=of_properties)


def distinct(values: Values) -> Collection[Node]:
    """All value nodes, each once."""
    return dict.fromkeys(node for nodes in values.values() for node in nodes)
