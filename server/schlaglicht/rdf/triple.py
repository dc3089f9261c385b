"""The types of a triple and of the name of its graph."""

from __future__ import annotations

from typing import TypeAlias

from rdflib.term import BNode, Node, URIRef

Triple: TypeAlias = tuple[Node, Node, Node]
"""Subject, predicate and object."""

GraphName: TypeAlias = URIRef | BNode | None
"""The name of a graph of a dataset; None for the default graph."""
