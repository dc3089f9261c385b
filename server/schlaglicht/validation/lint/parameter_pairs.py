"""Parameters that lack a required partner, those that contradict each other, and custom components.

https://www.w3.org/TR/shacl/#core-components, https://www.w3.org/TR/shacl/#constraint-components
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rdflib import OWL, RDF, RDFS, URIRef
from rdflib.term import Identifier, Node

from schlaglicht.i18n import msg
from schlaglicht.rdf.iris import local_name
from schlaglicht.rdf.lists import items
from schlaglicht.rdf.triple import Triple
from schlaglicht.suggest import NearMisses
from schlaglicht.validation.lint.parameters import repeated
from schlaglicht.validation.literals.order import order
from schlaglicht.validation.report import Place, Severity, ValidationResult
from schlaglicht.validation.rules import result_of
from schlaglicht.validation.shacl.components import COMPONENTS
from schlaglicht.validation.shacl.located_shapes import LocatedShapes
from schlaglicht.validation.shacl.shapes import CustomComponent
from schlaglicht.vocab import SH, VALIDATORS

_PARTNERS: tuple[tuple[URIRef, tuple[URIRef, ...]], ...] = (
    (SH.flags, (SH.pattern,)),
    (SH.qualifiedMinCount, (SH.qualifiedValueShape,)),
    (SH.qualifiedMaxCount, (SH.qualifiedValueShape,)),
    (SH.qualifiedValueShapesDisjoint, (SH.qualifiedValueShape,)),
    (SH.qualifiedValueShape, (SH.qualifiedMinCount, SH.qualifiedMaxCount)),
)
"""Each parameter, and those of which it needs at least one."""

_OF_PROPERTIES = tuple(each.parameter for each in COMPONENTS.values() if each.of_properties)

_ASKED_BY = ((SH.select, "sh:sparql"), (SH.ask, "sh:validator"))
"""The parameter of a query, and the one that leads to its node."""

_CONSTRAINING = {SH.NodeShape, SH.PropertyShape, SH.SPARQLConstraint, SH.SPARQLSelectValidator,
                 SH.SPARQLAskValidator, RDFS.Class, OWL.Class}  # fmt: skip
"""The classes of nodes with constraining queries; other nodes may hold example queries."""

_RANGES: tuple[tuple[URIRef, URIRef, bool], ...] = (
    (SH.minCount, SH.maxCount, True),
    (SH.qualifiedMinCount, SH.qualifiedMaxCount, True),
    (SH.minLength, SH.maxLength, True),
    (SH.minInclusive, SH.maxInclusive, True),
    (SH.minInclusive, SH.maxExclusive, False),
    (SH.minExclusive, SH.maxInclusive, False),
    (SH.minExclusive, SH.maxExclusive, False),
)
"""Lower and upper bounds, and True if they may be equal."""

_NOT_LITERAL = {SH.IRI, SH.BlankNode, SH.BlankNodeOrIRI}


def check_parameter_pairs(shapes: LocatedShapes) -> list[ValidationResult]:
    """A result for each parameter without effect because its partner is missing."""
    graph = shapes.graph
    results = [
        _alone(shapes, shape, parameter, f"sh:{local_name(partners[0])}")
        for parameter, partners in _PARTNERS
        for shape in set(graph.subjects(parameter))
        if not any((shape, partner, None) in graph for partner in partners)
    ]
    results += [
        # With `sh:closed false` the list is merely idle; without sh:closed it is likely forgotten.
        replace(
            _alone(shapes, shape, SH.ignoredProperties, "sh:closed true"),
            severity=Severity.VIOLATION,
        )
        for shape in set(graph.subjects(SH.ignoredProperties))
        if (shape, SH.closed, None) not in graph
    ]
    results += [
        _alone(shapes, shape, SH.qualifiedValueShape, "sh:path")
        for shape in set(graph.subjects(SH.qualifiedValueShape))
        if not shapes.is_property_shape(shape)
    ]
    results += [
        replace(_alone(shapes, shape, parameter, "sh:path"), severity=Severity.VIOLATION)
        for parameter in _OF_PROPERTIES
        for shape in set(graph.subjects(parameter))
        if not shapes.is_property_shape(shape) and (None, SH.property, shape) not in graph
    ]
    return [*results, *_queries_apart(shapes)]


def _queries_apart(shapes: LocatedShapes) -> Iterator[ValidationResult]:
    """Queries outside constraints, validators and targets: they are never run."""
    graph = shapes.graph
    for parameter, partner in _ASKED_BY:
        for node in set(graph.subjects(parameter)):
            classes = set(graph.objects(node, RDF.type))
            if classes <= _CONSTRAINING and not any(
                predicate in SH for predicate in map(str, graph.predicates(None, node))
            ):
                yield _alone(shapes, node, parameter, partner)


def _alone(shapes: LocatedShapes, shape: Node, parameter: URIRef, partner: str) -> ValidationResult:
    return lacking(shapes, next(shapes.graph.triples((shape, parameter, None))), partner)


def lacking(shapes: LocatedShapes, triple: Triple, partner: str) -> ValidationResult:
    """A result for a parameter that lacks a partner."""
    fields = {"parameter": shapes.parameter_name(triple[1]), "partner": partner}
    message, helps = (
        msg("{parameter} has no effect without {partner}", **fields),
        msg("add {partner}, or remove {parameter}", **fields),
    )
    place, about = shapes.locate.predicate_of(triple), shapes.unreadable_by(triple)
    return result_of("shape-partner", place, message, helps=helps, about=about)


def check_contradictions(shapes: LocatedShapes) -> list[ValidationResult]:
    """A result for each pair of constraints of one shape that no value can satisfy."""
    results = [result for bounds in _RANGES for result in _empty_ranges(shapes, *bounds)]
    for shape, datatype in shapes.graph.subject_objects(SH.datatype):
        results += _against_datatype(shapes, shape, datatype)
    for shape, value in shapes.graph.subject_objects(SH.hasValue):
        results += _against_value(shapes, shape, value)
    return results


def _empty_ranges(
    shapes: LocatedShapes, lower: URIRef, upper: URIRef, may_be_same: bool
) -> Iterator[ValidationResult]:
    graph = shapes.graph
    for shape, low in graph.subject_objects(lower):
        for high in graph.objects(shape, upper):
            between = order(low, high)
            if between == 1 or (between == 0 and not may_be_same):
                yield _contradiction(shapes, shape, (lower, low), (upper, high))


def _against_datatype(
    shapes: LocatedShapes, shape: Node, datatype: Node
) -> Iterator[ValidationResult]:
    graph = shapes.graph
    for kind in graph.objects(shape, SH.nodeKind):
        if kind in _NOT_LITERAL:
            yield _contradiction(shapes, shape, (SH.datatype, datatype), (SH.nodeKind, kind))
    for class_ in graph.objects(shape, SH["class"]):
        yield _contradiction(shapes, shape, (SH.datatype, datatype), (SH["class"], class_))
    if datatype != RDF.langString:
        for languages in graph.objects(shape, SH.languageIn):
            yield _contradiction(shapes, shape, (SH.datatype, datatype), (SH.languageIn, languages))


def _against_value(shapes: LocatedShapes, shape: Node, value: Node) -> Iterator[ValidationResult]:
    graph = shapes.graph
    for allowed in graph.objects(shape, SH["in"]):
        if (members := items(graph, allowed)) and value not in members:
            yield _contradiction(shapes, shape, (SH["in"], allowed), (SH.hasValue, value))
    for limit in graph.objects(shape, SH.maxCount):
        if str(limit) == "0":
            yield _contradiction(shapes, shape, (SH.maxCount, limit), (SH.hasValue, value))


def _contradiction(
    shapes: LocatedShapes,
    shape: Node,
    first: tuple[Identifier, Node],
    second: tuple[Identifier, Node],
) -> ValidationResult:
    message = msg(
        "no value can meet both: {first} and {second}",
        first=_written(shapes, *first),
        second=_written(shapes, *second),
    )
    place: Place | None = shapes.locate.object_of((shape, *second))
    return result_of("shape-contradiction", place, message, helps=msg("correct one of the two"))


def _written(shapes: LocatedShapes, parameter: Identifier, value: Node) -> str:
    shown = shapes.names.shortened(value)
    if members := items(shapes.graph, value):
        shown = f"( {' '.join(map(shapes.names.shortened, members))} )"
    return f"sh:{local_name(str(parameter))} {shown}"


def check_custom_components(shapes: LocatedShapes) -> list[ValidationResult]:
    """A result for each component or use of one that is ignored as incomplete."""
    results = [*_untyped(shapes), *_near_parameters(shapes)]
    results += _incomplete(shapes)
    for component in shapes.components:
        results += _unused(shapes, component)
        for parameter in component.parameters if len(component.parameters) > 1 else ():
            given = set(shapes.graph.subjects(parameter))
            complete = [shape for shape in given if not _missing(shapes, component, shape)]
            results += repeated(shapes, parameter, complete)
    return results


def _missing(shapes: LocatedShapes, component: CustomComponent, shape: Node) -> list[Node]:
    """The required parameters of a component that a shape does not give."""
    return [need for need in component.needed if (shape, need, None) not in shapes.graph]


def _untyped(shapes: LocatedShapes) -> Iterator[ValidationResult]:
    graph = shapes.graph
    for validator in VALIDATORS:
        for triple in graph.triples((None, validator, None)):
            classes = graph.objects(triple[0], RDF.type)
            if not any(_is_component(shapes, class_) for class_ in classes):
                yield lacking(shapes, triple, "a sh:ConstraintComponent")


def _is_component(shapes: LocatedShapes, class_: Node) -> bool:
    return SH.ConstraintComponent in shapes.graph.transitive_objects(class_, RDFS.subClassOf)


def _near_parameters(shapes: LocatedShapes) -> Iterator[ValidationResult]:
    """Properties of shapes similar to a parameter of a component: they are ignored."""
    known = [str(parameter) for parameter in shapes.declared_parameters]
    near = NearMisses(known)
    for shape in shapes.all if known else ():
        for triple in shapes.graph.triples((shape, None, None)):
            term = str(triple[1])
            if term not in known and (meant := near.nearest(term)):
                yield result_of(
                    "shape-near-miss",
                    shapes.locate.predicate_of(triple),
                    msg(
                        "no constraint component has the parameter {term}",
                        term=shapes.names.iri(term),
                    ),
                    helps=msg(
                        "there is {near}; one of the two is misspelt", near=shapes.names.iri(meant)
                    ),
                    value=triple[1],
                )


def _unused(shapes: LocatedShapes, component: CustomComponent) -> Iterator[ValidationResult]:
    parameters = component.parameters
    if parameters and not any((None, given, None) in shapes.graph for given in parameters):
        yield result_of(
            "shape-unused",
            shapes.locate.subject(component.node),
            msg(
                "no shape uses the constraint component {component}",
                component=shapes.names.term(component.node),
            ),
        )


def _incomplete(shapes: LocatedShapes) -> Iterator[ValidationResult]:
    """Parameters that complete none of the components they belong to: there is no constraint.

    Components may share a parameter; the message is about the one that lacks fewest.
    """
    components = shapes.components
    for given in sorted({path for each in components for path in each.parameters}, key=str):
        having = [component for component in components if given in component.parameters]
        for triple in shapes.graph.triples((None, given, None)):
            missing = min((_missing(shapes, each, triple[0]) for each in having), key=len)
            if missing:
                yield lacking(shapes, triple, shapes.names.term(missing[0]))
