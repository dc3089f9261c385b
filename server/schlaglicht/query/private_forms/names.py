"""The IRIs of a query's tokens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from schlaglicht.query.lexer import Token, TokenKind
from schlaglicht.rdf.iris import resolve_iri
from schlaglicht.rdf.ntriples_text import unescaped


class IriNames:
    """The IRIs that tokens stand for, by the prologue of a query and known prefixes."""

    def __init__(self, tokens: Sequence[Token], known: Mapping[str, str], base: str | None) -> None:
        self._base = base or ""
        self._namespaces = dict(known)
        at = 0
        while at + 1 < len(tokens) and (keyword := tokens[at].text.upper()) in _PROLOGUE:
            if keyword == "BASE":
                self._base = self._absolute(tokens[at + 1].text)
            elif keyword == "PREFIX" and at + 2 < len(tokens):
                prefix = tokens[at + 1].text.partition(":")[0]
                self._namespaces[prefix] = self._absolute(tokens[at + 2].text)
            at += _PROLOGUE[keyword]

    def iri_of(self, token: Token) -> str:
        """The IRI of an IRI, of a prefixed name, or of `a`."""
        if token.kind is TokenKind.IRI:
            return self._absolute(token.text)
        if token.kind is TokenKind.WORD:
            return "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
        prefix, _, local = token.text.partition(":")
        return self._namespaces.get(prefix, "") + local.replace("\\", "")

    def _absolute(self, written: str) -> str:
        return resolve_iri(self._base, unescaped(written[1:-1]))


_PROLOGUE = {"BASE": 2, "VERSION": 2, "PREFIX": 3}
"""The tokens of each declaration of a prologue."""
