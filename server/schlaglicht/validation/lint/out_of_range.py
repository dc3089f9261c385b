"""Literals that the engine cannot compute with, where a query of a shape or a question would.

A condition on such a number, date or duration is an error of SPARQL, so the query passes over what
it should find. The engine itself says which these are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import TypeAlias, TypeGuard

from rdflib import RDF, XSD, Literal, URIRef
from rdflib.term import Node as Term

from schlaglicht.errors import QueryError
from schlaglicht.i18n import msg
from schlaglicht.query import read_query
from schlaglicht.query.lexer import TokenKind
from schlaglicht.query.syntax_tree import Item, Kind, Node, is_name, is_variable, word_of
from schlaglicht.questions import read_questions
from schlaglicht.rdf.iris import local_name
from schlaglicht.rdf.load import LoadedGraph
from schlaglicht.rdf.paths import predicates_of, read_path
from schlaglicht.rdf.triple import Triple
from schlaglicht.validation.checks.undeclared_terms import place_in_question, question_prefixes
from schlaglicht.validation.inputs import Inputs
from schlaglicht.validation.literals.lexical_forms import LONG_NUMBER, NUMBER_TYPES, is_ill_typed
from schlaglicht.validation.literals.order import has_order
from schlaglicht.validation.report import Place, Severity, ValidationResult
from schlaglicht.validation.result_locations import Locator
from schlaglicht.validation.rules import result_of
from schlaglicht.validation.shacl.located_shapes import LocatedShapes
from schlaglicht.validation.shacl.query_store import out_of_range
from schlaglicht.validation.shacl.shape_queries import OF_SHAPE, ConstraintQuery, iri_of
from schlaglicht.vocab import SH

FITTING = re.compile(r"[+-]?\d{0,18}(?:\.\d{0,18})?")
"""Numbers of any datatype that the engine holds: there may be very many, such as coordinates."""
_STRING = re.compile(r"""("{3}|'{3}|["'])(.*)\1""", re.DOTALL)
_EXPRESSIONS = (Kind.FILTER, Kind.BIND, Kind.BINDING, Kind.HAVING, Kind.ORDER_BY, Kind.BRACKETED)
_INDIFFERENT = frozenset(
    {"COUNT", "BOUND", "STR", "LANG", "DATATYPE", "SAMETERM", "GROUP_CONCAT"}
    | {"ISIRI", "ISURI", "ISBLANK", "ISLITERAL"}
)
"""Functions that take a literal as it is written."""

Predicates: TypeAlias = set[Term | None]
"""Predicates of triples; None stands for any."""


def check_range(inputs: Inputs, shapes: LocatedShapes) -> Iterator[ValidationResult]:
    """A result for each literal that a query computes with, and the engine cannot."""
    facts, given = Predicates(), Predicates()
    for triple in shapes.queries:
        of_data, of_shapes = _of_shapes(shapes, triple)
        facts |= of_data
        given |= of_shapes
    yield from _results(inputs.data_graph, facts)
    yield from _results(inputs.shapes_graph, given)
    prefixes, asked = question_prefixes(inputs), Predicates()
    for question in read_questions(inputs.project):
        with suppress(QueryError):  # told elsewhere
            query = read_query(question.text)
            namespaces = {**prefixes, **query.prefixes}
            asked |= _computed(query.tree, namespaces)[0]
            for node, literal in constants_beyond(query.tree, namespaces):
                place = place_in_question(question, node.start, node.end)
                yield _result(literal, place, Severity.WARNING)
    for part in inputs.parts:
        yield from _results(part, asked - facts, Severity.WARNING)


def constants_beyond(query: Node, namespaces: Mapping[str, str]) -> Iterator[tuple[Node, Literal]]:
    """The literals written in a query that the engine cannot compute with."""
    written = [(node, _literal(node, namespaces)) for node in query.all(Kind.LITERAL)]
    beyond = out_of_range({literal for _, literal in written if _is_doubtful(literal)})
    yield from ((node, literal) for node, literal in written if literal in beyond)


def _literal(node: Node, namespaces: Mapping[str, str]) -> Literal | None:
    *_, last = tokens = list(node.tokens())
    if last.kind is TokenKind.NUMBER and "e" not in last.text.lower():
        datatype = XSD.decimal if "." in last.text else XSD.integer
        return Literal("".join(token.text for token in tokens), datatype=datatype, normalize=False)
    text = _STRING.fullmatch(tokens[0].text) if is_name(last) else None
    return text and Literal(text[2], datatype=iri_of(last, namespaces), normalize=False)


def _of_shapes(shapes: LocatedShapes, triple: Triple) -> tuple[Predicates, Predicates]:
    """The predicates whose values a query of shapes computes with: in the data, and in shapes."""
    graph, node = shapes.graph, triple[0]
    query = ConstraintQuery(shapes, triple, "")
    components = graph.subjects(None, node)
    parameters = {p for part in components for p in graph.objects(part, SH.parameter / SH.path)}
    owners = {*graph.subjects(SH.sparql, node), *(o for p in parameters for o in graph.subjects(p))}
    if query.tree is None or shapes.is_deactivated(node):
        return set(), set()
    predicates, names = _computed(query.tree, query.all_namespaces())
    if "value" in names and triple[1] == SH.ask:
        predicates.add(OF_SHAPE)
    for owner in owners if OF_SHAPE in predicates else ():
        paths = [read_path(graph, path) for path in shapes.said(owner).get(SH.path, ())]
        predicates |= {step.iri for path in paths for step in predicates_of(path)} or {None}
    if "this" in names and any(_has_literals(shapes, owner) for owner in owners):
        predicates.add(None)
    return predicates, {path for path in parameters if local_name(str(path)) in names}


def _has_literals(shapes: LocatedShapes, shape: Term) -> bool:
    """True if focus nodes of a shape may be literals."""
    if shapes.is_property_shape(shape):
        return False
    targets = (predicate for predicate, _ in shapes.targets(shape))
    return shape in shapes.referred or SH.targetObjectsOf in targets


def _computed(query: Node, namespaces: Mapping[str, str]) -> tuple[Predicates, set[str]]:
    """The predicates whose values a query computes with, and the variables in its expressions."""
    names = {
        item.text[1:]
        for expression in query.all(*_EXPRESSIONS)
        for item in expression.walk(_computes)
        if is_variable(item)
    }
    predicates: Predicates = set()
    for node in query.all(Kind.TRIPLES, Kind.BLANK, Kind.COLLECTION):
        for each in node.nodes(Kind.PROPERTY):
            verb, *ends = each.children
            if isinstance(verb, Node):  # a path, which may go both ways
                ends.append(node.children[0])
            if names & {end.text[1:] for end in ends if is_variable(end)}:
                predicates |= _predicates(verb, namespaces)
        if node.kind is Kind.COLLECTION and names & {name.text[1:] for name in node.variables()}:
            predicates.add(RDF.first)
    return predicates, names


def _computes(node: Node) -> bool:
    """True for a part of an expression whose value may depend on the values of its literals."""
    is_indifferent = node.kind is Kind.CALL and word_of(node.children[0]) in _INDIFFERENT
    return not is_indifferent and node.kind is not Kind.EXISTS


def _predicates(verb: Item, namespaces: Mapping[str, str]) -> Predicates:
    """The predicates along which a verb or a path leads."""
    if is_variable(verb) or (isinstance(verb, Node) and any(True for _ in verb.all(Kind.NEGATED))):
        return {None}
    tokens = verb.tokens() if isinstance(verb, Node) else (verb,)
    return {URIRef(iri_of(t, namespaces)) for t in tokens if is_name(t) or word_of(t) == "A"}


def _results(
    part: LoadedGraph, predicates: Predicates, severity: Severity = Severity.VIOLATION
) -> Iterator[ValidationResult]:
    """A result for each value of these predicates that the engine cannot compute with."""
    triples = [
        (triple, value)
        for predicate in ({None} if None in predicates else predicates)
        for triple in part.graph.triples((None, predicate, None))
        if _is_doubtful(value := triple[2])
    ]
    beyond = out_of_range({value for _, value in triples})
    locate = Locator(part)
    for triple, value in triples:
        if value in beyond:
            yield _result(value, locate.object_of(triple), severity, focus_node=triple[0])


def _is_doubtful(node: Term | None) -> TypeGuard[Literal]:
    """True for a well-typed literal that may be too large or too exact for the engine."""
    if not isinstance(node, Literal) or node.language or not LONG_NUMBER.search(node):
        return False
    datatype = str(node.datatype or XSD.string)
    if datatype in NUMBER_TYPES and FITTING.fullmatch(node):
        return False
    return datatype != str(XSD.string) and has_order(datatype) and not is_ill_typed(node, datatype)


def _result(
    literal: Term, place: Place | None, severity: Severity, *, focus_node: Term | None = None
) -> ValidationResult:
    return result_of(
        "literal-out-of-range",
        place,
        msg(
            "a query computes with {value}, which is out of its range: no condition on it is met",
            value=str(literal),
        ),
        msg("judge values of any size by sh:minInclusive, sh:lessThan and the like"),
        severity=severity,
        value=literal,
        focus_node=focus_node,
    )
