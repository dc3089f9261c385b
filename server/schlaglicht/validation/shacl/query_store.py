"""The data of a validation in a store, which answers the queries of its shapes.

The store keeps literals as values. Those that it would rewrite have private forms in it, as they
have at the endpoint, so that a query finds the same in both. Blank nodes cannot be written in a
query: each that one is asked about is found by a statement in a graph of their own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, cached_property
from typing import NamedTuple

import pyoxigraph
from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, Store
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node

from schlaglicht.engine.private_functions import PrivateFunctions
from schlaglicht.engine.syntax_message import PADDING, engine_words, syntax_error
from schlaglicht.errors import QueryError
from schlaglicht.i18n import msg
from schlaglicht.query.private_forms import text_with_private_forms
from schlaglicht.rdf.graph_store import objects_of
from schlaglicht.rdf.private_forms import (
    PrivateForms,
    TypedLiteral,
    doubtful_literals,
    new_stem,
    rewritten,
)
from schlaglicht.rdf.terms import DIRECTION, literal_of, ntriples_term

Term = NamedNode | BlankNode | pyoxigraph.Literal | pyoxigraph.Triple
Solution = Mapping[str, Node]
"""The values of variables."""

_DIRECTIONS = {"ltr": pyoxigraph.BaseDirection.LTR, "rtl": pyoxigraph.BaseDirection.RTL}

_DIGITS = re.compile(r"\d+(?=\d{4})")

RESERVED = "schlaglicht_"
"""How variables begin that are not the query's own."""


class Written(NamedTuple):
    """A node as a query may write it."""

    text: str
    is_mark: bool = False
    """True if the text is the IRI that stands for a blank node."""
    is_absent: bool = False
    """True if no triple of the data speaks of the node; sought for few."""


class QueryStore:
    """A graph of data, and beside it the graph of shapes, as `$shapesGraph`."""

    def __init__(self, data: Graph, shapes: Graph) -> None:
        self._data = data
        self._shapes = shapes
        self._stem = f"urn:{new_stem()}:"
        self._marked: dict[BNode, str] = {}
        self._nodes: dict[Term, Node] = {}
        self._has_shapes = False

    @property
    def shapes_graph(self) -> URIRef:
        """The name of the graph of shapes; the store has it once somebody asks for its name."""
        name = f"{self._stem}shapes"
        if not self._has_shapes:
            self._has_shapes = True
            self._store.extend(self._quads(self._shapes, NamedNode(name)))
        return URIRef(name)

    def prepare(self) -> None:
        """Reads the data into the store, which else happens with the first query."""
        _ = self._store

    def solutions(
        self, text: str, prefixes: Mapping[str, str], number: str
    ) -> Iterator[tuple[int, Solution]]:
        """The solutions of a SELECT, each with the value of the variable `number`, 0 without one.

        Raises QueryError, in words, if it cannot be evaluated.
        """
        private = PrivateFunctions(self._forms) if self._forms else None
        try:
            found = self._store.query(
                text + PADDING,
                prefixes=dict(prefixes),
                default_graph=DefaultGraph(),
                named_graphs=[NamedNode(f"{self._stem}shapes"), self._marks],
                custom_functions=dict(private.functions) if private else None,
                custom_aggregate_functions=dict(private.aggregates) if private else None,
            )
            if not isinstance(found, pyoxigraph.QuerySolutions):
                raise TypeError("not a SELECT")
            names = [variable.value for variable in found.variables]
            kept = [(i, name) for i, name in enumerate(names) if not name.startswith(RESERVED)]
            at = names.index(number) if number in names else None
            for terms in found:
                row = None if at is None else terms[at]
                bound = ((name, terms[i]) for i, name in kept)
                solution = {name: self._node(term) for name, term in bound if term is not None}
                yield int(row.value) if isinstance(row, pyoxigraph.Literal) else 0, solution
        except SyntaxError as error:
            raise syntax_error(str(error), text) from error
        except (RuntimeError, ValueError, OSError) as error:
            raise QueryError(engine_words(str(error))) from error

    def rewritten(self, text: str, prefixes: Mapping[str, str]) -> str:
        """A query for this store: with private forms, if it has any."""
        return text_with_private_forms(text, self._forms, prefixes, None) if self._forms else text

    def written(self, node: Node, *, sought: bool = False) -> Written:
        """A node as a query for this store writes it; `sought` tells if it is absent."""
        if isinstance(node, BNode):
            return Written(f"<{self._mark(node)}>", is_mark=True)
        if isinstance(node, Literal):
            literal = self._literal(node)
            return Written(str(literal), is_absent=sought and not self._has(None, literal))
        iri = NamedNode(str(node))
        absent = sought and not (self._has(iri, None) or self._has(None, iri))
        return Written(ntriples_term(node), is_absent=absent)

    def _has(self, subject: NamedNode | None, value: NamedNode | pyoxigraph.Literal | None) -> bool:
        """True if a triple of the data has this subject or this object."""
        return any(
            True for _ in self._store.quads_for_pattern(subject, None, value, DefaultGraph())
        )

    def marked(self, variable: str, name: str) -> str:
        """The pattern that binds `name` to the blank node whose mark is in `variable`."""
        return f"GRAPH {self._marks} {{ {variable} <{self._stem}is> ?{name} }}"

    def _node(self, term: Term) -> Node:
        """A term of a solution as it is written in the data."""
        if term not in self._nodes:
            self._nodes[term] = self._read(term)
        return self._nodes[term]

    @cached_property
    def _marks(self) -> NamedNode:
        return NamedNode(f"{self._stem}marks")

    def _mark(self, node: BNode) -> str:
        mark = self._marked.get(node)
        if mark is None:
            mark = self._marked[node] = f"{self._stem}{len(self._marked)}"
            is_ = NamedNode(f"{self._stem}is")
            self._store.add(Quad(NamedNode(mark), is_, BlankNode(node), self._marks))
        return mark

    @cached_property
    def _store(self) -> Store:
        store = Store()
        store.extend(self._quads(self._data, DefaultGraph()))
        return store

    def _quads(self, graph: Graph, name: NamedNode | DefaultGraph) -> Iterator[Quad]:
        iris: dict[Node, NamedNode] = {}

        def iri(node: Node) -> NamedNode:
            if node not in iris:
                iris[node] = NamedNode(str(node))
            return iris[node]

        def resource(node: Node) -> NamedNode | BlankNode:
            return BlankNode(node) if isinstance(node, BNode) else iri(node)

        for subject, said in objects_of(graph).items():
            start = resource(subject)
            for predicate, objects in said.items():
                for node in objects:
                    value = self._literal(node) if isinstance(node, Literal) else resource(node)
                    yield Quad(start, iri(predicate), value, name)

    def _literal(self, literal: Literal) -> pyoxigraph.Literal:
        text, language, datatype = str(literal), literal.language, literal.datatype
        if language:
            tag = self._forms.tag(language) if self._forms else language
            tag, _, direction = tag.partition(DIRECTION)
            base = _DIRECTIONS.get(direction)
            return pyoxigraph.Literal(text, language=tag, direction=base)
        if datatype is None:
            return pyoxigraph.Literal(text)
        iri = str(datatype)
        if self._forms and TypedLiteral(text, iri) in self._rewritten:
            iri = self._forms.datatype(iri)
        return pyoxigraph.Literal(text, datatype=_datatype(iri))

    @cached_property
    def _rewritten(self) -> frozenset[TypedLiteral]:
        """The literals of the data that the store would rewrite."""
        typed = {
            f'"{literal}"^^<{literal.datatype}>'
            for literal in _literals(self._data)
            if literal.datatype is not None
        }
        return rewritten(doubtful_literals(["\n".join(typed).encode()]))

    @cached_property
    def _forms(self) -> PrivateForms | None:
        """The private forms of the data; None if the store keeps all of its literals."""
        tags = _spellings(literal.language for literal in _literals(self._data))
        if not tags and not self._rewritten:
            return None
        private = {literal_of(form.lexical, None, form.datatype) for form in self._rewritten}
        predicates = {
            str(predicate)
            for said in objects_of(self._data).values()
            for predicate, objects in said.items()
            if not private.isdisjoint(objects)
        }
        return PrivateForms(new_stem(), tags, frozenset(predicates))

    def _read(self, term: Term) -> Node:
        if isinstance(term, NamedNode):
            return URIRef(term.value)
        if isinstance(term, BlankNode):
            return BNode(term.value)
        if not isinstance(term, pyoxigraph.Literal):
            raise QueryError(msg("a triple is not a node: {triple}", triple=str(term)))
        language, datatype = term.language, term.datatype.value
        if self._forms:
            language = language and self._forms.written_tag(language)
            datatype = datatype.removeprefix(self._forms.namespace)
        if language and term.direction:
            language += f"{DIRECTION}{term.direction}"
        return literal_of(term.value, language, datatype)


def _literals(graph: Graph) -> Iterator[Literal]:
    return (
        object_
        for said in objects_of(graph).values()
        for objects in said.values()
        for object_ in objects
        if isinstance(object_, Literal)
    )


def _spellings(tags: Iterable[str | None]) -> Mapping[str, str]:
    """The spelling used most of each language tag, by its lower case; only those with capitals."""
    counts = Counter(tag for tag in tags if tag)
    spelled: dict[str, str] = {}
    for tag in sorted(counts, key=lambda tag: (-counts[tag], tag)):
        spelled.setdefault(tag.lower(), tag)
    return {lower: tag for lower, tag in sorted(spelled.items()) if lower != tag}


def out_of_range(literals: Iterable[Literal]) -> set[Literal]:
    """Those of well-typed numbers, times and durations that the engine cannot compare with others.

    Each is compared with one that has only the last digits of its numbers, like years in leap.
    """
    numbered = list(literals)
    others = [literal_of(_DIGITS.sub("", each), None, each.datatype) for each in numbered]
    pairs = enumerate(zip(map(ntriples_term, numbered), map(ntriples_term, others), strict=True))
    rows = " ".join(f"({n} {term} {other})" for n, (term, other) in pairs)
    query = (
        f"SELECT ?n {{ VALUES (?n ?a ?b) {{ {rows} }} BIND(?a = ?b AS ?is) FILTER(!BOUND(?is)) }}"
    )
    found = Store().query(query) if numbered else ()
    assert isinstance(found, pyoxigraph.QuerySolutions | tuple)
    return {numbered[int(solution[0].value)] for solution in found}


@cache
def _datatype(iri: str) -> NamedNode:
    return NamedNode(iri)
