"""A thing and its neighbours: a table, which a script draws as a graph that can be extended.

/neighbours/id/uwe-pfeil    what it links to, and what links to it
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, abort
from rdflib import RDFS, URIRef

from schlaglicht.dataset.main_classes import class_links
from schlaglicht.pages import Reference
from schlaglicht.pages.labels import Names
from schlaglicht.pages.thing_graph import Neighbours, neighbours
from schlaglicht.web.published_site import Site, current_site
from schlaglicht.web.views.links import (
    distinguishing_name,
    graph_texts,
    incoming_query,
    outgoing_query,
    page_path,
)
from schlaglicht.web.views.lists.classes import (
    ClassEntry,
    class_entries,
    class_uses,
    main_uses,
)
from schlaglicht.web.views.page import (
    GRAPH_SCRIPT,
    LANGUAGE_PART,
    grouped,
    link,
    page,
    page_route,
    read_by_path,
    reader_language,
    reader_languages,
    stem_of_page,
)

blueprint = Blueprint("neighbours", __name__)

read_by_path(blueprint, f"/neighbours/<path:path>.{LANGUAGE_PART}.html", "named")


@dataclass(frozen=True)
class More:
    """The neighbours by a property that the table leaves out: how many, and a query for all."""

    number: str
    query: str


@blueprint.route("/neighbours/<path:path>")
def around(path: str) -> Response:
    """The neighbours of the thing whose page has this path."""
    site = current_site()
    iri = site.dataset.iri_paths.iri_named(stem_of_page(path))
    if iri is None or not site.dataset.has_page(iri):
        abort(404)
    rows = neighbours(site.dataset, iri, reader_languages())
    thing = Names(site.dataset, reader_languages()).reference(iri)
    return page(
        "neighbours.html",
        short_name=distinguishing_name(site, iri, thing.name),
        shown_as="neighbours.named",
        shown_values={"path": page_path(site, iri)},
        script=GRAPH_SCRIPT if rows else None,
        thing=thing,
        rows=[(row, _more(site, iri, row)) for row in rows],
        url_of=lambda reference: neighbours_url(site, reference),
        texts=graph_texts(reader_language()),
    )


def neighbours_url(site: Site, reference: Reference) -> str:
    """The page with the neighbours of a thing, in the language of this one."""
    return link("neighbours.named", path=page_path(site, reference.iri))


def _more(site: Site, iri: str, row: Neighbours) -> More | None:
    if not row.more:
        return None
    number = grouped(row.more) if row.is_exact else f"{grouped(row.more)}+"
    write = incoming_query if row.is_incoming else outgoing_query
    return More(number, link("sparql.sparql", query=write(site, iri, row.property.iri)))


class_graph_blueprint = Blueprint("class_graph", __name__)

_MOST_CLASSES = 500
_MOST_LINKS = 1_000
"""Classes, the most important ones, and links among them, the most used ones."""

_MOST_ABOVE = 200
"""Classes above a class that are looked at."""


@dataclass(frozen=True)
class LinkEntry:
    """A row of the table: a property between two classes."""

    subject: ClassEntry
    property: Reference
    object: ClassEntry
    triples: str
    """Empty where a class is one above another."""


@page_route(class_graph_blueprint, "/classes/graph/")
def class_graph() -> Response:
    """The classes that the dataset is about, and the properties between their things."""
    site = current_site()
    found = main_uses(site) or class_uses(site)
    uses = found[:_MOST_CLASSES]
    entries = dict(zip((use.iri for use in uses), class_entries(site, uses), strict=True))
    links = _links(site, entries)
    return page(
        "class_graph.html",
        script=GRAPH_SCRIPT,
        texts=graph_texts(reader_language()),
        entries=list(entries.values()),
        more_classes=len(found) > _MOST_CLASSES,
        all_classes=grouped(len(found)),
        links=links[:_MOST_LINKS],
        more=len(links) > _MOST_LINKS,
        shown=grouped(_MOST_LINKS),
        total=grouped(len(links)),
    )


def _links(site: Site, entries: dict[str, ClassEntry]) -> Sequence[LinkEntry]:
    """The rows of the table: first what is above what, then the most used properties."""
    names = Names(site.dataset, reader_languages())
    narrower = names.reference(str(RDFS.subClassOf))
    hierarchy = _Hierarchy(site, frozenset(entries))
    found = class_links(site.snapshot.statistics, entries, site.base)
    return [
        *(
            LinkEntry(entries[iri], narrower, entries[above], "")
            for iri in entries
            for above in hierarchy.right_above(iri)
        ),
        *(
            LinkEntry(
                entries[link.subject],
                names.reference(link.property),
                entries[link.object],
                grouped(link.triples),
            )
            for link in found
        ),
    ]


class _Hierarchy:
    """The classes above others; those right above each are read once."""

    def __init__(self, site: Site, shown: frozenset[str]) -> None:
        self._index = site.index
        self._shown = shown
        self._parents: dict[str, list[str]] = {}

    def right_above(self, class_: str) -> Sequence[str]:
        """Of the classes that are shown the nearest ones above a class, in order."""
        found = self._above(class_, ends=self._shown) & self._shown
        return sorted(found.difference(*(self._above(each) - {class_} for each in found)))

    def _above(self, class_: str, *, ends: frozenset[str] = frozenset()) -> set[str]:
        """The classes above a class, as far as those of `ends`."""
        found: set[str] = set()
        waiting = deque([class_])
        while waiting and len(found) < _MOST_ABOVE:
            more = [each for each in self._parents_of(waiting.popleft()) if each not in found]
            found.update(more)
            waiting += [each for each in more if each not in ends]
        return found - {class_}

    def _parents_of(self, class_: str) -> list[str]:
        if class_ not in self._parents:
            above = self._index.objects(URIRef(class_), RDFS.subClassOf, limit=_MOST_ABOVE)
            self._parents[class_] = [str(each) for each in above if isinstance(each, URIRef)]
        return self._parents[class_]
