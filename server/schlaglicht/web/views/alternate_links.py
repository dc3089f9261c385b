"""Other forms of what a page shows: as a table, for calendars, for maps."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from flask import Response, request

from schlaglicht import formats
from schlaglicht.formats import (
    CSV,
    HTML,
    ICALENDAR,
    PLAIN_JSON,
    TEXT,
    VCARD,
    Format,
    format_named,
    negotiate,
)
from schlaglicht.web.http.sparql_protocol import requested_format

_LONGEST = 6000
"""Bytes of the field; many servers take no more than 8 KiB for all fields."""


@dataclass(frozen=True)
class Link:
    """A link from a document."""

    relation: str
    target: str
    type: str | None = None
    language: str | None = None

    def __str__(self) -> str:
        """As in the field."""
        written = f'<{self.target}>; rel="{self.relation}"'
        written += f'; type="{self.type}"' if self.type else ""
        return written + (f'; hreflang="{self.language}"' if self.language else "")


def link_field(links: Iterable[Link]) -> str:
    """The field of all these links; where it would be too long for others' servers, fewer.

    Then it is the link to the document of all links if there is one, else the first that have room.
    """
    links = list(links)
    if len(field := ", ".join(map(str, links))) <= _LONGEST:
        return field
    for link in links:
        if link.relation == "linkset":
            return str(link)
    while len(field := ", ".join(map(str, links))) > _LONGEST:
        links.pop()
    return field


CALENDAR = ICALENDAR.content_type
CARD = VCARD.content_type
GEOJSON = formats.GEOJSON.content_type
TABLE = CSV.content_type
LIST = PLAIN_JSON.content_type
ATOM = "application/atom+xml"
JSON_FEED = "application/feed+json"

_LABELS = {
    "text/calendar": "iCalendar",
    "text/vcard": "vCard",
    "application/geo+json": "GeoJSON",
    "text/csv": "CSV",
    "application/json": "JSON",
    "application/atom+xml": "Atom",
    "application/feed+json": "JSON Feed",
}

_NEGOTIATED = {
    known.media_type: known for known in (CSV, PLAIN_JSON, ICALENDAR, VCARD, formats.GEOJSON)
}


@dataclass(frozen=True)
class Form:
    """A form in which something is available: its media type and where it is, without the host."""

    media_type: str
    url: str
    language: str | None = None
    """The language of its texts, where that of the page does not say it."""

    @property
    def label(self) -> str:
        """Its name for people."""
        return _LABELS[self.media_type]


def form(content_type: str, url: str, language: str | None = None) -> Form:
    """The form that `url` has with this content type."""
    return Form(content_type.partition(";")[0], url, language)


def choose(offered: Iterable[Format], forms: Iterable[Form]) -> Format | Form:
    """Of the formats of a document and its other forms the one that the request wants.

    By `?format=`, else by Accept; at equal quality a format goes before a form.
    Raises NotAcceptable.
    """
    known = {_NEGOTIATED[f.media_type]: f for f in forms if f.media_type in _NEGOTIATED}
    name, among = requested_format(request), (*offered, *known)
    accept = request.headers.get("Accept")
    chosen = format_named(name, among) if name else negotiate(accept, among)
    return known.get(chosen, chosen)


def instead_of_page(forms: Collection[Form]) -> Response | None:
    """303 to the form that the request wants; None where the page is wanted or named.

    Raises NotAcceptable.
    """
    if not forms or request.path.endswith(HTML.extension):
        return None
    chosen = choose([HTML], forms)
    return see_other(chosen.url) if isinstance(chosen, Form) else None


def see_other(url: str) -> Response:
    """https://www.rfc-editor.org/rfc/rfc9110#status.303, to a URL without the host."""
    location = request.host_url.rstrip("/") + url
    found = {"Location": location}
    return Response(f"{location}\n", 303, found, content_type=TEXT.content_type)


def page_links(
    forms: Iterable[Form], twins: Iterable[tuple[str, str]] = (), canonical: str | None = None
) -> Iterator[Link]:
    """Links of a page, as in its head: the page that it is, its languages, its other forms.

    `twins` are language and URL of each.
    """
    root = request.host_url.rstrip("/")
    if canonical:
        yield Link("canonical", canonical)
    for language, url in twins:
        yield Link("alternate", url, language=language)
    for other in forms:
        yield Link("alternate", root + other.url, other.media_type)
