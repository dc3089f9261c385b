"""Lists that are narrowed by several values at once, on a server.

/combined?class=iri/https/schema.org/Event&by=location-…/bonn-…&by=startDate-…/2020-…
/combined?class=…&by=…&sort=startDate&order=desc
/combined?class=…&by=…&all=location-…               with all values of a property to choose from

Such lists are as many as there are combinations: they have no names as files, robots are kept from
them, and how long counting takes is bounded. Class and values are named as in `lists`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

from flask import Blueprint, Response, abort, request
from rdflib import Literal, URIRef
from rdflib.term import Node

from schlaglicht.pages.listings import (
    ROWS,
    ClassList,
    Narrowing,
    Narrowings,
)
from schlaglicht.pages.page_model import Facet, FacetValue
from schlaglicht.query_builder import reaching
from schlaglicht.rdf.turtle_terms import TurtleTerms
from schlaglicht.web.published_site import current_site
from schlaglicht.web.served_version import Site
from schlaglicht.web.views.lists.classes import Pages, list_url, page_among
from schlaglicht.web.views.lists.lists import (
    SHOWN_CHOICES,
    Choices,
    choices_of,
    class_named,
    is_sortable,
    narrowed_builder_url,
    narrowed_by,
    require_sorted,
    sorting_of,
)
from schlaglicht.web.views.page import grouped, link, page, reader_languages

blueprint = Blueprint("combined_facets", __name__)

MOST = 8
"""Values at once."""


class _Url(Protocol):
    def __call__(self, narrowings: Narrowings, **values: int | str) -> str:
        """The list that is narrowed by these values, in the order of the list that is shown."""


@blueprint.route("/combined")
def combined() -> Response:
    """The things of a class that share all of the values, and what they can be narrowed by."""
    site = current_site()
    use = class_named(site, request.args.get("class", "")) or abort(404)
    sorting = sorting_of(use)
    shown = ClassList(site.dataset, use, reader_languages(), sorting.order)
    by = _narrowings(shown, request.args.getlist("by"))
    require_sorted(sorting, shown, by)
    number = request.args.get("page", 1, type=int)
    total, columns = shown.total(by), shown.columns()
    opened = request.args.get("all")
    kept = {"all": opened} if opened else {}

    def url(narrowings: Narrowings, **values: int | str) -> str:
        return combined_url(use.iri, narrowings, **sorting.parameters, **values)

    pages = _pages(total, number, lambda n: url(by, page=n, **kept))

    response = page(
        "combined.html",
        class_=shown.reference,
        total=total,
        all_things=grouped(use.entities),
        all_url=list_url(site, use.iri),
        narrowing=[
            (*one, without)
            for one, without in zip(
                narrowed_by(shown, by), _without(by, url, list_url(site, use.iri)), strict=True
            )
        ],
        facets=_facets(shown, by, url, opened) if len(by) < MOST else [],
        columns=columns,
        sorts=_sort_links(use.iri, by, sorting.head([column.iri for column in columns]), kept)
        if is_sortable(total)
        else [],
        rows=None if total is None else shown.rows(by, limit=ROWS, offset=(number - 1) * ROWS),
        pages=pages,
        query_url=link("sparql.sparql", query=query_of(site, use.iri, by)),
        build_url=narrowed_builder_url(site, use.iri, by),
    )
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def combined_url(class_: str, by: Narrowings, **values: int | str) -> str:
    """The list of a class that is narrowed by all of `by`; the same for every order of them."""
    path = current_site().dataset.iri_paths.name_of(class_)
    names = sorted(f"{n.facet.name}/{n.value.name}" for n in by)
    return link("combined_facets.combined", **{"class": path, "by": names, **values})


def query_of(site: Site, class_: str, by: Narrowings) -> str:
    """The query for the things of such a list."""
    terms = TurtleTerms({})
    lines = [(f"?thing a {terms.iri(URIRef(class_))} .", URIRef(class_))]
    for n in by:
        line = f"?thing {terms.iri(n.facet.property)} {_written(terms, n.value.node)} ."
        lines.append((line, n.facet.property))
    pattern = "".join(
        f"  {reaching(line, site.reach_of(term), f'graph{number}')}\n"
        for number, (line, term) in enumerate(lines, 1)
    )
    return f"SELECT DISTINCT ?thing WHERE {{\n{pattern}}}\nORDER BY ?thing\n"


def _written(terms: TurtleTerms, node: Node) -> str:
    return terms.literal(node) if isinstance(node, Literal) else terms.iri(URIRef(str(node)))


def _narrowings(shown: ClassList, names: Iterable[str]) -> Narrowings:
    wanted = sorted(set(names))
    if len(wanted) > MOST:
        abort(404)
    found = []
    for name in wanted:
        property_, _, value = name.partition("/")
        found.append(shown.narrowing(property_, value) or abort(404))
    return tuple(found)


def _pages(total: int | None, number: int, url: Callable[[int], str]) -> Pages | None:
    return None if total is None else page_among(total, ROWS, number, url=url)


def _sort_links(
    class_: str,
    by: Narrowings,
    head: Iterable[tuple[Mapping[str, str], str]],
    kept: Mapping[str, str],
) -> list[tuple[str, str]]:
    """For the things and each column the list in its order, and the direction that it has now."""
    return [(combined_url(class_, by, **parameters, **kept), now) for parameters, now in head]


def _without(by: Narrowings, url: _Url, whole: str) -> list[str]:
    """For each value the list without it; the whole class has a page of its own."""
    others = [tuple(other for other in by if other is not one) for one in by]
    return [url(rest) if rest else whole for rest in others]


def _facets(shown: ClassList, by: Narrowings, url: _Url, whole: str | None) -> list[Choices]:
    """The facets; that with the name `whole` with all of its values."""
    return [
        choices_of(
            shown,
            facet,
            _further(by, facet, url),
            f"{url(by, all=facet.name)}#{facet.name}",
            most=None if facet.name == whole else SHOWN_CHOICES,
        )
        for facet in shown.facets_within(by)
    ]


def _further(by: Narrowings, facet: Facet, url: _Url) -> Callable[[FacetValue], str]:
    return lambda value: url((*by, Narrowing(facet, value)))
