"""Other forms in which there is what a page shows: as a table, for calendars, for maps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import request

CALENDAR = "text/calendar; charset=utf-8"
CARD = "text/vcard; charset=utf-8"
GEOJSON = "application/geo+json"
TABLE = "text/csv; charset=utf-8; header=present"
ATOM = "application/atom+xml"
JSON_FEED = "application/feed+json"

_LABELS = {
    "text/calendar": "iCalendar",
    "text/vcard": "vCard",
    "application/geo+json": "GeoJSON",
    "text/csv": "CSV",
    "application/atom+xml": "Atom",
    "application/feed+json": "JSON Feed",
}


@dataclass(frozen=True)
class Form:
    """A form in which something can be had: its media type and where it is, without the host."""

    media_type: str
    url: str

    @property
    def label(self) -> str:
        """What people call it."""
        return _LABELS[self.media_type]


def form(content_type: str, url: str) -> Form:
    """What is sent with this content type from `url`."""
    return Form(content_type.partition(";")[0], url)


def link_field(forms: Iterable[Form]) -> str:
    """The field `Link` of a page that can be had in other forms.

    https://www.rfc-editor.org/rfc/rfc8288#section-3
    """
    root = request.host_url.rstrip("/")
    return ", ".join(f'<{root}{f.url}>; rel="alternate"; type="{f.media_type}"' for f in forms)
