"""Things most like another, or called like an IRI that is not described."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rdflib import URIRef

from schlaglicht.dataset import is_of_description
from schlaglicht.dataset.index import Shared, similar_things
from schlaglicht.dataset.index.search import folded
from schlaglicht.ground.text import truncated
from schlaglicht.pages.labels import Names, ValueView
from schlaglicht.pages.page_context import Dataset
from schlaglicht.pages.page_model import LiteralValue, Reference, Value
from schlaglicht.suggest import Cutoff, nearest_few

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
    class_: str | None
    """The one class within which both were compared."""


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
            each.class_,
        )
        for thing, each in zip(things, found, strict=True)
    ]


def _shown(names: Names, view: ValueView, shared: Shared) -> SharedValue:
    value = view.value(shared.value)
    if isinstance(value, LiteralValue):
        value = replace(value, text=truncated(value.text, _LONGEST_TEXT))
    return SharedValue(names.reference(str(shared.property)), value, shared.is_inverse)


_NEIGHBOURS = 500
"""IRIs with the same beginning that are compared."""

_MOST_HITS = 20
"""Hits of a search that are compared."""

_LONGEST = 200
"""Longest name, in characters, that is compared; of longer ones the beginning is searched."""


def nearest(
    dataset: Dataset, iri: str, languages: Sequence[str], *, most: int = 5
) -> tuple[Reference, ...]:
    """The things whose IRI or name is most like `iri`, nearest first."""
    if len(iri) > 2000:
        return ()
    namespace, local_name = _split(iri)
    found = _alike(dataset, namespace, local_name, most)
    words = re.sub(r"[\W_]+", " ", local_name)[:_LONGEST]
    if words.strip():
        hits = dataset.index.search(words, languages=languages, limit=_MOST_HITS).hits
        iris = (str(hit.iri) for hit in hits)
        found += [each for each in iris if _is_called(dataset, each, words)]
    names = Names(dataset, languages)
    return tuple(names.reference(each) for each in dict.fromkeys(found))[:most]


def _is_called(dataset: Dataset, iri: str, words: str) -> bool:
    """True if a name of a thing has all the words, or is nearly the same.

    A search forgives slips and finds words in descriptions: too much for a guess.
    """
    wanted = folded(words)
    called = [
        folded(text[:_LONGEST]) for text in (*dataset.index.labels(URIRef(iri)), _split(iri)[1])
    ]
    has_all = any(set(wanted.split()) <= set(name.split()) for name in called)
    return has_all or bool(nearest_few(wanted, called, Cutoff.THING, most=1))


def _alike(dataset: Dataset, namespace: str, local_name: str, most: int) -> list[str]:
    """IRIs of the same namespace with nearly the same name."""
    if not namespace or len(local_name) > _LONGEST:
        return []
    neighbours: dict[str, str] = {}
    for length in (3, 1, 0):
        beginning = namespace + local_name[:length]
        for iri in dataset.index.subjects(limit=_NEIGHBOURS, beginning=beginning):
            if not is_of_description(iri):
                neighbours.setdefault(iri[len(namespace) :].casefold(), str(iri))
        if len(neighbours) >= _NEIGHBOURS:
            break
    wanted = local_name.casefold()
    close = nearest_few(wanted, neighbours, Cutoff.THING, most=most)
    return [neighbours[name] for name in close]


def _split(iri: str) -> tuple[str, str]:
    """The namespace of an IRI and its local name."""
    end = max(iri.rfind("/", 0, -1), iri.rfind("#", 0, -1)) + 1
    return iri[:end], iri[end:]
