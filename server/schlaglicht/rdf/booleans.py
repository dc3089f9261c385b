"""Properties with a boolean value that switch something on."""

from __future__ import annotations

from rdflib import Graph, Literal
from rdflib.term import Node

from schlaglicht.vocab import SH

ONLY_TRUE = (SH.deactivated, SH.uniqueLang)
"""Switches that only `true` turns on, not `1`, the same value in another form.

https://www.w3.org/TR/shacl/#deactivated, https://www.w3.org/TR/shacl/#UniqueLangConstraintComponent
"""


def is_on(graph: Graph, node: Node, switch: Node) -> bool:
    """True if a node has true for a switch, in any form that is accepted as true."""
    forms = ("true",) if switch in ONLY_TRUE else ("true", "1")
    return any(
        isinstance(o, Literal) and str(o).lower() in forms for o in graph.objects(node, switch)
    )
