"""Triples with their places."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rdflib import Graph

    from schlaglicht.rdf.locations import Positions


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

        from schlaglicht.rdf.graph_store import objects_of

        index = objects_of(self.graph)
        found = set(index)
        for said in index.values():
            found.update(said)
            for objects in said.values():
                for object_ in objects:
                    # Not the literals themselves: rdflib is slow to look them up.
                    if type(object_) is not Literal:
                        found.add(object_)
                    elif object_.datatype is not None:
                        found.add(object_.datatype)
        return frozenset(str(term) for term in found if isinstance(term, URIRef))
