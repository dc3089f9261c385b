"""Catalogues, datasets and their distributions.

https://www.w3.org/TR/vocab-dcat-3/
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rdflib import BNode, Literal, URIRef
from rdflib.namespace import DCAT, DCTERMS
from rdflib.term import Node

from schlaglicht.dataset.index import Hierarchy
from schlaglicht.dataset.index.search import order_key
from schlaglicht.i18n import msg
from schlaglicht.pages.labels import name_in, name_of_media_type
from schlaglicht.pages.page_model import (
    ROOM_FOR_LEAD,
    Download,
    Lead,
    LiteralValue,
    Reference,
    Table,
    Value,
    fitted,
)
from schlaglicht.pages.profiles.subject import MOST_READ, Subject, TreeBuilder, shortened
from schlaglicht.vocab import of_schema

_DATASETS = (DCAT.dataset, *of_schema("dataset"))
_IN_CATALOGUE = of_schema("includedInDataCatalog")
_DISTRIBUTIONS = (DCAT.distribution, *of_schema("distribution"))
_PUBLISHERS = (DCTERMS.publisher, *of_schema("publisher", "provider", "creator"))
_DATES = (
    *(DCTERMS.modified, *of_schema("dateModified")),
    *(DCTERMS.issued, *of_schema("datePublished", "dateCreated")),
)
_FILES = (DCAT.downloadURL, *of_schema("contentUrl"))
_PAGES = (DCAT.accessURL, *of_schema("url"))
_FORMATS = (DCTERMS["format"], DCAT.mediaType, *of_schema("encodingFormat", "fileFormat"))
_LICENCES = (DCTERMS.license, *of_schema("license"))

_IN_SERIES = URIRef(f"{DCAT}inSeries")  # of DCAT 3, which rdflib does not know

_MOST_DATASETS = 60
_MOST_DOWNLOADS = 40
_MOST_IN_CELL = 3


def catalogue(catalogue: Subject) -> Lead:
    """The table of a catalogue's datasets, with their publishers and dates."""
    found = Hierarchy(catalogue.index, up=_IN_CATALOGUE, down=_DATASETS).below(
        catalogue.iri, limit=MOST_READ
    )
    if not found:
        return Lead()
    shown = [(catalogue.value(dataset), dataset) for dataset in found[:_MOST_DATASETS]]
    rows = [
        ((name,), _cell(catalogue, dataset, _PUBLISHERS), _cell(catalogue, dataset, _DATES)[:1])
        for name, dataset in sorted(shown, key=lambda each: order_key(_words(each[0])))
    ]
    columns = (msg("Dataset"), msg("Publisher"), msg("Date"))
    first = fitted(rows, ROOM_FOR_LEAD)
    more = len(found) - len(first)
    table = Table(msg("Datasets"), columns, first, more, len(found) < MOST_READ)
    if more:
        return Lead(tables=(table,))
    covered, about = frozenset(map(str, _DATASETS)), frozenset(map(str, _IN_CATALOGUE))
    return Lead(tables=(table,), covered=covered, covered_incoming=about)


def dataset(dataset: Subject) -> Lead:
    """The way down to a dataset from its catalogue, and the forms in which it is available."""
    nodes = list(dict.fromkeys(dataset.values(_DISTRIBUTIONS, limit=_MOST_DOWNLOADS + 1)))
    found = [d for node in nodes[:_MOST_DOWNLOADS] for d in _downloads(dataset, node)]
    downloads = fitted(found, ROOM_FOR_LEAD)
    whole = len(downloads) >= len(nodes)
    hierarchy = Hierarchy(dataset.index, up=(*_IN_CATALOGUE, _IN_SERIES), down=_DATASETS)
    trail, others = TreeBuilder(dataset, hierarchy).trail(dataset.iri)
    covered = (*_IN_CATALOGUE, _IN_SERIES, *(_DISTRIBUTIONS if whole else ()))
    return Lead(
        trail,
        others,
        downloads=downloads,
        covered=frozenset(map(str, covered)),
        covered_incoming=frozenset(map(str, _DATASETS)),
    )


def distribution(distribution: Subject) -> Lead:
    """The way down to a distribution from its dataset, and the distribution as a download."""
    hierarchy = Hierarchy(distribution.index, up=(), down=(*_DISTRIBUTIONS, *_DATASETS))
    trail, others = TreeBuilder(distribution, hierarchy).trail(distribution.iri)
    return Lead(
        trail,
        others,
        downloads=tuple(_downloads(distribution, distribution.iri)),
        covered_incoming=frozenset(map(str, _DISTRIBUTIONS)),
    )


def _downloads(subject: Subject, node: Node) -> Iterator[Download]:
    """A distribution by the address of its file, else by that of a page; none without both."""
    if isinstance(node, Literal):
        return
    files, pages = _texts(subject, node, _FILES), _texts(subject, node, _PAGES)
    for url in (files or pages)[:1]:
        size = next(iter(_texts(subject, node, (DCAT.byteSize,))), "")
        licences = _cell(subject, node, _LICENCES)
        yield Download(
            subject.value(node),
            url,
            bool(files),
            _format(subject, node),
            int(size.partition(".")[0]) if re.fullmatch(r"\d{1,18}(\.0*)?", size) else None,
            licences[0] if licences else None,
        )


def _format(subject: Subject, node: Node) -> str:
    """The format of a distribution by its name, else by that of its IRI, or its end."""
    for property_ in _FORMATS:
        for value in subject.index.objects(node, property_, limit=1):
            label = subject.index.label(value, subject.languages)
            if label:
                return shortened(label[0])
            if isinstance(value, Literal):
                return shortened(name_of_media_type(str(value)) or str(value))
            if isinstance(value, URIRef):
                end = re.split("[/#]", str(value).rstrip("/#"))[-1]
                return shortened(name_in(str(value)) or end)
    return ""


def _cell(subject: Subject, node: Node, properties: Iterable[URIRef]) -> tuple[Value, ...]:
    """The values of the first of the properties that has any."""
    for property_ in properties:
        if values := subject.index.objects(node, property_, limit=_MOST_IN_CELL):
            return tuple(map(subject.value, values))
    return ()


def _texts(subject: Subject, node: Node, properties: Iterable[URIRef]) -> list[str]:
    """The literals and IRIs that the properties give."""
    return [
        str(value)
        for property_ in properties
        for value in subject.index.objects(node, property_, limit=_MOST_IN_CELL)
        if not isinstance(value, BNode)
    ]


def _words(value: Value) -> str:
    if isinstance(value, LiteralValue):
        return value.text
    return value.name[0] if isinstance(value, Reference) else ""
