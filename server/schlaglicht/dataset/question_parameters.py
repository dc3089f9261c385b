"""Parameters of a question in the terms of SHACL: https://www.w3.org/TR/shacl-af/#ParametersExample.

The variable is the local name of the path. Every node has an IRI, that of the question and more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rdflib import RDF, XSD, Literal, URIRef
from rdflib.term import Node

from schlaglicht.questions import Kind, Parameter, Question
from schlaglicht.rdf.iris import is_language_tag
from schlaglicht.rdf.terms import term_of
from schlaglicht.rdf.triple import Triple
from schlaglicht.vocab import SH

_DATATYPES = {Kind.DATE: XSD.date, Kind.TEXT: XSD.string}


def describe_parameters(node: URIRef, question: Question) -> Iterator[Triple]:
    """The triples about the parameters of the question that is described at `node`."""
    for number, parameter in enumerate(question.parameters, 1):
        described = URIRef(f"{node}-parameter-{number}")
        yield node, SH.parameter, described
        yield from _described(node, described, parameter)
        yield described, SH.order, Literal(number)


def _described(question: URIRef, node: URIRef, parameter: Parameter) -> Iterator[Triple]:
    default = term_of(parameter.default)
    yield node, RDF.type, SH.Parameter
    yield node, SH.path, URIRef(f"{question}/{parameter.name}")
    yield node, SH.optional, Literal(True)
    yield node, SH.defaultValue, default
    for tag, label in parameter.labels.items():
        yield node, SH.name, Literal(label, tag if is_language_tag(tag) else None)
    if parameter.kind is Kind.THING:
        yield node, SH.nodeKind, SH.IRI
    if parameter.class_:
        yield node, SH["class"], URIRef(parameter.class_)
    if parameter.kind is Kind.NUMBER:
        yield node, SH.nodeKind, SH.Literal
    if datatype := _DATATYPES.get(parameter.kind):
        is_tagged = isinstance(default, Literal) and default.language
        yield node, SH.datatype, RDF.langString if is_tagged else datatype
    if parameter.choices:
        yield from _list(node, SH["in"], [term_of(each) for each in parameter.choices])


def _list(node: URIRef, predicate: URIRef, members: Sequence[Node]) -> Iterator[Triple]:
    cells = [URIRef(f"{node}-choice-{number}") for number in range(1, len(members) + 1)]
    yield node, predicate, cells[0]
    for cell, member, rest in zip(cells, members, [*cells[1:], RDF.nil], strict=True):
        yield cell, RDF.first, member
        yield cell, RDF.rest, rest
