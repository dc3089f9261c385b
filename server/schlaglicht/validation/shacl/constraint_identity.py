"""Constraints that have the same name: anonymous shapes for one path, queries of one shape.

A finding of the one must not count as a finding of the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Mapping, Sequence
from functools import cached_property
from hashlib import sha256

from rdflib import RDF, BNode, Graph
from rdflib.term import Node

from schlaglicht.rdf.lists import items
from schlaglicht.validation.shacl.components import COMPONENTS
from schlaglicht.validation.shacl.findings import Finding
from schlaglicht.validation.shacl.shapes import shapes_in
from schlaglicht.vocab import SH

_WORDING = frozenset((SH.message, SH.name, SH.description, SH.severity, SH.order, SH.group))
"""Predicates whose values may change without changing the constraint."""

_DEEPEST = 100
"""Levels of nested blank nodes that are compared."""


class ConstraintIdentity:
    """Distinguishes the constraints of a shapes graph that share a name."""

    def __init__(self, shapes: Graph, name: Callable[[Node], str]) -> None:
        self._shapes = shapes
        self._name = name
        self._texts: dict[Node, str] = {}

    def mark(self, finding: Finding) -> str:
        """A digest that distinguishes a constraint from others of its name; empty without others.

        It depends on the content of the shape, of the query, or of one of several values of the
        component's parameter, not on the labels of blank nodes.
        """
        parts = []
        shape, constraint = finding.shape, finding.constraint
        if isinstance(shape, BNode) and self._has_twin(shape, finding.component):
            parts.append(self._text(shape))
        if constraint is not None and len(list(self._shapes.objects(shape, SH.sparql))) > 1:
            parts.append(self._text(constraint))
        if finding.parameter_value is not None and self._has_several(finding):
            parts.append(self._text(finding.parameter_value))
        return sha256("\n".join(parts).encode()).hexdigest()[:16] if parts else ""

    def _has_several(self, finding: Finding) -> bool:
        """True if the shape gives the parameter several values."""
        parameter = COMPONENTS[finding.component].parameter
        return len(list(self._shapes.objects(finding.shape, parameter))) > 1

    def _has_twin(self, shape: Node, component: str) -> bool:
        known = COMPONENTS.get(component)
        others = self._nameless[self._name(shape)] - {shape}
        return any(not known or (o, known.parameter, None) in self._shapes for o in others)

    @cached_property
    def _nameless(self) -> Mapping[str, set[Node]]:
        """The shapes without an IRI, by name."""
        named: dict[str, set[Node]] = defaultdict(set)
        for shape in shapes_in(self._shapes):
            if isinstance(shape, BNode):
                named[self._name(shape)].add(shape)
        return named

    def _text(self, node: Node) -> str:
        """The full text of a node, cached."""
        if node not in self._texts:
            self._texts[node] = full_text(node, self._shapes, without=_WORDING)
        return self._texts[node]


def full_text(
    node: Node,
    graph: Graph,
    *,
    without: Container[Node] = frozenset(),
    above: tuple[Node, ...] = (),
) -> str:
    """A node in full: a blank one with all its triples, but within itself as `[]`.

    The predicates in `without` are left out.
    """
    if not isinstance(node, BNode):
        return node.n3()
    if node in above or len(above) == _DEEPEST:
        return "[]"
    within = (*above, node)
    if members := items(graph, node):
        return _cells([full_text(m, graph, without=without, above=within) for m in members])
    said = sorted(
        f"{predicate} {full_text(value, graph, without=without, above=within)}"
        for predicate, value in graph.predicate_objects(node)
        if predicate not in without
    )
    return f"[{' ; '.join(said)}]"


def _cells(members: Sequence[str]) -> str:
    """A list as the triples of its cells, each within the one before."""
    opened = "".join(f"[{RDF.first} {member} ; {RDF.rest} " for member in members)
    return f"{opened}{RDF.nil.n3()}{']' * len(members)}"
