"""The queries of shapes: their prefixes, trees and patterns, and the places of their parts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rdflib import OWL, RDF, RDFS, Graph, URIRef
from rdflib.term import Node as Term

from schlaglicht.errors import QuerySyntaxError
from schlaglicht.i18n import Texts
from schlaglicht.query.grammar import tree_of
from schlaglicht.query.lexer import Token, TokenKind, resolve_escapes
from schlaglicht.query.syntax_tree import Item, Kind, Node, is_kind, is_name, is_variable, word_of
from schlaglicht.rdf.ntriples_text import unescaped
from schlaglicht.rdf.triple import Triple
from schlaglicht.validation.report import Place, Precision, ValidationResult
from schlaglicht.validation.rules import result_of
from schlaglicht.validation.shacl.located_shapes import LocatedShapes
from schlaglicht.vocab import SH

GIVEN_PREFIXES: Mapping[str, str] = {"rdf": str(RDF), "rdfs": str(RDFS), "owl": str(OWL)}
"""Prefixes that every query has."""

_PATH = re.compile(r"[$?]PATH\b")
OF_SHAPE = URIRef("p:")
"""The predicate that stands for the path of the shape."""
_NO_PATH = f"<{OF_SHAPE}>  "
"""It is as long as `$PATH`, so that places stay right."""

_LINE_END = re.compile(r"\r\n|\r|\n")


def prefixes_of_query(node: Term, shapes: Graph) -> dict[str, str]:
    """The namespaces of the prefixes declared for a query; of several the last."""
    return dict(sorted(prefix_declarations(node, shapes)))


def prefix_declarations(node: Term, shapes: Graph) -> set[tuple[str, str]]:
    """Prefixes and namespaces declared by ontologies in `sh:prefixes` of a query and their imports.

    https://www.w3.org/TR/shacl/#sparql-prefixes
    """
    named = set(shapes.objects(node, SH.prefixes))
    imported = {o for name in named for o in shapes.transitive_objects(name, OWL.imports)}
    return {
        (str(prefix), str(namespace))
        for name in imported
        for declaration in shapes.objects(name, SH.declare)
        for prefix in shapes.objects(declaration, SH.prefix)
        for namespace in shapes.objects(declaration, SH.namespace)
    }


class ConstraintQuery:
    """A query of a constraint or a validator, and the places of its parts."""

    def __init__(self, shapes: LocatedShapes, triple: Triple, form: str) -> None:
        """The query that `triple` states, which should be of `form`."""
        self.shapes = shapes
        self.triple = triple
        self.form = form
        self.text = str(triple[2])
        self.fault: QuerySyntaxError | None = None
        self.tree: Node | None = None
        """None with a `fault`."""
        try:
            self.text = resolve_escapes(self.text)
            self.tree = tree_of(_PATH.sub(_NO_PATH, self.text))
        except QuerySyntaxError as error:
            self.fault = error

    def namespaces(self) -> dict[str, str]:
        """The prefixes declared for the query, in it and by `sh:prefixes`."""
        own = {}
        for declaration in self.tree.nodes(Kind.DECLARATION) if self.tree else ():
            if declaration.has("PREFIX"):
                _, name, iri = declaration.tokens()
                own[name.text[:-1]] = iri.text[1:-1]
        declared = prefixes_of_query(self.triple[0], self.shapes.graph)
        return {**GIVEN_PREFIXES, **declared, **own}

    def all_namespaces(self) -> dict[str, str]:
        """These prefixes, and those of the data, which count too."""
        lent = {prefix: str(namespace) for prefix, namespace in self.shapes.data.namespaces()}
        return {**lent, **self.namespaces()}

    def result(
        self, wrong: Texts, start: int | None, end: int | None, helps: Mapping[str, str]
    ) -> ValidationResult:
        """A result at the characters from `start` to `end`, else at the whole query."""
        place = self.shapes.locate.object_of(self.triple)
        if place is not None and start is not None and end is not None:
            place = _within(place, self.text, start, end) or place
        about = self.shapes.unreadable_by(self.triple)
        return result_of("shape-sparql", place, wrong, helps=helps, about=about)


def _within(place: Place, text: str, start: int, end: int) -> Place | None:
    """The place of the characters from `start` to `end` of a literal in its file.

    None where the file does not have the literal letter for letter (an escape shifts the rest), or
    where only its file is known.
    """
    if place.precision is not Precision.EXACT:
        return None
    lines = _LINE_END.split(place.path.read_bytes().decode("utf-8-sig"))
    line = text.count("\n", 0, start)
    begin = text.rfind("\n", 0, start) + 1
    stop = min(end, _line_end(text, start))
    if place.line + line > len(lines):
        return None
    written = lines[place.line + line - 1]
    if line:
        column = start - begin
    else:
        opening = written[place.column - 1 :]
        column = place.column - 1 + (3 if opening[:3] in ('"""', "'''") else 1) + start
    if written[column : column + stop - start] != text[start:stop]:
        return None
    number = place.line + line
    return Place(place.path, number, column + 1, number, column + 1 + stop - start, place.precision)


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


@dataclass(frozen=True)
class Pattern:
    """A triple pattern: the names of its ends, and the predicates between them.

    The name of a term written out begins with `<`; a blank node acts as a variable.
    """

    subject: str
    predicates: tuple[tuple[Term, bool], ...]
    """In order; true for one that is followed from object to subject."""
    object: str


def query_patterns(constraint: Term, shapes: LocatedShapes) -> Iterator[Pattern]:
    """The patterns of a SPARQL constraint; none when its query cannot be read.

    Alternatives and repetitions in property paths are left out.
    """
    triple = next(shapes.graph.triples((constraint, SH.select, None)), None)
    if triple is None or shapes.is_deactivated(constraint):
        return
    query = ConstraintQuery(shapes, triple, "SELECT")
    namespaces = query.all_namespaces()
    for node in query.tree.all(Kind.TRIPLES, Kind.BLANK) if query.tree else ():
        subject = node.children[0] if node.kind is Kind.TRIPLES else node
        for each in node.nodes(Kind.PROPERTY):
            verb, *objects = each.children
            ways = tuple(_ways(verb, namespaces))
            for item in objects:
                is_end = not is_kind(item, Kind.REIFIER, Kind.ANNOTATION)
                if ways and is_end and word_of(item) != ",":
                    yield Pattern(_end(subject, namespaces), ways, _end(item, namespaces))


def _ways(verb: Item, namespaces: Mapping[str, str]) -> Sequence[tuple[Term, bool]]:
    """The steps of a predicate, or of a path of such; none of any other path."""
    ways = []
    for step in verb.children[::2] if is_kind(verb, Kind.SEQUENCE) else [verb]:
        inverse = is_kind(step, Kind.INVERSE)
        way = step.children[1] if is_kind(step, Kind.INVERSE) else step
        if isinstance(way, Node) or is_variable(way):
            return ()
        ways.append((URIRef(iri_of(way, namespaces)), inverse))
    return ways


def _end(term: Item, namespaces: Mapping[str, str]) -> str:
    if isinstance(term, Node):
        return f"<{term.start}>" if term.kind is Kind.LITERAL else f"_:{term.start}"
    if is_name(term):
        return f"<{iri_of(term, namespaces)}>"
    return term.text[1:] if is_variable(term) else term.text


def iri_of(name: Token, namespaces: Mapping[str, str]) -> str:
    """The IRI that a name of a query stands for; `a` is rdf:type."""
    if name.kind is TokenKind.IRI:
        return unescaped(name.text[1:-1])
    if name.kind is TokenKind.WORD:
        return str(RDF.type)
    prefix, _, local = name.text.partition(":")
    return namespaces.get(prefix, f"{prefix}:") + local
