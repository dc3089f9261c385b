"""IRIs, literals and blank nodes as a person writes them in Turtle."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from rdflib import OWL, RDF, RDFS, XSD, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from schlaglicht.rdf.prefixes import Prefixes
from schlaglicht.vocab import SH

if TYPE_CHECKING:
    from schlaglicht.rdf.locations import PrefixPlace

_BARE = {
    XSD.integer: re.compile(r"[-+]?[0-9]+"),
    XSD.decimal: re.compile(r"[-+]?[0-9]*\.[0-9]+"),
    XSD.boolean: re.compile(r"true|false"),
}
OF_RDF = tuple(str(namespace) for namespace in (RDF, RDFS, OWL, XSD, SH))
"""The namespaces of RDF's own languages, whose terms no project has to explain."""

_ESCAPES = str.maketrans(
    {"\\": r"\\", '"': r"\"", "\n": r"\n", "\r": r"\r", "\t": r"\t", "\b": r"\b", "\f": r"\f"}
)
_LONGEST_LITERAL = 80
_SCHEME = re.compile(r"https?://(?:www\.)?")


class Names:
    """Writes terms with the prefixes of a project.

    A prefix that means one namespace here and another there names nothing: nobody could tell the
    two apart, and a name that is copied would be another IRI where the prefix means the other.
    """

    def __init__(self, *prefixes: Mapping[str, str], bare: bool = True) -> None:
        """With `bare`, numbers and truth values stand without quotes and datatype."""
        self._given = prefixes
        meant: dict[str, set[str]] = {}
        for mapping in prefixes:
            for prefix, namespace in mapping.items():
                meant.setdefault(prefix, set()).add(namespace)
        clear = {prefix: of.pop() for prefix, of in meant.items() if len(of) == 1}
        self._prefixes = Prefixes(clear)
        self._bare = _BARE if bare else {}

    def with_datatypes(self) -> Names:
        """The same names for formats that have no numbers and truth values of their own."""
        return Names(*self._given, bare=False)

    def iri(self, iri: str) -> str:
        """`schema:name` where a prefix fits, else `<https://schema.org/name>`."""
        name = self._prefixes.shorten(iri)
        return str(name) if name else f"<{iri}>"

    def term(self, term: Node) -> str:
        """A term as Turtle would take it; a blank node, which has no name, is `[ … ]`."""
        match term:
            case URIRef():
                return self.iri(term)
            case Literal():
                return self._literal(term)
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
        owner, steps = _owner(node, graph)
        if owner is None:
            return "[ … ]"
        return " → ".join([self.iri(owner), *(self.predicate(step) for step in steps), "[ … ]"])

    def _literal(self, literal: Literal) -> str:
        datatype = literal.datatype
        if datatype in self._bare and self._bare[datatype].fullmatch(literal):
            return str(literal)
        quoted = f'"{str(literal).translate(_ESCAPES)}"'
        if literal.language:
            return f"{quoted}@{literal.language}"
        return f"{quoted}^^{self.iri(datatype)}" if datatype else quoted


def declared_prefixes(places: Iterable[PrefixPlace]) -> list[Mapping[str, str]]:
    """What files declare, a mapping for each meaning of each prefix."""
    meanings = dict.fromkeys((place.prefix, place.namespace) for place in places)
    return [{prefix: namespace} for prefix, namespace in meanings]


def bare_iri(iri: object) -> str:
    """An IRI without the `#` or `/` at its end: ontologies are named with it and without."""
    return str(iri).rstrip("#/")


def plain_namespace(namespace: str) -> str:
    """What stays of a namespace without what is easily written otherwise."""
    return _SCHEME.sub("", namespace.lower(), count=1).rstrip("#/")


def local_name(iri: str) -> str:
    """What follows the last `#` or `/` of an IRI; the whole IRI when nothing does."""
    return re.split(r"[#/]", iri)[-1] or iri


def namespace_of(iri: str) -> str:
    """An IRI up to and with its last `#` or `/`."""
    return iri[: len(iri) - len(local_name(iri))]


def _owner(node: BNode, graph: Graph) -> tuple[URIRef | None, list[Node]]:
    """The nearest IRI that leads to `node`, and the predicates on the way."""
    seen: set[Node] = {node}
    waiting: list[tuple[Node, list[Node]]] = [(node, [])]
    for current, steps in waiting:
        incoming = _sorted_iris_first(graph.subject_predicates(current))
        for subject, predicate in incoming:
            way = steps if predicate == RDF.rest else [predicate, *steps]
            if isinstance(subject, URIRef):
                return subject, way
            if subject not in seen:
                seen.add(subject)
                waiting.append((subject, way))
    return None, []


def _sorted_iris_first(pairs: Iterable[tuple[Node, Node]]) -> list[tuple[Node, Node]]:
    # Blank labels differ from run to run: only what is the same in every run may decide.
    return sorted(
        pairs,
        key=lambda pair: (
            isinstance(pair[0], BNode),
            "" if isinstance(pair[0], BNode) else str(pair[0]),
            str(pair[1]),
        ),
    )
