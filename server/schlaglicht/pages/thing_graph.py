"""The things that are linked to another, which its graph shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from rdflib import RDF, BNode, URIRef
from rdflib.term import Node

from schlaglicht.dataset import is_of_description
from schlaglicht.dataset.index import Index
from schlaglicht.dataset.index.relations import members, places_in_lists
from schlaglicht.pages.labels import Names
from schlaglicht.pages.page_context import Dataset
from schlaglicht.pages.page_model import Reference
from schlaglicht.pages.property_order import rank_of
from schlaglicht.pages.thing_page import MOST_COUNTED, MOST_LISTS, NOT_INCOMING, owner_of

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
