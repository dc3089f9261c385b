"""Things near another: linked to it, most like it, or called like an IRI that is not described."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from rdflib import RDF, BNode, URIRef
from rdflib.term import Node

from schlaglicht.dataset import is_of_description
from schlaglicht.dataset.index import Index, Shared, similar_things
from schlaglicht.dataset.index.relations import members, places_in_lists
from schlaglicht.dataset.index.search import folded
from schlaglicht.ground.text import truncated
from schlaglicht.pages.labels import Names, ValueView
from schlaglicht.pages.page_context import Dataset
from schlaglicht.pages.page_model import LiteralValue, Reference, Value
from schlaglicht.pages.property_order import rank_of
from schlaglicht.pages.thing_page import MOST_COUNTED, MOST_LISTS, NOT_INCOMING, owner_of
from schlaglicht.suggest import Cutoff, nearest_few

_MOST_PROPERTIES = 30
"""Properties in each direction, in the order of pages."""

_MOST_NEIGHBOURS = 48
_LEAST_OF_PROPERTY, _MOST_OF_PROPERTY = 3, 12
"""Neighbours in all, shared out to the properties."""

_MOST_MEMBERS = 500
"""Members of a list that are read."""

_MOST_PARTS = 20
"""Blank nodes of a property that are read for the things that they lead to."""


@dataclass(frozen=True)
class Neighbour:
    """A thing next to another, and its class if it has one with a name."""

    reference: Reference
    kind: Reference | None


@dataclass(frozen=True)
class Neighbours:
    """The things at the other end of a property, the first of them in the order of terms."""

    property: Reference
    is_incoming: bool
    things: tuple[Neighbour, ...]
    more: int
    """Number of those left out."""
    is_exact: bool
    """False where there are still more."""


def neighbours(dataset: Dataset, iri: str, languages: Sequence[str]) -> tuple[Neighbours, ...]:
    """The neighbours of a thing, first those that it links to.

    Nodes without an IRI are passed through to the things behind them.
    """
    index, thing = dataset.index, URIRef(iri)
    ends = [*_outgoing(index, thing), *_incoming(index, thing)]
    share = _MOST_NEIGHBOURS // max(1, len(ends))
    most = min(max(share, _LEAST_OF_PROPERTY), _MOST_OF_PROPERTY)
    names = Names(dataset, languages)
    return tuple(
        Neighbours(
            names.reference(str(property_)),
            is_incoming,
            tuple(_named(index, names, thing) for thing in things[:most]),
            total - len(things[:most]),
            total <= MOST_COUNTED,
        )
        for property_, is_incoming, things, total in ends
    )


_Ends = tuple[URIRef, bool, list[URIRef], int]
"""A property, True if it leads to the thing, the first at its other end and the number of all."""


def _outgoing(index: Index, thing: URIRef) -> Iterator[_Ends]:
    for property_ in _ordered(index.predicates_of(thing)):
        if property_ == RDF.type:
            continue
        values = index.objects(thing, property_, limit=MOST_COUNTED + 1)
        things = list(_things_behind(index, thing, values))
        if things:
            yield property_, False, things, len(things)


def _things_behind(index: Index, thing: URIRef, values: Iterable[Node]) -> Iterator[URIRef]:
    """Values with an IRI; for one without, the things that it leads to."""
    parts = []
    for value in values:
        if isinstance(value, URIRef):
            yield value
        elif isinstance(value, BNode):
            parts.append(value)
    behind = chain.from_iterable(_values(index, part) for part in parts[:_MOST_PARTS])
    yield from dict.fromkeys(x for x in behind if isinstance(x, URIRef) and x != thing)


def _values(index: Index, part: BNode) -> Iterator[Node]:
    """Values of the properties of a blank node; the members of a list."""
    if listed := members(index, part, limit=_MOST_MEMBERS):
        yield from listed
        return
    for property_ in index.predicates_of(part):
        if property_ != RDF.type:
            yield from index.objects(part, property_, limit=_MOST_OF_PROPERTY)


def _incoming(index: Index, thing: URIRef) -> Iterator[_Ends]:
    for property_ in _ordered(index.predicates_about(thing)):
        if property_ in NOT_INCOMING:
            continue
        if property_ == RDF.first:
            yield from _incoming_by_lists(index, thing)
            continue
        sources = index.things_with(thing, property_, limit=_MOST_OF_PROPERTY + 1)
        shown = [source for source in sources if not is_of_description(str(source))]
        if things := _owners(index, thing, shown):
            total = len(things)
            if len(sources) > _MOST_OF_PROPERTY:
                total = index.count_sources(thing, property_, most=MOST_COUNTED + 1)
            yield property_, True, things, total


def _incoming_by_lists(index: Index, thing: URIRef) -> Iterator[_Ends]:
    found: dict[URIRef, list[Node]] = {}
    for property_, source in places_in_lists(index, thing, limit=MOST_LISTS):
        found.setdefault(property_, []).append(source)
    for property_ in _ordered(found):
        if property_ not in NOT_INCOMING and (things := _owners(index, thing, found[property_])):
            yield property_, True, things, len(things)


def _owners(index: Index, thing: URIRef, sources: Iterable[Node]) -> list[URIRef]:
    owners = dict.fromkeys(owner_of(index, source) for source in sources)
    return [owner for owner in owners if isinstance(owner, URIRef) and owner != thing]


def _ordered(properties: Iterable[URIRef]) -> Sequence[URIRef]:
    return sorted(properties, key=rank_of)[:_MOST_PROPERTIES]


def _named(index: Index, names: Names, thing: URIRef) -> Neighbour:
    types = index.objects(thing, RDF.type, limit=1)
    kind = types[0] if types and isinstance(types[0], URIRef) else None
    return Neighbour(names.reference(str(thing)), names.reference(str(kind)) if kind else None)


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
