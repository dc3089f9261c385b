"""Persons, organisations, places, events and works: addresses in a block, a place on a map."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from rdflib import RDF, BNode, Literal, URIRef
from rdflib.namespace import Namespace
from rdflib.term import Node

from schlaglicht.dataset.index import point_of
from schlaglicht.languages import best_text
from schlaglicht.pages.page_model import Lead
from schlaglicht.pages.profiles.subject import Subject, shortened
from schlaglicht.vocab import of_schema

_VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
_LOCN = Namespace("http://www.w3.org/ns/locn#")
_ADDRESSES = (*of_schema("address"), _VCARD.hasAddress, _LOCN.address)

_MOST_LINES = 8

_LINES: Sequence[Sequence[Sequence[URIRef]]] = (
    ((_LOCN.fullAddress,),),
    ((_LOCN.poBox, *of_schema("postOfficeBoxNumber")),),
    (
        (*of_schema("streetAddress"), _VCARD["street-address"], _LOCN.thoroughfare),
        (_LOCN.locatorDesignator,),
    ),
    (
        (*of_schema("postalCode"), _VCARD["postal-code"], _LOCN.postCode),
        (*of_schema("addressLocality"), _VCARD.locality, _LOCN.postName),
    ),
    ((*of_schema("addressRegion"), _VCARD.region, _LOCN.adminUnitL2),),
    ((*of_schema("addressCountry"), _VCARD["country-name"], _LOCN.adminUnitL1),),
)
"""The lines of an address: each has parts, and each part is the value of one of the properties."""

_OF_ADDRESS = frozenset(p for line in _LINES for part in line for p in part) | {RDF.type}


def located(thing: Subject) -> Lead:
    """The address of a person, an organisation or a place as a block, and its point on a map."""
    addresses = [node for node in thing.values(_ADDRESSES, limit=2) if not isinstance(node, URIRef)]
    found = (
        list(islice(_lines(thing, addresses[0]), _MOST_LINES + 1)) if len(addresses) == 1 else []
    )
    lines = tuple(map(shortened, found[:_MOST_LINES]))
    is_whole = list(lines) == found and bool(found) and _is_whole(thing, addresses[0])
    covered = _ADDRESSES if is_whole else ()
    return Lead(
        address=lines,
        point=point_of(thing.index, thing.iri),
        covered_whole=frozenset(map(str, covered)),
    )


def event(event: Subject) -> Lead:
    """The point of an event's place on a map."""
    return Lead(point=point_of(event.index, event.iri))


def _lines(thing: Subject, address: Node) -> Iterator[str]:
    """The lines of an address, of which each part is in the reader's language."""
    if isinstance(address, Literal):
        yield from filter(None, map(str.strip, address.splitlines()))
        return
    for line in _LINES:
        parts = [part for properties in line if (part := _part(thing, address, properties))]
        if parts:
            yield " ".join(parts)


def _part(thing: Subject, address: Node, properties: Sequence[URIRef]) -> str:
    for property_ in properties:
        values = thing.index.objects(address, property_)
        texts = [(str(v), v.language) for v in values if isinstance(v, Literal)]
        if text := best_text(texts, thing.languages):
            return text[0]
        for value in values:
            if isinstance(value, URIRef):
                return thing.reference(value).name[0]
    return ""


def _is_whole(thing: Subject, address: Node) -> bool:
    """True if the lines say all that the data says of an address."""
    if not isinstance(address, BNode):
        return True
    found = thing.index.predicates_of(address)
    return _OF_ADDRESS.issuperset(found) and all(
        len(thing.index.objects(address, property_)) == 1 for property_ in found
    )
