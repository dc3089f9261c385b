"""The queries of shapes, parsed once for the checks that read them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from rdflib import OWL, RDF, RDFS, Graph
from rdflib.term import Node

from schlaglicht.errors import QuerySyntaxError
from schlaglicht.vocab import SH

GIVEN_PREFIXES: Mapping[str, str] = {"rdf": str(RDF), "rdfs": str(RDFS), "owl": str(OWL)}
"""Prefixes that every query has."""

_PATH = re.compile(r"[$?]PATH\b")
_NO_PATH = "<p:>  "
"""Placeholder for the path of the shape, as long as `$PATH`, so that places stay right."""


class ShapeQueries:
    """Parses queries by rdflib's grammar, which takes some milliseconds each."""

    def __init__(self) -> None:
        self._parsed: dict[str, Any] = {}

    def parse(self, text: str) -> Any:
        """The parsed query, not to be changed.

        Raises pyparsing's ParseException, with the place in `text`, if it is not valid.
        """
        if text not in self._parsed:
            from pyparsing import ParseException
            from rdflib.plugins.sparql.parser import parseQuery

            try:
                self._parsed[text] = parseQuery(_PATH.sub(_NO_PATH, text))
            except ValueError as error:  # an escape that is not a code point
                raise ParseException(text, 0, str(error)) from error
        return self._parsed[text]

    def algebra(self, text: str, prefixes: Mapping[str, str]) -> Any:
        """The algebra of a query; a faulty one raises any exception, bare Exception included."""
        from functools import partial

        from rdflib.plugins.sparql.algebra import (
            translatePName,
            translatePrologue,
            translateQuery,
            traverse,
        )

        from schlaglicht.validation.shacl.query_prologue import QueryPrologue

        self.parse(text)
        parsed = self._parsed.pop(text)  # translating a parsed query changes it
        prologue = translatePrologue(parsed[0], None, prefixes, QueryPrologue())
        parsed[1] = traverse(parsed[1], visitPost=partial(translatePName, prologue=prologue))
        return translateQuery(parsed).algebra


def without_escapes(text: str) -> str:
    """A query as its engine reads it, with code points in place of their escapes everywhere.

    Escapes in strings and comments count as well, and may end them. Raises QuerySyntaxError for a
    number that is not a character.
    """
    from rdflib.plugins.sparql.parser import expandUnicodeEscapes

    try:
        return expandUnicodeEscapes(text)
    except ValueError as error:
        raise QuerySyntaxError(str(error)) from error


def parts_of(parsed: Any) -> Iterator[Any]:
    """The parts of a parsed query that have a name, the outer ones first."""
    from pyparsing import ParseResults
    from rdflib.plugins.sparql.parserutils import CompValue

    if isinstance(parsed, CompValue):
        yield parsed
        parsed = parsed.values()
    elif not isinstance(parsed, list | tuple | ParseResults):
        return
    for inner in parsed:
        yield from parts_of(inner)


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
