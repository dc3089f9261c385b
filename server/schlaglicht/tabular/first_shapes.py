"""Shapes and an ontology, the first of a table: guessed from its statements."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from rdflib import OWL, RDF, RDFS, XSD, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from schlaglicht.rdf.graph_store import new_graph
from schlaglicht.tabular.mapping_guess import ADDRESS
from schlaglicht.vocab import SCHEMA, SH

_FEW = 7
"""Texts of which there are fewer are a list of choices ..."""
_MANY = 30
"""... if this many rows have one."""

_FARTHEST = {SCHEMA.latitude: 90, SCHEMA.longitude: 180}
"""Degrees beyond which no place is, to either side."""

GUESSED = "# A first version, guessed from the table; make it yours."
"""How an ontology and shapes begin that a table was made into."""

Labels = Mapping[URIRef, Literal]
"""The terms of a table in the order of its columns, each with what people call it."""


def first_ontology(data: Graph, labels: Labels) -> Graph:
    """The terms with their kind and their label."""
    graph = new_graph()
    for term in (term for term in labels if term != RDFS.label):
        links = isinstance(next(data.objects(None, term), None), URIRef)
        kind = OWL.ObjectProperty if links else OWL.DatatypeProperty
        graph.add((term, RDF.type, OWL.Class if (None, RDF.type, term) in data else kind))
        graph.add((term, RDFS.label, labels[term]))
    return graph


def first_shapes(data: Graph, target: URIRef, labels: Labels, base: str) -> Graph:
    """A shape for the class, and in it one for each property, in the order of the columns."""
    graph = new_graph()
    shape = URIRef(f"{base}shapes/{target.rpartition('/')[2]}Shape")
    graph.add((shape, RDF.type, SH.NodeShape))
    graph.add((shape, SH.targetClass, target))
    things = [*data.subjects(RDF.type, target)]
    for order, term in enumerate((term for term in labels if term != target), 1):
        rule = URIRef(f"{shape}-{re.split('[/#]', term)[-1]}")
        graph.add((shape, SH.property, rule))
        rest = [(SH.path, term), (SH.order, Literal(order))]
        if term == RDFS.label:  # the others have their names in the ontology
            rest.append((SH.name, labels[term]))
        if degrees := _FARTHEST.get(term):
            rest += [(SH.minInclusive, Literal(-degrees)), (SH.maxInclusive, Literal(degrees))]
        uses = [[*data.objects(thing, term)] for thing in things]
        for parameter, value in ((RDF.type, SH.PropertyShape), *rest, *_kept(uses)):
            graph.add((rule, parameter, value))
        if choices := _choices(uses):
            listed = URIRef(f"{rule}-choices")
            graph.add((shape, SH.property, listed))
            hint = ((RDF.type, SH.PropertyShape), (SH.path, term), (SH.severity, SH.Info))
            for parameter, value in (*hint, (SH["in"], Collection(graph, BNode(), choices).uri)):
                graph.add((listed, parameter, value))
    return graph


def _choices(uses: list[list[Node]]) -> list[Node]:
    """The few texts of which a property has one for many things; none of people's addresses."""
    values = {value for each in uses for value in each}
    is_often = len(values) < _FEW and sum(map(len, uses)) >= _MANY
    are_texts = {kind_of(value) for value in values} == {XSD.string}
    return sorted(values, key=str) if is_often and are_texts and not _are_addresses(values) else []


def _are_addresses(values: set[Node]) -> bool:
    return 2 * sum(bool(ADDRESS.fullmatch(str(value))) for value in values) > len(values)


def _kept(uses: list[list[Node]]) -> Iterator[tuple[URIRef, Node]]:
    """The constraints that the values of a property keep, per thing."""
    values = {value for each in uses for value in each}
    kinds = {kind_of(value) for value in values}
    if all(uses) and not _are_addresses(values):  # a person may want to leave them out
        yield SH.minCount, Literal(1)
    if max(map(len, uses), default=0) <= 1:
        yield SH.maxCount, Literal(1)
    if kinds == {None}:
        yield SH.nodeKind, SH.IRI
    elif len(kinds) == 1 and (datatype := next(iter(kinds))):
        yield SH.datatype, datatype


def kind_of(value: Node) -> URIRef | None:
    """The datatype of a literal; None of any other node."""
    if not isinstance(value, Literal):
        return None
    return RDF.langString if value.language else value.datatype or XSD.string
