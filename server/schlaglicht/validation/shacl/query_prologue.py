"""The prefixes of a query of a shape. Imported late: rdflib's engine for SPARQL takes its time."""

from __future__ import annotations

from typing import Any

from rdflib import URIRef
from rdflib.plugins.sparql.sparql import Prologue


class QueryPrologue(Prologue):
    """A prologue with several prefixes for one namespace, of which rdflib's keeps only the last.

    https://www.w3.org/TR/shacl/#sparql-prefixes
    """

    def __init__(self) -> None:
        super().__init__()
        self.base = ""
        self._namespaces: dict[str, str] = {}

    def bind(self, prefix: str | None, uri: Any) -> None:
        """Declares a prefix; the last of two declarations counts."""
        self._namespaces[prefix or ""] = str(uri)

    def resolvePName(self, prefix: str | None, localname: str | None) -> URIRef:  # noqa: N802
        """The IRI of a prefixed name; any exception, as rdflib raises it, without its prefix."""
        namespace = self._namespaces.get(prefix or "")
        if namespace is None:
            return super().resolvePName(prefix, localname)
        return URIRef(namespace + (localname or ""))
