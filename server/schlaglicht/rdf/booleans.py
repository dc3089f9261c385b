"""Properties with a boolean value that switch something on."""

from __future__ import annotations

from rdflib import Graph, Literal
from rdflib.term import Node


def is_on(graph: Graph, node: Node, switch: Node) -> bool:
    """True if a node has true for a switch, in any form that pySHACL accepts as true."""
    said = graph.objects(node, switch)
    return any(isinstance(o, Literal) and str(o).lower() in ("true", "1") for o in said)
