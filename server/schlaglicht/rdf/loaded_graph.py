"""Triples with their locations."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rdflib import Graph

    from schlaglicht.rdf.locations import Positions


@dataclass(frozen=True)
class LoadedGraph:
    """The triples of some files in a plain in-memory graph, and the location of each.

    Literals keep their lexical form; a literal of type xsd:string is a plain one, as in RDF 1.1.
    Named graphs are merged into the one graph.
    """

    graph: Graph
    positions: Positions

    @cached_property
    def iris(self) -> frozenset[str]:
        """Every IRI in the triples, including datatypes."""
        from rdflib import Literal, URIRef

        from schlaglicht.rdf.graph_store import objects_of

        index = objects_of(self.graph)
        found = set(index)
        for said in index.values():
            found.update(said)
            for objects in said.values():
                for object_ in objects:
                    # Datatypes apart: hashing a literal is slow in rdflib.
                    if type(object_) is not Literal:
                        found.add(object_)
                    elif object_.datatype is not None:
                        found.add(object_.datatype)
        return frozenset(str(term) for term in found if isinstance(term, URIRef))
