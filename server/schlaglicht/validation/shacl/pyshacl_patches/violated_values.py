"""Results that name which of several values of a parameter is violated.

https://www.w3.org/TR/shacl/#constraints: each value is a constraint of its own. pySHACL evaluates
them one after the other, and its results do not say of which they are.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from rdflib import URIRef

PARAMETER_VALUE = URIRef("urn:schlaglicht:parameter-value")
"""The predicate that leads from a result to the violated value, among those of pySHACL."""


def naming_value(position: int) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Adds the value, the argument at `position`, to the results where there are several."""

    def wrap(evaluate: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(evaluate)
        def evaluate_value(component: Any, *args: Any) -> Any:
            fails, results = evaluate(component, *args)
            if results and _has_several(component):
                graph = component.shape.sg.graph
                for _, node, triples in results:
                    triples.append((node, PARAMETER_VALUE, (graph, args[position])))
            return fails, results

        return evaluate_value

    return wrap


def _has_several(component: Any) -> bool:
    parameter, *_ = component.constraint_parameters()
    return len(set(component.shape.objects(parameter))) > 1
