"""Components about values: how many, of what type, range and text, and those of other properties.

https://www.w3.org/TR/shacl/#core-components
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from operator import ge, gt, le, lt

from rdflib import RDF, RDFS, BNode, Literal
from rdflib.term import Node

from schlaglicht.errors import ConstraintFailed
from schlaglicht.i18n import msg
from schlaglicht.rdf.booleans import is_on
from schlaglicht.rdf.graph_store import objects_of
from schlaglicht.rdf.lists import items
from schlaglicht.validation.literals.lexical_forms import has_datatype, is_in_languages
from schlaglicht.validation.literals.order import order
from schlaglicht.validation.literals.patterns import compiled_pattern
from schlaglicht.validation.shacl.components.component import (
    Component,
    Constraint,
    Holds,
    Violations,
    each_focus,
    each_value,
)
from schlaglicht.validation.shacl.findings import Check, Findings, Values
from schlaglicht.vocab import SH

_KINDS = {
    BNode: {SH.BlankNode, SH.BlankNodeOrIRI, SH.BlankNodeOrLiteral},
    Literal: {SH.Literal, SH.BlankNodeOrLiteral, SH.IRIOrLiteral},
}
_IRI_KINDS = {SH.IRI, SH.BlankNodeOrIRI, SH.IRIOrLiteral}
_NOTHING: Mapping[Node, Collection[Node]] = {}
_ONE: tuple[None] = (None,)


def has_kind(value: Node, kind: Node) -> bool:
    """True for a node of this kind."""
    return kind in _KINDS.get(type(value), _IRI_KINDS)


def _against(holds: Callable[[Node, Node], bool]) -> Callable[[Constraint], Holds]:
    """A test of values against the value of the parameter."""

    def of(constraint: Constraint) -> Holds:
        wanted = constraint.value
        return lambda value: holds(value, wanted)

    return of


def _ordered(*allowed: int) -> Callable[[Constraint], Holds]:
    """A test that the order of a value and the bound is allowed; without one it fails."""
    return _against(lambda value, bound: order(value, bound) in allowed)


def _class(constraint: Constraint) -> Holds:
    instances = constraint.judge.instances(constraint.value)
    return lambda value: type(value) is not Literal and value in instances


def _counted(violates: Callable[[int, int], bool]) -> Callable[[Constraint], Violations]:
    def of(constraint: Constraint) -> Violations:
        bound = constraint.count()
        return lambda _, nodes: _ONE if violates(len(nodes), bound) else ()

    return of


def _length(compare: Callable[[int, int], bool]) -> Callable[[Constraint], Holds]:
    def of(constraint: Constraint) -> Holds:
        bound = constraint.count()
        return lambda value: type(value) is not BNode and compare(len(str(value)), bound)

    return of


def _pattern(constraint: Constraint) -> Holds:
    pattern, flags = constraint.value, constraint.shape.said.get(SH.flags, ("",))[0]
    if not isinstance(pattern, Literal):
        raise constraint.fault()
    try:
        search = compiled_pattern(str(pattern), str(flags)).search
    except re.error as error:
        raise ConstraintFailed(
            msg("{pattern} is not a regular expression: {reason}", pattern=pattern, reason=error)
        ) from error
    return lambda value: type(value) is not BNode and search(str(value)) is not None


def _languages(constraint: Constraint) -> Holds:
    members = constraint.members()
    if not all(isinstance(member, Literal) for member in members):
        raise constraint.fault()
    ranges = [str(member) for member in members]
    return lambda value: is_in_languages(value, ranges)


def _repeated(constraint: Constraint) -> Violations:
    """One violation for each language of several values; only `true` asks for that."""
    is_asked = str(constraint.value).lower() == "true"

    def of(_: Node, nodes: Collection[Node]) -> Iterable[None]:
        if not is_asked or len(nodes) < 2:
            return ()
        tags = Counter(
            node.language.lower() for node in nodes if isinstance(node, Literal) and node.language
        )
        return [None for number in tags.values() if number > 1]

    return of


_Compare = Callable[[Collection[Node], Collection[Node]], Iterable[Node]]


def _compared(compare: _Compare) -> Callable[[Constraint], Violations]:
    """Violations that a comparison with the values of the other property finds."""

    def of(constraint: Constraint) -> Violations:
        other, objects = constraint.value, constraint.judge.objects
        return lambda focus, nodes: compare(nodes, objects(focus, other))

    return of


def _unequal(nodes: Collection[Node], others: Collection[Node]) -> Iterable[Node]:
    one, other = dict.fromkeys(nodes), dict.fromkeys(others)
    return [n for n in one if n not in other] + [n for n in other if n not in one]


def _shared(nodes: Collection[Node], others: Collection[Node]) -> Iterable[Node]:
    return [node for node in nodes if node in others] if others else ()


def _in_order(*allowed: int) -> _Compare:
    return lambda nodes, others: [
        node for node in nodes for other in others if order(node, other) not in allowed
    ]


def _has_value(constraint: Constraint) -> Violations:
    wanted = constraint.value
    return lambda _, nodes: () if wanted in nodes else _ONE


def _in(constraint: Constraint) -> Holds:
    return set(constraint.members()).__contains__


def _closed(constraint: Constraint) -> Check:
    shape, graph = constraint.shape, constraint.judge.shapes.graph
    if not isinstance(constraint.value, Literal):
        raise constraint.fault()
    if not is_on(graph, shape.node, SH.closed):
        return lambda _: ()
    provided = {p for head in shape.said.get(SH.ignoredProperties, ()) for p in items(graph, head)}
    for part in shape.said.get(SH.property, ()):
        provided.update(graph.objects(part, SH.path))
    data = objects_of(constraint.judge.data)

    def find(values: Values) -> Findings:
        return (
            (focus, constraint.finding(focus, value, path=predicate, closed=node))
            for focus, nodes in values.items()
            for node in nodes
            if not provided.issuperset(said := data.get(node, _NOTHING))
            for predicate in said
            if predicate not in provided
            for value in said[predicate]
            if (predicate, value) != (RDF.type, RDFS.Resource)
        )

    return find


COMPONENTS = (
    # 4.1 Value type: https://www.w3.org/TR/shacl/#core-components-value-type .
    each_value(
        SH["class"], msg("{value} is not an instance of {parameter}"), _class
    ),
    each_value(
        SH.datatype, msg("{value} is not a literal of type {parameter}"), _against(has_datatype),
        once=True,
    ),
    each_value(
        SH.nodeKind, msg("{value} is not of kind {parameter}"), _against(has_kind), once=True
    ),
    # 4.2 Cardinality: https://www.w3.org/TR/shacl/#core-components-count .
    each_focus(
        SH.minCount, msg("{path} needs at least {parameter} {values}"), _counted(lt),
        once=True, of_properties=True,
    ),
    each_focus(
        SH.maxCount, msg("{path} may have at most {parameter} {values}"), _counted(gt),
        once=True, of_properties=True,
    ),
    # 4.3 Value range: https://www.w3.org/TR/shacl/#core-components-range .
    each_value(
        SH.minExclusive, msg("{value} is not greater than {parameter}"),
        _ordered(1), once=True,
    ),
    each_value(
        SH.minInclusive,
        msg("{value} is less than {parameter}, or cannot be compared"), _ordered(0, 1),
        once=True,
    ),
    each_value(
        SH.maxExclusive, msg("{value} is not less than {parameter}"), _ordered(-1),
        once=True,
    ),
    each_value(
        SH.maxInclusive,
        msg("{value} is greater than {parameter}, or cannot be compared"), _ordered(-1, 0),
        once=True,
    ),
    # 4.4 String-based: https://www.w3.org/TR/shacl/#core-components-string .
    each_value(
        SH.minLength, msg("{value} is shorter than {parameter} {characters}"),
        _length(ge), once=True,
    ),
    each_value(
        SH.maxLength, msg("{value} is longer than {parameter} {characters}"),
        _length(le), once=True,
    ),
    each_value(
        SH.pattern, msg("{value} does not match {parameter}"), _pattern,
        further=(SH.flags,),
    ),
    each_value(
        SH.languageIn, msg("{value} is in none of the languages {parameter}"),
        _languages, once=True,
    ),
    each_focus(
        SH.uniqueLang, msg("{path} has several values in the same language"),
        _repeated, once=True, of_properties=True,
    ),
    # 4.5 Property pairs: https://www.w3.org/TR/shacl/#core-components-property-pairs .
    each_focus(
        SH.equals, msg("{path} and {parameter} do not have the same values: {value}"),
        _compared(_unequal),
    ),
    each_focus(
        SH.disjoint, msg("{value} must not be a value of {parameter} too"),
        _compared(_shared),
    ),
    each_focus(
        SH.lessThan, msg("{value} is not less than {parameter}"),
        _compared(_in_order(-1)), of_properties=True,
    ),
    each_focus(
        SH.lessThanOrEquals,
        msg("{value} is greater than {parameter}, or cannot be compared"),
        _compared(_in_order(-1, 0)), of_properties=True,
    ),
    # 4.8 Other: https://www.w3.org/TR/shacl/#core-components-others .
    Component(
        SH.closed, msg("{path} is not provided for here"), _closed,
        further=(SH.ignoredProperties,),
    ),
    each_focus(
        SH.hasValue, msg("{path} does not have the value {parameter}"), _has_value
    ),
    each_value(
        SH["in"], msg("{value} is none of the allowed values: {parameter}"), _in, once=True
    ),
)  # fmt: skip
