"""Terms as Turtle writes them, a blank node with all that it says."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import RDF, BNode, Graph
from rdflib.term import Node

from schlaglicht.validation.term_text import Names

_DEEPEST = 8


def turtle_value(term: Node, graph: Graph, names: Names) -> str:
    """`term` on one line; a blank node as `[ … ]` with its statements, a list as `( … )`."""
    return _value(term, graph, names, 0)


def _value(term: Node, graph: Graph, names: Names, depth: int) -> str:
    if term == RDF.nil:
        return "()"
    if not isinstance(term, BNode):
        return names.term(term)
    if depth == _DEEPEST:
        return "[ … ]"
    if (term, RDF.first, None) in graph:
        items = [_value(item, graph, names, depth + 1) for item in _items(term, graph)]
        return f"( {' '.join(items)} )"
    said = sorted(
        f"{names.predicate(predicate)} {_value(object_, graph, names, depth + 1)}"
        for predicate, object_ in graph.predicate_objects(term)
    )
    return f"[ {' ; '.join(said)} ]" if said else "[]"


def _items(head: BNode, graph: Graph) -> Iterator[Node]:
    node: Node | None = head
    seen: set[Node] = set()
    while isinstance(node, BNode) and node not in seen:
        seen.add(node)
        yield from list(graph.objects(node, RDF.first))[:1]
        node = next(graph.objects(node, RDF.rest), None)
