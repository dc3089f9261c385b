"""The shapes of a graph, each read once into a value.

https://www.w3.org/TR/shacl/#shapes
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from rdflib import OWL, RDF, RDFS, Graph, Literal, URIRef
from rdflib.term import Node

from schlaglicht.errors import ConstraintFailed
from schlaglicht.ground.reachable import reachable
from schlaglicht.i18n import msg
from schlaglicht.rdf.booleans import is_on
from schlaglicht.rdf.graph_store import objects_of
from schlaglicht.rdf.lists import items
from schlaglicht.rdf.paths import Path, is_well_formed, read_path
from schlaglicht.vocab import LISTS_OF_SHAPES, SH, SHAPE_CLASSES, SHAPE_TARGETS

_INNER = frozenset(
    (SH.property, SH.node, SH["not"], SH.qualifiedValueShape, SH.condition, SH.filterShape)
)
"""Parameters whose values are shapes; the last two are of rules and expressions of other tools."""
_LISTS = frozenset(LISTS_OF_SHAPES)
_NOTHING: Mapping[Node, Collection[Node]] = {}
_MILDER = (SH.Trace, SH.Debug, SH.Info, SH.Warning)
"""Severities milder than all others, the mildest first."""


@dataclass(frozen=True, eq=False)
class Shape:
    """A node shape, or a property shape, which has a path."""

    node: Node
    path: Path | None
    path_node: Node | None
    severity: Node
    """The highest of several."""
    messages: tuple[Literal, ...]
    deactivated: bool
    said: Mapping[Node, tuple[Node, ...]]
    """The values of its parameters and whatever else it says, in a stable order."""

    @property
    def is_property_shape(self) -> bool:
        """True if the shape is about values that its path leads to."""
        return self.path_node is not None


@dataclass(frozen=True)
class CustomComponent:
    """A constraint component that the shapes graph defines itself.

    https://www.w3.org/TR/shacl/#constraint-components
    """

    node: Node
    needed: tuple[Node, ...]
    """Its parameters, those that are optional aside."""
    optional: tuple[Node, ...]

    @property
    def parameters(self) -> tuple[Node, ...]:
        """All of its parameters."""
        return (*self.needed, *self.optional)


def instances_of(graph: Graph, *classes: Node) -> set[Node]:
    """The instances of classes and of their subclasses, both as the graph itself says.

    https://www.w3.org/TR/shacl/#dfn-shacl-instance
    """
    below = {
        each for class_ in classes for each in graph.transitive_subjects(RDFS.subClassOf, class_)
    }
    return {node for each in below if each for node in graph.subjects(RDF.type, each)}


def shapes_in(graph: Graph) -> set[Node]:
    """The shapes that a graph declares: by class, by a target, as the property shape of another."""
    aiming = {node for target in SHAPE_TARGETS for node in graph.subjects(target)}
    parts = {node for node in graph.objects(None, SH.property) if not isinstance(node, Literal)}
    return instances_of(graph, *SHAPE_CLASSES) | aiming | parts


class ShapeSet:
    """The shapes of one graph."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._said = objects_of(graph)
        self._read: dict[Node, Shape] = {}

    def shape(self, node: Node) -> Shape:
        """The shape at a node; one about which nothing is said has no constraints.

        Raises ConstraintFailed for what is neither a node shape nor a property shape.
        """
        if node not in self._read:
            self._read[node] = self._shape(node)
        return self._read[node]

    def _shape(self, node: Node) -> Shape:
        own = self._said.get(node, {})
        said = {p: tuple(sorted(o, key=str) if len(o) > 1 else o) for p, o in own.items()}
        path_node = self._path_node(node, said.get(SH.path, ()))
        path = None if path_node is None else read_path(self.graph, path_node)
        if path is not None and not is_well_formed(path):
            raise ConstraintFailed(msg("the value of sh:path is not a path"), shape=node)
        return Shape(
            node,
            path,
            path_node,
            max(
                said.get(SH.severity, (SH.Violation,)),
                key=lambda node: _MILDER.index(node) if node in _MILDER else len(_MILDER),
            ),
            tuple(text for text in said.get(SH.message, ()) if isinstance(text, Literal)),
            is_on(self.graph, node, SH.deactivated),
            said,
        )

    def _path_node(self, node: Node, paths: Sequence[Node]) -> Node | None:
        """The node of a shape's path; None for a node shape."""
        node_shapes, property_shapes = self._declared
        if len(paths) > 1:
            raise ConstraintFailed(msg("a shape may have only one sh:path"), shape=node)
        if paths and node in node_shapes:
            raise ConstraintFailed(msg("a node shape may not have sh:path"), shape=node)
        if not paths and node in property_shapes:
            raise ConstraintFailed(msg("a property shape needs sh:path"), shape=node)
        return paths[0] if paths else None

    @cached_property
    def _declared(self) -> Sequence[set[Node]]:
        """The instances of sh:NodeShape, and those of sh:PropertyShape."""
        return [instances_of(self.graph, class_) for class_ in SHAPE_CLASSES]

    def inner(self, node: Node) -> Iterator[Node]:
        """The nodes that a shape refers to as shapes."""
        for parameter, values in self._said.get(node, _NOTHING).items():
            if parameter in _INNER:
                yield from (one for one in values if not isinstance(one, Literal))
            elif parameter in _LISTS:
                members = (one for head in values for one in items(self.graph, head))
                yield from (one for one in members if not isinstance(one, Literal))

    @cached_property
    def with_targets(self) -> Mapping[Node, tuple[tuple[Node, Node], ...]]:
        """The shapes that have targets, each with pairs of predicate and value.

        The predicate of a class that is a shape, and so the target of its own, is rdf:type.
        https://www.w3.org/TR/shacl/#targets
        """
        found: dict[Node, list[tuple[Node, Node]]] = {}
        for predicate in SHAPE_TARGETS:
            named = self.graph.subject_objects(predicate)
            for node, value in sorted(named, key=lambda pair: str(pair[1])):
                found.setdefault(node, []).append((predicate, value))
        for node in self.classes & self.declared:
            found.setdefault(node, []).append((RDF.type, node))
        return {node: tuple(targets) for node, targets in found.items()}

    @property
    def declared(self) -> set[Node]:
        """The shapes that have the class of one."""
        return set[Node]().union(*self._declared)

    @cached_property
    def classes(self) -> frozenset[Node]:
        """The IRIs that are classes in the graph of shapes."""
        classes = instances_of(self.graph, RDFS.Class, OWL.Class)
        return frozenset(node for node in classes if isinstance(node, URIRef))

    @cached_property
    def components(self) -> Sequence[CustomComponent]:
        """The constraint components that the graph defines itself, in a stable order."""
        nodes = instances_of(self.graph, SH.ConstraintComponent)
        own = (node for node in nodes if not str(node).startswith(str(SH)))
        return [self._component(node) for node in sorted(own, key=str)]

    def _component(self, node: Node) -> CustomComponent:
        paths: dict[bool, list[Node]] = {True: [], False: []}
        for parameter in self.graph.objects(node, SH.parameter):
            optional = is_on(self.graph, parameter, SH.optional)
            paths[optional] += self.graph.objects(parameter, SH.path)
        needed, optional_ = (tuple(sorted(paths[kind], key=str)) for kind in (False, True))
        return CustomComponent(node, needed, optional_)

    @cached_property
    def own_parameters(self) -> frozenset[Node]:
        """The parameters of those components that can be used."""
        return frozenset(p for each in self.components if each.needed for p in each.parameters)

    @cached_property
    def in_circles(self) -> frozenset[Node]:
        """The shapes that lead to themselves, and those between them, of those with targets.

        https://www.w3.org/TR/shacl/#shapes-recursion
        """
        inner, outer = self._references
        left = _without_ends(inner, outer)
        return frozenset(_without_ends({n: outer[n] & left for n in left}, inner))

    def leading_to(self, nodes: Iterable[Node]) -> set[Node]:
        """`nodes` and all shapes with targets that lead to one of them, or to one between."""
        outer = self._references[1]
        return set(reachable(nodes, lambda node: outer.get(node, ())))

    @cached_property
    def _references(self) -> tuple[dict[Node, set[Node]], dict[Node, set[Node]]]:
        """The shapes that each refers to, of those with targets and below; and the other way."""
        inner = {node: set(self.inner(node)) for node in self.below(self.with_targets)}
        outer: dict[Node, set[Node]] = {node: set() for node in inner}
        for node, parts in inner.items():
            for part in parts:
                outer[part].add(node)
        return inner, outer

    def below(self, tops: Iterable[Node]) -> set[Node]:
        """`tops` and all shapes to which they refer, directly or through others."""
        return set(reachable(tops, self.inner))


def _without_ends(ahead: Mapping[Node, set[Node]], behind: Mapping[Node, set[Node]]) -> set[Node]:
    """The nodes of a graph that lead on for ever."""
    left = {node: len(ways) for node, ways in ahead.items()}
    ends = [node for node, number in left.items() if not number]
    while ends:
        end = ends.pop()
        del left[end]
        for node in behind[end]:
            if node in left:
                left[node] -= 1
                if not left[node]:
                    ends.append(node)
    return set(left)
