"""Invalid values of SHACL's parameters.

https://www.w3.org/TR/shacl/#syntax-rules
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from rdflib import RDF, RDFS, XSD, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from schlaglicht.i18n import Message, msg
from schlaglicht.rdf.booleans import ONLY_TRUE
from schlaglicht.rdf.iris import local_name, plain_namespace
from schlaglicht.rdf.lists import is_list, items
from schlaglicht.rdf.paths import is_well_formed, read_path
from schlaglicht.rdf.prefixes import is_namespace, is_prefix
from schlaglicht.rdf.triple import Triple
from schlaglicht.suggest import Cutoff, NearMisses, nearest_iri
from schlaglicht.validation.checks.shacl_terms import is_known
from schlaglicht.validation.literals.lexical_forms import XSD_TYPES
from schlaglicht.validation.literals.order import has_order, order
from schlaglicht.validation.literals.patterns import compiled_pattern, is_of_xpath
from schlaglicht.validation.report import ValidationResult
from schlaglicht.validation.rules import parameter_of, result_of
from schlaglicht.validation.shacl.components import SINGLE
from schlaglicht.validation.shacl.components.component import count_in
from schlaglicht.validation.shacl.located_shapes import LocatedShapes
from schlaglicht.vocab import CLASSES, SH

_NODE_KINDS = ("BlankNode", "IRI", "Literal", "BlankNodeOrIRI", "BlankNodeOrLiteral",
               "IRIOrLiteral")  # fmt: skip
_SEVERITIES = ("Info", "Warning", "Violation", "Debug", "Trace")
_MOST_NAMES = 8
_NOT_DATATYPE = msg("{value} is not a datatype")


def value_result(
    shapes: LocatedShapes,
    triple: Triple,
    wrong: Message,
    *,
    helps: Mapping[str, str] | None = None,
    **fields: str,
) -> ValidationResult:
    """A result at the value of a parameter, which the message may name."""
    parameter, value = shapes.parameter_name(triple[1]), shapes.names.shortened(triple[2])
    message = wrong.filled(parameter=parameter, value=value, **fields)
    about = (*shapes.unreadable_by(triple), parameter_of(triple))
    return result_of(
        "shape-value", shapes.locate.object_of(triple), message, helps=helps or {}, about=about
    )


def check_count(shapes: LocatedShapes, triple: Triple) -> Iterator[ValidationResult]:
    """Results for what is not an integer from 0."""
    value = triple[2]
    digits = isinstance(value, Literal) and str(value).isdecimal()
    if not isinstance(value, Literal) or value.datatype != XSD.integer or count_in(value) is None:
        yield value_result(
            shapes,
            triple,
            msg("{parameter} needs an integer from 0, not {value}"),
            helps=msg("write {better}", better=str(int(str(value)))) if digits else None,
        )


def check_boolean(shapes: LocatedShapes, triple: Triple) -> Iterator[ValidationResult]:
    """Results for what is not a boolean, and for `1` where it has no effect."""
    value = triple[2]
    if triple[1:] == (SH.closed, SH.ByTypes):
        return
    lexical = str(value).lower()
    if not isinstance(value, Literal) or value.datatype != XSD.boolean or value.ill_typed:
        yield value_result(
            shapes,
            triple,
            msg("{parameter} needs true or false, not {value}"),
            helps=msg("write {better}", better=lexical) if lexical in ("true", "false") else None,
        )
    elif triple[1] in ONLY_TRUE and lexical == "1":
        yield value_result(
            shapes,
            triple,
            msg("{parameter} works only as true; {value} has no effect"),
            helps=msg("write {better}", better="true"),
        )


def check_prefix(shapes: LocatedShapes, triple: Triple) -> Iterator[ValidationResult]:
    """Results for what is not a prefix."""
    if isinstance(triple[2], Literal) and not is_prefix(str(triple[2])):
        yield value_result(
            shapes, triple, msg("{parameter} {value} is not a prefix as SPARQL writes it")
        )


def check_namespace(shapes: LocatedShapes, triple: Triple) -> Iterator[ValidationResult]:
    """Results for an invalid namespace, or one similar to the file's for the same prefix."""
    namespace = str(triple[2])
    if isinstance(triple[2], Literal) and not is_namespace(namespace):
        yield value_result(shapes, triple, msg("{parameter} needs an absolute IRI, not {value}"))
        return
    prefixes = {str(prefix) for prefix in shapes.graph.objects(triple[0], SH.prefix)}
    for place in shapes.inputs.shapes_graph.positions.prefixes:
        alike = (
            plain_namespace(place.namespace) == plain_namespace(namespace)
            and place.namespace != namespace
        )
        if place.prefix in prefixes and alike:
            fields = {"prefix": place.prefix, "namespace": place.namespace}
            yield value_result(
                shapes,
                triple,
                msg("{parameter} {value}: in the file {prefix}: stands for <{namespace}>"),
                helps=msg("write {better}", better=f'"{place.namespace}"^^xsd:anyURI'),
                **fields,
            )
            return


def check_node_kind(shapes: LocatedShapes, triple: Triple) -> Iterator[ValidationResult]:
    """Results for what is not a kind of node."""
    value, kinds = str(triple[2]), [str(SH[kind]) for kind in _NODE_KINDS]
    is_kind = not isinstance(triple[2], URIRef) or value in kinds
    if not is_kind and not _is_reported(value):
        near = nearest_iri(value, kinds, Cutoff.CHOICE)
        yield value_result(
            shapes,
            triple,
            msg("{parameter} has no {value}"),
            helps=msg("did you mean {near}?", near=f"sh:{local_name(near)}") if near else None,
        )


def check_severity(shapes: LocatedShapes, triple: Triple) -> Iterator[ValidationResult]:
    """Results for an invalid severity; custom ones are valid, other terms of SHACL are not."""
    value = triple[2]
    is_of_shacl = isinstance(value, URIRef) and value in SH
    if is_of_shacl and local_name(str(value)) not in _SEVERITIES and not _is_reported(str(value)):
        near = nearest_iri(str(value), [str(SH[name]) for name in _SEVERITIES], Cutoff.CHOICE)
        yield value_result(
            shapes,
            triple,
            msg("{value} is not a severity: sh:Info, sh:Warning or sh:Violation"),
            helps=msg("did you mean {near}?", near=f"sh:{local_name(near)}") if near else None,
        )


def _is_reported(iri: str) -> bool:
    """True if another rule reports a term as unknown to SHACL."""
    return iri in SH and not is_known(iri.removeprefix(str(SH)))


def check_datatype(shapes: LocatedShapes, triple: Triple) -> Iterator[ValidationResult]:
    """Results for what is not a datatype."""
    value = triple[2]
    if not isinstance(value, URIRef):
        return
    if value.startswith(str(XSD)):
        if str(value) not in XSD_TYPES:
            near = nearest_iri(value, XSD_TYPES, Cutoff.CHOICE)
            yield value_result(
                shapes,
                triple,
                _NOT_DATATYPE,
                helps=msg("did you mean {near}?", near=f"xsd:{local_name(near)}") if near else None,
            )
    else:
        types = set(shapes.graph.objects(value, RDF.type))
        is_class = not types.isdisjoint(CLASSES) and RDFS.Datatype not in types
        if value == RDFS.Literal or is_class:
            yield value_result(shapes, triple, _NOT_DATATYPE)


def check_pattern(shapes: LocatedShapes, triple: Triple) -> Iterator[ValidationResult]:
    """Results for what is not a regular expression."""
    if not isinstance(triple[2], Literal):
        return
    pattern = str(triple[2])
    flags = min(map(str, shapes.graph.objects(triple[0], SH.flags)), default="")
    try:
        compiled_pattern(pattern, flags)
    except re.error as error:
        yield value_result(
            shapes,
            triple,
            msg("{parameter} {value} is not a regular expression: {reason}"),
            reason=str(error),
        )
        return
    if not is_of_xpath(pattern, flags):
        yield result_of(
            "shape-pattern",
            shapes.locate.object_of(triple),
            msg(
                "{value} is a regular expression of Python, not of XPath; other tools may "
                "refuse it",
                value=shapes.names.shortened(triple[2]),
            ),
        )


def check_bound(shapes: LocatedShapes, triple: Triple) -> Iterator[ValidationResult]:
    """Results for a bound with which no value can be compared."""
    value = triple[2]
    if isinstance(value, Literal) and order(value, value) is None:
        datatype = RDF.langString if value.language else value.datatype or XSD.string
        yield value_result(
            shapes,
            triple,
            msg("{parameter} {value}: nothing is less or greater than this, so every value fails")
            if has_order(str(datatype))
            else msg(
                "{parameter} {value}: {datatype} has no order in SPARQL, so every value fails"
            ),
            datatype=shapes.names.iri(str(datatype)),
        )


def check_shape(shapes: LocatedShapes, triple: Triple) -> Iterator[ValidationResult]:
    """Results for what is not a shape."""
    value = triple[2]
    if not _may_be_shape(shapes, value):
        yield value_result(
            shapes,
            triple,
            msg("{parameter} needs a shape, not {value}"),
            helps=_other_shapes(shapes, value),
        )
    elif triple[1] == SH.property and not shapes.is_property_shape(value):
        yield value_result(
            shapes,
            triple,
            msg("{shape} has no sh:path, but is used with sh:property"),
            shape=shapes.name(value),
        )
    elif triple[1] == SH.node and shapes.is_property_shape(value):
        yield value_result(
            shapes,
            triple,
            msg("{shape} has sh:path, but is used with sh:node; sh:property is for such shapes"),
            shape=shapes.name(value),
        )


def _may_be_shape(shapes: LocatedShapes, node: Node) -> bool:
    """True for a described node, and for an empty `[ ]`, a shape to which everything conforms."""
    return isinstance(node, BNode) or (
        not isinstance(node, Literal) and (node, None, None) in shapes.graph
    )


def _other_shapes(shapes: LocatedShapes, value: Node) -> Mapping[str, str]:
    """A help with the shape probably meant by an IRI, else with the existing shapes."""
    there = [shape for shape in shapes.all if isinstance(shape, URIRef)]
    named = [str(shape) for shape in there if (shape, None, None) in shapes.graph]
    if not named or not isinstance(value, URIRef):
        return {}
    near = NearMisses(named).nearest(str(value)) or nearest_iri(str(value), named)
    if near:
        return msg("did you mean {near}?", near=shapes.names.iri(near))
    shown = ", ".join(map(shapes.names.iri, named[:_MOST_NAMES]))
    return msg("there are: {shapes}", shapes=shown + (" …" if named[_MOST_NAMES:] else ""))


def check_shape_list(shapes: LocatedShapes, triple: Triple) -> Iterator[ValidationResult]:
    """Results for what is not a list of shapes."""
    for item in items(shapes.graph, triple[2]):
        if not _may_be_shape(shapes, item):
            cell = next(shapes.graph.triples((None, RDF.first, item)))
            place, helps = shapes.locate.object_of(cell), _other_shapes(shapes, item)
            about = shapes.unreadable_by(cell)
            yield result_of(
                "shape-value",
                place,
                msg(
                    "{parameter} needs a shape, not {value}",
                    parameter=f"sh:{local_name(str(triple[1]))}",
                    value=shapes.names.shortened(item),
                ),
                helps=helps,
                about=about,
            )


Check = Callable[["LocatedShapes", Triple], Iterator[ValidationResult]]


def check_parameter_values(shapes: LocatedShapes) -> list[ValidationResult]:
    """A result for each value that is invalid for its parameter, or one too many."""
    graph = shapes.graph
    results = [
        value_result(shapes, triple, need.message)
        for need in _NEEDS
        for parameter in need.parameters
        for triple in graph.triples((None, parameter, None))
        if not need.is_met(graph, triple[2])
    ]
    for parameter, check in _CHECKS.items():
        for triple in graph.triples((None, parameter, None)):
            results += check(shapes, triple)
    for parameter in _ONCE:
        results += repeated(shapes, parameter)
    return results


def repeated(
    shapes: LocatedShapes, parameter: Node, among: Collection[Node] | None = None
) -> Iterator[ValidationResult]:
    """Results for shapes, of all or of those named, that give a parameter several values."""
    for shape in set(shapes.graph.subjects(parameter)) if among is None else among:
        several = list(shapes.graph.objects(shape, parameter))
        if len(several) > 1:
            shown = ", ".join(sorted(map(shapes.names.shortened, several)))
            yield value_result(
                shapes,
                shapes.last((shape, parameter, value) for value in several),
                msg("{parameter} may occur only once: {values}"),
                values=shown,
            )


@dataclass(frozen=True)
class _Need:
    """A demand on the values of some parameters."""

    parameters: tuple[URIRef, ...]
    is_met: Callable[[Graph, Node], bool]
    message: Message


_LISTS = (SH["in"], SH.languageIn, SH.ignoredProperties, SH["and"], SH["or"], SH.xone)

_NEEDS = (
    _Need(
        (
            *(SH["class"], SH.equals, SH.disjoint, SH.lessThan, SH.lessThanOrEquals),
            *(SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf),
            *(SH.nodeKind, SH.severity, SH.datatype),
        ),
        lambda _, value: isinstance(value, URIRef),
        msg("{parameter} needs an IRI, not {value}"),
    ),
    _Need(  # a blank node is an expression of SHACL 1.2, which is not evaluated
        (SH.targetNode,),
        lambda _, value: not isinstance(value, BNode),
        msg("{parameter} needs an IRI or a literal, not {value}"),
    ),
    _Need(
        (
            *(SH.prefix, SH.namespace, SH.pattern),
            *(SH.minInclusive, SH.maxInclusive, SH.minExclusive, SH.maxExclusive),
        ),
        lambda _, value: isinstance(value, Literal),
        msg("{parameter} needs a literal, not {value}"),
    ),
    _Need(_LISTS, is_list, msg("{parameter} needs a list in parentheses, not {value}")),
    _Need(
        (SH.flags,),
        lambda _, value: isinstance(value, Literal) and not set(value) - set("smixq"),
        msg("{parameter} {value}: the letters s, m, i, x, q are allowed"),
    ),
    _Need(
        (SH.path,),
        lambda graph, value: is_well_formed(read_path(graph, value)),
        msg("sh:path {value} is not a path: an IRI, a list, or a node like [ sh:inversePath … ]"),
    ),
)

_CHECKS: Mapping[URIRef, Check] = {
    SH.minCount: check_count,
    SH.maxCount: check_count,
    SH.minLength: check_count,
    SH.maxLength: check_count,
    SH.qualifiedMinCount: check_count,
    SH.qualifiedMaxCount: check_count,
    SH.closed: check_boolean,
    SH.uniqueLang: check_boolean,
    SH.deactivated: check_boolean,
    SH.qualifiedValueShapesDisjoint: check_boolean,
    SH.minInclusive: check_bound,
    SH.maxInclusive: check_bound,
    SH.minExclusive: check_bound,
    SH.maxExclusive: check_bound,
    SH.nodeKind: check_node_kind,
    SH.severity: check_severity,
    SH.datatype: check_datatype,
    SH["and"]: check_shape_list,
    SH["or"]: check_shape_list,
    SH.xone: check_shape_list,
    SH.prefix: check_prefix,
    SH.namespace: check_namespace,
    SH.pattern: check_pattern,
    SH.property: check_shape,
    SH.node: check_shape,
    SH["not"]: check_shape,
    SH.qualifiedValueShape: check_shape,
}

_ONCE = (*sorted(SINGLE, key=str), SH.path, SH.severity, SH.deactivated)
"""Parameters of which a shape may have only one value."""
