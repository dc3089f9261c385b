"""Prefixed names: IRIs as short as Turtle and SPARQL allow without an escape.

https://www.w3.org/TR/turtle/#grammar-production-PrefixedName
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

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

WELL_KNOWN: Mapping[str, str] = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "time": "http://www.w3.org/2006/time#",
    "vann": "http://purl.org/vocab/vann/",
    "void": "http://rdfs.org/ns/void#",
    "wd": "http://www.wikidata.org/entity/",
    "wdt": "http://www.wikidata.org/prop/direct/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""Prefixes with a common meaning, suggested if one is undeclared."""


class PrefixedName(NamedTuple):
    """An IRI split into a prefix, its namespace and a local name."""

    prefix: str
    namespace: str
    local_name: str

    def __str__(self) -> str:
        return f"{self.prefix}:{self.local_name}"


class Prefixes:
    """Prefixes for names; the longest matching namespace wins.

    If mappings disagree about a prefix, the first wins. A prefix with an invalid name is never
    used.
    """

    def __init__(self, *mappings: Mapping[str, str]) -> None:
        namespaces: dict[str, str] = {}
        for mapping in mappings:
            for prefix, namespace in mapping.items():
                if namespace and is_prefix(prefix):
                    namespaces.setdefault(prefix, namespace)
        self._namespaces = sorted(
            ((namespace, prefix) for prefix, namespace in namespaces.items()),
            key=lambda entry: (-len(entry[0]), entry),
        )

    def expand(self, name: str) -> str | None:
        """The IRI of a prefixed name; None if it is malformed or its prefix is unknown."""
        prefix, colon, local_name = name.partition(":")
        known = (namespace for namespace, known in self._namespaces if known == prefix)
        namespace = next(known, None) if colon else None
        return None if namespace is None else namespace + local_name

    def shorten(self, iri: str) -> PrefixedName | None:
        """The prefixed name of `iri`; None if every one needs an escape."""
        for namespace, prefix in self._namespaces:
            if iri.startswith(namespace) and _is_local_name(iri, len(namespace)):
                return PrefixedName(prefix, namespace, iri[len(namespace) :])
        return None


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
