"""The classes and the properties of the dataset."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from flask import Blueprint, Response, abort
from rdflib import URIRef

from schlaglicht.dataset.statistics import ClassUse, GraphStatistics, PropertyUse
from schlaglicht.pages import Reference
from schlaglicht.pages.labels import Names
from schlaglicht.web.published_site import Site, current_site
from schlaglicht.web.views.links import page_url
from schlaglicht.web.views.page import grouped, link, page, page_route, reader_languages

blueprint = Blueprint("classes", __name__)

_TERMS = 80
"""Classes or properties on a page."""

_MOST_FOUND = 4
"""Classes and datatypes shown for a property."""

_Item = TypeVar("_Item")


@dataclass(frozen=True)
class Pages:
    """The number of a page, the number of pages, and the URLs of its neighbours."""

    number: int
    total: int
    previous: str | None
    next: str | None
    jumps: tuple[tuple[int, str], ...] = ()
    """Numbers and URLs of pages to jump to: the first, the last, and some between."""


@dataclass(frozen=True)
class ClassEntry:
    """A class in the list of classes."""

    reference: Reference
    url: str
    count: str
    example: Reference | None
    with_subclasses: str = ""
    """The number with the things of its subclasses, if those have others."""


@dataclass(frozen=True)
class PropertyEntry:
    """A property, the classes that it occurs at, and what its values are."""

    reference: Reference
    count: str
    subjects: tuple[Reference, ...]
    objects: tuple[Reference, ...]


def class_entries(site: Site, uses: Iterable[ClassUse]) -> list[ClassEntry]:
    """Classes as lists show them."""
    names = Names(site.dataset, reader_languages())
    uses = list(uses)
    named = names.distinct([names.reference(use.iri) for use in uses])
    return [
        ClassEntry(
            reference,
            list_url(site, use.iri),
            grouped(use.entities),
            names.reference(use.example) if use.example else None,
            grouped(more) if (more := site.things_with_subclasses(use.iri)) > use.entities else "",
        )
        for reference, use in zip(named, uses, strict=True)
    ]


def class_uses(site: Site) -> list[ClassUse]:
    """The classes of all graphs, the largest first, with their things in all graphs.

    A class has the properties that its things have in any of the graphs.
    """
    found: dict[str, list[ClassUse]] = {}
    for graph in site.snapshot.statistics.graphs:
        for use in uses_of_things(site, graph):
            found.setdefault(use.iri, []).append(use)
    together = (_together(site, uses) for uses in found.values())
    return sorted(together, key=lambda use: (-use.entities, use.iri))


def _together(site: Site, uses: Sequence[ClassUse]) -> ClassUse:
    """A class in all graphs by its uses in each."""
    largest = max(uses, key=lambda use: use.entities)
    things = site.things_by_class[largest.iri]
    if len(uses) == 1:
        return replace(largest, entities=things)
    by_triples = sorted((p for use in uses for p in use.properties), key=lambda p: p.triples)
    properties = {property_.iri: property_ for property_ in by_triples}
    ordered = tuple(properties[iri] for iri in sorted(properties))
    return replace(largest, entities=things, properties=ordered)


def uses_of_things(site: Site, graph: GraphStatistics) -> Iterator[ClassUse]:
    """The classes of a graph, counted without the parts of evidence; not those of parts alone."""
    for use in graph.classes:
        if use.iri not in site.classes_of_parts:
            yield use
        elif others := site.index.count_instances(URIRef(use.iri)):
            first = site.index.instances(URIRef(use.iri), limit=1)[0]
            example = str(first) if isinstance(first, URIRef) else None
            yield replace(use, entities=others, example=example)


def main_uses(site: Site) -> list[ClassUse]:
    """The classes that the dataset is about, the most important first."""
    uses = {use.iri: use for use in class_uses(site)}
    return [uses[iri] for iri in site.main_classes if iri in uses]


def uses_below(site: Site, class_: str) -> list[ClassUse]:
    """The classes below a class that have things, the largest first."""
    below = site.classes_below.get(class_, ())
    return [use for use in class_uses(site) if use.iri in below] if below else []


def list_url(site: Site, class_: str) -> str:
    """The page that lists the things of a class."""
    return list_page_url(site.dataset.iri_paths.name_of(class_))


def list_page_url(path: str) -> str:
    """The page of a list; `path` is what its name has after `/classes/`, without an ending."""
    return page_url(f"classes/{path}")


def page_among(total: int, size: int, number: int, *, url: Callable[[int], str]) -> Pages:
    """The place of a page among all; 404 where there is no such page."""
    count = max(1, -(-total // size))
    if not 1 <= number <= count:
        abort(404)
    return Pages(
        number,
        count,
        url(number - 1) if number > 1 else None,
        url(number + 1) if number < count else None,
        tuple((each, url(each)) for each in _jumps(number, count)),
    )


def _jumps(number: int, count: int) -> list[int]:
    """The first and last page, the neighbours, and in the longer gap its middle."""
    near = range(max(1, number - 2), min(count, number + 2) + 1)
    gaps = (1 + number) // 2, (number + count) // 2
    return sorted({1, count, *near, *gaps})


def page_of(
    items: Sequence[_Item], size: int, number: int, *, endpoint: str
) -> tuple[Sequence[_Item], Pages]:
    """The items on a page of the list at `endpoint`, and its place among all; 404 without any."""

    def url(number: int) -> str:
        return link(endpoint, **({"number": number} if number > 1 else {}))

    pages = page_among(len(items), size, number, url=url)
    return items[(number - 1) * size : number * size], pages


@page_route(blueprint, "/classes/")
@page_route(blueprint, "/classes/page-<int(min=2):number>")
def classes(number: int = 1) -> Response:
    """The classes: first those that the dataset is about, then the others, the largest first."""
    site = current_site()
    main = main_uses(site)
    about = {use.iri for use in main}
    uses = main + [use for use in class_uses(site) if use.iri not in about]
    shown, pages = page_of(uses, _TERMS, number, endpoint="classes.classes")
    entries = class_entries(site, (use for use in shown if use.iri in about))
    others = class_entries(site, (use for use in shown if use.iri not in about))
    return page("classes.html", entries=entries, others=others, pages=pages)


@page_route(blueprint, "/properties/")
@page_route(blueprint, "/properties/page-<int(min=2):number>")
def properties(number: int = 1) -> Response:
    """The properties, the most used first."""
    site = current_site()
    uses: dict[str, PropertyUse] = {}
    for graph in site.snapshot.statistics.graphs:
        for use in graph.properties:
            if use.iri not in uses or uses[use.iri].triples < use.triples:
                uses[use.iri] = use
    triples = site.index.triples_by_property()
    counted = (replace(use, triples=triples[use.iri]) for use in uses.values())
    ordered = sorted(counted, key=lambda use: (-use.triples, use.iri))
    shown, pages = page_of(ordered, _TERMS, number, endpoint="classes.properties")
    entries = _property_entries(site, shown)
    return page("properties.html", entries=entries, pages=pages, total=grouped(len(ordered)))


def _property_entries(site: Site, uses: Iterable[PropertyUse]) -> list[PropertyEntry]:
    names = Names(site.dataset, reader_languages())
    at: dict[str, dict[str, int]] = {}
    for class_ in class_uses(site):
        for use in class_.properties:
            at.setdefault(use.iri, {})[class_.iri] = use.triples
    uses = list(uses)
    named = names.distinct([names.reference(use.iri) for use in uses])
    return [
        PropertyEntry(
            reference,
            grouped(use.triples),
            _commonest(names, at.get(use.iri, {})),
            _commonest(names, {**use.classes, **use.datatypes}),
        )
        for reference, use in zip(named, uses, strict=True)
    ]


def _commonest(names: Names, counts: Mapping[str, int]) -> tuple[Reference, ...]:
    ordered = sorted(counts, key=lambda iri: (-counts[iri], iri))
    return tuple(names.reference(iri) for iri in ordered[:_MOST_FOUND])
