"""Events as iCalendar: https://www.rfc-editor.org/rfc/rfc5545.

Events are things whose schema:startDate is a date or a point in time. Texts are in one language;
the stamp is the time at which the dataset was changed, so that the same data gives the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from rdflib import Literal, URIRef
from rdflib.term import Node

from schlaglicht import __version__
from schlaglicht.dataset.index import Index
from schlaglicht.vocab import SCHEMA, SCHEMA_HTTP

if TYPE_CHECKING:
    from icalendar import Event

NAMESPACES = (str(SCHEMA), str(SCHEMA_HTTP))

_NEVER_CHANGED = datetime(1970, 1, 1, tzinfo=UTC)

_END = b"END:VCALENDAR\r\n"

_STATUS = {
    "EventCancelled": "CANCELLED",
    "EventPostponed": "TENTATIVE",
    "EventScheduled": "CONFIRMED",
}


@dataclass(frozen=True)
class CardOptions:
    """Options of a calendar or card: the language of its texts, the URLs of pages."""

    language: str
    page_of: Callable[[str], str]
    """Returns the absolute URL of the page of an IRI."""
    changed: str | None = None
    """The date or time at which the dataset was changed, as XML Schema writes it."""


def write_calendar(
    index: Index, events: Iterable[URIRef], title: str, options: CardOptions
) -> Iterator[bytes]:
    """The events among `events`, in their order, as one calendar in UTF-8, piece by piece."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", f"-//Schlaglicht//Schlaglicht {__version__}//{options.language.upper()}")
    calendar.add("version", "2.0")
    for name in ("name", "x-wr-calname"):
        calendar.add(name, " ".join(_plain(title).split()))
    frame = bytes(calendar.to_ical())
    yield frame.removesuffix(_END)
    for iri in events:
        if (start := start_of(index, iri)) is not None:
            yield bytes(_event(index, iri, start, options).to_ical())
    yield _END


def start_of(index: Index, iri: URIRef) -> date | None:
    """The start of a thing: a date, a datetime, or None if it has none."""
    return _time(_value(index, iri, "startDate"))


def _event(index: Index, iri: URIRef, start: date, options: CardOptions) -> Event:
    from icalendar import Event

    event = Event()
    languages = (options.language, "en", "de")
    label = index.label(iri, languages) or (str(iri), None)
    event.add("uid", str(iri))
    event.add("dtstamp", _stamp(options.changed))
    event.add("dtstart", start)
    if (end := _end(index, iri, start)) is not None:
        event.add("dtend", end)
    _add_text(event, "summary", label)
    if description := index.text(iri, languages):
        _add_text(event, "description", description)
    if places := _names(index, iri, "location", languages):
        event.add("location", _plain(", ".join(places)))
    status = str(_value(index, iri, "eventStatus") or "").rpartition("/")[2]
    if status in _STATUS:
        event.add("status", _STATUS[status])
    event.add("url", options.page_of(str(iri)))
    return event


def _add_text(event: Event, name: str, text: tuple[str, str | None]) -> None:
    parameters = {"language": text[1]} if text[1] else {}
    event.add(name, _plain(text[0]), parameters=parameters)


def _plain(text: str) -> str:
    """A text whose only control character is the line feed, which iCalendar can write."""
    return re.sub(r"[\x00-\x09\x0b-\x1f\x7f]", " ", re.sub(r"\r\n?", "\n", text))


def _end(index: Index, iri: URIRef, start: date) -> date | None:
    """The end as calendars count it: for whole days, the first day after."""
    end = _time(_value(index, iri, "endDate"))
    if isinstance(start, datetime):
        return end if isinstance(end, datetime) and _order(end) >= _order(start) else None
    last = end.date() if isinstance(end, datetime) else end
    last = last if last and last >= start else start
    return last + timedelta(days=1) if last < date.max else None


def _names(index: Index, iri: URIRef, name: str, languages: Sequence[str]) -> list[str]:
    found = []
    for node in _values(index, iri, name):
        label = (str(node), None) if isinstance(node, Literal) else index.label(node, languages)
        if label:
            found.append(label[0])
    return found


def _value(index: Index, iri: URIRef, name: str) -> Node | None:
    return next(iter(_values(index, iri, name)), None)


def _values(index: Index, iri: URIRef, name: str) -> list[Node]:
    wanted = {URIRef(namespace + name) for namespace in NAMESPACES}
    return [s.object for s in index.statements_of(iri) if s.predicate in wanted]


def _time(value: Node | None) -> date | None:
    if not isinstance(value, Literal):
        return None
    text = str(value).strip()
    try:
        if "T" not in text:
            return date.fromisoformat(text)
        time = datetime.fromisoformat(text)
        # A calendar would have to define any other zone.
        return time.astimezone(UTC) if time.tzinfo else time
    except (ValueError, OverflowError):
        return None


def _order(time: date) -> tuple[str, str]:
    """Days and points in time, with and without a zone, in one order."""
    return (time.isoformat()[:10], time.isoformat())


def _stamp(changed: str | None) -> datetime:
    time = _time(Literal(changed)) if changed else None
    if time is None:
        return _NEVER_CHANGED
    if isinstance(time, datetime):
        return time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)
    return datetime(time.year, time.month, time.day, tzinfo=UTC)
