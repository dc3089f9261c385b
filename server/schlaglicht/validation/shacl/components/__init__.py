"""The constraint components of SHACL Core, by the chapters of the specification.

https://www.w3.org/TR/shacl/#core-components
"""

from __future__ import annotations

from collections.abc import Mapping

from rdflib import URIRef
from rdflib.term import Node

from schlaglicht.validation.shacl.components import cardinality_and_values, shape_based
from schlaglicht.validation.shacl.components.component import Component

COMPONENTS: Mapping[str, Component] = {
    component.name: component
    for component in (*cardinality_and_values.COMPONENTS, *shape_based.COMPONENTS)
}
"""Every component by its name, `MinCount` for sh:MinCountConstraintComponent."""

BY_PARAMETER: Mapping[Node, Component] = {
    component.parameter: component for component in COMPONENTS.values()
}

SINGLE: frozenset[URIRef] = frozenset(p for each in COMPONENTS.values() for p in each.single)
"""The parameters to which a shape may give one value only."""
