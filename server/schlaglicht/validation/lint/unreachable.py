"""Shapes that check nothing: no target leads to them, or they have no constraint."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import OWL, RDF, RDFS, BNode, URIRef
from rdflib.term import Node

from schlaglicht.i18n import msg
from schlaglicht.validation.lint.lint_result import found
from schlaglicht.validation.lint.shacl_terms import CORE, IGNORED, is_known
from schlaglicht.validation.lint.shape_graph import PARAMETERS, Shapes
from schlaglicht.validation.report import ValidationResult
from schlaglicht.vocab import SH

_GIVEN = tuple(str(namespace) for namespace in (RDF, RDFS, OWL))


def check_unreachable(shapes: Shapes) -> list[ValidationResult]:
    """A result for each shape that no target leads to, or that everything conforms to.

    None for a shape with a term unknown to SHACL: that is the fault, and reported already.
    """
    everything = sorted({*shapes.all, *_untyped(shapes)}, key=str)
    used = shapes.below([shape for shape in everything if _is_used(shapes, shape)])
    unused = [shape for shape in everything if shape not in used]
    results = [_unreachable(shapes, shape) for shape in _topmost(shapes, unused)]
    return results + [_unconstrained(shapes, s) for s in everything if _is_empty(shapes, s, used)]


def _unreachable(shapes: Shapes, shape: Node) -> ValidationResult:
    if (None, RDF.type, shape) in shapes.data or (None, SH["class"], shape) in shapes.graph:
        helps = msg(
            "make it a class (a rdfs:Class), so that it targets its instances; or give it a target"
        )
    elif shapes.is_property_shape(shape):
        helps = msg("name it with sh:property in a shape that has a target")
    else:
        helps = msg("give it a target, sh:targetClass for instance")
    return found(
        "shape-unreachable",
        shapes.locate.subject(shape),
        msg("no target leads to {shape}: this shape checks nothing", shape=shapes.name(shape)),
        helps=helps,
    )


def _unconstrained(shapes: Shapes, shape: Node) -> ValidationResult:
    example = "sh:minCount 1" if shapes.is_property_shape(shape) else "sh:property [ … ]"
    return found(
        "shape-unconstrained",
        shapes.locate.subject(shape),
        msg("{shape} has no constraint: it always passes", shape=shapes.name(shape)),
        helps=msg("add a constraint, {example} for instance", example=example),
    )


def _untyped(shapes: Shapes) -> Iterator[Node]:
    """Nodes with a path or a constraint that are not declared as shapes.

    Excludes parts of others: parameters of components, expressions that compute a node.
    """
    graph = shapes.graph
    for predicate in {SH.path, *PARAMETERS}.difference(SH[local] for local in IGNORED):
        for node in graph.subjects(predicate):
            part_of = SH.parameter if isinstance(node, URIRef) else None
            if (None, part_of, node) not in graph:
                yield node


def _topmost(shapes: Shapes, unused: list[Node]) -> Iterator[Node]:
    """The unused shapes that no other leads to, and one of each cycle of them."""
    inner = {node for shape in unused for node in shapes.inner(shape) if node != shape}
    covered: set[Node] = set()
    for shape in sorted(unused, key=lambda shape: (shape in inner, isinstance(shape, BNode))):
        if shape not in covered:
            covered |= shapes.below([shape])
            if not (shapes.is_deactivated(shape) or _has_unknown_terms(shapes, shape)):
                yield shape


def _is_empty(shapes: Shapes, shape: Node, used: set[Node]) -> bool:
    if shape not in used or shapes.is_deactivated(shape) or _has_unknown_terms(shapes, shape):
        return False
    return _is_expected_to_check(shapes, shape) and not _has_constraint(shapes, shape)


def _has_unknown_terms(shapes: Shapes, shape: Node) -> bool:
    namespace = str(SH)
    return any(
        predicate.startswith(namespace) and not is_known(predicate.removeprefix(namespace))
        for predicate in map(str, shapes.graph.predicates(shape))
    )


def _is_used(shapes: Shapes, shape: Node) -> bool:
    """True if a shape has a target, or other programs may use it through what refers to it."""
    if any(shapes.targets(shape)) or shapes.has_ignored_target(shape):
        return True
    naming = {str(p) for s, p in shapes.graph.subject_predicates(shape) if s != shape}
    return any(not p.startswith(_GIVEN) and p.removeprefix(str(SH)) not in CORE for p in naming)


def _is_expected_to_check(shapes: Shapes, shape: Node) -> bool:
    """True if an empty shape is a fault: not one that documents, or allows a property.

    A class may be a shape for those that extend it. A shape without a name exists only for its
    constraints.
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
    if (None, SH.property, shape) in graph:  # without a path, which is the fault
        return False
    within = isinstance(shape, BNode) and shape in shapes.referred
    return within or any(shapes.targets(shape))


def _has_constraint(shapes: Shapes, shape: Node) -> bool:
    present = set(shapes.graph.predicates(shape))
    if present & shapes.own_parameters or present.intersection(PARAMETERS):
        return True
    # A constraint of a later SHACL counts too; another rule reports that it is ignored.
    return any(str(predicate).removeprefix(str(SH)) in IGNORED for predicate in present)
