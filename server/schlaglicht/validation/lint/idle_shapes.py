"""Shapes that check nothing or say nothing, and files of shapes without any.

No target leads to a shape, or it has no constraint, or no message among shapes with one: a project
that relies on default messages throughout gets no results about these. A file among files of shapes
that has none is empty, has a wrong prefix for SHACL, or is in the folder by mistake.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from rdflib import OWL, RDF, RDFS, BNode, Literal, URIRef
from rdflib.term import Node

from schlaglicht.ground.reachable import reachable
from schlaglicht.i18n import msg
from schlaglicht.rdf.triple import Triple
from schlaglicht.validation.checks.shacl_terms import CORE, IGNORED, is_known
from schlaglicht.validation.inputs import Inputs
from schlaglicht.validation.report import Aspect, Place, Severity, Subject, ValidationResult
from schlaglicht.validation.rules import result_of
from schlaglicht.validation.shacl.located_shapes import PARAMETERS, LocatedShapes
from schlaglicht.validation.shacl.shapes import shapes_in
from schlaglicht.vocab import SH

_CHECKING = frozenset(PARAMETERS)
_OF_CLASSES = (SH.targetClass, RDF.type)
_GIVEN = tuple(str(namespace) for namespace in (RDF, RDFS, OWL))


def check_unreachable(shapes: LocatedShapes) -> list[ValidationResult]:
    """A result for each shape that no target leads to, or that everything conforms to.

    None for a shape with a term unknown to SHACL: that is the fault, and reported already.
    """
    everything = sorted({*shapes.all, *_untyped(shapes)}, key=str)
    used = shapes.below([shape for shape in everything if _is_used(shapes, shape)])
    aimless = [shape for shape in everything if _is_mere_class(shapes, shape)]
    used |= shapes.below(aimless)
    unused = [shape for shape in everything if shape not in used]
    results = [_unreachable(shapes, shape) for shape in _topmost(shapes, unused)]
    results += [_without_instances(shapes, shape) for shape in aimless]
    return results + [_unconstrained(shapes, s) for s in everything if _is_empty(shapes, s, used)]


def _is_mere_class(shapes: LocatedShapes, shape: Node) -> bool:
    """True if a shape is a class that is no target of its own, for want of the class of a shape.

    https://www.w3.org/TR/shacl/#implicit-targetClass
    """
    if not (shape in shapes.classes and _has_constraint(shapes, shape)):
        return False
    if shapes.is_deactivated(shape):
        return False
    own = [value for predicate, value in shapes.targets(shape) if predicate in _OF_CLASSES]
    return shape not in own and not _is_of_later_shacl(shapes, shape)


def _is_of_later_shacl(shapes: LocatedShapes, shape: Node) -> bool:
    """True for an instance of sh:ShapeClass: another rule reports that this is ignored."""
    return (shape, RDF.type, SH.ShapeClass) in shapes.graph


def _without_instances(shapes: LocatedShapes, shape: Node) -> ValidationResult:
    return result_of(
        "shape-unreachable",
        shapes.locate.subject(shape),
        msg(
            "{shape} is a class, but not declared as a shape: its instances are not checked by it",
            shape=shapes.name(shape),
        ),
        helps=msg("add: {addition}", addition="a sh:NodeShape"),
    )


def _unreachable(shapes: LocatedShapes, shape: Node) -> ValidationResult:
    if (None, RDF.type, shape) in shapes.data or (None, SH["class"], shape) in shapes.graph:
        helps = msg(
            "make it a class (a rdfs:Class), so that it targets its instances; or give it a target"
        )
    elif shapes.is_property_shape(shape):
        helps = msg("name it with sh:property in a shape that has a target")
    else:
        helps = msg("give it a target, sh:targetClass for instance")
    return result_of(
        "shape-unreachable",
        shapes.locate.subject(shape),
        msg("no target leads to {shape}: this shape checks nothing", shape=shapes.name(shape)),
        helps=helps,
    )


def _unconstrained(shapes: LocatedShapes, shape: Node) -> ValidationResult:
    example = "sh:minCount 1" if shapes.is_property_shape(shape) else "sh:property [ … ]"
    return result_of(
        "shape-unconstrained",
        shapes.locate.subject(shape),
        msg("{shape} has no constraint: it always passes", shape=shapes.name(shape)),
        helps=msg("add a constraint, {example} for instance", example=example),
    )


def _untyped(shapes: LocatedShapes) -> Iterator[Node]:
    """Nodes with a path or a constraint that are not declared as shapes.

    Excludes parts of others: parameters of components, expressions that compute a node.
    """
    graph = shapes.graph
    for predicate in {SH.path, *PARAMETERS}.difference(SH[local] for local in IGNORED):
        for node in graph.subjects(predicate):
            part_of = SH.parameter if isinstance(node, URIRef) else None
            if (None, part_of, node) not in graph:
                yield node


def _topmost(shapes: LocatedShapes, unused: list[Node]) -> Iterator[Node]:
    """The unused shapes that no other leads to, and one of each cycle of them."""
    inner = {node for shape in unused for node in shapes.inner(shape) if node != shape}
    covered: set[Node] = set()
    for shape in sorted(unused, key=lambda shape: (shape in inner, isinstance(shape, BNode))):
        if shape not in covered:
            covered |= shapes.below([shape])
            if not (shapes.is_deactivated(shape) or _has_unknown_terms(shapes, shape)):
                yield shape


def _is_empty(shapes: LocatedShapes, shape: Node, used: set[Node]) -> bool:
    if shape not in used or shapes.is_deactivated(shape) or _has_unknown_terms(shapes, shape):
        return False
    return not _has_constraint(shapes, shape) and _is_expected_to_check(shapes, shape)


def _has_unknown_terms(shapes: LocatedShapes, shape: Node) -> bool:
    namespace = str(SH)
    return any(
        predicate.startswith(namespace) and not is_known(predicate.removeprefix(namespace))
        for predicate in map(str, shapes.said(shape))
    )


def _is_used(shapes: LocatedShapes, shape: Node) -> bool:
    """True if a shape has a target, or other programs may use it through what refers to it."""
    ignored = shapes.has_ignored_target(shape) or _is_of_later_shacl(shapes, shape)
    if ignored or any(shapes.targets(shape)):
        return True
    naming = {str(p) for s, p in shapes.graph.subject_predicates(shape) if s != shape}
    return any(not p.startswith(_GIVEN) and p.removeprefix(str(SH)) not in CORE for p in naming)


def _is_expected_to_check(shapes: LocatedShapes, shape: Node) -> bool:
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
    if shape in shapes.classes or (shape, RDFS.comment, None) in graph:
        return False
    if (None, SH.property, shape) in graph:  # without a path, which is the fault
        return False
    within = isinstance(shape, BNode) and shape in shapes.referred
    return within or any(shapes.targets(shape))


def _has_constraint(shapes: LocatedShapes, shape: Node) -> bool:
    present = shapes.said(shape).keys()
    if not (_CHECKING.isdisjoint(present) and shapes.declared_parameters.isdisjoint(present)):
        return True
    # A constraint of a later SHACL counts too; another rule reports that it is ignored.
    return any(str(predicate).removeprefix(str(SH)) in IGNORED for predicate in present)


_DECLARING = (str(OWL), str(RDF), str(RDFS))
"""Namespaces of the classes that ontologies, classes and properties have."""


def check_empty_files(inputs: Inputs) -> list[ValidationResult]:
    """A result for each file of shapes without shapes or anything that they may need.

    None where all files lack shapes: another result covers that.
    """
    if not shapes_in(inputs.shapes.graph):
        return []
    stated = _stated(inputs)
    terms = {path: {t for triple in triples for t in triple} for path, triples in stated.items()}
    without = [
        path
        for path, named in terms.items()
        if not any(str(term) in SH for term in named if not isinstance(term, Literal))
    ]
    if not without:
        return []
    needed = {term for path, named in terms.items() if path not in without for term in named}
    return [
        result_of(
            "empty-shapes",
            Place(path),
            msg("this file contains no shape, unlike others next to it"),
            helps=msg(
                "check the namespace of sh: (http://www.w3.org/ns/shacl#), or remove the file"
            ),
            severity=Severity.WARNING,
            about=(Subject(Aspect.NO_SHAPES, path),),
        )
        for path in without
        if not _serves(stated[path], needed)
    ]


def _stated(inputs: Inputs) -> Mapping[Path, Sequence[Triple]]:
    """The triples of each file of shapes, except those with dropped keys, reported separately."""
    dropped = {key.path for key in inputs.shapes.positions.dropped}
    stated: dict[Path, list[Triple]] = {
        path: [] for path in inputs.project.shapes if path not in dropped
    }
    for file in inputs.shapes.positions.files:
        if file.path in stated:
            stated[file.path] += file.triples
    return stated


def _serves(triples: Iterable[Triple], needed: set[Node]) -> bool:
    """True if a file declares terms, or describes terms that shapes of other files name."""
    return any(
        subject in needed
        or predicate in (RDFS.subClassOf, RDFS.subPropertyOf)
        or (predicate == RDF.type and (object_ in needed or str(object_).startswith(_DECLARING)))
        for subject, predicate, object_ in triples
    )


_STRUCTURE = {SH.property}
"""Parameters that lead to shapes with separate messages."""

_CORE = _CHECKING - {SH.property, SH.sparql}
"""Constraints whose only message is that of their shape."""


def check_missing_messages(shapes: LocatedShapes) -> Iterator[ValidationResult]:
    """A result for each shape without a message in a file most of whose shapes have one."""
    with_message = {shape: _has_message(shapes, shape) for shape in _reported_shapes(shapes)}
    # Places are slow to locate, and not needed where every shape has a message.
    if all(with_message.values()):
        return
    by_file: dict[Path, list[tuple[Node, Place]]] = defaultdict(list)
    for shape in with_message:
        if place := shapes.locate.subject(shape):
            by_file[place.path].append((shape, place))
    for members in by_file.values():
        without = [(shape, place) for shape, place in members if not with_message[shape]]
        for shape, place in without if 2 * len(without) < len(members) else ():
            yield result_of(
                "shape-silent",
                place,
                msg(
                    "{shape} has no sh:message; most shapes of this file have one",
                    shape=shapes.name(shape),
                ),
                helps=msg("say with sh:message what must hold and how to repair it"),
            )


def _reported_shapes(shapes: LocatedShapes) -> list[Node]:
    """The shapes whose own results are reported: not those within a condition of another."""
    first = (shape for shape in shapes.all if any(shapes.targets(shape)))
    reached = reachable(first, lambda shape: shapes.graph.objects(shape, SH.property))
    own = (set(PARAMETERS) | shapes.declared_parameters) - _STRUCTURE
    return [shape for shape in reached if not own.isdisjoint(shapes.said(shape))]


def _has_message(shapes: LocatedShapes, shape: Node) -> bool:
    """True if a shape has a message, or only queries and components that all have one."""
    graph = shapes.graph
    if (shape, SH.message, None) in graph:
        return True
    if not _CORE.isdisjoint(shapes.said(shape)):
        return False
    have_message = [(query, SH.message, None) in graph for query in graph.objects(shape, SH.sparql)]
    have_message += [
        _component_has_message(shapes, component, shape) for component in _components(shapes, shape)
    ]
    return bool(have_message) and all(have_message)


def _components(shapes: LocatedShapes, shape: Node) -> set[Node]:
    """The custom components whose parameters a shape gives."""
    graph = shapes.graph
    return {
        component
        for given in shapes.declared_parameters.intersection(shapes.said(shape))
        for parameter in graph.subjects(SH.path, given)
        for component in graph.subjects(SH.parameter, parameter)
    }


def _component_has_message(shapes: LocatedShapes, component: Node, shape: Node) -> bool:
    """True if a component, or one of its validators for a shape, has a message."""
    graph = shapes.graph
    own = SH.propertyValidator if shapes.is_property_shape(shape) else SH.nodeValidator
    validators = list(graph.objects(component, own)) or graph.objects(component, SH.validator)
    return any((node, SH.message, None) in graph for node in (component, *validators))
