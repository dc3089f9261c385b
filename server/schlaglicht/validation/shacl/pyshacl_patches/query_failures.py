"""Queries that report a failure: a solution with `?failure` true is no result.

https://www.w3.org/TR/shacl/#sparql-constraints-validator. pySHACL makes a result of any value of
`?failure`, and none of its failures where a solution also has `?this`, `?path` or `?value`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rdflib import Literal, Variable
from rdflib.term import Node

from schlaglicht.errors import ConstraintFailed
from schlaglicht.i18n import msg

_FAILURE = Variable("failure")


def failing_constraint(evaluate: Callable[..., Any]) -> Callable[..., Any]:
    """Raises the failures that the query of a SPARQL constraint reports."""

    def evaluate_constraint(
        component: Any, sparql_constraint: Any, target_graph: Any, f_v_dict: Any
    ) -> Any:
        watched = _Watched(target_graph, sparql_constraint.node)
        return evaluate(component, sparql_constraint, watched, f_v_dict)

    return evaluate_constraint


def failing_validator(validate: Callable[..., Any]) -> Callable[..., Any]:
    """Raises the failures that the SELECT of a component reports."""

    def select(
        validator: Any, executor: Any, focus: Any, value_nodes: Any, target_graph: Any,
        *args: Any, **kwargs: Any,
    ) -> Any:  # fmt: skip
        watched = _Watched(target_graph)
        return validate(validator, executor, focus, value_nodes, watched, *args, **kwargs)

    return select


class _Watched:
    """A graph whose answers to queries have no `?failure`."""

    def __init__(self, graph: Any, constraint: Node | None = None) -> None:
        self._graph = graph
        self._constraint = constraint

    def __getattr__(self, name: str) -> Any:
        return getattr(self._graph, name)

    def query(self, *args: Any, **kwargs: Any) -> Any:
        """The answer; raises ConstraintFailed if a solution says so."""
        answer = self._graph.query(*args, **kwargs)
        if _FAILURE in (answer.vars or ()):
            if any(_is_true(solution.get(_FAILURE)) for solution in answer.bindings):
                raise ConstraintFailed(
                    msg("the query reports a failure: a solution has ?failure true"),
                    self._constraint,
                )
            answer.bindings = [
                {name: term for name, term in solution.items() if name != _FAILURE}
                for solution in answer.bindings
            ]
        return answer


def _is_true(term: Node | None) -> bool:
    return isinstance(term, Literal) and term.value is True
