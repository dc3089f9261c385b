"""Lists as JSON, values as in query results: https://www.w3.org/TR/sparql11-results-json/."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from rdflib import BNode, Literal, URIRef
from rdflib.term import Node

from schlaglicht.languages import Text

Entry = tuple[Node, Text | None, Mapping[URIRef, Sequence[Node]]]
"""A thing, its name for the reader, and its values by property."""


def write_json_list(class_: str, total: int | None, things: Iterable[Entry]) -> Iterator[str]:
    """A list as JSON, one piece per thing."""
    head = json.dumps({"class": class_, "total": total}, ensure_ascii=False)
    yield f'{head[:-1]}, "things": ['
    separator = "\n"
    for thing in things:
        yield separator + json.dumps(_entry(*thing), ensure_ascii=False)
        separator = ",\n"
    yield "\n]}\n"


def _entry(
    thing: Node, name: Text | None, values: Mapping[URIRef, Sequence[Node]]
) -> dict[str, object]:
    return {
        "thing": _term(thing),
        "name": name[0] if name else None,
        "language": (name[1] or None) if name else None,
        "properties": {str(p): [_term(value) for value in found] for p, found in values.items()},
    }


def _term(node: Node) -> dict[str, str]:
    if not isinstance(node, Literal):
        return {"type": "bnode" if isinstance(node, BNode) else "uri", "value": str(node)}
    term = {"type": "literal", "value": str(node)}
    if node.language:
        term["xml:lang"] = node.language
    elif node.datatype:
        term["datatype"] = str(node.datatype)
    return term
