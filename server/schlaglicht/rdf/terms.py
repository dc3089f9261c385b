"""RDF terms in and out: N-Triples and canonical N-Quads, pyoxigraph's terms, and their order.

No character of their content is changed. `turtle_terms` writes them as in Turtle.

https://www.w3.org/TR/n-triples/#canonical-ntriples
https://www.w3.org/TR/n-quads/#n-quads-language
"""

from __future__ import annotations

import copyreg
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TypeAlias

import pyoxigraph
from rdflib import RDF, XSD, BNode, Literal, URIRef
from rdflib.term import Node

from schlaglicht.rdf.ntriples_text import LITERAL, NOT_IN_LITERAL, escaped, unescaped
from schlaglicht.rdf.triple import Triple

_DIRECTION = "--"
"""Separator of a language tag and its direction in RDF 1.2."""
_NOT_IN_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\]')
_XSD_STRING = str(XSD.string)

Blanks: TypeAlias = dict[str, Node]


def datatype_of(literal: Literal) -> URIRef | None:
    """The datatype that a syntax must write; None for plain strings and language-tagged ones."""
    if literal.language or literal.datatype in (None, XSD.string, RDF.langString):
        return None
    return literal.datatype


def ntriples_term(term: Node, labels: Mapping[BNode, str] | None = None) -> str:
    """`term` in canonical N-Triples; a blank node as `_:` and its label in `labels`, else its own.

    Raises TypeError for terms beyond RDF 1.1.
    """
    match term:
        case URIRef():
            return f"<{escaped(term, _NOT_IN_IRI)}>"
        case BNode():
            return f"_:{term if labels is None else labels[term]}"
        case Literal():
            datatype = datatype_of(term)
            text = quoted(term, NOT_IN_LITERAL)
            return f"{text}^^{ntriples_term(datatype)}" if datatype else text
    raise TypeError(f"not a term of RDF 1.1: {term!r}")


def quoted(literal: Literal, unwanted: re.Pattern[str]) -> str:
    """A literal in quotes, with its language and without its datatype."""
    text = escaped(literal, unwanted)
    return f'"{text}"@{literal.language}' if literal.language else f'"{text}"'


def term_of(text: str) -> Node:
    """The term written as `text` in canonical N-Triples; raises ValueError for any other text."""
    if text[:1] == "<" and text[:2] != "<<":
        return str.__new__(URIRef, unescaped(text[1:-1]))
    if text[:2] == "_:":
        return BNode(text[2:])
    found = LITERAL.fullmatch(text)
    if found is None or (found[2] and _DIRECTION in found[2]):
        raise ValueError(f"not a term of RDF 1.1: {text}")
    value, language, datatype = found.groups()
    if "\\" in text:
        value, datatype = unescaped(value), datatype and unescaped(datatype)
    return literal_of(value, language, datatype)


class Terms(dict[str, Node]):
    """Terms by their form in canonical N-Triples: each is made once for several texts.

    Identical objects are found in an index without a comparison.
    """

    def __init__(self) -> None:
        super().__init__()
        self.labels: dict[Node, str] = {}
        """The labels of the blank nodes of the current text."""

    def begin_text(self) -> None:
        """Forgets blank nodes: in another text the same label means another node."""
        for label in self.labels.values():
            del self[f"_:{label}"]
        self.labels = {}

    def __missing__(self, written: str) -> Node:
        if written[:2] == "_:":
            node = self[written] = BNode()
            self.labels[node] = written[2:]
            return node
        term = self[written] = term_of(written)
        return term


def triples_of(quads: Iterable[pyoxigraph.Quad], blanks: Blanks | None = None) -> Iterator[Triple]:
    """The triples of `quads`; `blanks` are the nodes of labels seen before."""
    blanks = {} if blanks is None else blanks
    for quad in quads:
        yield (
            node_of(quad.subject, blanks),
            node_of(quad.predicate, blanks),
            node_of(quad.object, blanks),
        )


def node_of(
    term: pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal | pyoxigraph.Triple,
    blanks: Blanks,
) -> Node:
    """The strict parser's term as one of RDF 1.1; raises TypeError for any other."""
    if isinstance(term, pyoxigraph.NamedNode):
        return URIRef(term.value)
    if isinstance(term, pyoxigraph.BlankNode):
        return blanks.setdefault(term.value, BNode())
    if not isinstance(term, pyoxigraph.Literal):
        raise TypeError(f"not a term of RDF 1.1: {term}")
    return literal_of(term.value, term.language, term.datatype.value)


def literal_of(text: str, language: str | None, datatype: str | None) -> Literal:
    """A literal with exactly this text; one without datatype in a quarter of the time."""
    if language is None and datatype not in (None, _XSD_STRING):
        return _typed(text, URIRef(datatype or ""))
    literal = str.__new__(Literal, text)
    literal._value, literal._language = text, language  # noqa: SLF001
    literal._datatype = literal._ill_typed = None  # noqa: SLF001
    return literal


def _typed(text: str, datatype: URIRef) -> Literal:
    literal = Literal(text, datatype=datatype, normalize=False)
    if str(literal) == text:
        return literal
    # rdflib collapses the white space of xsd:token and xsd:normalizedString.
    spelled = str.__new__(Literal, text)
    for name in ("_value", "_language", "_datatype", "_ill_typed"):
        setattr(spelled, name, getattr(literal, name))
    return spelled


def _reduced(literal: Literal) -> tuple[Callable[..., Literal], tuple[str | None, ...]]:
    if literal.datatype is None:
        return literal_of, (str(literal), literal.language, None)
    return _typed, (str(literal), literal.datatype)


copyreg.pickle(Literal, _reduced)  # by itself it would be normalised on its way between processes


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


def literal_key(literal: Literal) -> tuple[str, tuple[NaturalKey, str], str, str]:
    """The order of literals: by language, then text, then datatype."""
    language = literal.language or ""
    # As text: rdflib compares literals by value, so "007" and 7 would be equal.
    return (language.lower(), natural_key(str(literal)), language, datatype_of(literal) or "")
