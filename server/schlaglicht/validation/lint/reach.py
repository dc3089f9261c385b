"""Shapes that check nothing: nobody refers to them, they aim at nothing, or hold no constraint."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import RDFS, BNode, URIRef
from rdflib.term import Node

from schlaglicht.validation.lint.results import found
from schlaglicht.validation.lint.shapes import PARAMETERS, Shapes
from schlaglicht.validation.lint.terms import IGNORED, is_known
from schlaglicht.validation.messages import say
from schlaglicht.validation.report import ValidationResult
from schlaglicht.vocab import SH


def check_reach(shapes: Shapes) -> list[ValidationResult]:
    """A result for each shape that is used nowhere, or that everything passes.

    Where a shape holds a term that SHACL does not have, that is the fault, and told already.
    """
    whole = [shape for shape in shapes.all if not _has_unknown_terms(shapes, shape)]
    return [result for shape in whole for result in _results(shapes, shape)]


def _results(shapes: Shapes, shape: Node) -> Iterator[ValidationResult]:
    if shapes.is_deactivated(shape):
        return
    if not _is_reached(shapes, shape):
        kind = "property" if shapes.is_property_shape(shape) else "node"
        yield found(
            "shape-unreachable",
            shapes.locate.subject(shape),
            say("shape-unreachable", shape=shapes.name(shape)),
            helps=say(f"shape-unreachable.{kind}"),
        )
    elif _is_expected_to_check(shapes, shape) and not _has_constraint(shapes, shape):
        example = "sh:minCount 1" if shapes.is_property_shape(shape) else "sh:property [ … ]"
        yield found(
            "shape-unconstrained",
            shapes.locate.subject(shape),
            say("shape-unconstrained", shape=shapes.name(shape)),
            helps=say("shape-unconstrained.help", example=example),
        )


def _has_unknown_terms(shapes: Shapes, shape: Node) -> bool:
    namespace = str(SH)
    return any(
        predicate.startswith(namespace) and not is_known(predicate.removeprefix(namespace))
        for predicate in map(str, shapes.graph.predicates(shape))
    )


def _is_reached(shapes: Shapes, shape: Node) -> bool:
    if shape in shapes.referred or any(shapes.targets(shape)):
        return True
    if shapes.has_ignored_target(shape):
        return True
    # A shape that data or another vocabulary names is for whoever reads that.
    return isinstance(shape, URIRef) and (None, None, shape) in shapes.graph


def _is_expected_to_check(shapes: Shapes, shape: Node) -> bool:
    """Whether an empty shape is a fault: not one that documents, or allows a property.

    A class may be a shape for the sake of those that extend it. A shape without a name is there
    for its constraints alone.
    """
    graph = shapes.graph
    if shapes.is_property_shape(shape):
        documents = (SH.name, SH.description, SH.order, SH.group, SH.defaultValue)
        owners = graph.subjects(SH.property, shape)
        return not (
            any((shape, predicate, None) in graph for predicate in documents)
            or any(shapes.is_true(owner, SH.closed) for owner in owners)
        )
    if shapes.is_class(shape) or (shape, RDFS.comment, None) in graph:
        return False
    within = isinstance(shape, BNode) and shape in shapes.referred
    return within or any(shapes.targets(shape))


def _has_constraint(shapes: Shapes, shape: Node) -> bool:
    present = set(shapes.graph.predicates(shape))
    if present & shapes.own_parameters or present.intersection(PARAMETERS):
        return True
    # A constraint of a later SHACL is one too; that it is passed over, another rule says.
    return any(str(predicate).removeprefix(str(SH)) in IGNORED for predicate in present)
