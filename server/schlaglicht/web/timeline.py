"""What happened when: the events of the dataset, year by year.

/timeline/              the years, and events without a date
/timeline/2020          the events of a year, month by month
/timeline/2020.de.ics   the events of a year for calendars
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from flask import Blueprint, Response, abort
from rdflib import Literal, URIRef

from schlaglicht.index import Listing
from schlaglicht.resources import LiteralValue, Reference
from schlaglicht.resources.naming import Names
from schlaglicht.vocab import DEF
from schlaglicht.web.browse import page_among
from schlaglicht.web.feeds import START_PROPERTIES, calendar_of
from schlaglicht.web.forms import CALENDAR, form, instead_of_page
from schlaglicht.web.pages import (
    grouped,
    link,
    page,
    page_route,
    reader_language,
    reader_languages,
)
from schlaglicht.web.site import Site, current_site
from schlaglicht.web.texts import LANGUAGES
from schlaglicht.web.values import month_name

blueprint = Blueprint("timeline", __name__)

_EVENTS = 100
"""Events on a page."""

_MOST_UNDATED = 100

_Dated = tuple[LiteralValue, Reference]


@page_route(blueprint, "/timeline/")
def timeline() -> Response:
    """The years; their events too, where one page holds them all."""
    site = current_site()
    years = site.years(START_PROPERTIES)
    forms = [form(CALENDAR, link("feeds.calendar"))] if years else []
    if other := instead_of_page(forms):
        return other
    few = sum(year.count for year in years) <= _EVENTS
    return page(
        "timeline.html",
        year=None,
        years=[
            (y.year, grouped(y.count), link("timeline.of_year", year=y.year), _months(site, y.year))
            if few
            else (y.year, grouped(y.count), link("timeline.of_year", year=y.year), [])
            for y in years
        ],
        undated=_undated(site),
        pages=None,
        forms=forms,
    )


@page_route(blueprint, "/timeline/<string(length=4):year>")
def of_year(year: str) -> Response:
    """The events of a year."""
    return _year(year, 1)


@page_route(blueprint, "/timeline/<string(length=4):year>/page-<int:number>")
def more_of_year(year: str, number: int) -> Response:
    """Further events of a year."""
    return _year(year, number)


@blueprint.route(f"/timeline/<string(length=4):year>.<any({','.join(LANGUAGES)}):language>.ics")
def calendar_of_year(year: str) -> Response:
    """The events of a year for calendars."""
    site = current_site()
    if not _total(site, year):
        abort(404)
    title, _ = site.title(reader_languages())
    events = Listing(site.index).beginnings(START_PROPERTIES, year=year)
    return calendar_of(events, f"{title} {year}")


def _total(site: Site, year: str) -> int:
    return next((y.count for y in site.years(START_PROPERTIES) if y.year == year), 0)


def _year(year: str, number: int) -> Response:
    site = current_site()
    total = _total(site, year)
    if not total:
        abort(404)
    forms = [form(CALENDAR, link("timeline.calendar_of_year", year=year))]
    if other := instead_of_page(forms):
        return other
    months = _months(site, year, offset=(number - 1) * _EVENTS)
    own = link("timeline.of_year", year=year)
    return page(
        "timeline.html",
        year=year,
        years=[(year, grouped(total), own, months)],
        undated=[],
        pages=page_among(total, _EVENTS, number, url=lambda n: _url(year, n)),
        forms=forms,
    )


def _url(year: str, number: int) -> str:
    if number == 1:
        return link("timeline.of_year", year=year)
    return link("timeline.more_of_year", year=year, number=number)


def _months(site: Site, year: str, *, offset: int = 0) -> list[tuple[str, list[_Dated]]]:
    names = Names(site.dataset, reader_languages())
    found = Listing(site.index).dated(START_PROPERTIES, year, limit=_EVENTS, offset=offset)
    dated = [
        (LiteralValue(str(date), datatype=str(date.datatype or "")), names.reference(str(thing)))
        for date, thing in found
        if isinstance(date, Literal)
    ]
    months = groupby(dated, key=lambda entry: entry[0].text[5:7])
    return [(month_name(month, reader_language()), list(entries)) for month, entries in months]


def _undated(site: Site) -> list[tuple[LiteralValue, Reference]]:
    return list(_without_date(site))


def _without_date(site: Site) -> Iterator[tuple[LiteralValue, Reference]]:
    """Things that say in words when they happen, and have no date."""
    names = Names(site.dataset, reader_languages())
    language = reader_language()
    for thing in site.index.subjects_with(DEF.temporalExpression, limit=_MOST_UNDATED):
        if not isinstance(thing, URIRef) or any(
            site.index.objects(thing, p) for p in START_PROPERTIES
        ):
            continue
        texts = [
            v for v in site.index.objects(thing, DEF.temporalExpression) if isinstance(v, Literal)
        ]
        texts.sort(key=lambda text: text.language != language)
        if texts:
            shown = LiteralValue(str(texts[0]), texts[0].language or "")
            yield shown, names.reference(str(thing))
