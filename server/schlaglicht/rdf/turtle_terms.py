"""RDF terms in Turtle: exact for files, and as short as possible for people.

https://www.w3.org/TR/turtle/#sec-grammar-grammar
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from rdflib import RDF, XSD, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from schlaglicht.rdf.blank_nodes.matching import BlankNodeOwners
from schlaglicht.rdf.ntriples_text import escaped
from schlaglicht.rdf.prefixes import Prefixes
from schlaglicht.rdf.terms import TripleTerm, datatype_of, is_beyond_rdf11, quoted

if TYPE_CHECKING:
    from schlaglicht.rdf.locations import PrefixPlace

_NOT_IN_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\\x7f]')
# Includes characters that a reader cannot see, or sees in another position.
_NOT_IN_TURTLE = re.compile(r'[\x00-\x1f"\\\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]')

# The bare tokens that all parsers read back unchanged. Turtle allows more, such as 007, +1 and
# .5, but rdflib's parser turns those into 7, 1 and 0.5.
_BARE = {
    XSD.integer: re.compile(r"0|-?[1-9][0-9]{0,17}"),
    XSD.decimal: re.compile(r"-?(?:0|[1-9][0-9]{0,17})\.[0-9]{1,6}"),
    XSD.boolean: re.compile(r"true|false"),
}
_BARE_FOR_PEOPLE = {
    XSD.integer: re.compile(r"[-+]?[0-9]+"),
    XSD.decimal: re.compile(r"[-+]?[0-9]*\.[0-9]+"),
    XSD.boolean: re.compile(r"true|false"),
}
_LONGEST_LITERAL = 80
_DEEPEST = 8
_MOST_TERMS = 100
_MOST_STEPS = 6
"""Steps from an IRI to a blank node that are written out."""


class TurtleTerms:
    """Writes IRIs and literals, the IRIs as short as `prefixes` allow; records the ones used.

    A prefix with an invalid name is never used.
    """

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._prefixes = _prefixes_of(tuple(prefixes.items()))
        self._short: dict[str, str | None] = {}
        self._used: dict[str, str] = {}
        self.is_beyond_rdf11 = False
        """True once a triple term or a base direction has been written."""

    def iri(self, iri: URIRef) -> str:
        """A prefixed name if the local name needs no escape, else the IRI in `<>`."""
        return self.shorten(iri) or _full(iri)

    def shorten(self, iri: URIRef) -> str | None:
        """The prefixed name of `iri`, if there is one without escapes."""
        if iri not in self._short:
            name = self._prefixes.shorten(iri)
            if name is not None:
                self._used[name.prefix] = name.namespace
            self._short[iri] = None if name is None else str(name)
        return self._short[iri]

    def literal(self, literal: Literal) -> str:
        """A bare number or boolean if it reads back unchanged, else a quoted string."""
        datatype = datatype_of(literal)
        if datatype is None:
            self.is_beyond_rdf11 |= is_beyond_rdf11(literal)
            return quoted(literal, _NOT_IN_TURTLE)
        bare = _BARE.get(datatype)
        if bare and bare.fullmatch(literal):
            return str(literal)
        return f"{quoted(literal, _NOT_IN_TURTLE)}^^{self.iri(datatype)}"

    def used(self) -> dict[str, str]:
        """The prefixes used so far, sorted."""
        return dict(sorted(self._used.items()))

    def declarations(self) -> list[str]:
        """The `@prefix` lines of the prefixes used so far, after the version if it is needed."""
        version = ['VERSION "1.2"'] if self.is_beyond_rdf11 else []
        return version + [f"@prefix {prefix}: {_full(ns)} ." for prefix, ns in self.used().items()]


@lru_cache(maxsize=16)
def _prefixes_of(prefixes: tuple[tuple[str, str], ...]) -> Prefixes:
    return Prefixes(dict(sorted(prefixes)))  # independent of the order in a file


class Names:
    """Writes terms with the prefixes of a project.

    A prefix with two meanings is not used: a reader could not distinguish them, and a copied name
    would be another IRI under the other meaning.
    """

    def __init__(self, *prefixes: Mapping[str, str], bare: bool = True) -> None:
        """With `bare`, numbers and booleans have no quotes and datatype."""
        self._given = prefixes
        meant: dict[str, set[str]] = {}
        for mapping in prefixes:
            for prefix, namespace in mapping.items():
                meant.setdefault(prefix, set()).add(namespace)
        clear = {prefix: of.pop() for prefix, of in meant.items() if len(of) == 1}
        # Sorted, so that the order of files does not decide which of two prefixes is written.
        self._prefixes = Prefixes(dict(sorted(clear.items())))
        self._bare = _BARE_FOR_PEOPLE if bare else {}
        self._owners: BlankNodeOwners | None = None

    def with_datatypes(self) -> Names:
        """The same names for formats without native numbers and booleans."""
        return Names(*self._given, bare=False)

    def iri(self, iri: str) -> str:
        """`schema:name` if a prefix fits, else `<https://schema.org/name>`."""
        name = self._prefixes.shorten(iri)
        return str(name) if name else f"<{iri}>"

    def term(self, term: Node) -> str:
        """A term in Turtle syntax; a blank node, which has no name, is `[ … ]`."""
        match term:
            case URIRef():
                return self.iri(term)
            case Literal():
                return self._literal(term)
            case TripleTerm():
                return f"<<( {' '.join(map(self.term, term.triple))} )>>"
            case _:
                return "[ … ]"

    def predicate(self, iri: Node) -> str:
        """A predicate: rdf:type is `a`."""
        return "a" if iri == RDF.type else self.term(iri)

    def shortened(self, term: Node) -> str:
        """As `term`, but a long literal loses its middle: for messages, not for copying."""
        text = self.term(term)
        if isinstance(term, Literal) and len(text) > _LONGEST_LITERAL:
            half = _LONGEST_LITERAL // 2
            return f"{text[:half]} … {text[-half // 2 :]}"
        return text

    def node(self, node: Node, graph: Graph) -> str:
        """`node`; a blank one by its nearest owner: `id:x → schema:location → [ … ]`."""
        if not isinstance(node, BNode):
            return self.shortened(node)
        if self._owners is None or self._owners.graph is not graph:
            self._owners = BlankNodeOwners(graph)
        owner, steps = self._owners.way_to(node)
        if owner is None:
            return "[ … ]"
        return " → ".join([self.iri(owner), *_short_way(list(map(self.predicate, steps))), "[ … ]"])

    def _literal(self, literal: Literal) -> str:
        datatype = literal.datatype
        if datatype in self._bare and self._bare[datatype].fullmatch(literal):
            return str(literal)
        text = quoted(literal, _NOT_IN_TURTLE)
        return f"{text}^^{self.iri(datatype)}" if datatype and not literal.language else text


def prefix_meanings(places: Iterable[PrefixPlace]) -> list[Mapping[str, str]]:
    """The declarations of files, a mapping for each meaning of each prefix."""
    meanings = dict.fromkeys((place.prefix, place.namespace) for place in places)
    return [{prefix: namespace} for prefix, namespace in meanings]


def turtle_value(term: Node, graph: Graph, names: Names) -> str:
    """`term` on one line; a blank node as `[ … ]` with its statements, a list as `( … )`.

    For readers: each node is opened once, and after a hundred terms the rest is `…`.
    """
    return _Value(graph, names).text(term, 0)


class _Value:
    """A term on one line, with what is below it."""

    def __init__(self, graph: Graph, names: Names) -> None:
        self._graph = graph
        self._names = names
        self._opened: set[Node] = set()
        self._left = _MOST_TERMS

    def text(self, term: Node, depth: int) -> str:
        self._left -= 1
        if term == RDF.nil:
            return "()"
        if not isinstance(term, BNode):
            return self._names.term(term)
        if depth == _DEEPEST or term in self._opened or self._left <= 0:
            return "[ … ]"
        self._opened.add(term)
        if (term, RDF.first, None) in self._graph:
            items = (self.text(item, depth + 1) for item in _items(term, self._graph))
            return f"( {' '.join(self._taken(items))} )"
        pairs = sorted(self._graph.predicate_objects(term), key=_plain_terms_first)
        said = sorted(self._taken(self._statement(*pair, depth) for pair in pairs))
        return f"[ {' ; '.join(said)} ]" if said else "[]"

    def _statement(self, predicate: Node, object_: Node, depth: int) -> str:
        return f"{self._names.predicate(predicate)} {self.text(object_, depth + 1)}"

    def _taken(self, texts: Iterator[str]) -> list[str]:
        """The texts, and `…` where there is no room for all."""
        taken = []
        for text in texts:
            taken.append(text)
            if self._left <= 0 and next(texts, None) is not None:
                return [*taken, "…"]
        return taken


def _plain_terms_first(pair: tuple[Node, Node]) -> tuple[bool, str, str]:
    predicate, object_ = pair
    is_blank = isinstance(object_, BNode)
    return is_blank, str(predicate), "" if is_blank else object_.n3()


def _items(head: BNode, graph: Graph) -> Iterator[Node]:
    node: Node | None = head
    seen: set[Node] = set()
    while isinstance(node, BNode) and node not in seen:
        seen.add(node)
        yield from list(graph.objects(node, RDF.first))[:1]
        node = next(graph.objects(node, RDF.rest), None)


def _full(iri: str) -> str:
    return f"<{escaped(iri, _NOT_IN_IRI)}>"


def _short_way(steps: list[str]) -> list[str]:
    """The steps to a blank node; of very many, repeated ones once, and the number of the others."""
    if len(steps) <= _MOST_STEPS:
        return steps
    runs = [(step, len(list(same))) for step, same in groupby(steps)]
    told = [step if number == 1 else f"{step} × {number}" for step, number in runs]
    if len(told) <= _MOST_STEPS:
        return told
    first, last = told[: _MOST_STEPS // 2], told[-_MOST_STEPS // 2 :]
    hidden = sum(number for _, number in runs[_MOST_STEPS // 2 : -_MOST_STEPS // 2])
    return [*first, f"… {hidden} …", *last]
