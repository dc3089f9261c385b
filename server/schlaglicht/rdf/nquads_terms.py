"""Terms of canonical N-Quads as rdflib's terms, and back, without changing a character.

https://www.w3.org/TR/n-quads/#n-quads-language
"""

from __future__ import annotations

import re

from rdflib import BNode, Literal, URIRef
from rdflib.term import Node

LINE = re.compile(
    r"(?P<subject><[^>]*>|_:\S+) (?P<predicate><[^>]*>) "
    r'(?P<object><[^>]*>|_:\S+|"(?:[^"\\]|\\.)*"(?:@[A-Za-z0-9-]+|\^\^<[^>]*>)?)'
    r"(?: (?P<graph><[^>]*>|_:\S+))? \.\n"
)
"""One quad of canonical N-Quads; a line with a triple term of RDF 1.2 does not match."""

_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"(?:@([A-Za-z0-9-]+)|\^\^<([^>]*)>)?', re.DOTALL)
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_UNESCAPED = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_ESCAPED = {
    '"': r"\"",
    "\\": r"\\",
    "\b": r"\b",
    "\t": r"\t",
    "\n": r"\n",
    "\f": r"\f",
    "\r": r"\r",
}
_NOT_IN_LITERAL = re.compile(r'[\x00-\x1f"\\\x7f\ufffe\uffff]')
_NOT_IN_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\]')

_XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"


def term_of(text: str) -> Node:
    """The term that `text` writes."""
    if text.startswith("<"):
        return URIRef(_unescaped(text[1:-1]))
    if text.startswith("_:"):
        return BNode(text[2:])
    found = _LITERAL.fullmatch(text)
    if found is None:
        raise ValueError(f"not a term of N-Quads: {text}")
    value, language, datatype = found.groups()
    return Literal(
        _unescaped(value),
        lang=language,
        datatype=URIRef(_unescaped(datatype)) if datatype else None,
        normalize=False,
    )


def text_of(term: Node) -> str:
    """How canonical N-Quads writes `term`."""
    if isinstance(term, URIRef):
        return f"<{_NOT_IN_IRI.sub(_escape, term)}>"
    if isinstance(term, BNode):
        return f"_:{term}"
    if not isinstance(term, Literal):
        raise TypeError(f"not a term of RDF 1.1: {term!r}")
    text = f'"{_NOT_IN_LITERAL.sub(_escape, term)}"'
    if term.language:
        return f"{text}@{term.language}"
    if term.datatype is None or str(term.datatype) == _XSD_STRING:
        return text
    return f"{text}^^{text_of(term.datatype)}"


def literal_text(text: str) -> tuple[str, str]:
    """The value and the language tag of a literal that `text` writes; the tag may be empty."""
    found = _LITERAL.fullmatch(text)
    if found is None:
        raise ValueError(f"not a literal of N-Quads: {text}")
    return _unescaped(found[1]), found[2] or ""


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(_unescape, text) if "\\" in text else text


def _unescape(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    return chr(int(code, 16)) if code else _UNESCAPED.get(found[3], found[3])


def _escape(found: re.Match[str]) -> str:
    return _ESCAPED.get(found[0]) or f"\\u{ord(found[0]):04X}"
