"""The constraint components of SHACL Core, one chapter of the specification a module.

https://www.w3.org/TR/shacl/#core-components
"""

from __future__ import annotations

from collections.abc import Mapping

from rdflib import URIRef
from rdflib.term import Node

from schlaglicht.validation.shacl.components import (
    cardinality,
    logical,
    other,
    property_pairs,
    shape_based,
    strings,
    value_range,
    value_type,
)
from schlaglicht.validation.shacl.components.component import Component

COMPONENTS: Mapping[str, Component] = {
    component.name: component
    for chapter in (
        value_type,
        cardinality,
        value_range,
        strings,
        property_pairs,
        logical,
        shape_based,
        other,
    )
    for component in chapter.COMPONENTS
}
"""Every component by its name, `MinCount` for sh:MinCountConstraintComponent."""

BY_PARAMETER: Mapping[Node, Component] = {
    component.parameter: component for component in COMPONENTS.values()
}

SINGLE: frozenset[URIRef] = frozenset(p for each in COMPONENTS.values() for p in each.single)
"""The parameters to which a shape may give one value only."""
