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
from itertools import chain
from typing import Self, TypeAlias

import pyoxigraph
from rdflib import RDF, XSD, BNode, Literal, URIRef
from rdflib.term import Identifier, Node

from schlaglicht.rdf.ntriples_text import LITERAL, NOT_IN_LITERAL, escaped, unescaped
from schlaglicht.rdf.triple import Triple

DIRECTION = "--"
"""Separator of a language tag and its direction in RDF 1.2; both are the language of a literal."""
REIFIES = URIRef(f"{RDF}reifies")
"""The property that links a name for a triple with the triple term."""
_TRIPLE_TERM = re.compile(
    r"(<[^>]*>|_:\S+) (<[^>]*>) (<<\(.*\)>>|<[^>]*>|_:\S+|\"(?:[^\"\\]|\\.)*\"\S*)", re.DOTALL
)
_NOT_IN_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\]')
_XSD_STRING = str(XSD.string)

Blanks: TypeAlias = dict[str, Node]


class TripleTerm(Identifier):
    """A triple as a term of RDF 1.2, which only objects are; as text it is canonical N-Triples.

    https://www.w3.org/TR/rdf12-concepts/#dfn-triple-term
    """

    __slots__ = ("triple",)
    triple: Triple

    def __new__(cls, triple: Triple) -> Self:
        """The term of a triple."""
        term: Self = str.__new__(cls, f"<<( {' '.join(map(ntriples_term, triple))} )>>")
        term.triple = triple
        return term

    def __reduce__(self) -> tuple[type[TripleTerm], tuple[Triple]]:
        """Passes it between processes by its triple."""
        return TripleTerm, (self.triple,)

    def n3(self, namespace_manager: object = None) -> str:  # noqa: ARG002 - rdflib's signature
        """The term in canonical N-Triples."""
        return str(self)


def blank_nodes_in(term: Node | None) -> Iterable[BNode]:
    """A blank node itself, or those within a triple term."""
    if type(term) in (URIRef, Literal):  # nearly all, and much faster than `isinstance` with an ABC
        return ()
    if isinstance(term, TripleTerm):
        return chain.from_iterable(map(blank_nodes_in, term.triple[::2]))
    return (term,) if isinstance(term, BNode) else ()


def is_beyond_rdf11(term: Node) -> bool:
    """True for a triple term, and for a literal with a base direction."""
    is_directed = isinstance(term, Literal) and DIRECTION in (term.language or "")
    return is_directed or isinstance(term, TripleTerm)


def datatype_of(literal: Literal) -> URIRef | None:
    """The datatype that a syntax must write; None for plain strings and language-tagged ones."""
    if literal.language or literal.datatype in (None, XSD.string, RDF.langString):
        return None
    return literal.datatype


def ntriples_term(term: Node, labels: Mapping[BNode, str] | None = None) -> str:
    """`term` in canonical N-Triples; a blank node as `_:` and its label in `labels`, else its own.

    Raises TypeError for anything but a term.
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
        case TripleTerm():
            return f"<<( {' '.join(ntriples_term(inner, labels) for inner in term.triple)} )>>"
    raise TypeError(f"not a term of RDF: {term!r}")


def quoted(literal: Literal, unwanted: re.Pattern[str]) -> str:
    """A literal in quotes, with its language and without its datatype."""
    text = escaped(literal, unwanted)
    return f'"{text}"@{literal.language}' if literal.language else f'"{text}"'


def term_of(text: str) -> Node:
    """The term written as `text` in canonical N-Triples; raises ValueError for any other text."""
    if text[:3] == "<<(":
        return _triple_term(text, term_of)
    if text[:1] == "<":
        return str.__new__(URIRef, unescaped(text[1:-1]))
    if text[:2] == "_:":
        return BNode(text[2:])
    found = LITERAL.fullmatch(text)
    if found is None:
        raise ValueError(f"not a term of RDF: {text}")
    value, language, datatype = found.groups()
    if "\\" in text:
        value, datatype = unescaped(value), datatype and unescaped(datatype)
    return literal_of(value, language, datatype)


def _triple_term(text: str, read: Callable[[str], Node]) -> TripleTerm:
    """The triple term written as `text`, its terms as `read` gives them."""
    found = _TRIPLE_TERM.fullmatch(text, len("<<( "), len(text) - len(" )>>"))
    if found is None:
        raise ValueError(f"not a triple term of RDF: {text}")
    subject, predicate, object_ = map(read, found.groups())
    return TripleTerm((subject, predicate, object_))


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
        if written[:3] == "<<(":  # not kept: its blank nodes are those of one text
            return _triple_term(written, self.__getitem__)
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
    """The strict parser's term as one of rdflib's, or a TripleTerm."""
    if isinstance(term, pyoxigraph.NamedNode):
        return URIRef(term.value)
    if isinstance(term, pyoxigraph.BlankNode):
        return blanks.setdefault(term.value, BNode())
    if isinstance(term, pyoxigraph.Triple):
        subject, predicate, object_ = (node_of(inner, blanks) for inner in term)
        return TripleTerm((subject, predicate, object_))
    language = term.language
    if language is not None and term.direction is not None:
        language += f"{DIRECTION}{term.direction}"
    return literal_of(term.value, language, term.datatype.value)


def literal_of(text: str, language: str | None, datatype: str | None) -> Literal:
    """A literal with exactly this text; one without datatype in a quarter of the time."""
    if language is None and datatype not in (None, _XSD_STRING):
        return _typed(text, URIRef(datatype or ""))
    literal = str.__new__(Literal, text)
    literal._value, literal._language = text, language  # noqa: SLF001
    literal._datatype = literal._ill_typed = None  # noqa: SLF001
    return literal


def _typed(text: str, datatype: URIRef) -> Literal:
    if datatype == RDF.HTML:  # rdflib parses it, in time by the square of its depth
        literal = literal_of(text, None, None)
        literal._value, literal._datatype = None, datatype  # noqa: SLF001
        return literal
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


def json_term(term: Node) -> dict[str, str]:
    """A term as in the SPARQL results in JSON.

    https://www.w3.org/TR/sparql11-results-json/#select-encode-terms
    """
    if not isinstance(term, Literal):
        return {"type": "bnode" if isinstance(term, BNode) else "uri", "value": str(term)}
    found = {"type": "literal", "value": str(term)}
    if term.language:
        found["xml:lang"] = term.language
    elif term.datatype:
        found["datatype"] = str(term.datatype)
    return found
