"""The triples that shapes read: follows shapes through the data as a validator would.

It follows sets of nodes at a time, and nodes are numbers: a hundred thousand triples take about a
second.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from rdflib import RDF, RDFS, Graph, URIRef
from rdflib.term import Node

from schlaglicht.rdf.graph_store import objects_of
from schlaglicht.rdf.lists import items
from schlaglicht.rdf.paths import Path, Predicate, Reached, follow, read_path
from schlaglicht.validation.shacl.shape_graph import Shapes
from schlaglicht.vocab import LISTS_OF_SHAPES, SH

if TYPE_CHECKING:
    from schlaglicht.validation.shacl.coverage.query_patterns import Pattern

_VALUE_SHAPES = (SH.node, SH.property, SH["not"], SH.qualifiedValueShape)
_PAIRS = (SH.equals, SH.disjoint, SH.lessThan, SH.lessThanOrEquals)

Edges = Mapping[int, Collection[int]]
_NO_EDGES: Edges = {}


class NumberedGraph:
    """The edges of a graph by predicate, its nodes as numbers."""

    def __init__(self, graph: Graph) -> None:
        self.numbers: defaultdict[Node, int] = defaultdict()
        self.numbers.default_factory = self.numbers.__len__
        self.forward: dict[int, dict[int, tuple[int, ...]]] = {}
        self._backward: dict[int, dict[int, list[int]]] = {}
        self._nodes: list[Node] = []
        number = self.numbers.__getitem__
        for subject, said in objects_of(graph).items():
            for predicate, objects in said.items():
                edges = self.forward.setdefault(number(predicate), {})
                edges[number(subject)] = tuple(map(number, objects))

    def number(self, node: Node) -> int:
        """The number of a node; a new node gets a new one."""
        return self.numbers[node]

    def node(self, number: int) -> Node:
        """The node of a number."""
        if len(self._nodes) < len(self.numbers):
            self._nodes = list(self.numbers)
        return self._nodes[number]

    def edges(self, predicate: int) -> Edges:
        """The objects of a predicate, by subject."""
        return self.forward.get(predicate, _NO_EDGES)

    def edges_back(self, predicate: int) -> Edges:
        """The subjects of a predicate, by object."""
        if predicate not in self._backward:
            edges: dict[int, list[int]] = defaultdict(list)
            for subject, objects in self.edges(predicate).items():
                for object_ in objects:
                    edges[object_].append(subject)
            self._backward[predicate] = dict(edges)
        return self._backward[predicate]

    @cached_property
    def type(self) -> int:
        """The number of rdf:type."""
        return self.number(RDF.type)

    def subclasses(self, class_: int) -> set[int]:
        """A class and its subclasses, direct and indirect."""
        below = self.edges_back(self.number(RDFS.subClassOf))
        found, edge = {class_}, {class_}
        while edge:
            edge = {low for high in edge for low in below.get(high, ())} - found
            found |= edge
        return found


@dataclass(frozen=True)
class _Shape:
    """The parts of a shape that read triples from its focus nodes."""

    path: Path | None
    inner: tuple[Node, ...]
    classes: tuple[Node, ...]
    pairs: tuple[Node, ...]
    ignored: frozenset[Node] | None
    """The predicates that a closed shape ignores; None for a shape that is not closed."""
    queries: tuple[tuple[Pattern, ...], ...]


class ShapeReach:
    """Follows the shapes of a graph through a data graph and records the triples they read."""

    def __init__(self, shapes: Shapes, data: NumberedGraph) -> None:
        self._shapes = shapes
        self._triples_of = objects_of(shapes.graph)
        self._data = data
        self._subjects: dict[int, set[int]] = defaultdict(set)
        self._pairs: dict[int, set[tuple[int, int]]] = defaultdict(set)
        self._seen: dict[Node, set[int]] = defaultdict(set)
        self._read: dict[Node, _Shape | None] = {}
        waiting = list(self._targets())
        while waiting:
            waiting += self._visit(*waiting.pop())

    def covered(self, subject: int, predicate: int, objects: Collection[Node]) -> int:
        """The number of triples with these objects that some shape reads."""
        if subject in self._subjects[predicate]:
            return len(objects)
        pairs, numbers = self._pairs[predicate], self._data.numbers
        return sum((subject, numbers[object_]) in pairs for object_ in objects) if pairs else 0

    def _targets(self) -> Iterator[tuple[Node, set[int]]]:
        # https://www.w3.org/TR/shacl/#targets
        number = self._data.number
        for shape in self._shapes.all:
            if self._shape(shape) is None:
                continue
            for kind, target in self._shapes.targets(shape):
                if kind == SH.targetNode:
                    yield shape, {number(target)}
                elif kind in (SH.targetClass, RDF.type):
                    yield shape, self._instances(target)
                else:
                    back = kind == SH.targetObjectsOf
                    edges = self._data.edges_back if back else self._data.edges
                    nodes = set(edges(number(target)))
                    self._step(number(target), nodes, back=back)
                    yield shape, nodes

    def _instances(self, class_: Node) -> set[int]:
        """The instances of a class; records the type triples as read."""
        members: set[int] = set()
        of_class = self._data.edges_back(self._data.type)
        for below in self._data.subclasses(self._data.number(class_)):
            found = of_class.get(below, ())
            self._pairs[self._data.type].update((member, below) for member in found)
            members.update(found)
        return members

    def _visit(self, node: Node, focus: set[int]) -> Iterator[tuple[Node, set[int]]]:
        """Follows a shape from focus nodes new to it; yields inner shapes and their focus nodes."""
        shape = self._shape(node)
        focus = focus - self._seen[node]
        if shape is None or not focus:
            return
        self._seen[node] |= focus
        values = focus if shape.path is None else self._reach(shape.path, focus)
        for class_ in shape.classes:
            self._ask_class(class_, values)
        for predicate in shape.pairs:
            self._step(self._data.number(predicate), focus, back=False)
        if shape.ignored is not None:
            self._close(shape.ignored, focus)
        for patterns in shape.queries:
            self._query(patterns, focus)
        for inner in shape.inner:
            yield inner, focus if shape.path is None else values

    def _ask_class(self, class_: Node, values: set[int]) -> None:
        classes = self._data.subclasses(self._data.number(class_))
        types = self._data.edges(self._data.type)
        for value in values & types.keys():
            self._pairs[self._data.type].update(
                (value, t) for t in classes.intersection(types[value])
            )

    def _close(self, ignored: frozenset[Node], focus: set[int]) -> None:
        for predicate, edges in self._data.forward.items():
            if self._data.node(predicate) not in ignored:
                self._subjects[predicate] |= focus & edges.keys()

    def _query(self, patterns: tuple[Pattern, ...], focus: set[int]) -> None:
        """Follows a query's triple patterns from $this, variable by variable."""
        known: dict[str, set[int]] = {"this": focus}
        left = list(patterns)
        while ready := [p for p in left if p.subject in known or p.object in known]:
            for pattern in ready:
                left.remove(pattern)
                back = pattern.subject not in known
                start, end = pattern.subject, pattern.object
                start, end = (end, start) if back else (start, end)
                reached = self._walk_query(pattern, known[start], back=back)
                if pattern.is_variable(end):
                    known.setdefault(end, set()).update(reached)

    def _walk_query(self, pattern: Pattern, nodes: set[int], *, back: bool) -> set[int]:
        predicates = reversed(pattern.predicates) if back else pattern.predicates
        for predicate, inverse in predicates:
            nodes = self._step(self._data.number(predicate), nodes, back=back != inverse)
        return nodes

    def _reach(self, path: Path, focus: set[int]) -> set[int]:
        """The nodes that a path leads to; records the triples on the way as read."""
        if isinstance(path, Predicate):  # as nearly all are
            return self._step(self._data.number(path.iri), focus, back=False)
        return set(follow(path, focus, self._follow))

    def _follow(self, predicate: URIRef, nodes: Iterable[int], back: bool) -> Reached[int]:
        return dict.fromkeys(self._step(self._data.number(predicate), set(nodes), back=back))

    def _step(self, predicate: int, nodes: set[int], *, back: bool) -> set[int]:
        edges = self._data.edges_back(predicate) if back else self._data.edges(predicate)
        met = nodes & edges.keys()
        if back:
            self._pairs[predicate].update((s, node) for node in met for s in edges[node])
        else:
            self._subjects[predicate] |= met
        return set().union(*(edges[node] for node in met))

    def _shape(self, node: Node) -> _Shape | None:
        """A shape; None when it is deactivated."""
        if node not in self._read:
            deactivated = self._shapes.is_deactivated(node)
            self._read[node] = None if deactivated else self._read_shape(node)
        return self._read[node]

    def _read_shape(self, node: Node) -> _Shape:
        said = self._triples_of.get(node, {})

        def all_of(predicates: Iterable[Node]) -> list[Node]:
            return [o for p in predicates for o in said.get(p, ())]

        def members(predicates: Iterable[Node]) -> list[Node]:
            return [o for head in all_of(predicates) for o in items(self._shapes.graph, head)]

        closed = self._shapes.is_true(node, SH.closed)
        path = next(iter(said.get(SH.path, ())), None)
        return _Shape(
            None if path is None else read_path(self._shapes.graph, path),
            (*all_of(_VALUE_SHAPES), *members(LISTS_OF_SHAPES)),
            tuple(all_of([SH["class"]])),
            tuple(all_of(_PAIRS)),
            frozenset(members([SH.ignoredProperties])) if closed else None,
            tuple(map(self._patterns, all_of([SH.sparql]))),
        )

    def _patterns(self, constraint: Node) -> tuple[Pattern, ...]:
        from schlaglicht.validation.shacl.coverage.query_patterns import query_patterns

        return query_patterns(constraint, self._shapes)
