"""JSON-LD with an inline context, literal for literal, the same bytes for the same graph.

Numbers and booleans stay strings with a datatype: native JSON values would lose their lexical form.

https://www.w3.org/TR/json-ld11/
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from rdflib import RDF, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from schlaglicht.rdf.blank_nodes.forms import (
    BlankNodes,
    Statements,
    in_order,
    place_in_dataset,
    shared_nodes,
    statements_of,
)
from schlaglicht.rdf.terms import datatype_of, literal_key, natural_key
from schlaglicht.rdf.triple import GraphName
from schlaglicht.rdf.turtle_terms import TurtleTerms

Json: TypeAlias = "str | bool | list[Json] | dict[str, Json]"


def write_jsonld(graphs: Mapping[GraphName, Graph], prefixes: Mapping[str, str]) -> str:
    """The graphs by name as one JSON-LD 1.1 document: a context of the prefixes, and `@graph`.

    Each named graph is a node with an `@graph`. Raises ProjectError if the graphs have blank nodes
    that can hardly be distinguished.
    """
    terms = TurtleTerms(_usable(prefixes, graphs))
    shared = shared_nodes(graphs)
    nodes: list[Json] = []
    for number, (name, graph) in enumerate(in_order(graphs, shared)):
        statements = statements_of(graph)
        own = _Nodes(terms, statements, place_in_dataset(graph, statements, number, shared)).nodes()
        if name is None:
            nodes += own
        else:
            label = f"_:{shared.labels[name]}" if isinstance(name, BNode) else _iri(name, terms)
            nodes.append({"@id": label, "@graph": own})
    document: Json = {"@context": _context(terms.used()), "@graph": nodes}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _usable(prefixes: Mapping[str, str], graphs: Mapping[GraphName, Graph]) -> dict[str, str]:
    """The prefixes that are not the scheme of an IRI in the graphs: `urn:x` must not expand."""
    iris = {str(name) for name in graphs if isinstance(name, URIRef)}
    for graph in graphs.values():
        iris |= {str(term) for triple in graph for term in triple if isinstance(term, URIRef)}
        iris |= {str(o.datatype) for o in graph.objects() if isinstance(o, Literal)}
    schemes = {iri.partition(":")[0] for iri in iris}
    return {prefix: ns for prefix, ns in prefixes.items() if prefix and prefix not in schemes}


def _context(prefixes: Mapping[str, str]) -> Json:
    return {
        prefix: namespace
        if namespace.endswith(tuple(":/?#[]@"))
        else {"@id": namespace, "@prefix": True}
        for prefix, namespace in prefixes.items()
    }


class _Nodes:
    """The node objects of one graph, in the order of the Turtle blocks."""

    def __init__(self, terms: TurtleTerms, statements: Statements, places: BlankNodes) -> None:
        self.terms = terms
        self.statements = statements
        self.places = places

    def nodes(self) -> list[Json]:
        named = [subject for subject in self.statements if isinstance(subject, URIRef)]
        return [
            *(self.node(subject) for subject in sorted(named, key=natural_key)),
            *sorted((self.node(root) for root in self.places.roots), key=_text_key),
            *(self.node(node) for node in self.places.labels if node in self.statements),
        ]

    def node(self, subject: Node) -> Json:
        """The node object of a subject; an inlined blank node has no `@id`."""
        properties = dict(self.statements.get(subject, {}))
        types = properties.pop(RDF.type, [])
        found = self.name(subject)
        if classes := [term for term in types if isinstance(term, URIRef)]:
            found["@type"] = _one_or_many([*sorted(map(self.iri, classes), key=natural_key)])
        if others := [term for term in types if not isinstance(term, URIRef)]:
            properties[RDF.type] = others
        written = {self.iri(predicate): values for predicate, values in properties.items()}
        for predicate in sorted(written, key=natural_key):
            found[predicate] = self.values(written[predicate])
        return found

    def iri(self, iri: URIRef) -> str:
        return _iri(iri, self.terms)

    def name(self, node: Node) -> dict[str, Json]:
        if isinstance(node, URIRef):
            return {"@id": self.iri(node)}
        label = self.places.labels.get(node)
        return {"@id": f"_:{label}"} if label else {}

    def values(self, nodes: Sequence[Node]) -> Json:
        iris = sorted((n for n in nodes if isinstance(n, URIRef)), key=natural_key)
        literals = sorted((n for n in nodes if isinstance(n, Literal)), key=literal_key)
        blank = (self.value(node) for node in nodes if isinstance(node, BNode))
        return _one_or_many([*map(self.value, [*iris, *literals]), *sorted(blank, key=_text_key)])

    def value(self, node: Node) -> Json:
        if isinstance(node, Literal):
            return self.literal(node)
        if node == RDF.nil:
            return {"@list": []}
        if isinstance(node, URIRef) or node in self.places.labels:
            return {**self.name(node)}
        members = self.places.collections.get(node)
        return {"@list": [*map(self.member, members)]} if members else self.node(node)

    def member(self, node: Node) -> Json:
        """The value in a list; a nested list is written out, as JSON-LD 1.0 has none."""
        if node == RDF.nil:
            return {**self.name(node)}
        members = self.places.collections.get(node)
        if not members:
            return self.value(node)
        rest: list[Json] = [*map(self.member, members[1:])]
        first, following = self.iri(RDF.first), self.iri(RDF.rest)
        return {first: self.value(members[0]), following: {"@list": rest}}

    def literal(self, literal: Literal) -> Json:
        if literal.language:
            return {"@language": literal.language, "@value": str(literal)}
        datatype = datatype_of(literal)
        if datatype is None:
            return str(literal)
        return {"@type": self.iri(datatype), "@value": str(literal)}


def _iri(iri: URIRef, terms: TurtleTerms) -> str:
    return terms.shorten(iri) or str(iri)


def _one_or_many(values: Sequence[Json]) -> Json:
    return values[0] if len(values) == 1 else list(values)


def _text_key(value: Json) -> Any:
    return natural_key(json.dumps(value, ensure_ascii=False))
