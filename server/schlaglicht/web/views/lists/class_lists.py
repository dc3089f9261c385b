"""The things of each class as lists, and the values that narrow them.

    /classes/<class>                                  the things of a class; <class> as in IriPaths
    /classes/<class>/page-2                           its second page
    /classes/<class>/by/<property>/<value>            those that share the value of a property
    /classes/<class>.de.csv                           all of a list as CSV, with German names
    /classes/<class>.de.json                          the same as JSON
    /classes/<class>.de.ics                           all its events for calendars
    /classes/<class>.de.geojson                       all its places for maps

Every list has a path of its own, so that it is there on static hosting too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, request, stream_with_context
from rdflib import Literal, URIRef

from schlaglicht.alternates.calendars_and_cards import START_PROPERTIES
from schlaglicht.alternates.lists_and_feeds import write_csv, write_json_list
from schlaglicht.dataset.index import MOST_SORTED, Listing
from schlaglicht.dataset.index.geometry import COORDINATES, MOST_STEPS, STEPS
from schlaglicht.dataset.statistics import ClassUse
from schlaglicht.errors import ListOrderError
from schlaglicht.i18n import LANGUAGES, msg
from schlaglicht.pages import Reference, Value
from schlaglicht.pages.class_lists import (
    BY_NAME,
    ROWS,
    ClassList,
    ListOrder,
    Narrowing,
    Narrowings,
    columns_of,
    order_names,
)
from schlaglicht.pages.labels import Names
from schlaglicht.pages.page_model import Facet, FacetValue
from schlaglicht.pages.profiles import way_down
from schlaglicht.query_builder import Step, reaching
from schlaglicht.rdf.turtle_terms import TurtleTerms
from schlaglicht.suggest import Cutoff, nearest, nearest_iri
from schlaglicht.web.published_site import Site, current_site
from schlaglicht.web.views.calendars_and_feeds import calendar_of, map_of
from schlaglicht.web.views.examples import map_url
from schlaglicht.web.views.iris import UnknownIri
from schlaglicht.web.views.links import builder_url, distinguishing_name, thing_url
from schlaglicht.web.views.lists.classes import (
    class_entries,
    class_uses,
    list_page_url,
    list_url,
    page_among,
    uses_below,
)
from schlaglicht.web.views.literal_format import plain_text
from schlaglicht.web.views.page import (
    CALENDAR,
    GEOJSON,
    LANGUAGE_PART,
    LIST,
    TABLE,
    fix_name,
    form,
    grouped,
    has_server,
    instead_of_page,
    link,
    page,
    read_by_path,
    reader_language,
    reader_languages,
)

_DIRECTIONS = {"asc": False, "desc": True}


@dataclass(frozen=True)
class Sorting:
    """The order of a list, and the parameters that ask for it."""

    order: ListOrder
    names: Mapping[str, URIRef | None]

    @property
    def parameters(self) -> Mapping[str, str]:
        """The parameters of URLs in this order; none in the order of names."""
        return _parameters(self.order, self._name_of(self.order.property))

    def head(self, columns: Sequence[str]) -> list[tuple[Mapping[str, str], str]]:
        """For the things and each column: parameters of its order, and the direction it has now."""
        return [self._column(p) for p in (None, *map(URIRef, columns))]

    def _column(self, property_: URIRef | None) -> tuple[Mapping[str, str], str]:
        is_ours = property_ == self.order.property
        turned = ListOrder(property_, is_ours and not self.order.descending)
        now = ("descending" if self.order.descending else "ascending") if is_ours else ""
        return _parameters(turned, self._name_of(property_)), now

    def _name_of(self, property_: URIRef | None) -> str:
        return next(name for name, known in self.names.items() if known == property_)


def sorting_of(use: ClassUse) -> Sorting:
    """The order of a list of a class that the request asks for; raises ListOrderError."""
    names = order_names(property_.iri for property_ in columns_of(use))
    name, direction = request.args.get("sort", BY_NAME), request.args.get("order", "asc")
    if name not in names:
        near = nearest(name, names, Cutoff.CODE)
        wrong = msg("no column {name}; known: {known}")
        if near:
            wrong = msg("no column {name}; did you mean {near}? Known: {known}", near=near)
        known = ", ".join(names)
        raise ListOrderError(wrong.filled(name=repr(name), known=known), tuple(names))
    if direction not in _DIRECTIONS:
        wrong = msg("no order {name}; known: {known}")
        known = ", ".join(_DIRECTIONS)
        raise ListOrderError(wrong.filled(name=repr(direction), known=known), tuple(_DIRECTIONS))
    return Sorting(ListOrder(names[name], _DIRECTIONS[direction]), names)


def require_sorted(sorting: Sorting, shown: ClassList, by: Narrowings) -> None:
    """Raises ListOrderError for a list that is too long to be sorted by a property."""
    if sorting.order.property is None:
        return
    if not is_sortable(shown.total(by)) or shown.things(by, limit=1) is None:
        wrong = msg("only lists of at most {most} things are sorted by {name}", most=MOST_SORTED)
        name = request.args.get("sort", "")
        raise ListOrderError(wrong.filled(name=repr(name)), (BY_NAME,))


def is_sortable(total: int | None) -> bool:
    """True for a list that is short enough to be sorted by a property."""
    return total is not None and total <= MOST_SORTED


def _parameters(order: ListOrder, name: str) -> Mapping[str, str]:
    direction = {"order": "desc"} if order.descending else {}
    return {} if order == ListOrder() else {"sort": name, **direction}


blueprint = Blueprint("lists", __name__)

SHOWN_CHOICES = 12
"""Values of a facet on the page of a list."""

_MOST_LETTERS = 60
_PLACE = "n"
"""The beginning of the fragments of rows, before their place in the list."""

_ENDING = re.compile(
    rf"(.*?)(?:\.({'|'.join(LANGUAGES)}))?\.(html|csv|json|ics|geojson)", re.DOTALL
)
_LIST = re.compile(
    r"(?P<class_>.+?)(?:/by/(?P<property>[a-z0-9-]+)/(?P<value>[a-z0-9-]+))?"
    r"(?:/page-(?P<page>[2-9]|[1-9][0-9]{1,8}))?",
    re.DOTALL,
)


@dataclass(frozen=True)
class Choices:
    """The values of a property as a list shows them, the commonest first."""

    property: Reference
    values: list[tuple[Value, str, str]]
    """Each value, the number of things with it, and their list."""
    more: int = 0
    """Further values."""
    more_url: str = ""
    anchor: str = ""
    """Of its place on the page."""


@dataclass(frozen=True)
class _ListRequest:
    """The list that a path asks for."""

    use: ClassUse
    path: str
    """Of the list without page and ending."""
    narrowing: tuple[str, str] | None
    number: int


@blueprint.route("/classes/<path:path>")
def things(path: str) -> Response:
    """The things of a class: a page, or all of them in another form."""
    site = current_site()
    ending = _ENDING.fullmatch(path)
    if ending:
        path = ending[1]
        if ending[2]:
            fix_name(ending[2])
    requested = _requested(site, path)
    if requested is None:
        raise _without_list(site, path)
    sorting = sorting_of(requested.use)
    shown = ClassList(site.dataset, requested.use, reader_languages(), sorting.order)
    narrowing = shown.narrowing(*requested.narrowing) if requested.narrowing else None
    if requested.narrowing and narrowing is None:
        abort(404)
    by = (narrowing,) if narrowing else ()
    require_sorted(sorting, shown, by)
    if ending and ending[3] != "html":
        is_there = ending[3] in dict(_forms(shown, by))
        return _FORMS[ending[3]](shown, by) if is_there else abort(404)
    return _list(shown, requested, by, sorting)


def class_named(site: Site, path: str) -> ClassUse | None:
    """The class whose things are listed under a path."""
    iri = site.dataset.iri_paths.iri_named(path)
    return next((use for use in class_uses(site) if use.iri == iri), None)


def _requested(site: Site, path: str) -> _ListRequest | None:
    found = _LIST.fullmatch(path)
    if found is None:
        return None
    iri = site.dataset.iri_paths.iri_named(found["class_"])
    use = class_named(site, found["class_"])
    if use is None and iri is not None and iri in site.classes_below:
        use = ClassUse(iri, 0)
    if use is None:
        return None
    narrowing = (found["property"], found["value"]) if found["property"] else None
    by = f"/by/{found['property']}/{found['value']}" if narrowing else ""
    return _ListRequest(use, f"{found['class_']}{by}", narrowing, int(found["page"] or 1))


def _without_list(site: Site, path: str) -> UnknownIri:
    """The error for a class without things: near it are its page, and classes that have some."""
    found = _LIST.fullmatch(path)
    iri = site.dataset.iri_paths.iri_named(found["class_"]) if found else None
    if iri is None:
        return UnknownIri(None, ())
    names, uses = Names(site.dataset, reader_languages()), {use.iri for use in class_uses(site)}
    near = {iri: thing_url(site, iri)} if site.dataset.has_page(iri) else {}
    above = (class_.iri for class_ in reversed(way_down(site.dataset, iri, reader_languages())))
    listed = (each for each in above if each in uses or each in site.classes_below)
    for each in filter(None, (*listed, nearest_iri(iri, uses))):
        near[each] = list_url(site, each)
    hints = ((each, names.exact(each), url) for each, url in near.items())
    return UnknownIri(iri, hints, msg("nothing here has the class <{iri}>", iri=iri))


def _forms(shown: ClassList, by: Narrowings) -> Iterator[tuple[str, str]]:
    """The forms, by name, that a list has something for, and their content types."""
    site, listing = current_site(), Listing(current_site().index)
    of = shown.selection(by)
    yield "csv", TABLE
    yield "json", LIST
    if shown.has_property(START_PROPERTIES) and listing.have_dates(of, START_PROPERTIES):
        yield "ics", CALENDAR
    places = tuple(sorted(COORDINATES))
    if not site.dataset.terms.isdisjoint(map(str, places)) and listing.lead_to(
        of, places, through=STEPS, steps=MOST_STEPS
    ):
        yield "geojson", GEOJSON


def _csv(shown: ClassList, by: Narrowings) -> Response:
    return Response(stream_with_context(write_csv(shown.table(by))), content_type=TABLE)


def _json(shown: ClassList, by: Narrowings) -> Response:
    things = shown.entries(by, shown.properties())
    pieces = write_json_list(shown.reference.iri, shown.total(by), things)
    return Response(stream_with_context(pieces), content_type=LIST)


def _calendar(shown: ClassList, by: Narrowings) -> Response:
    events = Listing(current_site().index).beginnings(START_PROPERTIES, of=shown.selection(by))
    return calendar_of(events, _title(shown, by))


def _map(shown: ClassList, by: Narrowings) -> Response:
    return map_of(thing for thing in shown.all_things(by) if isinstance(thing, URIRef))


_FORMS = {"csv": _csv, "json": _json, "ics": _calendar, "geojson": _map}

for _endpoint, _form_ending in (("listed", "html"), *zip(_FORMS, _FORMS, strict=True)):
    read_by_path(blueprint, f"/classes/<path:path>.{LANGUAGE_PART}.{_form_ending}", _endpoint)


def _title(shown: ClassList, by: Narrowings) -> str:
    """The class and what it is narrowed by, in words alone."""
    words = [shown.reference.name[0]]
    for narrowing in by:
        value = plain_text(shown.value(narrowing.value.node), reader_language())
        words.append(f"{shown.property(str(narrowing.facet.property)).name[0]}: {value}")
    return " · ".join(words)


def _list(shown: ClassList, requested: _ListRequest, by: Narrowings, sorting: Sorting) -> Response:
    forms = [
        form(kind, link(f"lists.{name}", path=requested.path, **sorting.parameters))
        for name, kind in _forms(shown, by)
    ]
    if other := instead_of_page(forms):
        return other
    site, total = current_site(), shown.total(by) or 0
    stem = site.dataset.iri_paths.name_of(requested.use.iri)
    pages = page_among(
        total, ROWS, requested.number, url=lambda n: _page_url(requested.path, n, sorting)
    )
    has_letters = pages.total > 1 and not by and not sorting.parameters
    columns = shown.columns()
    with_subclasses = 0 if by else site.things_with_subclasses(requested.use.iri)
    here = requested.path if requested.number == 1 else f"{requested.path}/page-{requested.number}"
    return page(
        "list.html",
        short_name=distinguishing_name(site, requested.use.iri, shown.reference.name),
        shown_as="lists.listed",
        shown_values={"path": here, **sorting.parameters},
        class_=shown.reference,
        total=total,
        with_subclasses=grouped(with_subclasses) if with_subclasses > total else "",
        trail=way_down(site.dataset, requested.use.iri, reader_languages()),
        description=Names(site.dataset, reader_languages()).description(requested.use.iri),
        below=class_entries(site, uses_below(site, requested.use.iri)) if not by else [],
        all_things=grouped(requested.use.entities),
        all_url=list_url(site, requested.use.iri),
        columns=columns,
        sorts=_sort_links(requested.path, columns, sorting) if is_sortable(total) else [],
        rows=shown.rows(by, limit=ROWS, offset=(requested.number - 1) * ROWS),
        narrowing=narrowed_by(shown, by),
        facets=[
            choices_of(shown, facet, _choice_urls(stem, facet), _all_choices_url(stem, facet))
            for facet in shown.facets()
        ],
        combined_url=_combined_url(stem, by),
        pages=pages,
        letters=_letters(shown, requested.path) if has_letters else [],
        start=(requested.number - 1) * ROWS,
        forms=forms,
        build_url=narrowed_builder_url(site, requested.use.iri, by),
        map_url=None if by else map_url(site, requested.use.iri),
    )


def _letters(shown: ClassList, path: str) -> list[tuple[str, str]]:
    """Each letter and the place where the names with it begin; none if there are too many."""
    letters = shown.letters()
    if not 1 < len(letters) <= _MOST_LETTERS:
        return []
    return [
        (letter, f"{_page_url(path, first // ROWS + 1)}#{_PLACE}{first}")
        for letter, first in letters
    ]


def _sort_links(path: str, columns: Sequence[Reference], sorting: Sorting) -> list[tuple[str, str]]:
    """For the things and each column the list in its order, and the direction that it has now."""
    if not has_server():
        return []
    head = sorting.head([column.iri for column in columns])
    return [(link("lists.listed", path=path, **parameters), now) for parameters, now in head]


def narrowed_builder_url(site: Site, class_: str, by: Narrowings) -> str | None:
    """The query builder with the class and the values of a list; None without a server."""
    return builder_url(site, class_, [(Step(n.facet.property), n.value.node) for n in by])


def narrowed_by(shown: ClassList, by: Narrowings) -> list[tuple[Reference, Value]]:
    """Each property and value that the list is narrowed by."""
    return [(shown.property(str(n.facet.property)), shown.value(n.value.node)) for n in by]


def choices_of(
    shown: ClassList,
    facet: Facet,
    url: Callable[[FacetValue], str],
    more_url: str,
    *,
    most: int | None = SHOWN_CHOICES,
) -> Choices:
    """A facet: its property, the commonest values, and where the others are; without `most` all.

    Texts in other languages than the best for the reader are among the others.
    """
    spoken = shown.in_best_language([v.node for v in facet.values]) if most else ()
    offered = [v for v in facet.values if most is None or v.node in spoken]
    values = [(shown.value(v.node), grouped(v.count), url(v)) for v in offered[:most]]
    reference = shown.property(str(facet.property))
    more = len(facet.values) - len(values)
    return Choices(reference, values, more, more_url, facet.name)


def _choice_urls(stem: str, facet: Facet) -> Callable[[FacetValue], str]:
    return lambda value: list_page_url(f"{stem}/by/{facet.name}/{value.name}")


def _combined_url(stem: str, by: Narrowings) -> str:
    """The URL at which the list can be narrowed by further values."""
    names = [f"{n.facet.name}/{n.value.name}" for n in by]
    return link("combined_facets.combined", **{"class": stem, "by": names})


def _all_choices_url(stem: str, facet: Facet) -> str:
    """The URL at which the list can be narrowed by each value of a property."""
    url = link("combined_facets.combined", **{"class": stem, "all": facet.name})
    return f"{url}#{facet.name}"


def _page_url(path: str, number: int, sorting: Sorting | None = None) -> str:
    url = list_page_url(path if number == 1 else f"{path}/page-{number}")
    query = urlencode(sorting.parameters) if sorting else ""
    return f"{url}?{query}" if query else url


combined_blueprint = Blueprint("combined_facets", __name__)

MOST = 8
"""Values at once."""


@combined_blueprint.route("/combined")
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

    pages = (
        page_among(total, ROWS, number, url=lambda n: url(by, page=n, **kept))
        if total is not None
        else None
    )
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
        sorts=[
            (combined_url(use.iri, by, **parameters, **kept), now)
            for parameters, now in sorting.head([column.iri for column in columns])
            if is_sortable(total)
        ],
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
        node = n.value.node
        value = terms.literal(node) if isinstance(node, Literal) else terms.iri(URIRef(str(node)))
        line = f"?thing {terms.iri(n.facet.property)} {value} ."
        lines.append((line, n.facet.property))
    pattern = "".join(
        f"  {reaching(line, site.reach_of(term), f'graph{number}')}\n"
        for number, (line, term) in enumerate(lines, 1)
    )
    return f"SELECT DISTINCT ?thing WHERE {{\n{pattern}}}\nORDER BY ?thing\n"


def _narrowings(shown: ClassList, names: Iterable[str]) -> Narrowings:
    wanted = [name.partition("/") for name in sorted(set(names))]
    if len(wanted) > MOST:
        abort(404)
    return tuple(shown.narrowing(name, value) or abort(404) for name, _, value in wanted)


def _without(by: Narrowings, url: Callable[..., str], whole: str) -> list[str]:
    """For each value the list without it; the whole class has a page of its own."""
    others = [tuple(other for other in by if other is not one) for one in by]
    return [url(rest) if rest else whole for rest in others]


def _facets(
    shown: ClassList, by: Narrowings, url: Callable[..., str], whole: str | None
) -> list[Choices]:
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


def _further(by: Narrowings, facet: Facet, url: Callable[..., str]) -> Callable[[FacetValue], str]:
    return lambda value: url((*by, Narrowing(facet, value)))
