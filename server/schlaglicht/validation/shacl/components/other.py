"""4.8 Other: https://www.w3.org/TR/shacl/#core-components-others ."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

from rdflib import RDF, RDFS, Literal
from rdflib.term import Node

from schlaglicht.i18n import msg
from schlaglicht.rdf.booleans import is_on
from schlaglicht.rdf.graph_store import objects_of
from schlaglicht.rdf.lists import items
from schlaglicht.validation.shacl.components.component import (
    Component,
    Constraint,
    Holds,
    each_focus,
    each_value,
)
from schlaglicht.validation.shacl.findings import Check, Found, Values
from schlaglicht.vocab import SH

_NOTHING: Mapping[Node, Collection[Node]] = {}


def provided_for(constraint: Constraint) -> set[Node]:
    """The predicates that values of a closed shape may have."""
    shape, graph = constraint.shape, constraint.judge.shapes.graph
    ignored = {p for head in shape.said.get(SH.ignoredProperties, ()) for p in items(graph, head)}
    parts = shape.said.get(SH.property, ())
    return ignored | {path for part in parts for path in graph.objects(part, SH.path)}


def _closed(constraint: Constraint) -> Check:
    if not isinstance(constraint.value, Literal):
        raise constraint.fault()
    if not is_on(constraint.judge.shapes.graph, constraint.shape.node, SH.closed):
        return lambda _: ()
    provided, data = provided_for(constraint), objects_of(constraint.judge.data)

    def find(values: Values) -> Found:
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


def _has_value(
    constraint: Constraint,
) -> Callable[[Node, Collection[Node]], Iterable[None]]:
    wanted = constraint.value
    return lambda _, nodes: () if wanted in nodes else (None,)


def _in(constraint: Constraint) -> Holds:
    return set(constraint.members()).__contains__


COMPONENTS = (
    Component(
        SH.closed, msg("{path} is not provided for here"), _closed, name="Closed",
        further=(SH.ignoredProperties,),
    ),
    each_focus(
        "HasValue", SH.hasValue, msg("{path} does not have the value {parameter}"), _has_value
    ),
    each_value(
        "In", SH["in"], msg("{value} is none of the allowed values: {parameter}"), _in, once=True
    ),
)  # fmt: skip
