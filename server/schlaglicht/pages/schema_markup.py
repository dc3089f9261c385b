"""Markup of a page for search engines: compact JSON-LD with the terms of schema.org.

It contains only the dataset's statements about a thing in terms of schema.org, in the page's
language or, if a property has no text in it, in the next best. https://developers.google.com/search/docs/appearance/structured-data
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from rdflib import RDF, Literal, URIRef
from rdflib.term import Node

from schlaglicht.languages import best_text
from schlaglicht.pages.page_context import Dataset
from schlaglicht.vocab import SCHEMA

_MOST_VALUES = 20
_LONGEST_TEXT = 2_000
_ROOM = 8_000
"""Approximate characters of JSON after which no further property is written."""

_NATIVE = {
    "http://www.w3.org/2001/XMLSchema#boolean",
    "http://www.w3.org/2001/XMLSchema#integer",
}


def structured_data(dataset: Dataset, iri: str, languages: Sequence[str]) -> str | None:
    """JSON-LD about `iri`, safe in a script element; None without terms of schema.org.

    The context is self-contained: it names the vocabulary, and the language or datatype of each
    property whose values share one, so that the values are plain strings.
    """
    node = _Writer(dataset, languages).node(URIRef(iri))
    if node is None:
        return None
    context: dict[str, Any] = {"@vocab": str(SCHEMA)}
    for name, value in node.items():
        kind = _shared_kind(value)
        if kind:
            context[name] = kind
            node[name] = _plain(value)
    if "name" in context:
        _keep_names_plain(node)
    return script_safe({"@context": context, **node})


def _shared_kind(value: Any) -> dict[str, str]:
    """The language or datatype that all literals of a property share; empty if there is none."""
    values = value if isinstance(value, list) else [value]
    kinds = [
        {key: each[key] for key in ("@language", "@type") if key in each}
        for each in values
        if isinstance(each, dict) and "@value" in each
    ]
    uniform = len(kinds) == len(values) and all(kind == kinds[0] for kind in kinds)
    return kinds[0] if uniform and kinds else {}


def _plain(value: Any) -> Any:
    return [each["@value"] for each in value] if isinstance(value, list) else value["@value"]


def _keep_names_plain(node: dict[str, Any]) -> None:
    """Writes the plain names of linked things so that no language of the context reaches them."""
    for value in node.values():
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, dict) and isinstance(each.get("name"), str):
                each["name"] = {"@value": each["name"]}


def script_safe(value: Any) -> str:
    """JSON that cannot end the script element around it.

    https://www.w3.org/TR/json-ld11/#restrictions-for-contents-of-json-ld-script-elements
    """
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.translate(_ESCAPES)


_ESCAPES = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029\u200e\u200f"} | {
    code: f"\\u{code:04x}" for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
}


class _Writer:
    def __init__(self, dataset: Dataset, languages: Sequence[str]) -> None:
        self._index = dataset.index
        self._languages = languages

    def node(self, iri: URIRef) -> dict[str, Any] | None:
        types = self._types(iri)
        shown = self._properties(iri)
        is_ours = any("/" not in type_ for type_ in types)
        if not shown and not is_ours:
            return None
        return {"@id": str(iri), **({"@type": types} if types else {}), **shown}

    def _properties(self, iri: URIRef) -> dict[str, Any]:
        shown: dict[str, Any] = {}
        room = _ROOM
        for property_ in self._index.predicates_of(iri):
            value = self._values(iri, property_) if property_.startswith(SCHEMA) else None
            if value is not None and room > 0:
                shown[_local(property_)] = value
                room -= len(json.dumps(value))
        return shown

    def _types(self, iri: URIRef) -> list[str]:
        types = self._index.objects(iri, RDF.type, limit=_MOST_VALUES)
        return [_local(type_) for type_ in types if isinstance(type_, URIRef)]

    def _values(self, iri: URIRef, property_: URIRef) -> Any:
        values = self._index.objects(iri, property_, limit=_MOST_VALUES)
        spoken = self._in_best_language(values)
        written = [v for value in spoken if (v := self._value(value)) is not None]
        return written[0] if len(written) == 1 else written or None

    def _in_best_language(self, values: Sequence[Node]) -> Iterator[Node]:
        """The values, without texts in other languages than the best for the page."""
        texts = [(str(v), v.language) for v in values if isinstance(v, Literal)]
        best = best_text(texts, self._languages)
        for value in values:
            language = value.language if isinstance(value, Literal) else None
            if not language or (best and language == best[1]):
                yield value

    def _value(self, value: Node) -> Any:
        if isinstance(value, Literal):
            return self._literal(value)
        return self._linked(value) if isinstance(value, URIRef) else None

    def _literal(self, literal: Literal) -> Any:
        if len(literal) > _LONGEST_TEXT:
            return None
        if literal.language:
            return {"@value": str(literal), "@language": literal.language}
        datatype = str(literal.datatype or "")
        if datatype in _NATIVE and json.dumps(literal.value) == str(literal):
            return literal.value
        return {"@value": str(literal), "@type": datatype} if datatype else str(literal)

    def _linked(self, iri: URIRef) -> dict[str, Any]:
        """A thing that is linked to, with its class and its name."""
        types = [type_ for type_ in self._types(iri) if "/" not in type_]
        name = self._values(iri, SCHEMA.name)
        linked: dict[str, Any] = {"@id": str(iri)}
        if types:
            linked["@type"] = types
        if name is not None:
            linked["name"] = name
        return linked


def _local(iri: URIRef) -> str:
    """A term of schema.org without its namespace; any other unchanged."""
    return str(iri)[len(SCHEMA) :] if iri.startswith(SCHEMA) else str(iri)
