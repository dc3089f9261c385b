"""The prefixes of the queries of shapes."""

from __future__ import annotations

from collections.abc import Mapping

from rdflib import OWL, RDF, RDFS, Graph
from rdflib.term import Node

from schlaglicht.vocab import SH

GIVEN_PREFIXES: Mapping[str, str] = {"rdf": str(RDF), "rdfs": str(RDFS), "owl": str(OWL)}
"""Prefixes that every query has."""


def declared_prefixes(node: Node, shapes: Graph) -> dict[str, str]:
    """The namespaces of the prefixes declared for a query; of several the last."""
    return dict(sorted(prefix_declarations(node, shapes)))


def prefix_declarations(node: Node, shapes: Graph) -> set[tuple[str, str]]:
    """Prefixes and namespaces declared by ontologies in `sh:prefixes` of a query and their imports.

    https://www.w3.org/TR/shacl/#sparql-prefixes
    """
    named = set(shapes.objects(node, SH.prefixes))
    imported = {o for name in named for o in shapes.transitive_objects(name, OWL.imports)}
    return {
        (str(prefix), str(namespace))
        for name in imported
        for declaration in shapes.objects(name, SH.declare)
        for prefix in shapes.objects(declaration, SH.prefix)
        for namespace in shapes.objects(declaration, SH.namespace)
    }
