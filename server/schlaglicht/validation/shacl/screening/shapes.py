"""Shapes that the screening engine may judge: with trusted constraints, nested ones too."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from rdflib import RDF, RDFS, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from schlaglicht.rdf.graph_store import graph_of
from schlaglicht.rdf.lists import is_list, items
from schlaglicht.rdf.paths import all_parts, is_well_formed, nameless_nodes, read_path
from schlaglicht.rdf.triple import Triple
from schlaglicht.validation.shacl.screening.trusted import (
    CONSTRAINTS,
    ONLY_OF_NODES,
    ONLY_OF_PROPERTIES,
    REMARKS,
    TARGETS,
    datatype_form,
    is_iri,
)
from schlaglicht.vocab import LISTS_OF_SHAPES, SH, SHAPE_CLASSES

_ONE_SHAPE = (SH["not"], SH.qualifiedValueShape)
_ELSEWHERE = {SH.declare, SH.prefix, SH.namespace, SH.order}
"""Predicates of nodes that are not shapes, which no shape here refers to."""
_DEEPEST = 8
"""Levels of nested shapes; pySHACL follows more of them."""
_LONGEST_PATH = 12
"""Parts of a path."""


@dataclass(frozen=True)
class Root:
    """A shape with targets that are trusted."""

    node: Node
    is_whole: bool
    """True if all constraints are trusted."""
    parts: tuple[Node, ...]
    """Property shapes that are trusted and get the same focus nodes; of a node shape only."""


class Screenable:
    """The shapes of a graph that may be screened; those of `unreliable` datatypes not."""

    def __init__(self, shapes: Graph, unreliable: Collection[str] = ()) -> None:
        self._graph = shapes
        self._forms = {**CONSTRAINTS, SH.datatype: datatype_form(unreliable)}
        self._trusted: dict[tuple[Node, int, bool], bool] = {}
        self._paths: dict[Node, bool] = {}
        self._custom = {
            path
            for parameter in shapes.objects(None, SH.parameter)
            for path in shapes.objects(parameter, SH.path)
        }

    @cached_property
    def roots(self) -> Mapping[Node, Root]:
        """The shapes with targets that have a trusted constraint."""
        found = (self._root(node) for node in self._with_targets())
        return {root.node: root for root in found if root.is_whole or root.parts}

    @cached_property
    def is_complete(self) -> bool:
        """True if every shape is trusted, and nothing else of SHACL is in the graph."""
        graph = self._graph
        if any(not self.roots.get(node, _UNTRUSTED).is_whole for node in self._with_targets()):
            return False
        if self._custom or any(
            str(class_) in SH and class_ not in (*SHAPE_CLASSES, SH.PropertyGroup)
            for class_ in graph.objects(None, RDF.type)
        ):
            return False
        said = {s for s, p, _ in graph if str(p) in SH and p not in _ELSEWHERE}
        said |= {s for class_ in SHAPE_CLASSES for s in graph.subjects(RDF.type, class_)}
        return all(node in self._path_nodes or self._is_trusted(node, 0) for node in said)

    @cached_property
    def graph(self) -> Graph:
        """The shapes for the engine: the roots, with targets for their classes."""
        triples: list[Triple] = []
        done: set[Node] = set()
        for root in self.roots.values():
            triples += self._targets(root.node)
            triples += ((root.node, SH.property, part) for part in root.parts)
            for node in [root.node] if root.is_whole else root.parts:
                triples += self._written(node, done)
        return graph_of(dict.fromkeys(triples))

    def _with_targets(self) -> Iterator[Node]:
        graph = self._graph
        aiming = [s for target in TARGETS for s in graph.subjects(target)]
        typed = [s for class_ in SHAPE_CLASSES for s in graph.subjects(RDF.type, class_)]
        yield from dict.fromkeys([*aiming, *filter(self._is_class, typed)])

    def _is_class(self, node: Node) -> bool:
        """True if a shape aims at its own instances: it is a class."""
        graph = self._graph
        return any(
            RDFS.Class in graph.transitive_objects(class_, RDFS.subClassOf)
            for class_ in graph.objects(node, RDF.type)
        )

    def _root(self, node: Node) -> Root:
        if not self._aims(node):
            return Root(node, is_whole=False, parts=())
        is_whole, has_path = self._is_trusted(node, 0), self._has_path(node)
        parts = () if has_path else self._graph.objects(node, SH.property)
        return Root(node, is_whole, tuple(p for p in parts if self._is_property(p, 0)))

    def _aims(self, node: Node) -> bool:
        """True if all targets of a shape are trusted, and it is one for both engines."""
        said = list(self._graph.predicate_objects(node))
        targets = {p for p, _ in said if str(p).startswith(f"{SH}target")}
        typed = {o for p, o in said if p == RDF.type and o in SHAPE_CLASSES}
        return (
            isinstance(node, URIRef | BNode)
            and all(
                target in TARGETS
                and TARGETS[target](self._graph, [o for p, o in said if p == target])
                for target in targets
            )
            and typed == ({SH.PropertyShape} if self._has_path(node) else {SH.NodeShape})
            and not any(p == SH.deactivated for p, _ in said)
        )

    def _is_trusted(self, node: Node, depth: int, *, nested: bool = False) -> bool:
        """True if a shape has only trusted constraints; `nested` if its severity matters not."""
        key = node, depth, nested
        if key not in self._trusted:
            said: dict[Node, list[Node]] = {}
            for predicate, value in self._graph.predicate_objects(node):
                said.setdefault(predicate, []).append(value)
            self._trusted[key] = self._has_only_trusted(node, said, depth, nested=nested)
        return self._trusted[key]

    def _has_only_trusted(
        self, node: Node, said: Mapping[Node, Sequence[Node]], depth: int, *, nested: bool
    ) -> bool:
        if depth > _DEEPEST or isinstance(node, Literal) or not said:
            return False
        is_property = SH.path in said
        wrong = ONLY_OF_NODES if is_property else ONLY_OF_PROPERTIES
        classes = set(said.get(RDF.type, ())).intersection(SHAPE_CLASSES)
        return (
            classes <= {SH.PropertyShape if is_property else SH.NodeShape}
            and wrong.isdisjoint(said)
            and self._custom.isdisjoint(said)
            and (SH.ignoredProperties not in said or SH.closed in said)
            and all(
                self._is_trusted_part(predicate, values, depth, nested=nested)
                for predicate, values in said.items()
                if str(predicate) in SH
            )
            and self._counts(said)
        )

    def _is_trusted_part(
        self, predicate: Node, values: Sequence[Node], depth: int, *, nested: bool
    ) -> bool:
        graph = self._graph
        if form := self._forms.get(predicate) or REMARKS.get(predicate):
            return form(graph, values)
        if predicate == SH.path:
            return len(values) == 1 and self._is_path(values[0])
        if predicate == SH.property:
            return all(self._is_property(one, depth + 1, nested=nested) for one in values)
        if predicate == SH.node:
            return all(
                not self._has_path(one) and self._is_trusted(one, depth + 1, nested=True)
                for one in values
            )
        if predicate in LISTS_OF_SHAPES:
            values = [one for head in values for one in self._members(head)]
        elif predicate not in _ONE_SHAPE:
            return (predicate in TARGETS and TARGETS[predicate](graph, values)) or (
                predicate == SH.severity and not nested and len(values) == 1 and is_iri(values[0])
            )
        return all(self._is_trusted(one, depth + 1, nested=True) for one in values)

    def _members(self, head: Node) -> Sequence[Node]:
        """The members of a list; for an invalid or empty list a literal, which is not a shape."""
        return (is_list(self._graph, head) and items(self._graph, head)) or [Literal("")]

    def _counts(self, said: Mapping[Node, Sequence[Node]]) -> bool:
        """True if one shape is counted, or none."""
        limits = [p for p in (SH.qualifiedMinCount, SH.qualifiedMaxCount) if p in said]
        return len(said.get(SH.qualifiedValueShape, ())) == bool(limits)

    def _is_property(self, node: Node, depth: int, *, nested: bool = False) -> bool:
        return self._has_path(node) and self._is_trusted(node, depth, nested=nested)

    def _has_path(self, node: Node) -> bool:
        return (node, SH.path, None) in self._graph

    def _is_path(self, node: Node) -> bool:
        if node not in self._paths:
            path = read_path(self._graph, node)
            short = len(list(all_parts(path))) <= _LONGEST_PATH if is_well_formed(path) else False
            self._paths[node] = short
        return self._paths[node]

    @cached_property
    def _path_nodes(self) -> set[Node]:
        return nameless_nodes(self._graph, (node for node, known in self._paths.items() if known))

    def _targets(self, node: Node) -> Iterator[Triple]:
        for target in TARGETS:
            yield from self._graph.triples((node, target, None))
        if self._is_class(node):
            yield node, SH.targetClass, node

    def _written(self, node: Node, done: set[Node]) -> Iterator[Triple]:
        """The statements of a trusted shape, and of all that it refers to."""
        waiting = [node]
        while waiting:
            node = waiting.pop()
            if node in done:
                continue
            done.add(node)
            for predicate, value in self._graph.predicate_objects(node):
                if predicate in REMARKS or predicate in TARGETS:
                    continue
                if predicate == RDF.type and value not in SHAPE_CLASSES:
                    continue
                if str(predicate) not in SH and predicate not in (RDF.type, RDF.first, RDF.rest):
                    continue
                yield node, predicate, value
                waiting += self._followed(predicate, value)

    def _followed(self, predicate: Node, value: Node) -> Iterator[Node]:
        if predicate in (SH.property, SH.node, *_ONE_SHAPE) or isinstance(value, BNode):
            yield value
        if predicate in LISTS_OF_SHAPES:
            yield from items(self._graph, value)


_UNTRUSTED = Root(RDF.nil, is_whole=False, parts=())
