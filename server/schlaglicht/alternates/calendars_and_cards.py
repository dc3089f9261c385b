"""Events as iCalendar, organizations and people as vCard 4.0.

https://www.rfc-editor.org/rfc/rfc5545, https://www.rfc-editor.org/rfc/rfc6350. Events are things
whose schema:startDate is a date or a point in time. Texts are in one language; the stamp is the
time at which the dataset was changed, so that the same data gives the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import unquote

from rdflib import RDF, Literal, URIRef
from rdflib.term import Node

from schlaglicht import __version__
from schlaglicht.dataset.index import Index
from schlaglicht.i18n import best_text
from schlaglicht.vocab import SCHEMA, SCHEMA_HTTP

if TYPE_CHECKING:
    from icalendar import Event


NAMESPACES = (str(SCHEMA), str(SCHEMA_HTTP))

START_PROPERTIES = tuple(URIRef(f"{namespace}startDate") for namespace in NAMESPACES[::-1])
"""The properties that make a thing an event, by IRI."""

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
    status = str(_value(index, iri, "eventStatus") or "").rpartition("/")[2]
    values = {
        "uid": str(iri),
        "dtstamp": _stamp(options.changed),
        "dtstart": start,
        "dtend": _end(index, iri, start),
        "location": _plain(", ".join(_names(index, iri, "location", languages))),
        "status": _STATUS.get(status),
        "url": options.page_of(str(iri)),
    }
    for name, value in values.items():
        if value:
            event.add(name, value)
    summary = index.label(iri, languages) or (str(iri), None)
    for name, text in (("summary", summary), ("description", index.text(iri, languages))):
        if text:
            parameters = {"language": text[1]} if text[1] else {}
            event.add(name, _plain(text[0]), parameters=parameters)
    return event


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


_KINDS = {
    "org": ("Organization", "GovernmentOrganization", "Corporation", "NGO"),
    "individual": ("Person",),
}
_OTHER_KINDS = {
    "http://xmlns.com/foaf/0.1/Organization": "org",
    "http://www.w3.org/ns/org#Organization": "org",
    "http://xmlns.com/foaf/0.1/Person": "individual",
}
_TEXTS = {"jobTitle": "TITLE", "alternateName": "NICKNAME"}
_MBOX = "http://xmlns.com/foaf/0.1/mbox"
_ADDRESS = (
    *("postOfficeBoxNumber", None, "streetAddress"),
    *("addressLocality", "addressRegion", "postalCode", "addressCountry"),
)
"""Names in schema.org of the parts of ADR: https://www.rfc-editor.org/rfc/rfc6350#section-6.3.1."""

_LONGEST_LINE = 75
"""Most bytes of a line: https://www.rfc-editor.org/rfc/rfc6350#section-3.2."""


def contact_kind(index: Index, iri: URIRef) -> str | None:
    """`org` or `individual`; None if the thing is neither."""
    types = {str(s.object) for s in index.statements_of(iri) if s.predicate == RDF.type}
    for kind, names in _KINDS.items():
        if types & {namespace + name for namespace in NAMESPACES for name in names}:
            return kind
    return next((_OTHER_KINDS[type_] for type_ in sorted(types) if type_ in _OTHER_KINDS), None)


def write_contact(
    index: Index, iri: URIRef, kind: str, options: CardOptions, *, source: str
) -> bytes:
    """The card of one organization or person, in UTF-8; `source` is the URL to reload it from."""
    about = f"SOURCE:{_uri(source)}"
    lines = [
        "BEGIN:VCARD",
        "VERSION:4.0",
        about,
        *_properties(index, iri, kind, options),
        "END:VCARD",
    ]
    return "".join(_folded(line) + "\r\n" for line in lines).encode()


def _properties(index: Index, iri: URIRef, kind: str, options: CardOptions) -> Iterator[str]:
    label = index.label(iri, (options.language, "en", "de")) or (str(iri), None)
    tag = f";LANGUAGE={label[1]}" if label[1] else ""
    yield f"KIND:{kind}"
    yield f"UID;VALUE=uri:{_uri(str(iri))}"
    yield f"FN{tag}:{_text(label[0])}"
    if kind == "org":
        yield f"ORG{tag}:{_text(label[0])}"
    for statement in index.statements_of(iri):
        predicate, value = str(statement.predicate), statement.object
        if predicate == _MBOX or predicate in _terms("email"):
            yield from (f"EMAIL:{_text(address)}" for address in _mail_addresses(str(value)))
        elif predicate in _terms("address"):
            yield from _address(index, value, options.language)
        else:
            yield from _property(predicate, value, label[0])


def _property(predicate: str, value: Node, label: str) -> Iterator[str]:
    name = predicate.rpartition("/")[2]
    if not predicate.startswith(NAMESPACES) or str(value) == label:
        return
    if name in _TEXTS and isinstance(value, Literal):
        yield f"{_TEXTS[name]}:{_text(str(value))}"
    elif name == "telephone" and isinstance(value, Literal):
        yield f"TEL;VALUE=text:{_text(str(value))}"
    elif name == "url" and re.match(r"https?://", str(value)):
        yield f"URL:{_uri(str(value))}"


def _mail_addresses(value: str) -> list[str]:
    """The addresses in a text or IRI: https://www.rfc-editor.org/rfc/rfc6068#section-2."""
    if not value.lower().startswith("mailto:"):
        return [value] if "@" in value else []
    named = value[len("mailto:") :].partition("?")[0]
    return [unquote(address) for address in named.split(",") if "@" in unquote(address)]


def _address(index: Index, address: Node, language: str) -> Iterator[str]:
    """The ADR line of an address; one that is a plain text becomes the street."""
    if isinstance(address, Literal):
        parts = [str(address) if name == "streetAddress" else "" for name in _ADDRESS]
    else:
        parts = [_part(index, address, name, language) for name in _ADDRESS]
    if any(parts):
        yield f"ADR:{';'.join(map(_text, parts))}"


def _part(index: Index, address: Node, name: str | None, language: str) -> str:
    """A part of an address in a language, or empty if the dataset has none; a place by its name."""
    if name is None:
        return ""
    languages = (language, "en", "de")
    values = [v for term in _terms(name) for v in index.objects(address, URIRef(term))]
    texts = [(str(value), value.language) for value in values if isinstance(value, Literal)]
    labels = [index.label(value, languages) for value in values if isinstance(value, URIRef)]
    named = [label for label in labels if label]
    found = best_text(texts or named, languages)
    return found[0] if found else ""


def _terms(name: str) -> tuple[str, ...]:
    return tuple(namespace + name for namespace in NAMESPACES)


def _text(text: str) -> str:
    """An escaped text: https://www.rfc-editor.org/rfc/rfc6350#section-3.4."""
    escaped = re.sub(r"[\\,;]", lambda found: "\\" + found[0], text)
    return re.sub(r"[\x00-\x1f\x7f]", " ", re.sub(r"\r\n|\r|\n", r"\\n", escaped))


def _uri(iri: str) -> str:
    """An IRI without characters that could end the line."""
    return re.sub(r"[\x00-\x20\x7f]", lambda found: f"%{ord(found[0]):02X}", iri)


def _folded(line: str) -> str:
    """A line folded to at most 75 bytes each, between characters."""
    parts, size = [""], 0
    for character in line:
        width = len(character.encode())
        if size + width > _LONGEST_LINE:
            parts.append(" ")
            size = 1
        parts[-1] += character
        size += width
    return "\r\n".join(parts)
