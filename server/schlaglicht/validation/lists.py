"""RDF lists in shapes, which may be none: https://www.w3.org/TR/shacl/#lists."""

from __future__ import annotations

from rdflib import RDF, Graph
from rdflib.collection import Collection
from rdflib.term import Node


def items(graph: Graph, head: Node) -> list[Node]:
    """The members of a list; none when it is no list, or runs in a circle."""
    if head == RDF.nil or not is_list(graph, head):
        return []
    return list(Collection(graph, head))


def is_list(graph: Graph, head: Node) -> bool:
    """Whether a node heads a list with one first and one rest at each step."""
    seen: set[Node] = set()
    while head != RDF.nil:
        rest = list(graph.objects(head, RDF.rest))
        firsts = sum(1 for _ in graph.objects(head, RDF.first))
        if head in seen or len(rest) != 1 or firsts != 1:
            return False
        seen.add(head)
        head = rest[0]
    return True
