"""The same choice in each run where pySHACL takes any element of a set."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from rdflib import Graph
from rdflib.term import Node

from schlaglicht.vocab import SH

_KINDS = {
    "validators": SH.ask,
    "node_validators": SH.select,
    "property_validators": SH.select,
}
"""The attributes of a component with its validators, and the property of their queries."""


def same_validator(make: Callable[..., Any]) -> Callable[..., Any]:
    """Takes the first of several validators by their queries.

    https://www.w3.org/TR/shacl/#constraint-components-validators
    """

    def make_validator(component: Any, shape: Any) -> Any:
        for name, query in _KINDS.items():
            setattr(component, name, _ordered(getattr(component, name), query, component.sg.graph))
        return make(component, shape)

    return make_validator


def constraints_in_order(evaluate: Callable[..., Any]) -> Callable[..., Any]:
    """Evaluates the SPARQL constraints of a shape in the order of their queries."""

    def evaluate_in_order(component: Any, *args: Any) -> Any:
        if len(component.sparql_constraints) > 1:
            graph = component.shape.sg.graph
            component.sparql_constraints = sorted(
                component.sparql_constraints,
                key=lambda helper: _texts(helper.node, SH.select, graph),
            )
        return evaluate(component, *args)

    return evaluate_in_order


def _ordered(validators: Iterable[Node], query: Node, graph: Graph) -> list[Node]:
    return sorted(validators, key=lambda node: _texts(node, query, graph))


def _texts(node: Node, query: Node, graph: Graph) -> list[list[str]]:
    """Sort key of a validator or a constraint: its query, then its messages."""
    return [
        sorted(text.n3() for text in graph.objects(node, predicate))
        for predicate in (query, SH.message)
    ]
