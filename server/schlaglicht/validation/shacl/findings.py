"""Findings of evaluation: a value that violates a constraint, and the reason why.

https://www.w3.org/TR/shacl/#results-validation-result
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from rdflib import Literal
from rdflib.term import Node

from schlaglicht.errors import ConstraintFailed, ShapeUnfinished
from schlaglicht.rdf.iris import local_name


class Finding(NamedTuple):
    """One validation result."""

    focus: Node
    value: Node | None
    shape: Node
    component_node: Node
    severity: Node
    path: Node | None
    """The result path: a node of the shapes graph, or one that a query found."""
    constraint: Node | None = None
    """The node of a SPARQL constraint."""
    parameter_value: Node | None = None
    """The value of the component's parameter that is violated; None for custom components."""
    messages: tuple[Literal, ...] = ()
    """The messages of the authors of shapes and queries, filled, each with its language."""
    reasons: tuple[Reason, ...] = ()
    """The verdicts of inner shapes that led to this one."""
    values: int = 0
    """Number of value nodes that were counted, of which `reasons` may have only the first."""
    closed: Node | None = None
    """The value node that has more than sh:closed allows: `value` is a value of its `path`."""

    @property
    def of_its_constraint(self) -> tuple[Node | None, ...]:
        """The parts that all findings of one constraint of a shape have in common."""
        return (self.shape, self.component_node, self.severity, self.path, self.constraint,
                self.parameter_value)  # fmt: skip

    @property
    def component(self) -> str:
        """`MinCount` for sh:MinCountConstraintComponent."""
        return component_name(self.component_node)


class Reason(NamedTuple):
    """The verdict of an inner shape about a value."""

    shape: Node
    value: Node
    findings: tuple[Finding, ...] = ()
    """Empty where the value conforms."""
    siblings: tuple[Node, ...] = ()
    """Sibling shapes to which it conforms too: https://www.w3.org/TR/shacl/#dfn-sibling-shapes ."""


@dataclass(frozen=True)
class Failure:
    """A shape that cannot be evaluated, or not to its end."""

    shape: Node
    error: ConstraintFailed | ShapeUnfinished

    @property
    def at_fault(self) -> Node:
        """The shape itself, or one that it leads to."""
        own = self.error.shape if isinstance(self.error, ConstraintFailed) else None
        return own or self.shape


Values = Mapping[Node, Collection[Node]]
"""Focus nodes, each with its value nodes."""

Findings = Iterable[tuple[Node, Finding]]
"""Findings, each with the focus node for which it was asked."""

Check = Callable[[Values], Findings]
"""Evaluates one constraint for many focus nodes at once; raises ConstraintFailed if it cannot."""


@cache
def component_name(component: Node | None) -> str:
    """`MinCount` for sh:MinCountConstraintComponent, and likewise for custom components."""
    return local_name(str(component or "")).removesuffix("ConstraintComponent")
