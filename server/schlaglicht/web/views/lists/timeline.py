"""The events of the dataset, year by year.

/timeline/              the years, and events without a date
/timeline/2020          the events of a year, month by month
/timeline/2020.de.ics   the events of a year for calendars
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from flask import Blueprint, Response, abort
from rdflib import BNode, Literal, URIRef
from rdflib.term import Node

from schlaglicht.alternates.calendars_and_cards import NAMESPACES, START_PROPERTIES
from schlaglicht.dataset.index import Listing, Year, month_of
from schlaglicht.i18n import best_text
from schlaglicht.pages import LiteralValue, Reference
from schlaglicht.pages.labels import Names
from schlaglicht.vocab import DEF
from schlaglicht.web.published_site import Site, current_site
from schlaglicht.web.views.calendars_and_feeds import calendar_of
from schlaglicht.web.views.lists.classes import page_among
from schlaglicht.web.views.literal_format import month_name, year_name
from schlaglicht.web.views.page import (
    CALENDAR,
    LANGUAGE_PART,
    form,
    grouped,
    instead_of_page,
    link,
    page,
    page_route,
    reader_language,
    reader_languages,
)

blueprint = Blueprint("timeline", __name__)

_EVENTS = 100
"""Events on a page."""

_MOST_UNDATED = 100

_END_PROPERTIES = tuple(URIRef(f"{namespace}endDate") for namespace in NAMESPACES)

_Dated = tuple[LiteralValue, LiteralValue | None, Reference]
"""The beginning of an event, its end if that is another day or time, and the event."""


@page_route(blueprint, "/timeline/")
def timeline() -> Response:
    """The years; their events too, where one page holds them all."""
    years = current_site().timeline.years
    forms = [form(CALENDAR, link("alternates.calendar"))] if any(y.days for y in years) else []
    if other := instead_of_page(forms):
        return other
    few = sum(year.count for year in years) <= _EVENTS
    return page(
        "timeline.html",
        year=None,
        years=[
            (year_name(y.year), grouped(y.count), _url(y.year), _months(y.year) if few else [])
            for y in years
        ],
        undated=list(_without_date(current_site())),
        pages=None,
        forms=forms,
    )


@page_route(blueprint, "/timeline/<int(signed=True):number>")
@page_route(blueprint, "/timeline/<int(signed=True):number>/page-<int(min=2):page>")
def of_year(number: int, page: int = 1) -> Response:
    """The events of a year."""
    return _year(_named(number), page)


@blueprint.route(f"/timeline/<int(signed=True):number>.{LANGUAGE_PART}.ics")
def calendar_of_year(number: int) -> Response:
    """The events of a year for calendars."""
    site, year = current_site(), _named(number)
    if not year.days:
        abort(404)
    title, _ = site.title(reader_languages())
    events = Listing(site.index).beginnings(START_PROPERTIES, year=year.year)
    return calendar_of(events, f"{title} {year.year}")


def _named(number: int) -> Year:
    """The year with a number; 404 without dates in it."""
    years = current_site().timeline.years
    return next((year for year in years if int(year.year) == number), None) or abort(404)


def _year(year: Year, number: int) -> Response:
    forms = []
    if year.days:
        forms = [form(CALENDAR, link("timeline.calendar_of_year", number=int(year.year)))]
    if other := instead_of_page(forms):
        return other
    pages = page_among(year.count, _EVENTS, number, url=lambda n: _url(year.year, n))
    months = _months(year.year, offset=(number - 1) * _EVENTS)
    return page(
        "timeline.html",
        year=year_name(year.year),
        years=[(year_name(year.year), grouped(year.count), _url(year.year), months)],
        undated=[],
        pages=pages,
        forms=forms,
    )


def _url(year: str, number: int = 1) -> str:
    further = {"page": number} if number > 1 else {}
    return link("timeline.of_year", number=int(year), **further)


def _months(year: str, *, offset: int = 0) -> list[tuple[str, list[_Dated]]]:
    """The events of a year by the names of the months; those of the year alone have no name."""
    names = Names(current_site().dataset, reader_languages())
    found = current_site().timeline.dated(year, limit=_EVENTS, offset=offset)
    ends = _ends([thing for _, thing in found])
    dated = [
        (_shown(date), _other_end(date, ends.get(thing)), names.reference(str(thing)))
        for date, thing in found
        if isinstance(date, Literal)
    ]
    months = groupby(dated, key=lambda entry: month_of(entry[0].text))
    language = reader_language()
    return [
        (month_name(month, language) if month else "", list(entries)) for month, entries in months
    ]


def _ends(things: list[URIRef | BNode]) -> dict[Node, Literal]:
    """The ends of things, as far as they have just one."""
    ends: dict[Node, list[Literal]] = {}
    for thing, _, end in Listing(current_site().index).values(things, _END_PROPERTIES):
        if isinstance(end, Literal):
            ends.setdefault(thing, []).append(end)
    return {thing: found[0] for thing, found in ends.items() if len(found) == 1}


def _other_end(start: Literal, end: Literal | None) -> LiteralValue | None:
    return None if end is None or str(end) == str(start) else _shown(end)


def _shown(literal: Literal) -> LiteralValue:
    return LiteralValue(str(literal), literal.language or "", str(literal.datatype or ""))


def _without_date(site: Site) -> Iterator[_Dated]:
    """Things that say in words when they happen, and have no date."""
    names = Names(site.dataset, reader_languages())
    for text, thing in current_site().timeline.undated:
        yield _shown(text), None, names.reference(str(thing))
    for thing in site.index.subjects_with(DEF.temporalExpression, limit=_MOST_UNDATED):
        if not isinstance(thing, URIRef) or any(
            site.index.objects(thing, p) for p in START_PROPERTIES
        ):
            continue
        texts = site.index.objects(thing, DEF.temporalExpression)
        pairs = [(str(text), text.language) for text in texts if isinstance(text, Literal)]
        if words := best_text(pairs, reader_languages()):
            yield LiteralValue(words[0], words[1] or ""), None, names.reference(str(thing))
