"""Groups of nodes for pySHACL's shapes, which otherwise evaluate one node at a time.

Value nodes pass a property shape together. Where only conformance matters, as for `sh:or`
and `sh:not`, all nodes are evaluated at once, and the answer for each is taken from that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

from rdflib.term import Identifier, Node, URIRef

from schlaglicht.rdf.graph_store import TERMS

Values = Mapping[Node, Iterable[Node]]
"""pySHACL's focus nodes, each with its value nodes."""
Outcome = tuple[bool, list[Any]]
"""Result of pySHACL's evaluation of a constraint: True if all conform, and the results."""
Evaluate = Callable[..., Outcome]

_Answers = dict[Node, bool]
"""Nodes, each with True if it conforms to a shape."""
_AllAnswers = dict[tuple[Any, Any], _Answers]
"""Answers by the asking component and the evaluated shape."""


class Conformance:
    """Evaluates shapes on many nodes at once, and answers pySHACL about single nodes from that."""

    def __init__(self) -> None:
        self._asked = 0
        self._answers: _AllAnswers = {}
        self._askers = _logical_components()

    def validate(self, validate: Evaluate) -> Evaluate:
        """Answers the evaluation of one node from known answers."""

        def evaluate(
            shape: Any, executor: Any, target_graph: Any, focus: Any = None,
            _evaluation_path: list[Any] | None = None,
        ) -> Outcome:  # fmt: skip
            asker = _evaluation_path[-1] if _evaluation_path else None
            if asker is None or not (self._asked or type(asker) in self._askers):
                return validate(shape, executor, target_graph, focus, _evaluation_path)
            answers = self._answers.get((asker, shape))
            if answers is not None and type(focus) in TERMS and focus in answers:
                return answers[focus], []
            with self._asking():
                return validate(shape, executor, target_graph, focus, _evaluation_path)

        return evaluate

    def result(self, make_v_result: Callable[..., Any]) -> Callable[..., Any]:
        """Reduces a result to its focus node where only conformance matters."""

        def make(component: Any, datagraph: Any, focus_node: Any, *args: Any, **kwargs: Any) -> Any:
            if self._asked:
                return "", focus_node, []
            return make_v_result(component, datagraph, focus_node, *args, **kwargs)

        return make

    def property(self, evaluate: Evaluate) -> Evaluate:
        """Evaluates a property shape on all value nodes together."""

        def evaluate_together(
            component: Any, executor: Any, prop_shape: Any, target_graph: Any,
            focus_value_nodes: Values, potentially_recursive: Any, _evaluation_path: Any,
        ) -> Outcome:  # fmt: skip
            together = {None: _rounds(focus_value_nodes)}
            fails, results = evaluate(
                component, executor, prop_shape, target_graph, together, potentially_recursive,
                _evaluation_path,
            )  # fmt: skip
            if results and self._asked:
                # The answer is about the focus nodes, while the results are about their values.
                results = _by_focus_node(results, focus_value_nodes)
            return fails, results

        return evaluate_together

    def node(self, evaluate: Evaluate) -> Evaluate:
        """Evaluates only the nodes that may not conform to the shape of `sh:node`."""

        def evaluate_rest(
            component: Any, executor: Any, node_shape: Any, target_graph: Any,
            focus_value_nodes: Values, potentially_recursive: Any, _evaluation_path: Any,
        ) -> Outcome:  # fmt: skip
            answers: _Answers = {}
            shape = component.shape.get_other_shape(node_shape)
            recursive = potentially_recursive and shape in potentially_recursive
            if shape is not None and not shape.is_property_shape and not recursive:
                nodes = _distinct(focus_value_nodes)
                answers = self._ask(shape, executor, target_graph, nodes, _evaluation_path)
                focus_value_nodes = without(focus_value_nodes, lambda node: answers.get(node))
            with self._knowing({(component, shape): answers} if self._asked else {}):
                return evaluate(
                    component, executor, node_shape, target_graph, focus_value_nodes,
                    potentially_recursive, _evaluation_path,
                )  # fmt: skip

        return evaluate_rest

    def member(self, evaluate: Evaluate) -> Evaluate:
        """Evaluates the shape of `sh:not`, `sh:qualifiedValueShape` on all nodes at once."""

        def shapes_of(component: Any, member: Node, potentially_recursive: Any) -> list[Any]:
            shape = component.shape.get_other_shape(member)
            return [] if potentially_recursive and shape in potentially_recursive else [shape]

        return self._asked_first(evaluate, shapes_of)

    def members(self, evaluate: Evaluate) -> Evaluate:
        """Evaluates the shapes of `sh:and`, `sh:or`, `sh:xone` on all nodes at once."""

        def shapes_of(component: Any, members: Node) -> list[Any]:
            nodes = set(component.shape.sg.graph.items(members))
            return [component.shape.get_other_shape(node) for node in nodes]

        return self._asked_first(evaluate, shapes_of)

    def _asked_first(self, evaluate: Evaluate, shapes_of: Callable[..., list[Any]]) -> Evaluate:
        """Evaluates a constraint while the answers of the shapes that it asks are known."""

        def evaluate_asked(
            component: Any, executor: Any, asked: Any, target_graph: Any,
            focus_value_nodes: Values, *recursion: Any,
        ) -> Outcome:  # fmt: skip
            *potentially_recursive, path = recursion
            shapes = shapes_of(component, asked, *potentially_recursive)
            answers = self._answers_of(shapes, focus_value_nodes, executor, target_graph, path)
            with self._knowing(answers):
                return evaluate(
                    component, executor, asked, target_graph, focus_value_nodes, *recursion
                )

        return evaluate_asked

    def _answers_of(
        self, shapes: Sequence[Any], values: Values, executor: Any, graph: Any, path: Sequence[Any]
    ) -> _AllAnswers:
        """The answers of each of `shapes` for all nodes; empty for a single node."""
        nodes = _distinct(values)
        if len(nodes) < 2 or not all(shapes):
            return {}
        return {
            (path[-1], shape): self._ask(shape, executor, graph, nodes, path) for shape in shapes
        }

    @contextmanager
    def _knowing(self, answers: _AllAnswers) -> Iterator[None]:
        """Adds known answers until the block ends."""
        before = self._answers
        self._answers = {**before, **answers}
        try:
            yield
        finally:
            self._answers = before

    def _ask(
        self, shape: Any, executor: Any, graph: Any, nodes: Sequence[Node], path: Sequence[Any]
    ) -> _Answers:
        """The answers of a shape for `nodes`; empty if the results do not determine them."""
        with self._asking():
            conforms, results = shape.validate(
                executor, graph, focus=nodes, _evaluation_path=list(path)
            )
        failing = {node for _, node, _ in results}
        if conforms != (not failing) or not failing.issubset(nodes):
            return {}
        return {node: node not in failing for node in nodes}

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """Limits evaluation to conformance until the block ends."""
        self._asked += 1
        try:
            yield
        finally:
            self._asked -= 1


def _logical_components() -> frozenset[type]:
    """The components that only need the conformance of a node, and drop its results."""
    from pyshacl.constraints.core import logical_constraints, shape_based_constraints

    return frozenset(
        (
            logical_constraints.NotConstraintComponent,
            logical_constraints.AndConstraintComponent,
            logical_constraints.OrConstraintComponent,
            logical_constraints.XoneConstraintComponent,
            shape_based_constraints.QualifiedValueShapeConstraintComponent,
        )
    )


def _by_focus_node(results: list[Any], values: Values) -> list[Any]:
    """Results about value nodes as results about the focus nodes that have them."""
    failing = {node for _, node, _ in results}
    return [("", focus, []) for focus, nodes in values.items() if not failing.isdisjoint(nodes)]


def _rounds(focus_value_nodes: Values) -> list[list[Node]]:
    """The value nodes in groups without duplicates: a repeated one has results each time."""
    rounds: list[list[Node]] = []
    seen: dict[Node, int] = {}
    for values in focus_value_nodes.values():
        for value in values:
            number = seen[value] = seen.get(value, -1) + 1
            if number == len(rounds):
                rounds.append([])
            rounds[number].append(value)
    return rounds


def _distinct(focus_value_nodes: Values) -> list[Node]:
    return list(dict.fromkeys(node for nodes in focus_value_nodes.values() for node in nodes))


def without(focus_value_nodes: Values, settled: Callable[[Node], object]) -> dict[Node, list[Node]]:
    """The value nodes that are not `settled`."""
    return {
        focus: [node for node in nodes if not settled(node)]
        for focus, nodes in focus_value_nodes.items()
    }


def results_apart(evaluate: Evaluate) -> Evaluate:
    """Makes each result of a custom component by itself, in an order that is always the same.

    pySHACL gives each result of one evaluation the messages of earlier ones too.
    """

    def evaluate_apart(
        component: Any, executor: Any, target_graph: Any, focus_value_nodes: Values,
        _evaluation_path: Any,
    ) -> Outcome:  # fmt: skip
        validator, helper = component.validator, component.query_helper
        results: list[Any] = []
        for focus, nodes in focus_value_nodes.items():
            found = validator.validate(executor, focus, nodes, target_graph, helper)
            for violation in sorted(found, key=_written):
                with _finding(component, violation):
                    _, made = evaluate(
                        component, executor, target_graph, {focus: nodes}, _evaluation_path
                    )
                results += made
        return not results, results

    return evaluate_apart


@contextmanager
def _finding(component: Any, violation: Any) -> Iterator[None]:
    """Has the validator of a component find one violation until the block ends."""
    validator = component.validator
    component.validator = SimpleNamespace(validate=lambda *_: [violation])
    try:
        yield
    finally:
        component.validator = validator


def _written(violation: tuple[Node, Any]) -> list[str]:
    """Sort key of what a validator finds about a value: its terms, in SPARQL's syntax."""
    value, found = violation
    terms = (value, *found) if isinstance(found, tuple) else (value,)
    return [_sort_key(term) for term in terms]


def _sort_key(term: object) -> str:
    if isinstance(term, URIRef):
        return f"<{term}>"  # `n3` refuses IRIs that are none, which queries can make
    return term.n3() if isinstance(term, Identifier) else ""
