"""The triple patterns of SPARQL constraints that lead on from a variable.

https://www.w3.org/TR/shacl/#sparql-constraints
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rdflib import RDF, URIRef
from rdflib.term import Node as Term

from schlaglicht.query.lexer import Token, TokenKind
from schlaglicht.query.syntax_tree import Item, Kind, Node, is_kind, is_name, is_variable, word_of
from schlaglicht.validation.shacl.shape_graph import Shapes
from schlaglicht.validation.shacl.shape_queries import ConstraintQuery
from schlaglicht.vocab import SH


@dataclass(frozen=True)
class Pattern:
    """A triple pattern: the names of its ends, and the predicates between them."""

    subject: str
    predicates: tuple[tuple[Term, bool], ...]
    """In order; true for one that is followed from object to subject."""
    object: str

    @staticmethod
    def is_variable(name: str) -> bool:
        """True if a name is that of a variable, not of a term written out."""
        return not name.startswith("<")


def query_patterns(constraint: Term, shapes: Shapes) -> tuple[Pattern, ...]:
    """The patterns of a SPARQL constraint; none when its query cannot be read.

    Alternatives and repetitions in property paths are left out.
    """
    triple = next(shapes.graph.triples((constraint, SH.select, None)), None)
    if triple is None or shapes.is_deactivated(constraint):
        return ()
    query = ConstraintQuery(shapes, triple, "SELECT")
    lent = {prefix: str(namespace) for prefix, namespace in shapes.data.namespaces()}
    names = _Names({**lent, **query.namespaces()})
    return tuple(names.patterns(query.tree)) if query.tree else ()


class _Names:
    """Terms of patterns by the prefixes of their query."""

    def __init__(self, namespaces: dict[str, str]) -> None:
        self._namespaces = namespaces

    def patterns(self, tree: Node) -> Iterator[Pattern]:
        """The patterns of a query that have properties between two terms."""
        for node in tree.all(Kind.TRIPLES, Kind.BLANK):
            subject = node.children[0] if node.kind is Kind.TRIPLES else node
            for each in node.nodes(Kind.PROPERTY):
                verb, *objects = each.children
                ways = tuple(self._ways(verb))
                for item in objects:
                    is_end = not is_kind(item, Kind.REIFIER, Kind.ANNOTATION)
                    if ways and is_end and word_of(item) != ",":
                        yield Pattern(self._name(subject), ways, self._name(item))

    def _ways(self, verb: Item) -> Iterator[tuple[Term, bool]]:
        """The steps of a predicate, or of a path of such; none of any other path."""
        ways = []
        for step in verb.children[::2] if is_kind(verb, Kind.SEQUENCE) else [verb]:
            inverse = is_kind(step, Kind.INVERSE)
            way = step.children[1] if is_kind(step, Kind.INVERSE) else step
            if isinstance(way, Node) or is_variable(way):
                return
            ways.append((URIRef(self._iri(way)), inverse))
        yield from ways

    def _name(self, term: Item) -> str:
        """The name of a variable or a blank node, which acts as one; a term in angle brackets."""
        if isinstance(term, Node):
            return f"_:{term.start}" if term.kind is not Kind.LITERAL else f"<{term.start}>"
        if is_name(term):
            return f"<{self._iri(term)}>"
        return term.text[1:] if is_variable(term) else term.text

    def _iri(self, name: Token) -> str:
        if name.kind is TokenKind.IRI:
            return name.text[1:-1]
        if name.kind is TokenKind.WORD:
            return str(RDF.type)
        prefix, _, local = name.text.partition(":")
        return self._namespaces.get(prefix, "") + local
