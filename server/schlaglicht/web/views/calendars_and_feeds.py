"""Things as what they are: events for calendars, contacts, places on maps; and changes as feeds.

The language of the texts is in the name, as it is with pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import cast
from uuid import NAMESPACE_URL, uuid5

from flask import Blueprint, Response, current_app, stream_with_context, url_for
from rdflib import URIRef

from schlaglicht.alternates.calendars_and_cards import (
    START_PROPERTIES,
    CardOptions,
    contact_kind,
    start_of,
    write_calendar,
    write_contact,
)
from schlaglicht.alternates.lists_and_feeds import (
    Entry,
    Feed,
    write_atom,
    write_json_feed,
    write_places,
)
from schlaglicht.dataset.index import Listing, point_of
from schlaglicht.dataset.index.geometry import COORDINATES
from schlaglicht.dataset.index.geometry import places as places_of
from schlaglicht.formats import GEOJSON as GEOJSON_FORMAT
from schlaglicht.formats import ICALENDAR, VCARD, Format
from schlaglicht.pages.iri_paths import IriPaths
from schlaglicht.web.published_site import Site, current_site
from schlaglicht.web.views.page import (
    ATOM,
    CALENDAR,
    CARD,
    GEOJSON,
    JSON_FEED,
    LANGUAGE_PART,
    Form,
    form,
    link,
    link_in,
    page,
    page_route,
    reader_language,
    reader_languages,
)

blueprint = Blueprint("alternates", __name__)

MOST_THINGS = 2_000
"""Places on the map of the whole dataset, per class."""


@blueprint.route(f"/calendar.{LANGUAGE_PART}.ics")
def calendar() -> Response:
    """The events of the dataset."""
    site = current_site()
    title, _ = site.title(reader_languages())
    return calendar_of(Listing(site.index).beginnings(START_PROPERTIES), title)


@blueprint.route(f"/map.{LANGUAGE_PART}.geojson")
def places() -> Response:
    """The places of the dataset."""
    return map_of(places_of(current_site().index, most=MOST_THINGS))


@blueprint.route(f"/<path:path>.{LANGUAGE_PART}.ics")
def event(path: str) -> Response:
    """One event."""
    site, iri = current_site(), _thing(path)
    if iri is None or start_of(site.index, iri) is None:
        return _called_so(path, ICALENDAR)
    title = site.index.label(iri, reader_languages()) or (str(iri), None)
    return calendar_of([iri], title[0])


@blueprint.route(f"/<path:path>.{LANGUAGE_PART}.vcf")
def card(path: str) -> Response:
    """One organization or person."""
    site, iri = current_site(), _thing(path)
    kind = contact_kind(site.index, iri) if iri is not None else None
    if iri is None or kind is None:
        return _called_so(path, VCARD)
    source = link("alternates.card", path=path, _external=True)
    content = write_contact(site.index, iri, kind, _options(site), source=source)
    return Response(content, content_type=CARD)


@blueprint.route(f"/<path:path>.{LANGUAGE_PART}.geojson")
def place(path: str) -> Response:
    """One place."""
    site, iri = current_site(), _thing(path)
    if iri is None or point_of(site.index, iri) is None:
        return _called_so(path, GEOJSON_FORMAT)
    return map_of([iri])


def calendar_of(events: Iterable[URIRef], title: str) -> Response:
    """Events as a calendar, sent as it is written."""
    site = current_site()
    content = write_calendar(site.index, events, title, _options(site))
    return Response(stream_with_context(content), content_type=CALENDAR)


def map_of(things: Iterable[URIRef]) -> Response:
    """The things that have coordinates, sent as they are written."""
    site = current_site()
    content = write_places(site.index, things, reader_languages(), _options(site).page_of)
    return Response(stream_with_context(content), content_type=GEOJSON)


def forms_of(iri: URIRef, languages: Sequence[str]) -> tuple[Form, ...]:
    """The forms in which a thing is available, in these languages."""
    site = current_site()
    path = IriPaths(site.base).path_of(iri)
    found = {
        "alternates.event": (CALENDAR, start_of(site.index, iri) is not None),
        "alternates.card": (CARD, contact_kind(site.index, iri) is not None),
        "alternates.place": (GEOJSON, point_of(site.index, iri) is not None),
    }
    return tuple(
        form(content_type, link_in(language, endpoint, path=path), language)
        for endpoint, (content_type, is_one) in found.items()
        if is_one
        for language in languages
    )


def forms_of_dataset() -> tuple[Form, ...]:
    """The forms in which the dataset is available, for pages in the reader's language."""
    site = current_site()
    found = {
        "alternates.calendar": (CALENDAR, not site.terms.isdisjoint(map(str, START_PROPERTIES))),
        "alternates.places": (GEOJSON, not site.terms.isdisjoint(map(str, COORDINATES))),
        "changes_feed.atom": (ATOM, True),
        "changes_feed.json_feed": (JSON_FEED, True),
    }
    return tuple(
        form(content_type, link(endpoint))
        for endpoint, (content_type, is_there) in found.items()
        if is_there
    )


def _thing(path: str) -> URIRef | None:
    site = current_site()
    iri = IriPaths(site.base).iri_of(path)
    return URIRef(iri) if iri and site.index.is_described(URIRef(iri)) else None


def _called_so(path: str, form_: Format) -> Response:
    """The thing whose IRI itself ends like one of these forms; 404 without one."""
    ending = f".{reader_language()}{form_.extension}"
    return cast(Response, current_app.view_functions["iris.thing"](path=f"{path}{ending}"))


def _options(site: Site) -> CardOptions:
    root = url_for("home.start", _external=True)
    iri_paths, language = IriPaths(site.base), reader_language()
    return CardOptions(
        language, lambda iri: root + iri_paths.page_path(iri, language), site.modified
    )


feed_blueprint = Blueprint("changes_feed", __name__)

_BEGINNING = "1970-01-01T00:00:00Z"
"""The time of an entry that has none: Atom asks for one, the same each time."""


@dataclass(frozen=True)
class Change:
    """One change: a commit, or the version itself where no history is known."""

    iri: str
    digest: str
    title: str
    time: str | None
    """None where the files do not say."""

    @property
    def anchor(self) -> str:
        """Its place on the page."""
        return f"change-{self.digest[:12]}"


@page_route(feed_blueprint, "/changes/")
def changes() -> Response:
    """The newest changes that are known."""
    return page("changes.html", changes=changes_of(current_site()), forms=())


@feed_blueprint.route(f"/feed.{LANGUAGE_PART}.atom")
def atom() -> Response:
    """The changes of the dataset, as Atom."""
    return Response(write_atom(_feed("changes_feed.atom")), content_type=ATOM)


@feed_blueprint.route(f"/feed.{LANGUAGE_PART}.json")
def json_feed() -> Response:
    """The changes of the dataset, as JSON Feed."""
    return Response(write_json_feed(_feed("changes_feed.json_feed")), content_type=JSON_FEED)


def changes_of(site: Site) -> list[Change]:
    """The changes that git knows of the files, the newest first; without git the version itself."""
    known = [Change(f"urn:sha1:{r.commit}", r.commit, r.subject, r.time) for r in site.history]
    if known:
        return known
    digest, modified = site.snapshot.digest, site.modified
    changed = f"{modified}T00:00:00Z" if modified and "T" not in modified else modified
    title, _ = site.title(reader_languages())
    label = f"{title}: {digest[:12]}"
    return [Change(f"urn:sha256:{digest}", digest, label, changed)]


def _feed(endpoint: str) -> Feed:
    site = current_site()
    title, _ = site.title(reader_languages())
    where = link("changes_feed.changes", _external=True)
    return Feed(
        id=_feed_iri(site),
        title=title,
        language=reader_language(),
        home=link("home.start", _external=True),
        url=link(endpoint, _external=True),
        author=title,
        entries=[
            Entry(each.iri, each.title, each.time or _BEGINNING, f"{where}#{each.anchor}")
            for each in changes_of(site)
        ],
    )


def _feed_iri(site: Site) -> str:
    """The same wherever the site runs: https://www.rfc-editor.org/rfc/rfc4287#section-4.2.6."""
    name = f"feed.{reader_language()}.atom"
    if site.base:
        return f"{site.base}{name}"
    return uuid5(NAMESPACE_URL, f"{site.title()[0]}/{name}").urn
