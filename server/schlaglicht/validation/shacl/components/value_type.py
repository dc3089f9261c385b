"""4.1 Value type: https://www.w3.org/TR/shacl/#core-components-value-type ."""

from __future__ import annotations

from rdflib import BNode, Literal
from rdflib.term import Node

from schlaglicht.i18n import msg
from schlaglicht.validation.literals.types import has_datatype
from schlaglicht.validation.shacl.components.component import Constraint, Holds, each_value
from schlaglicht.vocab import SH

_KINDS = {
    BNode: {SH.BlankNode, SH.BlankNodeOrIRI, SH.BlankNodeOrLiteral},
    Literal: {SH.Literal, SH.BlankNodeOrLiteral, SH.IRIOrLiteral},
}
_IRI_KINDS = {SH.IRI, SH.BlankNodeOrIRI, SH.IRIOrLiteral}


def has_kind(value: Node, kind: Node) -> bool:
    """True for a node of this kind."""
    return kind in _KINDS.get(type(value), _IRI_KINDS)


def _class(constraint: Constraint) -> Holds:
    instances = constraint.judge.instances(constraint.value)
    return lambda value: type(value) is not Literal and value in instances


def _datatype(constraint: Constraint) -> Holds:
    datatype = constraint.value
    return lambda value: has_datatype(value, datatype)


def _node_kind(constraint: Constraint) -> Holds:
    kind = constraint.value
    return lambda value: has_kind(value, kind)


COMPONENTS = (
    each_value(
        "Class", SH["class"], msg("{value} is not an instance of {parameter}"), _class
    ),
    each_value(
        "Datatype", SH.datatype, msg("{value} is not a literal of type {parameter}"), _datatype,
        once=True,
    ),
    each_value(
        "NodeKind", SH.nodeKind, msg("{value} is not of kind {parameter}"), _node_kind, once=True
    ),
)  # fmt: skip
