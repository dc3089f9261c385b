"""RDF lists in shapes, possibly malformed: https://www.w3.org/TR/shacl/#lists."""

from __future__ import annotations

from rdflib import RDF, Graph
from rdflib.term import Node


def items(graph: Graph, head: Node) -> list[Node]:
    """The members of a list; empty if it is malformed or cyclic."""
    return [item for _, item in _walked(graph, head) or ()]


def cells(graph: Graph, head: Node) -> list[tuple[Node, Node]]:
    """The cells of a list, each with its member; empty if it is malformed."""
    return _walked(graph, head) or []


def is_list(graph: Graph, head: Node) -> bool:
    """True if a node heads a list with one first and one rest at each step."""
    return _walked(graph, head) is not None


def _walked(graph: Graph, head: Node) -> list[tuple[Node, Node]] | None:
    """The cells and members of a list, found in one walk; None if it is malformed."""
    members: list[tuple[Node, Node]] = []
    seen: set[Node] = set()
    while head != RDF.nil:
        rests, firsts = (list(graph.objects(head, part)) for part in (RDF.rest, RDF.first))
        if head in seen or len(rests) != 1 or len(firsts) != 1:
            return None
        seen.add(head)
        members.append((head, firsts[0]))
        head = rests[0]
    return members
