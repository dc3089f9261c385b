"""Triples with their places."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rdflib import Graph

    from schlaglicht.positions import Positions


@dataclass(frozen=True)
class LoadedGraph:
    """The triples of some files in a plain memory graph, and where each of them stands.

    Literals keep their lexical form; a literal of type xsd:string is a plain one, as in RDF 1.1.
    The triples of named graphs are in the one graph too.
    """

    graph: Graph
    positions: Positions

    @cached_property
    def iris(self) -> frozenset[str]:
        """Every IRI that the triples name, those of datatypes included."""
        from rdflib import Literal, URIRef

        terms = {term for triple in self.graph for term in triple}
        datatypes = {t.datatype for t in terms if isinstance(t, Literal) and t.datatype is not None}
        return frozenset(str(term) for term in terms | datatypes if isinstance(term, URIRef))
