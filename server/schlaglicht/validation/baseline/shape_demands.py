"""Demands of shapes as texts that can be kept in a file and compared.

A shape is named by its IRI, a nameless property shape by its owner and its path, another nameless
one by its targets. What else is nameless is written out within the shape that it is a part of.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from hashlib import sha256

from rdflib import RDF, BNode, URIRef
from rdflib.term import Node

from schlaglicht.rdf.lists import is_list, items
from schlaglicht.rdf.paths import path_text, read_path
from schlaglicht.validation.lint.shape_graph import IGNORED_TARGETS, PARAMETERS, Shapes
from schlaglicht.vocab import SH

OF_MEMBERS = (SH["in"], SH.languageIn, SH.ignoredProperties)
"""Parameters whose lists are sets: a value of them is a member of the list."""

_OTHERS = (
    SH.path,
    SH.flags,
    SH.ignoredProperties,
    SH.deactivated,
    SH.severity,
    SH.qualifiedValueShapesDisjoint,
    *IGNORED_TARGETS,
)
_SAYING = frozenset(
    {SH.name, SH.description, SH.message, SH.order, SH.group, SH.defaultValue, SH.labelTemplate}
)
"""Properties of shapes that demand nothing."""

_DEEPEST = 40
_LONGEST = 200

Demands = Mapping[str, Mapping[str, tuple[str, ...]]]
"""The values of each property by shape, the terms in N-Triples."""


class ShapeDemands:
    """The demands of the shapes of a project, and the nodes that make them."""

    def __init__(self, shapes: Shapes) -> None:
        self._shapes = shapes
        self._texts: dict[tuple[Node, int], str] = {}

    @cached_property
    def nodes(self) -> Mapping[str, Node]:
        """The shapes by name; of several of the same name, any one."""
        named = ((self._name(shape), shape) for shape in self._shapes.all)
        return {name: shape for name, shape in named if name}

    @cached_property
    def demands(self) -> Demands:
        """The demands of each shape that has a name; those of the same name are one."""
        found: dict[str, dict[str, set[str]]] = {}
        for shape in self._shapes.all:
            if name := self._name(shape):
                own = found.setdefault(name, {})
                for predicate, value in self._statements(shape):
                    own.setdefault(str(predicate), set()).add(value)
        return {
            name: {predicate: tuple(sorted(own[predicate])) for predicate in sorted(own)}
            for name, own in sorted(found.items())
        }

    def _statements(self, shape: Node) -> Iterator[tuple[Node, str]]:
        graph = self._shapes.graph
        for predicate, target in self._shapes.targets(shape):
            yield predicate, self._text(target)
        for predicate in {*PARAMETERS, *_OTHERS, *self._shapes.own_parameters}:
            for value in graph.objects(shape, predicate):
                if predicate in OF_MEMBERS and is_list(graph, value):
                    yield from ((predicate, self._text(member)) for member in items(graph, value))
                elif predicate == SH.path:
                    yield predicate, self._path(value)
                else:
                    yield predicate, self._name(value) or self._text(value)

    def _name(self, node: Node) -> str:
        """The name of a shape, empty without one; of any other IRI the term itself."""
        if isinstance(node, URIRef):
            return node.n3()
        if not isinstance(node, BNode):
            return ""
        graph = self._shapes.graph
        owners = [s.n3() for s in graph.subjects(SH.property, node) if isinstance(s, URIRef)]
        path = graph.value(node, SH.path)
        if owners and path is not None:
            return f"{min(owners)} / {self._path(path)}"
        targets = sorted(f"{p.n3()} {self._text(o)}" for p, o in self._shapes.targets(node))
        return f"[ {' ; '.join(targets)} ]" if targets else ""

    def _path(self, node: Node) -> str:
        return path_text(read_path(self._shapes.graph, node), lambda predicate: predicate.n3())

    def _text(self, node: Node, depth: int = 0) -> str:
        """A term; a nameless node written out, by a digest where that is long."""
        if not isinstance(node, BNode):
            return node.n3()
        if (node, depth) not in self._texts:
            self._texts[node, depth] = (
                _short(self._written(node, depth)) if depth < _DEEPEST else ""
            )
        return self._texts[node, depth]

    def _written(self, node: BNode, depth: int) -> str:
        graph = self._shapes.graph
        if (node, RDF.first, None) in graph:
            members = (self._text(member, depth + 1) for member in items(graph, node))
            return f"( {' '.join(members)} )"
        said = sorted(
            f"{predicate.n3()} {self._text(value, depth + 1)}"
            for predicate, value in graph.predicate_objects(node)
            if predicate not in _SAYING
        )
        return f"[ {' ; '.join(said)} ]"


def _short(text: str) -> str:
    if len(text) <= _LONGEST:
        return text
    return f"[ {sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:16]} ]"
