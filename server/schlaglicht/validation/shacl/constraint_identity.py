"""Constraints that have the same name: nameless shapes for one path, queries of one shape.

A finding of the one must not be taken for a finding of the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Mapping, Sequence
from functools import cached_property
from hashlib import sha256

from rdflib import RDF, BNode, Graph
from rdflib.term import Node

from schlaglicht.rdf.lists import items
from schlaglicht.validation.inputs import shapes_in
from schlaglicht.validation.shacl.constraint_messages import COMPONENTS
from schlaglicht.vocab import SH

_SPOKEN = frozenset((SH.message, SH.name, SH.description, SH.severity, SH.order, SH.group))
"""What may be reworded without another constraint coming of it."""

_DEEPEST = 100
"""Nodes without a name within such, to where constraints are told apart."""


class Twins:
    """Knows which constraints of a shapes graph share their name, and tells them apart."""

    def __init__(self, shapes: Graph, name: Callable[[Node], str]) -> None:
        self._shapes = shapes
        self._name = name
        self._texts: dict[Node, str] = {}

    def mark(self, shape: Node, component: str, constraint: Node | None) -> str:
        """What tells a constraint from others of its name; empty where there are none.

        `constraint` is the node of a constraint in SPARQL. The mark is made of what the shape or
        the query says, whatever the labels of blank nodes.
        """
        parts = []
        if isinstance(shape, BNode) and self._has_twin(shape, component):
            parts.append(self._text(shape))
        if constraint is not None and len(list(self._shapes.objects(shape, SH.sparql))) > 1:
            parts.append(self._text(constraint))
        return sha256("\n".join(parts).encode()).hexdigest()[:16] if parts else ""

    def _has_twin(self, shape: Node, component: str) -> bool:
        known = COMPONENTS.get(component)
        parameter = known.parameter if known else None
        others = self._nameless[self._name(shape)] - {shape}
        return any(parameter is None or (o, parameter, None) in self._shapes for o in others)

    @cached_property
    def _nameless(self) -> Mapping[str, set[Node]]:
        """The shapes without an IRI, by what they are called."""
        named: dict[str, set[Node]] = defaultdict(set)
        for shape in shapes_in(self._shapes):
            if isinstance(shape, BNode):
                named[self._name(shape)].add(shape)
        return named

    def _text(self, node: Node) -> str:
        """A node in full, written once however many results ask for it."""
        if node not in self._texts:
            self._texts[node] = said_of(node, self._shapes, without=_SPOKEN)
        return self._texts[node]


def said_of(
    node: Node,
    graph: Graph,
    *,
    without: Container[Node] = frozenset(),
    above: tuple[Node, ...] = (),
) -> str:
    """A node in full: a blank one as all that is said of it, within itself as nothing.

    The predicates in `without` are left out.
    """
    if not isinstance(node, BNode):
        return node.n3()
    if node in above or len(above) == _DEEPEST:
        return "[]"
    within = (*above, node)
    if members := items(graph, node):
        return _cells([said_of(m, graph, without=without, above=within) for m in members])
    said = sorted(
        f"{predicate} {said_of(value, graph, without=without, above=within)}"
        for predicate, value in graph.predicate_objects(node)
        if predicate not in without
    )
    return f"[{' ; '.join(said)}]"


def _cells(members: Sequence[str]) -> str:
    """A list as what is said of its cells, each within the one before."""
    opened = "".join(f"[{RDF.first} {member} ; {RDF.rest} " for member in members)
    return f"{opened}{RDF.nil.n3()}{']' * len(members)}"
