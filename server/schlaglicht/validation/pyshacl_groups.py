"""Groups of nodes for pySHACL's shapes, which by themselves are asked about one node at a time.

Value nodes go through a property shape together, and of the nodes that `sh:node`, `sh:or` and
`sh:and` ask about, those are looked at one by one that a group left in doubt.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from rdflib.term import Node

_FEW = 12
"""So many nodes are looked at one by one rather than in smaller groups."""
_PARTS = 8

Values = Mapping[Node, Iterable[Node]]
"""pySHACL's focus nodes, each with its value nodes."""
Outcome = tuple[bool, list[Any]]
"""What pySHACL's evaluation of a constraint gives: whether all conform, and the results."""
Evaluate = Callable[..., Outcome]


def values_together(evaluate: Evaluate) -> Evaluate:
    """Lets all value nodes go through a property shape together."""

    def evaluate_together(
        component: Any, executor: Any, prop_shape: Any, target_graph: Any,
        focus_value_nodes: Values, potentially_recursive: Any, _evaluation_path: Any,
    ) -> Outcome:  # fmt: skip
        together = {None: _rounds(focus_value_nodes)}
        return evaluate(
            component, executor, prop_shape, target_graph, together, potentially_recursive,
            _evaluation_path,
        )  # fmt: skip

    return evaluate_together


def _rounds(focus_value_nodes: Values) -> list[list[Node]]:
    """The value nodes in groups in which none comes twice: it has results each time it comes."""
    rounds: list[list[Node]] = []
    seen: dict[Node, int] = {}
    for values in focus_value_nodes.values():
        for value in values:
            number = seen[value] = seen.get(value, -1) + 1
            if number == len(rounds):
                rounds.append([])
            rounds[number].append(value)
    return rounds


def nodes_in_doubt(evaluate: Evaluate) -> Evaluate:
    """Looks at those nodes alone that may not conform to the shape of `sh:node`."""

    def evaluate_rest(
        component: Any, executor: Any, node_shape: Any, target_graph: Any,
        focus_value_nodes: Values, potentially_recursive: Any, _evaluation_path: Any,
    ) -> Outcome:  # fmt: skip
        shape = component.shape.get_other_shape(node_shape)
        recursive = potentially_recursive and shape in potentially_recursive
        if shape is not None and not shape.is_property_shape and not recursive:
            # pySHACL's class for `sh:and` makes the path say that only conformance is asked for.
            conformance = _conformance(executor, target_graph, _evaluation_path)
            doubtful = in_doubt_of_any([shape], _distinct(focus_value_nodes), conformance)
            focus_value_nodes = without(focus_value_nodes, lambda node: node not in doubtful)
        return evaluate(
            component, executor, node_shape, target_graph, focus_value_nodes,
            potentially_recursive, _evaluation_path,
        )  # fmt: skip

    return evaluate_rest


_Conformance = Callable[[Any, Sequence[Node]], bool]
_Doubt = Callable[[Sequence[Any], Sequence[Node], _Conformance], set[Node]]


def members_in_doubt(evaluate: Evaluate, *, doubt: _Doubt) -> Evaluate:
    """Looks at those nodes alone of which the list of `sh:or`, `sh:and` leaves a doubt."""

    def evaluate_rest(
        component: Any, executor: Any, members: Any, target_graph: Any,
        focus_value_nodes: Values, _evaluation_path: Any,
    ) -> Outcome:  # fmt: skip
        graph = component.shape.sg.graph
        shapes = [component.shape.get_other_shape(node) for node in set(graph.items(members))]
        if shapes and all(shapes):
            conformance = _conformance(executor, target_graph, _evaluation_path)
            doubtful = doubt(shapes, _distinct(focus_value_nodes), conformance)
            focus_value_nodes = without(focus_value_nodes, lambda node: node not in doubtful)
        return evaluate(
            component, executor, members, target_graph, focus_value_nodes, _evaluation_path
        )

    return evaluate_rest


def _conformance(executor: Any, target_graph: Any, path: Sequence[Any]) -> _Conformance:
    def conform(shape: Any, nodes: Sequence[Node]) -> bool:
        conforms, results = shape.validate(
            executor, target_graph, focus=nodes, _evaluation_path=list(path)
        )
        return bool(conforms) and not results

    return conform


def in_doubt_of_any(
    shapes: Sequence[Any], nodes: Sequence[Node], conform: _Conformance
) -> set[Node]:
    """All nodes that do not conform to each of `shapes`, and some that do."""
    return {node for shape in shapes for node in _in_doubt(shape, nodes, conform)}


def in_doubt_of_all(
    shapes: Sequence[Any], nodes: Sequence[Node], conform: _Conformance
) -> set[Node]:
    """All nodes that conform to none of `shapes`, and some that conform to one."""
    left = list(nodes)
    for shape in shapes:
        left = list(_in_doubt(shape, left, conform))
    return set(left)


def _in_doubt(shape: Any, nodes: Sequence[Node], conform: _Conformance) -> Iterator[Node]:
    """All nodes that do not conform, found by groups: a group that conforms is settled."""
    if len(nodes) <= _FEW:
        yield from nodes
    elif not conform(shape, nodes):
        size = -(-len(nodes) // _PARTS)
        for start in range(0, len(nodes), size):
            yield from _in_doubt(shape, nodes[start : start + size], conform)


def _distinct(focus_value_nodes: Values) -> list[Node]:
    return list(dict.fromkeys(node for nodes in focus_value_nodes.values() for node in nodes))


def without(focus_value_nodes: Values, settled: Callable[[Node], bool]) -> dict[Node, list[Node]]:
    """The value nodes that are not `settled`."""
    return {
        focus: [node for node in nodes if not settled(node)]
        for focus, nodes in focus_value_nodes.items()
    }


def focus_nodes_apart(evaluate: Evaluate) -> Evaluate:
    """Evaluates a component of a project's own for one focus node at a time.

    pySHACL gives each result of one evaluation the messages of those before it too.
    """

    def evaluate_apart(
        component: Any, executor: Any, target_graph: Any, focus_value_nodes: Values,
        _evaluation_path: Any,
    ) -> Outcome:  # fmt: skip
        outcomes = [
            evaluate(component, executor, target_graph, {focus: nodes}, _evaluation_path)
            for focus, nodes in focus_value_nodes.items()
        ]
        conforms = all(conforms for conforms, _ in outcomes)
        return conforms, [result for _, results in outcomes for result in results]

    return evaluate_apart
