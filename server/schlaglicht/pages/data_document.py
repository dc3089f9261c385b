"""Data about a thing for programs: its data document, and the markup of its page.

The document has the statements of an IRI, and the names of all that they link to. The markup is
compact JSON-LD for search engines. It contains only the dataset's statements about a thing in terms
of schema.org, in the page's language or, if a property has no text in it, in the next best.
https://developers.google.com/search/docs/appearance/structured-data
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from rdflib import RDF, RDFS, Graph, Literal, URIRef
from rdflib.term import Node

from schlaglicht.dataset.index import Index
from schlaglicht.dataset.index.label_properties import LABEL_PROPERTIES
from schlaglicht.i18n import best_text
from schlaglicht.pages.page_context import Dataset
from schlaglicht.vocab import ORG, SCHEMA

_MOST_TERMS = 2000
"""Terms that the document of a vocabulary describes."""

_MOST_LINKED = 500
"""Things whose names a document repeats."""

_OF_A_TIME = frozenset((SCHEMA.affiliation, SCHEMA.jobTitle))
"""What an org:Membership says with its time; without one, *is* would be read for *was*."""


@lru_cache(maxsize=4)  # clients that request a document in one format often request the next
def document_graph(dataset: Dataset, iri: str) -> Graph:
    """The graph of the data document about `iri`, the same in every format.

    It has the concise bounded description of `iri` and of the terms that the document at this
    IRI defines, and the labels of all that they link to, as the dataset states them.
    """
    index = dataset.index
    graph = index.description(URIRef(iri))
    for term in terms_of_document(dataset, iri):
        graph += index.description(URIRef(term))
    _add_names(index, graph)
    return graph


def terms_of_document(dataset: Dataset, iri: str) -> list[str]:
    """The described IRIs that the document at `iri` is about, other than `iri`.

    These are `iri` with a fragment; for an `iri` that ends in `/` or `#` also the terms whose
    rdfs:isDefinedBy it is.
    """
    fragments = list(map(str, dataset.index.fragments(iri, limit=_MOST_TERMS)))
    if not iri.endswith(("/", "#")):
        return fragments
    defined = dataset.index.sources(URIRef(iri), RDFS.isDefinedBy, limit=_MOST_TERMS)
    return fragments + [str(term) for term in defined if isinstance(term, URIRef)]


def _add_names(index: Index, graph: Graph) -> None:
    linked = {
        term
        for triple in graph
        for term in triple
        if isinstance(term, URIRef) and (term, None, None) not in graph
    }
    for term in sorted(linked)[:_MOST_LINKED]:
        for property_ in LABEL_PROPERTIES:
            for label in index.objects(term, URIRef(property_), limit=50):
                if isinstance(label, Literal):
                    graph.add((term, URIRef(property_), label))


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
        if kind := _shared_kind(value):
            context[name] = kind
            is_list = isinstance(value, list)
            node[name] = [each["@value"] for each in value] if is_list else value["@value"]
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
        types, shown = self._types(iri), self._properties(iri)
        if not shown and all("/" in type_ for type_ in types):
            return None
        return {"@id": str(iri), **({"@type": types} if types else {}), **shown}

    def _properties(self, iri: URIRef) -> dict[str, Any]:
        shown: dict[str, Any] = {}
        room = _ROOM
        skipped = _OF_A_TIME if self._index.sources(iri, ORG.member, limit=1) else ()
        for property_ in self._index.predicates_of(iri):
            is_said = property_.startswith(SCHEMA) and property_ not in skipped
            value = self._values(iri, property_) if is_said else None
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
        if isinstance(value, URIRef):
            return self._linked(value)
        return self._literal(value) if isinstance(value, Literal) else None

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
        named = {} if name is None else {"name": name}
        return {"@id": str(iri), **({"@type": types} if types else {}), **named}


def _local(iri: URIRef) -> str:
    """A term of schema.org without its namespace; any other unchanged."""
    return str(iri)[len(SCHEMA) :] if iri.startswith(SCHEMA) else str(iri)
