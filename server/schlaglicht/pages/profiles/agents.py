"""Persons, organisations, places, events and works: addresses, places on a map, pictures.

Pictures come from the hosts that the settings name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from rdflib import RDF, BNode, Literal, URIRef
from rdflib.namespace import FOAF, Namespace
from rdflib.term import Node

from schlaglicht.i18n import Text, best_text
from schlaglicht.pages.page_model import Lead, Picture
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
    """The address of a person, an organisation or a place as a block."""
    addresses = [node for node in thing.values(_ADDRESSES, limit=2) if not isinstance(node, URIRef)]
    found = (
        list(islice(_lines(thing, addresses[0]), _MOST_LINES + 1)) if len(addresses) == 1 else []
    )
    lines = tuple(map(shortened, found[:_MOST_LINES]))
    is_whole = list(lines) == found and bool(found) and _is_whole(thing, addresses[0])
    covered = _ADDRESSES if is_whole else ()
    return Lead(address=lines, covered_whole=frozenset(map(str, covered)))


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


PICTURES = (
    *of_schema("image", "photo", "logo", "primaryImageOfPage", "thumbnailUrl"),
    *(FOAF.depiction, FOAF.img, FOAF.logo),
    URIRef("http://www.w3.org/2006/vcard/ns#hasPhoto"),
)
"""Properties that lead from a thing to its pictures."""

_PICTURE_URLS = of_schema("contentUrl", "url")
_CAPTIONS = of_schema("caption", "name")
_MOST_PICTURES = 4


def with_pictures(lead: Lead, thing: Subject) -> Lead:
    """The lead with the first pictures of the thing that a page may show.

    A property needs no row if all its values are shown.
    """
    if not thing.dataset.image_hosts:
        return lead
    found: dict[str, Picture] = {}
    covered = set(lead.covered)
    for property_ in PICTURES:
        nodes = thing.index.objects(thing.iri, property_, limit=_MOST_PICTURES + 1)
        shown = [_picture(thing, node) for node in nodes]
        found |= {picture.url: picture for picture in shown if picture}
        if nodes and all(shown) and len(found) <= _MOST_PICTURES:
            covered.add(str(property_))
    return replace(
        lead, pictures=tuple(found.values())[:_MOST_PICTURES], covered=frozenset(covered)
    )


def _picture(thing: Subject, node: Node) -> Picture | None:
    url = next(filter(thing.dataset.may_show, _urls(thing, node)), None)
    return Picture(url, thing.value(node), _caption(thing, node)) if url else None


def _urls(thing: Subject, node: Node) -> Iterator[str]:
    """The addresses of a picture: those that are stated, else its IRI or the text."""
    for property_ in () if isinstance(node, Literal) else _PICTURE_URLS:
        yield from map(str, thing.index.objects(node, property_, limit=_MOST_PICTURES))
    if isinstance(node, Literal | URIRef):
        yield str(node)


def _caption(thing: Subject, node: Node) -> Text | None:
    if isinstance(node, Literal):
        return None
    values = (v for p in _CAPTIONS for v in thing.index.objects(node, p, limit=_MOST_PICTURES))
    texts = [(str(value), value.language) for value in values if isinstance(value, Literal)]
    text = best_text(texts, thing.languages)
    return (shortened(text[0]), text[1]) if text else None
