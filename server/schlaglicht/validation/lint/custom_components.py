"""Custom constraint components: incomplete declarations and missing parameters.

https://www.w3.org/TR/shacl/#constraint-components
"""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import RDF, RDFS
from rdflib.term import Node

from schlaglicht.i18n import msg
from schlaglicht.suggest import NearMisses
from schlaglicht.validation.lint.parameter_pairs import lacking
from schlaglicht.validation.lint.parameters import repeated
from schlaglicht.validation.report import ValidationResult
from schlaglicht.validation.rules import found
from schlaglicht.validation.shacl.shape_graph import Shapes
from schlaglicht.validation.shacl.shapes import CustomComponent
from schlaglicht.vocab import SH, VALIDATORS


def check_custom_components(shapes: Shapes) -> list[ValidationResult]:
    """A result for each component or use of one that is ignored as incomplete."""
    results = [*_untyped(shapes), *_near_parameters(shapes)]
    results += _incomplete(shapes)
    for component in shapes.read.components:
        results += _unused(shapes, component)
        for parameter in component.parameters if len(component.parameters) > 1 else ():
            given = set(shapes.graph.subjects(parameter))
            complete = [shape for shape in given if not _missing(shapes, component, shape)]
            results += repeated(shapes, parameter, complete)
    return results


def _missing(shapes: Shapes, component: CustomComponent, shape: Node) -> list[Node]:
    """The required parameters of a component that a shape does not give."""
    return [need for need in component.needed if (shape, need, None) not in shapes.graph]


def _untyped(shapes: Shapes) -> Iterator[ValidationResult]:
    graph = shapes.graph
    for validator in VALIDATORS:
        for triple in graph.triples((None, validator, None)):
            classes = graph.objects(triple[0], RDF.type)
            if not any(_is_component(shapes, class_) for class_ in classes):
                yield lacking(shapes, triple, "a sh:ConstraintComponent")


def _is_component(shapes: Shapes, class_: Node) -> bool:
    return SH.ConstraintComponent in shapes.graph.transitive_objects(class_, RDFS.subClassOf)


def _near_parameters(shapes: Shapes) -> Iterator[ValidationResult]:
    """Properties of shapes similar to a parameter of a component: they are ignored."""
    known = [str(parameter) for parameter in shapes.own_parameters]
    near = NearMisses(known)
    for shape in shapes.all if known else ():
        for triple in shapes.graph.triples((shape, None, None)):
            term = str(triple[1])
            if term not in known and (meant := near.nearest(term)):
                yield found(
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


def _unused(shapes: Shapes, component: CustomComponent) -> Iterator[ValidationResult]:
    parameters = component.parameters
    if parameters and not any((None, given, None) in shapes.graph for given in parameters):
        yield found(
            "shape-unused",
            shapes.locate.subject(component.node),
            msg(
                "no shape uses the constraint component {component}",
                component=shapes.names.term(component.node),
            ),
        )


def _incomplete(shapes: Shapes) -> Iterator[ValidationResult]:
    """Parameters that complete none of the components they belong to: there is no constraint.

    Components may share a parameter; the message is about the one that lacks fewest.
    """
    components = shapes.read.components
    for given in sorted({path for each in components for path in each.parameters}, key=str):
        having = [component for component in components if given in component.parameters]
        for triple in shapes.graph.triples((None, given, None)):
            missing = min((_missing(shapes, each, triple[0]) for each in having), key=len)
            if missing:
                yield lacking(shapes, triple, shapes.names.term(missing[0]))
