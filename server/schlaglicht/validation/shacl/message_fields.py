"""The fields of a component's message, which stands in `components/`: names, values, counts.

https://www.w3.org/TR/shacl/#core-components
"""

from __future__ import annotations

from collections.abc import Sequence

from rdflib import Graph
from rdflib.term import Node

from schlaglicht.i18n import Message, msg, plural
from schlaglicht.rdf.lists import items
from schlaglicht.rdf.turtle_terms import Names
from schlaglicht.validation.shacl.components import COMPONENTS
from schlaglicht.validation.shacl.findings import Finding

_MOST_SHOWN = 20

_NODE = msg("the node")
"""Takes the place of the path in messages about node shapes."""

_OF_LISTS = {"In", "LanguageIn", "And", "Or", "Xone"}
"""The components with a list as the value of their parameter."""

_OTHER = msg("{value} does not conform to the shape {shape}")


def nodes_named(finding: Finding, shapes: Graph) -> Sequence[Node]:
    """The value of the parameter that a finding is about, or the members if it is a list."""
    if finding.parameter_value is None:
        return ()
    if finding.component in _OF_LISTS:
        return items(shapes, finding.parameter_value)
    return (finding.parameter_value,)


def describe_component(
    component: str, given: Sequence[Node], names: Names, *, path: str, shape: str
) -> Message:
    """The message of results of `component`, without the value that it may speak of."""
    known = COMPONENTS.get(component)
    shown = list(dict.fromkeys(map(names.shortened, given)))
    message = (known and known.message) or _OTHER
    number = 1 if shown == ["1"] else 2
    fields: dict[str, object] = {
        "path": path or _NODE,
        "shape": shape,
        "parameter": _listed(shown),
        "values": plural("value", "values", number),
        "fitting": plural("fitting value", "fitting values", number),
        "characters": plural("character", "characters", number),
    }
    return message.filled(**{k: v for k, v in fields.items() if f"{{{k}}}" in message.text})


def _listed(shown: list[str]) -> Message | str:
    """The first of many values, and their number."""
    if len(shown) <= _MOST_SHOWN:
        return ", ".join(shown)
    first = ", ".join(shown[:_MOST_SHOWN])
    return msg("{shown} … ({count} in all)", shown=first, count=len(shown))
