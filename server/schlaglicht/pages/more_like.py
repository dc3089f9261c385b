"""More like a thing: what shares most with it, and what that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rdflib import URIRef

from schlaglicht.dataset.index import Shared, similar_things
from schlaglicht.ground.text import truncated
from schlaglicht.pages.labels import Names
from schlaglicht.pages.page_context import Dataset
from schlaglicht.pages.page_model import LiteralValue, Reference, Value
from schlaglicht.pages.value_view import ValueView

MOST_ALIKE = 5
_MOST_SHARED = 3
_LONGEST_TEXT = 80


@dataclass(frozen=True)
class SharedValue:
    """A property and a value that two things share."""

    property: Reference
    value: Value
    is_inverse: bool
    """True if the value is a thing that has both as values of the property."""


@dataclass(frozen=True)
class AlikeThing:
    """A thing like that of the page, and what both share, the rarest first."""

    thing: Reference
    shared: tuple[SharedValue, ...]
    more: int
    """Number of shared values that are not shown."""
    terms: tuple[Shared, ...]
    """The same as in the data, those shown."""


def more_like(dataset: Dataset, iri: str, languages: Sequence[str]) -> list[AlikeThing]:
    """The things of its class that share most with the thing of a page, the most similar first."""
    found = similar_things(dataset.index, URIRef(iri), most=MOST_ALIKE)
    found = [each for each in found if dataset.has_page(str(each.thing))]
    names = Names(dataset, languages)
    view = ValueView(dataset, names, languages)
    things = names.distinct([names.reference(str(each.thing)) for each in found])
    return [
        AlikeThing(
            thing,
            tuple(_shown(names, view, one) for one in each.shared[:_MOST_SHARED]),
            len(each.shared[_MOST_SHARED:]),
            each.shared[:_MOST_SHARED],
        )
        for thing, each in zip(things, found, strict=True)
    ]


def _shown(names: Names, view: ValueView, shared: Shared) -> SharedValue:
    value = view.value(shared.value)
    if isinstance(value, LiteralValue):
        value = replace(value, text=truncated(value.text, _LONGEST_TEXT))
    return SharedValue(names.reference(str(shared.property)), value, shared.is_inverse)
