"""Orders of a list: by name or by a property, and their names in URLs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rdflib import URIRef

BY_NAME = "name"
"""The name, in URLs, of the order by the names of the things."""


@dataclass(frozen=True)
class ListOrder:
    """An order of the things of a list."""

    property: URIRef | None = None
    """The property whose values count; None for the names of the things."""
    descending: bool = False


def order_names(properties: Iterable[str]) -> Mapping[str, URIRef | None]:
    """Orders of a list: by its name in a URL the property, None for the names of things.

    The name of a property is the end of its IRI, or all of it where several have the same end.
    """
    iris = list(properties)
    ends = {iri: re.split(r"[/#:]", iri.rstrip("/#:"))[-1] for iri in iris}
    counted = Counter((BY_NAME, *ends.values()))
    named = {ends[iri] if counted[ends[iri]] == 1 else iri: URIRef(iri) for iri in iris}
    return {BY_NAME: None, **named}
