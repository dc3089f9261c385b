"""RDF terms as Turtle and N-Triples spell them, without changing a character of what they say.

https://www.w3.org/TR/turtle/#sec-grammar-grammar
https://www.w3.org/TR/n-triples/#canonical-ntriples
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from rdflib import RDF, XSD, BNode, Literal, URIRef
from rdflib.term import Node

from schlaglicht.rdf.prefixes import Prefixes

_NOT_IN_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\\x7f]')
_NOT_IN_NTRIPLES = re.compile(r'[\x00-\x1f"\\\x7f\ufffe\uffff]')
# Also what a reader cannot see, or sees in another place than where it stands.
_NOT_IN_TURTLE = re.compile(r'[\x00-\x1f"\\\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]')
_ESCAPES = {
    "\b": r"\b",
    "\t": r"\t",
    "\n": r"\n",
    "\f": r"\f",
    "\r": r"\r",
    '"': r"\"",
    "\\": r"\\",
}

# The bare tokens that parsers everywhere read back unchanged. Turtle allows more, such as 007,
# +1 and .5, but rdflib's parser turns those into 7, 1 and 0.5.
_BARE = {
    XSD.integer: re.compile(r"0|-?[1-9][0-9]{0,17}"),
    XSD.decimal: re.compile(r"-?(?:0|[1-9][0-9]{0,17})\.[0-9]{1,6}"),
    XSD.boolean: re.compile(r"true|false"),
}

NaturalKey = tuple[str | tuple[int, str], ...]


def natural_key(text: str) -> tuple[NaturalKey, str]:
    """A sort key that orders digits in `text` as numbers: f2 before f10, else by code point."""
    return _natural_key(text) if len(text) > _LONGEST_REMEMBERED else _remembered_key(text)


def _natural_key(text: str) -> tuple[NaturalKey, str]:
    parts = re.split("([0-9]+)", text)
    numbers = [(len(digits.lstrip("0")), digits.lstrip("0")) for digits in parts[1::2]]
    key: list[str | tuple[int, str]] = list(parts)
    key[1::2] = numbers
    return tuple(key), text


_remembered_key = lru_cache(2**13)(_natural_key)  # each format of a graph sorts the same IRIs
_LONGEST_REMEMBERED = 200


def datatype_of(literal: Literal) -> URIRef | None:
    """The datatype that a syntax must write; None for plain strings and language-tagged ones."""
    if literal.language or literal.datatype in (None, XSD.string, RDF.langString):
        return None
    return literal.datatype


def ntriples_term(term: Node, labels: Mapping[BNode, str]) -> str:
    """`term` in canonical N-Triples, a blank node as `_:` and its label in `labels`."""
    match term:
        case URIRef():
            return _iri(term)
        case BNode():
            return f"_:{labels[term]}"
        case Literal():
            datatype = datatype_of(term)
            return _quoted(term, _NOT_IN_NTRIPLES) + (f"^^{_iri(datatype)}" if datatype else "")
    raise TypeError(f"not a term of RDF 1.1: {term!r}")


class TurtleTerms:
    """Writes IRIs and literals, the IRIs as short as `prefixes` allow; remembers which it used.

    A prefix whose name the grammar forbids is never used.
    """

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._prefixes = _prefixes_of(tuple(prefixes.items()))
        self._short: dict[str, str | None] = {}
        self._used: dict[str, str] = {}

    def iri(self, iri: URIRef) -> str:
        """A prefixed name where the local name needs no escape, else the IRI in `<>`."""
        return self.shorten(iri) or _iri(iri)

    def shorten(self, iri: URIRef) -> str | None:
        """The prefixed name of `iri`, if it has one without escapes."""
        if iri not in self._short:
            self._short[iri] = self._prefixed_name(iri)
        return self._short[iri]

    def literal(self, literal: Literal) -> str:
        """A bare number or boolean where it reads back unchanged, else a quoted string."""
        datatype = datatype_of(literal)
        if datatype is None:
            return _quoted(literal, _NOT_IN_TURTLE)
        bare = _BARE.get(datatype)
        if bare and bare.fullmatch(literal):
            return str(literal)
        return f"{_quoted(literal, _NOT_IN_TURTLE)}^^{self.iri(datatype)}"

    def used(self) -> dict[str, str]:
        """The prefixes used so far, sorted."""
        return dict(sorted(self._used.items()))

    def declarations(self) -> list[str]:
        """The `@prefix` lines of the prefixes used so far."""
        return [f"@prefix {prefix}: {_iri(ns)} ." for prefix, ns in self.used().items()]

    def _prefixed_name(self, iri: str) -> str | None:
        name = self._prefixes.shorten(iri)
        if name is None:
            return None
        self._used[name.prefix] = name.namespace
        return str(name)


@lru_cache(maxsize=16)
def _prefixes_of(prefixes: tuple[tuple[str, str], ...]) -> Prefixes:
    return Prefixes(dict(prefixes))


def literal_key(literal: Literal) -> tuple[str, tuple[NaturalKey, str], str, str]:
    """The order of literals: by language, then text, then datatype."""
    language = literal.language or ""
    # As text: rdflib compares literals by value, so that of "007" and 7 neither comes first.
    return (language.lower(), natural_key(str(literal)), language, datatype_of(literal) or "")


def _iri(iri: str) -> str:
    return f"<{_NOT_IN_IRI.sub(_code_point, iri)}>"


def _quoted(literal: Literal, unwanted: re.Pattern[str]) -> str:
    text = unwanted.sub(lambda found: _ESCAPES.get(found[0]) or _code_point(found), literal)
    return f'"{text}"@{literal.language}' if literal.language else f'"{text}"'


def _code_point(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04X}"
