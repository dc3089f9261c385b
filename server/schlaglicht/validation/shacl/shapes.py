"""The shapes of a graph, each read once into a value.

https://www.w3.org/TR/shacl/#shapes
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rdflib import Graph, Literal
from rdflib.term import Node

from schlaglicht.rdf.booleans import is_on
from schlaglicht.rdf.graph_store import objects_of
from schlaglicht.rdf.paths import Path, read_path
from schlaglicht.vocab import SH


@dataclass(frozen=True, eq=False)
class Shape:
    """A node shape, or a property shape, which has a path."""

    node: Node
    path: Path | None
    path_node: Node | None
    severity: Node
    messages: tuple[Literal, ...]
    deactivated: bool
    said: Mapping[Node, tuple[Node, ...]]
    """The values of its parameters and whatever else it says, in a stable order."""

    @property
    def is_property_shape(self) -> bool:
        """True if the shape is about values that its path leads to."""
        return self.path_node is not None


def read_shape(graph: Graph, node: Node) -> Shape:
    """The shape at `node`; one about which nothing is said has no constraints."""
    said = {p: tuple(sorted(o, key=str)) for p, o in objects_of(graph).get(node, {}).items()}
    path = next(iter(said.get(SH.path, ())), None)
    return Shape(
        node,
        None if path is None else read_path(graph, path),
        path,
        next(iter(said.get(SH.severity, ())), SH.Violation),
        _messages(said.get(SH.message, ())),
        is_on(graph, node, SH.deactivated),
        said,
    )


def _messages(nodes: Iterable[Node]) -> tuple[Literal, ...]:
    return tuple(node for node in nodes if isinstance(node, Literal))
