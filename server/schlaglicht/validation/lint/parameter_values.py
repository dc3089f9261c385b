"""Invalid values of SHACL's parameters.

https://www.w3.org/TR/shacl/#syntax-rules
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from rdflib import URIRef
from rdflib.term import Node

from schlaglicht.i18n import msg
from schlaglicht.rdf.triple import Triple
from schlaglicht.validation.lint.shape_graph import Shapes
from schlaglicht.validation.lint.value_checks import (
    check_boolean,
    check_bound,
    check_count,
    check_datatype,
    check_flags,
    check_iri,
    check_list,
    check_namespace,
    check_node_kind,
    check_path,
    check_pattern,
    check_prefix,
    check_severity,
    check_shape,
    check_shape_list,
    check_target_node,
    value_result,
)
from schlaglicht.validation.report import ValidationResult
from schlaglicht.vocab import SH

Check = Callable[["Shapes", Triple], Iterator[ValidationResult]]


def check_parameter_values(shapes: Shapes) -> list[ValidationResult]:
    """A result for each value that is invalid for its parameter, or one too many."""
    results: list[ValidationResult] = []
    for parameter, check in _CHECKS.items():
        for triple in shapes.graph.triples((None, parameter, None)):
            results += check(shapes, triple)
    for parameter in _ONCE:
        results += _repeated(shapes, parameter)
    return results


def _repeated(shapes: Shapes, parameter: Node) -> Iterator[ValidationResult]:
    values: dict[Node, list[Node]] = {}
    for subject, _, value in shapes.graph.triples((None, parameter, None)):
        values.setdefault(subject, []).append(value)
    for subject, several in values.items():
        if len(several) > 1:
            shown = ", ".join(sorted(map(shapes.names.shortened, several)))
            last = max(several, key=str)
            yield value_result(
                shapes,
                (subject, parameter, last),
                msg("{parameter} may occur only once: {values}"),
                values=shown,
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
    SH["class"]: check_iri,
    SH.equals: check_iri,
    SH.disjoint: check_iri,
    SH.lessThan: check_iri,
    SH.lessThanOrEquals: check_iri,
    SH.targetClass: check_iri,
    SH.targetNode: check_target_node,
    SH.targetSubjectsOf: check_iri,
    SH.targetObjectsOf: check_iri,
    SH.minInclusive: check_bound,
    SH.maxInclusive: check_bound,
    SH.minExclusive: check_bound,
    SH.maxExclusive: check_bound,
    SH.nodeKind: check_node_kind,
    SH.severity: check_severity,
    SH.datatype: check_datatype,
    SH["in"]: check_list,
    SH.languageIn: check_list,
    SH.ignoredProperties: check_list,
    SH["and"]: check_shape_list,
    SH["or"]: check_shape_list,
    SH.xone: check_shape_list,
    SH.prefix: check_prefix,
    SH.namespace: check_namespace,
    SH.pattern: check_pattern,
    SH.flags: check_flags,
    SH.path: check_path,
    SH.property: check_shape,
    SH.node: check_shape,
    SH["not"]: check_shape,
    SH.qualifiedValueShape: check_shape,
}

_ONCE = (
    SH.minCount,
    SH.maxCount,
    SH.minLength,
    SH.maxLength,
    SH.minInclusive,
    SH.maxInclusive,
    SH.minExclusive,
    SH.maxExclusive,
    SH.datatype,
    SH.nodeKind,
    SH["in"],
    SH.languageIn,
    SH.closed,
    SH.uniqueLang,
    SH.path,
    SH.flags,
    SH.severity,
    SH.deactivated,
    SH.qualifiedMinCount,
    SH.qualifiedMaxCount,
)
"""Parameters of which a shape may have only one value."""
