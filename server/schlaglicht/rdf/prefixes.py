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
