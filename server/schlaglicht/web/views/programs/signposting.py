"""Links between a thing and its documents, for programs: FAIR Signposting.

https://signposting.org/FAIR/, https://www.rfc-editor.org/rfc/rfc8288 and RFC 9264 for link sets.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote

from flask import request, url_for
from rdflib import RDF, URIRef

from schlaglicht.dataset.dumps import NAME
from schlaglicht.formats import GRAPH_FORMATS, HTML, JSONLD, NTRIPLES, RDFXML, TURTLE, Format
from schlaglicht.pages import document_graph
from schlaglicht.rdf.writing.rdfxml import can_carry
from schlaglicht.vocab import SCHEMA
from schlaglicht.web.published_site import Site
from schlaglicht.web.views.calendars_and_feeds import forms_of
from schlaglicht.web.views.links import document_url
from schlaglicht.web.views.page import Form, Link, link_field

DATA_FORMATS = (TURTLE, NTRIPLES, JSONLD, RDFXML)
"""Formats of data documents; the first is for clients that take anything."""

LINKSET = Format("linkset", "application/linkset+json", ".linkset.json")

_MOST_TYPES = 5


class Available(NamedTuple):
    """The documents about a thing, and the links between them."""

    formats: tuple[Format, ...]
    """The formats that its data can be written in: RDF/XML cannot write everything."""
    forms: tuple[Form, ...]
    """Its other forms, in each language of the site."""
    links: tuple[Link, ...]


def available(site: Site, iri: str) -> Available:
    """All that a request about a thing may lead to, asked for once."""
    return _available(_Key(site, iri, site.version, request.url_root))


def signposts(there: Available) -> str:
    """The field `Link` of the page about a thing, and of the way there from its IRI.

    Where it would be long, only the way to all links.
    """
    return link_field(there.links)


def page_signposts(there: Available, canonical: str) -> str:
    """`signposts`, and what the head of the page says of itself and of the data."""
    links = there.links
    data = [replace(link, relation="alternate") for link in links if link.relation == "describedby"]
    return link_field([Link("canonical", canonical), *data, *links])


def data_signposts(site: Site, iri: str, written: Format) -> str:
    """The field `Link` of the data about `iri`, which describe the page, not themselves."""
    links = [_describes(site, iri)]
    for link in available(site, iri).links:
        is_other = written is not LINKSET and link.type != written.media_type
        if link.relation == "describedby" and is_other:
            links.append(Link("alternate", link.target, link.type))
        elif link.relation in ("license", "linkset"):
            links.append(link)
    return link_field(links)


def dump_signposts(site: Site) -> str | None:
    """The field `Link` of a dump: the page of the dataset; None where that is not one."""
    if (dataset := _whole_dataset(site)) is None:
        return None
    page = document_url(site, dataset, HTML.extension)
    licences = [Link("license", ascii_iri(licence)) for licence in site.dataset.licences]
    return link_field([Link("collection", page, HTML.media_type), *licences])


def linkset(site: Site, iri: str) -> str:
    """The links of the page about `iri`, of the data and of the files of a dataset as a document.

    https://www.rfc-editor.org/rfc/rfc9264#section-4.2
    """
    page, links = document_url(site, iri, HTML.extension), available(site, iri).links
    contexts = [_context(page, links)]
    for link in links:
        if link.relation == "describedby":
            contexts.append(_context(link.target, [_describes(site, iri)]))
        elif link.relation == "item":
            contexts.append(_context(link.target, [Link("collection", page, HTML.media_type)]))
    return json.dumps({"linkset": contexts}, ensure_ascii=False, indent=2) + "\n"


def _context(anchor: str, links: Iterable[Link]) -> dict[str, object]:
    targets: dict[str, list[dict[str, object]]] = {}
    for each in links:
        target: dict[str, object] = {"href": each.target}
        if each.type:
            target["type"] = each.type
        if each.language:
            target["hreflang"] = [each.language]
        targets.setdefault(each.relation, []).append(target)
    return {"anchor": anchor, **targets}


def _describes(site: Site, iri: str) -> Link:
    return Link("describes", document_url(site, iri, HTML.extension), HTML.media_type)


def _whole_dataset(site: Site) -> str | None:
    """The thing that stands for what the dumps hold, if the data has one."""
    main_resource = site.dataset.main_resource
    return main_resource.iri if main_resource else None


@dataclass(frozen=True)
class _Key:
    """A request for the links of a thing, as the host writes them."""

    site: Site = field(compare=False)
    iri: str
    version: object
    root: str


@lru_cache(maxsize=8)
def _available(key: _Key) -> Available:
    """Kept for a moment: all documents about a thing have the same."""
    site, iri = key.site, key.iri
    formats: tuple[Format, ...] = DATA_FORMATS
    if not (site.xml_carries_all or can_carry(document_graph(site.dataset, iri))):
        formats = tuple(known for known in DATA_FORMATS if known is not RDFXML)
    forms = forms_of(URIRef(iri), site.languages)
    return Available(formats, forms, tuple(_links_of(site, iri, formats, forms)))


def _links_of(
    site: Site, iri: str, formats: Iterable[Format], forms: Iterable[Form]
) -> Iterator[Link]:
    if site.base and iri.startswith(site.base):
        yield Link("cite-as", ascii_iri(iri))
    stem = document_url(site, iri, "")
    for offered in formats:
        yield Link("describedby", stem + offered.extension, offered.media_type)
    yield Link("type", str(SCHEMA.AboutPage))
    for class_ in site.index.objects(URIRef(iri), RDF.type, limit=_MOST_TYPES):
        if isinstance(class_, URIRef):
            yield Link("type", ascii_iri(class_))
    for licence in site.dataset.licences:
        yield Link("license", ascii_iri(licence))
    whole = _whole_dataset(site)
    if whole and whole != iri:
        yield Link("collection", ascii_iri(whole))
    if whole == iri:
        for offered in GRAPH_FORMATS:
            if offered is not RDFXML or site.xml_carries_all:
                url = url_for("downloads.dump_file", name=NAME + offered.extension, _external=True)
                yield Link("item", url, offered.media_type)
    for language in site.languages if len(site.languages) > 1 else ():
        yield Link("alternate", f"{stem}.{language}.html", "text/html", language)
    for form in forms:
        url = request.host_url.rstrip("/") + form.url
        yield Link("alternate", url, form.media_type, form.language)
    yield Link("linkset", stem + LINKSET.extension, LINKSET.media_type)


@lru_cache(maxsize=1024)
def ascii_iri(iri: str) -> str:
    """An IRI as a URI: https://www.rfc-editor.org/rfc/rfc3987#section-3.1."""
    return quote(iri, safe="%/:?#[]@!$&'()*+,;=-._~")
