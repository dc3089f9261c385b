"""Lists: the classes and properties of the dataset, and the things of each class.

    /classes/                                         the classes
    /classes/<class>                                  the things of a class; <class> as in Addresses
    /classes/<class>/page-2                           its second page
    /classes/<class>/by/<property>/<value>            those that share the value of a property
    /classes/<class>.de.csv                           all of a list as CSV, with German names

Every list has a path of its own, so that it is there on static hosting too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from flask import Blueprint, Response, abort, stream_with_context
from flask.blueprints import BlueprintSetupState

from schlaglicht.export.spreadsheet import write_csv
from schlaglicht.resources import Reference, Value
from schlaglicht.resources.lists import ROWS, ClassList, Facet, FacetValue, Narrowing
from schlaglicht.resources.naming import Names
from schlaglicht.statistics import ClassUse, GraphStatistics, PropertyUse
from schlaglicht.web.feeds import STARTS
from schlaglicht.web.pages import fix_name, grouped, link, page, page_route, reader_languages
from schlaglicht.web.places import page_url
from schlaglicht.web.site import Site, current_site
from schlaglicht.web.texts import LANGUAGES

blueprint = Blueprint("browse", __name__)

_TERMS = 80
"""Classes or properties on a page."""

_MOST_FOUND = 4
"""Classes and datatypes shown for a property."""

_SHOWN_CHOICES = 12

_ENDING = re.compile(rf"(.*?)(?:\.({'|'.join(LANGUAGES)}))?\.(html|csv)", re.DOTALL)
_LIST = re.compile(
    r"(?P<class_>.+?)(?:/by/(?P<property>[a-z0-9-]+)/(?P<value>[a-z0-9-]+))?"
    r"(?:/page-(?P<page>[1-9][0-9]{0,8}))?",
    re.DOTALL,
)

_Item = TypeVar("_Item")


@dataclass(frozen=True)
class Pages:
    """Which page of how many is shown, and where its neighbours are."""

    number: int
    total: int
    previous: str | None
    next: str | None


@dataclass(frozen=True)
class ClassEntry:
    """A class in the list of classes."""

    reference: Reference
    url: str
    count: str
    example: Reference | None


@dataclass(frozen=True)
class PropertyEntry:
    """A property, the classes that it occurs at, and what its values are."""

    reference: Reference
    count: str
    subjects: tuple[Reference, ...]
    objects: tuple[Reference, ...]


@dataclass(frozen=True)
class _Wanted:
    """What the path of a list asks for."""

    use: ClassUse
    path: str
    """Of the list without page and ending."""
    narrowing: tuple[str, str] | None
    number: int


@blueprint.record
def _name_lists(state: BlueprintSetupState) -> None:
    """Lets `link` make names of lists; requests for them come to `things`, which reads the path."""
    languages = f"<any({','.join(LANGUAGES)}):language>"
    state.add_url_rule(f"/classes/<path:path>.{languages}.html", "listed", build_only=True)
    state.add_url_rule(f"/classes/<path:path>.{languages}.csv", "table", build_only=True)


@page_route(blueprint, "/classes/")
def classes() -> Response:
    """The classes, the largest first."""
    return _classes(1)


@page_route(blueprint, "/classes/page-<int:number>")
def more_classes(number: int) -> Response:
    """Further classes."""
    return _classes(number)


@page_route(blueprint, "/properties/")
def properties() -> Response:
    """The properties, the most used first."""
    return _properties(1)


@page_route(blueprint, "/properties/page-<int:number>")
def more_properties(number: int) -> Response:
    """Further properties."""
    return _properties(number)


@blueprint.route("/classes/<path:path>")
def things(path: str) -> Response:
    """The things of a class: a page or CSV."""
    site = current_site()
    ending = _ENDING.fullmatch(path)
    if ending:
        path = ending[1]
        if ending[2]:
            fix_name(ending[2])
    wanted = _wanted(site, path)
    if wanted is None:
        abort(404)
    shown = ClassList(site.dataset, wanted.use, reader_languages())
    narrowing = shown.narrowing(*wanted.narrowing) if wanted.narrowing else None
    if wanted.narrowing and narrowing is None:
        abort(404)
    if ending and ending[3] == "csv":
        return _csv(shown, narrowing)
    return _list(shown, wanted, narrowing)


def class_entries(site: Site, uses: Iterable[ClassUse]) -> list[ClassEntry]:
    """Classes as lists show them."""
    names = Names(site.dataset, reader_languages())
    return [
        ClassEntry(
            names.reference(use.iri),
            list_url(site, use.iri),
            grouped(use.entities),
            names.reference(use.example) if use.example else None,
        )
        for use in uses
    ]


def class_uses(site: Site) -> list[ClassUse]:
    """The classes of all graphs, the largest first; of several graphs the one with most counts."""
    found: dict[str, ClassUse] = {}
    for graph in _graphs(site):
        for use in graph.classes:
            if use.iri not in found or found[use.iri].entities < use.entities:
                found[use.iri] = use
    return sorted(found.values(), key=lambda use: (-use.entities, use.iri))


def list_url(site: Site, class_: str) -> str:
    """The page that lists the things of a class."""
    return _listed(_named(site.dataset.addresses.path_of(class_)))


def _listed(path: str) -> str:
    return page_url(f"classes/{path}")


def _graphs(site: Site) -> tuple[GraphStatistics, ...]:
    statistics = site.snapshot.statistics
    return (statistics.default_graph, *statistics.named_graphs.values())


def _named(path: str) -> str:
    return f"{path}index" if path.endswith("/") else path


def _wanted(site: Site, path: str) -> _Wanted | None:
    found = _LIST.fullmatch(path)
    if found is None:
        return None
    class_path = found["class_"]
    if class_path.endswith("/index"):
        class_path = class_path.removesuffix("index")
    iri = site.dataset.addresses.iri_of(class_path)
    use = next((use for use in class_uses(site) if use.iri == iri), None)
    if use is None:
        return None
    narrowing = (found["property"], found["value"]) if found["property"] else None
    by = f"/by/{found['property']}/{found['value']}" if narrowing else ""
    return _Wanted(use, f"{found['class_']}{by}", narrowing, int(found["page"] or 1))


def _csv(shown: ClassList, narrowing: Narrowing | None) -> Response:
    rows = stream_with_context(write_csv(shown.table(narrowing)))
    return Response(rows, content_type="text/csv; charset=utf-8; header=present")


def _list(shown: ClassList, wanted: _Wanted, narrowing: Narrowing | None) -> Response:
    site, total = current_site(), shown.total(narrowing)
    pages = page_among(total, ROWS, wanted.number, url=lambda n: _page_url(wanted.path, n))
    here = wanted.path if wanted.number == 1 else f"{wanted.path}/page-{wanted.number}"
    has_dates = any(use.iri in STARTS for use in wanted.use.properties)
    return page(
        "list.html",
        shown_as="browse.listed",
        shown_values={"path": here},
        class_=shown.names.reference(wanted.use.iri),
        total=grouped(total),
        all_things=grouped(wanted.use.entities),
        all_url=list_url(site, wanted.use.iri),
        columns=shown.columns(),
        rows=shown.rows(narrowing, limit=ROWS, offset=(wanted.number - 1) * ROWS),
        narrowing=(shown.names.reference(str(narrowing.facet.property)), _told(shown, narrowing))
        if narrowing
        else None,
        facets=[_choices(site, shown, wanted.use.iri, facet) for facet in shown.facets()],
        pages=pages,
        csv_url=link("browse.table", path=wanted.path),
        calendar_url=link("feeds.calendar") if has_dates else None,
    )


def _told(shown: ClassList, narrowing: Narrowing) -> Value:
    return shown.value(narrowing.value.node)


def _choices(
    site: Site, shown: ClassList, class_: str, facet: Facet
) -> tuple[Reference, list[tuple[Value, str, str]], int]:
    """A facet: its property, common values with their counts and lists, how many more there are."""
    stem = _named(site.dataset.addresses.path_of(class_))
    choices = [
        (shown.value(v.node), grouped(v.count), _choice_url(stem, facet, v))
        for v in facet.values[:_SHOWN_CHOICES]
    ]
    reference = shown.names.reference(str(facet.property))
    return reference, choices, len(facet.values) - len(choices)


def _choice_url(stem: str, facet: Facet, value: FacetValue) -> str:
    return _listed(f"{stem}/by/{facet.name}/{value.name}")


def _page_url(path: str, number: int) -> str:
    return _listed(path if number == 1 else f"{path}/page-{number}")


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
    )


def _classes(number: int) -> Response:
    site = current_site()
    uses = class_uses(site)
    pages = page_among(len(uses), _TERMS, number, url=lambda n: _terms_url("classes", n))
    entries = class_entries(site, _part(uses, number))
    return page("classes.html", entries=entries, pages=pages, total=grouped(len(uses)))


def _properties(number: int) -> Response:
    site = current_site()
    uses: dict[str, PropertyUse] = {}
    for graph in _graphs(site):
        for use in graph.properties:
            if use.iri not in uses or uses[use.iri].triples < use.triples:
                uses[use.iri] = use
    ordered = sorted(uses.values(), key=lambda use: (-use.triples, use.iri))
    pages = page_among(len(ordered), _TERMS, number, url=lambda n: _terms_url("properties", n))
    entries = _property_entries(site, _part(ordered, number))
    return page("properties.html", entries=entries, pages=pages, total=grouped(len(ordered)))


def _property_entries(site: Site, uses: Iterable[PropertyUse]) -> list[PropertyEntry]:
    names = Names(site.dataset, reader_languages())
    at: dict[str, dict[str, int]] = {}
    for class_ in class_uses(site):
        for use in class_.properties:
            at.setdefault(use.iri, {})[class_.iri] = use.triples
    return [
        PropertyEntry(
            names.reference(use.iri),
            grouped(use.triples),
            _commonest(names, at.get(use.iri, {})),
            _commonest(names, {**use.classes, **use.datatypes}),
        )
        for use in uses
    ]


def _commonest(names: Names, counts: Mapping[str, int]) -> tuple[Reference, ...]:
    ordered = sorted(counts, key=lambda iri: (-counts[iri], iri))
    return tuple(names.reference(iri) for iri in ordered[:_MOST_FOUND])


def _part(items: list[_Item], number: int) -> list[_Item]:
    return items[(number - 1) * _TERMS : number * _TERMS]


def _terms_url(kind: str, number: int) -> str:
    if number == 1:
        return link(f"browse.{kind}")
    return link(f"browse.more_{kind}", number=number)
