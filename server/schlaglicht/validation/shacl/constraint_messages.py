"""Each constraint component in plain words, for shapes without a message.

https://www.w3.org/TR/shacl/#core-components
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from rdflib import BNode, Graph
from rdflib.term import Identifier, Node

from schlaglicht.i18n import Message, msg, plural
from schlaglicht.rdf.iris import local_name
from schlaglicht.rdf.lists import items
from schlaglicht.rdf.turtle_terms import Names
from schlaglicht.vocab import SH


@dataclass(frozen=True)
class Component:
    """The parameter of a component, and its message."""

    parameter: Identifier | None
    message: Message


COMPONENTS: Mapping[str, Component] = {
    "Class": Component(SH["class"], msg("{value} is not an instance of {parameter}")),
    "Datatype": Component(SH.datatype, msg("{value} is not a literal of type {parameter}")),
    "NodeKind": Component(SH.nodeKind, msg("{value} is not of kind {parameter}")),
    "MinCount": Component(SH.minCount, msg("{path} needs at least {parameter} {values}")),
    "MaxCount": Component(SH.maxCount, msg("{path} may have at most {parameter} {values}")),
    "MinExclusive": Component(SH.minExclusive, msg("{value} is not greater than {parameter}")),
    "MinInclusive": Component(
        SH.minInclusive, msg("{value} is less than {parameter}, or cannot be compared")
    ),
    "MaxExclusive": Component(SH.maxExclusive, msg("{value} is not less than {parameter}")),
    "MaxInclusive": Component(
        SH.maxInclusive, msg("{value} is greater than {parameter}, or cannot be compared")
    ),
    "MinLength": Component(SH.minLength, msg("{value} is shorter than {parameter} {characters}")),
    "MaxLength": Component(SH.maxLength, msg("{value} is longer than {parameter} {characters}")),
    "Pattern": Component(SH.pattern, msg("{value} does not match {parameter}")),
    "LanguageIn": Component(SH.languageIn, msg("{value} is in none of the languages {parameter}")),
    "UniqueLang": Component(SH.uniqueLang, msg("{path} has several values in the same language")),
    "Equals": Component(
        SH.equals, msg("{path} and {parameter} do not have the same values: {value}")
    ),
    "Disjoint": Component(SH.disjoint, msg("{value} must not be a value of {parameter} too")),
    "LessThan": Component(SH.lessThan, msg("{value} is not less than {parameter}")),
    "LessThanOrEquals": Component(
        SH.lessThanOrEquals, msg("{value} is greater than {parameter}, or cannot be compared")
    ),
    "Not": Component(
        SH["not"], msg("{value} conforms to what it must not conform to: {parameter}")
    ),
    "And": Component(SH["and"], msg("{value} does not conform to all of: {parameter}")),
    "Or": Component(SH["or"], msg("{value} conforms to none of: {parameter}")),
    "Xone": Component(SH.xone, msg("{value} does not conform to exactly one of: {parameter}")),
    "Node": Component(SH.node, msg("{value} does not conform to the shape {parameter}")),
    "QualifiedMinCount": Component(
        SH.qualifiedMinCount, msg("{path} needs at least {parameter} {fitting}")
    ),
    "QualifiedMaxCount": Component(
        SH.qualifiedMaxCount, msg("{path} may have at most {parameter} {fitting}")
    ),
    "Closed": Component(None, msg("{path} is not provided for here")),
    "HasValue": Component(SH.hasValue, msg("{path} does not have the value {parameter}")),
    "In": Component(SH["in"], msg("{value} is none of the allowed values: {parameter}")),
}

_MOST_SHOWN = 20

_NODE = msg("the node")
"""Takes the place of the path in messages about node shapes."""

_SEVERAL = msg("{value} does not meet every value of {predicate}: {parameter}")

_OF_LISTS = {"In", "LanguageIn", "And", "Or", "Xone"}
"""The components with a list as the value of their parameter."""

_OTHER = Component(None, msg("{value} does not conform to the shape {shape}"))


@cache
def component_name(component: Node | None) -> str:
    """`MinCount` for sh:MinCountConstraintComponent, and likewise for custom components."""
    return local_name(str(component or "")).removesuffix("ConstraintComponent")


def parameters(
    component: str, shape: Node, shapes: Graph, value: Node | None = None
) -> list[list[Node]]:
    """The values that `shape` gives the parameter of `component`, each with its members if a list.

    Only `value` if it is given, the one that a result is about.
    """
    parameter = COMPONENTS.get(component, _OTHER).parameter
    if parameter is None:
        return []
    if component in _OF_LISTS:
        return list_members(parameter, shape, shapes, value)
    values = shapes.objects(shape, parameter) if value is None else [value]
    return [[node] for node in sorted(values, key=str)]


def list_members(
    parameter: Node, shape: Node, shapes: Graph, value: Node | None = None
) -> list[list[Node]]:
    """The members of each list that `shape` gives a parameter, in a stable order.

    Only those of `value` if it is given.
    """
    values = shapes.objects(shape, parameter) if value is None else [value]
    lists = [items(shapes, value) for value in values]
    # The labels of blank nodes change with every run.
    return sorted(
        lists, key=lambda members: ["" if isinstance(m, BNode) else str(m) for m in members]
    )


def describe_component(
    component: str, given: Sequence[Sequence[Node]], names: Names, *, path: str, shape: str
) -> Message:
    """The message of results of `component`, without the value that it may speak of.

    Of several values in `given` at least one is violated.
    """
    known = COMPONENTS.get(component, _OTHER)
    written = [list(dict.fromkeys(names.shortened(node) for node in members)) for members in given]
    shown = written[0] if len(written) == 1 else [_in_brackets(one) for one in written]
    message = known.message if len(written) < 2 else _SEVERAL
    number = 1 if shown == ["1"] else 2
    fields: dict[str, object] = {
        "path": path or _NODE,
        "shape": shape,
        "predicate": names.term(known.parameter) if known.parameter else "",
        "parameter": _listed(shown),
        "values": plural("value", "values", number),
        "fitting": plural("fitting value", "fitting values", number),
        "characters": plural("character", "characters", number),
    }
    return message.filled(**{k: v for k, v in fields.items() if f"{{{k}}}" in message.text})


def _in_brackets(members: Sequence[str]) -> str:
    return members[0] if len(members) == 1 else f"({', '.join(members)})"


def _listed(shown: list[str]) -> Message | str:
    """The first of many values, and their number."""
    if len(shown) <= _MOST_SHOWN:
        return ", ".join(shown)
    first = ", ".join(shown[:_MOST_SHOWN])
    return msg("{shown} … ({count} in all)", shown=first, count=len(shown))
