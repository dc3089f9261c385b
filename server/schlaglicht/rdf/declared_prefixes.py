"""The prefixes that a file declares, whatever its format."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from xml.parsers import expat

import pyoxigraph

from schlaglicht.formats import JSONLD, RDFXML, Format

_MOST_CONTEXTS = 100
"""Different contexts that are read of a JSON-LD file with a list of things."""


def declared_prefixes(
    content: bytes, file_format: Format, told: Mapping[str, str]
) -> Mapping[str, str]:
    """The prefixes of a valid file, of two declarations of one the last.

    `told` are those that the strict parser has at the end of the file: all in Turtle and TriG; none
    in RDF/XML, where each ends with its element, and in a list of JSON-LD with contexts of their
    own. In JSON-LD only a context at the top counts.
    """
    if file_format is RDFXML:
        return _of_xml(content)
    if file_format is JSONLD and content.lstrip().startswith(b"["):
        return _of_json_list(content)
    return told


def _of_xml(content: bytes) -> dict[str, str]:
    declared: dict[str, str] = {}

    def declare(prefix: str | None, namespace: str | None) -> None:
        if namespace:
            declared[prefix or ""] = namespace

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartNamespaceDeclHandler = declare
    try:
        parser.Parse(content, True)
    except expat.ExpatError:
        return declared  # what the strict parser reads beyond XML
    return declared


def _of_json_list(content: bytes) -> dict[str, str]:
    declared: dict[str, str] = {}
    try:
        things = json.loads(content)
    except RecursionError:
        return declared  # nested deeper than contexts are
    for context in _contexts(things):
        parser = pyoxigraph.parse(f'{{"@context": {context}}}', JSONLD.rdf, base_iri="x:")
        try:
            list(parser)
        except SyntaxError:
            continue  # it is valid only after another one
        declared |= parser.prefixes
    return declared


def _contexts(things: Any) -> Iterator[str]:
    """The different contexts of a list's members, as JSON."""
    seen: set[str] = set()
    for thing in things:
        context = thing.get("@context") if isinstance(thing, dict) else None
        if not context or (text := repr(context)) in seen:
            continue
        seen.add(text)
        yield json.dumps(context)
        if len(seen) == _MOST_CONTEXTS:
            return
