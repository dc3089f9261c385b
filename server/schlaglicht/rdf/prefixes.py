"""Prefixed names: IRIs as short as Turtle and SPARQL allow without an escape.

https://www.w3.org/TR/turtle/#grammar-production-PrefixedName
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple
from xml.parsers import expat

import pyoxigraph

from schlaglicht.formats import JSONLD, RDFXML, Format

_PN_CHARS_BASE = (
    "\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_PN_CHARS = _PN_CHARS_BASE + "\u00b7\u0300-\u036f\u203f-\u2040"
"""Characters of these classes of the grammar beyond ASCII.

Most names are ASCII, and patterns without these compile much faster."""


@cache
def _prefix(*, ascii_only: bool) -> re.Pattern[str]:
    base, more = ("", "") if ascii_only else (_PN_CHARS_BASE, _PN_CHARS)
    return re.compile(f"(?:[A-Za-z{base}](?:[A-Za-z_0-9.{more}-]*[A-Za-z_0-9{more}-])?)?")


@cache
def _local_name(*, ascii_only: bool) -> re.Pattern[str]:
    base, more = ("", "") if ascii_only else (_PN_CHARS_BASE, _PN_CHARS)
    first, last = f"[A-Za-z_:0-9{base}]", f"[A-Za-z_0-9:{more}-]"
    return re.compile(f"{first}(?:[A-Za-z_0-9.:{more}-]*{last})?")


_NAMESPACE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*")


class PrefixedName(NamedTuple):
    """An IRI split into a prefix, its namespace and a local name."""

    prefix: str
    namespace: str
    local_name: str

    def __str__(self) -> str:
        return f"{self.prefix}:{self.local_name}"


class Prefixes:
    """Prefixes for names; the longest matching namespace wins.

    If mappings disagree about a prefix, the first wins; of two prefixes for one namespace the
    first is written, and both are read. A prefix with an invalid name is never used.
    """

    def __init__(self, *mappings: Mapping[str, str]) -> None:
        self._namespaces: dict[str, str] = {}
        for mapping in mappings:
            for prefix, namespace in mapping.items():
                if namespace and is_prefix(prefix):
                    self._namespaces.setdefault(prefix, namespace)
        self._written: dict[str, str] = {}
        for prefix, namespace in self._namespaces.items():
            self._written.setdefault(namespace, prefix)
        self._lengths = sorted(set(map(len, self._written)), reverse=True)

    def expand(self, name: str) -> str | None:
        """The IRI of a prefixed name; None if it is malformed or its prefix is unknown."""
        prefix, colon, local_name = name.partition(":")
        namespace = self._namespaces.get(prefix) if colon else None
        return None if namespace is None else namespace + local_name

    def shorten(self, iri: str) -> PrefixedName | None:
        """The prefixed name of `iri`; None if every one needs an escape."""
        for length in self._lengths:
            namespace = iri[:length]
            prefix = self._written.get(namespace)
            if prefix is not None and _is_local_name(iri, length):
                return PrefixedName(prefix, namespace, iri[length:])
        return None


def one_per_namespace(prefixes: Mapping[str, str]) -> dict[str, str]:
    """The first prefix of each namespace, for writers that would take any of several."""
    first: dict[str, str] = {}
    for prefix, namespace in prefixes.items():
        first.setdefault(namespace, prefix)
    return {prefix: namespace for namespace, prefix in first.items()}


def is_prefix(text: str) -> bool:
    """True if a text may precede the colon of a prefixed name; the empty one may.

    https://www.w3.org/TR/sparql11-query/#rPN_PREFIX
    """
    return _prefix(ascii_only=text.isascii()).fullmatch(text) is not None


def is_namespace(text: str) -> bool:
    """True if a text has the form of an absolute IRI, so that a prefix may stand for it.

    https://www.w3.org/TR/sparql11-query/#rIRIREF
    """
    return _NAMESPACE.fullmatch(text) is not None


def _is_local_name(iri: str, start: int) -> bool:
    return _local_name(ascii_only=iri.isascii()).fullmatch(iri, start) is not None


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


_FORM = re.compile(r"@[A-Za-z]+")
_KEYWORDS = {
    "@base", "@container", "@context", "@direction", "@graph", "@id", "@import", "@included",
    "@index", "@json", "@language", "@list", "@nest", "@none", "@prefix", "@propagate",
    "@protected", "@reverse", "@set", "@type", "@value", "@version", "@vocab",
}  # fmt: skip


def is_unknown_keyword(text: str) -> bool:
    """True for a text in the form reserved for keywords that is not one: it is ignored."""
    return _FORM.fullmatch(text) is not None and text not in _KEYWORDS


def read_definitions(text: str) -> dict[str, str]:
    """The names that the contexts of a JSON-LD text define, with their IRIs."""
    iris = {}
    for name, definition in context_definitions(json.loads(text), within=False):
        iri = definition.get("@id") if isinstance(definition, dict) else definition
        if isinstance(iri, str):
            iris[name] = iri
    return iris


def context_definitions(content: Any, *, within: bool) -> Iterator[tuple[str, Any]]:
    """The definitions of all contexts of a document, wherever they are."""
    if isinstance(content, list):
        for item in content:
            yield from context_definitions(item, within=within)
    elif isinstance(content, dict):
        for name, value in content.items():
            if within and not name.startswith("@"):
                yield name, value
            yield from context_definitions(value, within=name == "@context")
