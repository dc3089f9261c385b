"""The queries of shapes: their prefixes, and the escapes in their texts."""

from __future__ import annotations

import re
from collections.abc import Mapping

from rdflib import OWL, RDF, RDFS, Graph
from rdflib.term import Node

from schlaglicht.errors import QuerySyntaxError
from schlaglicht.vocab import SH

GIVEN_PREFIXES: Mapping[str, str] = {"rdf": str(RDF), "rdfs": str(RDFS), "owl": str(OWL)}
"""Prefixes that every query has."""

_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


def without_escapes(text: str) -> str:
    """A query as its engine reads it, with code points in place of their escapes everywhere.

    Escapes in strings and comments count as well, and may end them. Raises QuerySyntaxError for a
    number that is not a character. https://www.w3.org/TR/sparql11-query/#codepointEscape
    """
    return _ESCAPE.sub(_character, text)


def _character(escape: re.Match[str]) -> str:
    digits = escape[1] or escape[2]
    try:
        return chr(int(digits, 16))
    except (ValueError, OverflowError) as error:
        raise QuerySyntaxError(f"Invalid unicode code point: {digits}") from error


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
