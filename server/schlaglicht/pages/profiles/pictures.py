"""Pictures of things, from the hosts that the settings name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rdflib import Literal, URIRef
from rdflib.namespace import FOAF
from rdflib.term import Node

from schlaglicht.languages import Text, best_text
from schlaglicht.pages.page_model import Lead, Picture
from schlaglicht.pages.profiles.subject import Subject, shortened
from schlaglicht.vocab import of_schema

PICTURES = (
    *of_schema("image", "photo", "logo", "primaryImageOfPage", "thumbnailUrl"),
    *(FOAF.depiction, FOAF.img, FOAF.logo),
    URIRef("http://www.w3.org/2006/vcard/ns#hasPhoto"),
)
"""Properties that lead from a thing to its pictures."""

_ADDRESSES = of_schema("contentUrl", "url")
_CAPTIONS = of_schema("caption", "name")
_MOST = 4


def with_pictures(lead: Lead, thing: Subject) -> Lead:
    """The lead with the first pictures of the thing that a page may show.

    A property needs no row if all its values are shown.
    """
    if not thing.dataset.image_hosts:
        return lead
    found: dict[str, Picture] = {}
    covered = set(lead.covered)
    for property_ in PICTURES:
        nodes = thing.index.objects(thing.iri, property_, limit=_MOST + 1)
        shown = [_picture(thing, node) for node in nodes]
        found |= {picture.url: picture for picture in shown if picture}
        if nodes and all(shown) and len(found) <= _MOST:
            covered.add(str(property_))
    return replace(lead, pictures=tuple(found.values())[:_MOST], covered=frozenset(covered))


def _picture(thing: Subject, node: Node) -> Picture | None:
    url = next(filter(thing.dataset.may_show, _urls(thing, node)), None)
    return Picture(url, thing.value(node), _caption(thing, node)) if url else None


def _urls(thing: Subject, node: Node) -> Iterator[str]:
    """The addresses of a picture: those that are stated, else its IRI or the text."""
    for property_ in () if isinstance(node, Literal) else _ADDRESSES:
        yield from map(str, thing.index.objects(node, property_, limit=_MOST))
    if isinstance(node, Literal | URIRef):
        yield str(node)


def _caption(thing: Subject, node: Node) -> Text | None:
    if isinstance(node, Literal):
        return None
    values = (v for p in _CAPTIONS for v in thing.index.objects(node, p, limit=_MOST))
    texts = [(str(value), value.language) for value in values if isinstance(value, Literal)]
    text = best_text(texts, thing.languages)
    return (shortened(text[0]), text[1]) if text else None
