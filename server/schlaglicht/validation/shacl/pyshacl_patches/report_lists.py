"""Faster writing of pySHACL's report: lists in linear time, and no text.

pySHACL appends to a list by following it from its head, so that a list of allowed values takes
time quadratic in its length, and writes that list into the message about each value.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rdflib import RDF, BNode, Graph, Literal, URIRef
from rdflib.term import Node


def lists_at_once(_: Callable[..., Node]) -> Callable[..., Node]:
    """Copies a list as pySHACL does, but in linear time."""
    from pyshacl.rdfutil.clone import clone_node

    def copy(
        graph: Graph, lnode: Node, target_graph: Graph, keepid: bool = False, recursion: int = 0,
        deep_clone: bool = False,
    ) -> Node:  # fmt: skip
        named = BNode(str(lnode)) if keepid else BNode()
        head: Node = named if isinstance(lnode, BNode) else URIRef(str(lnode))
        options: dict[str, Any] = {"recursion": recursion + 1, "deep_clone": deep_clone}
        items = [clone_node(graph, item, target_graph, **options) for item in graph.items(lnode)]
        cells = [head, *(BNode() for _ in items[1:]), RDF.nil]
        for cell, item, rest in zip(cells, items, cells[1:], strict=False):
            target_graph.add((cell, RDF.first, item))
            target_graph.add((cell, RDF.rest, rest))
        return head

    return copy


def members_once(_: Callable[..., list[Literal]]) -> Callable[..., list[Literal]]:
    """The message about a value that `sh:in` does not allow; its list is written once."""
    from pyshacl.rdfutil.stringify import stringify_node

    def messages(self: Any, datagraph: Any, focus_node: Node, value_node: Node) -> list[Literal]:  # noqa: ARG001 - as pySHACL calls it
        if not hasattr(self, "members"):
            graph = self.shape.sg.graph
            self.members = str([stringify_node(graph, member) for member in self.in_vals])
        value = stringify_node(datagraph, value_node)
        return [Literal(f"Value {value} not in list {self.members}")]

    return messages


def no_text(_: Callable[..., str]) -> Callable[..., str]:
    """Omits the text of a result: only the graph is read."""
    return lambda *_, **__: ""
