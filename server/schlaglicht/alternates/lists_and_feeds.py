"""Lists as CSV, JSON and GeoJSON, and changes as a feed: Atom (RFC 4287) and JSON Feed 1.1.

CSV is safe to open in a spreadsheet (https://www.rfc-editor.org/rfc/rfc4180); values in JSON are
those of query results (https://www.w3.org/TR/sparql11-results-json/). GeoJSON has the things with
coordinates (https://www.rfc-editor.org/rfc/rfc7946).
"""

from __future__ import annotations

import csv
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Any

from rdflib import URIRef
from rdflib.term import Node

from schlaglicht.dataset.index import Index, point_of
from schlaglicht.i18n import Text
from schlaglicht.rdf.terms import json_term

_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def write_csv(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Rows as CSV, one piece per row; a cell that would be a formula gets a leading apostrophe.

    https://owasp.org/www-community/attacks/CSV_Injection
    """
    buffer = StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    for row in rows:
        writer.writerow([_neutral(cell) for cell in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def _neutral(cell: str) -> str:
    is_formula = cell.startswith(_FORMULA) and not _NUMBER.fullmatch(cell)
    return f"'{cell}" if is_formula else cell


Listed = tuple[Node, Text | None, Mapping[URIRef, Sequence[Node]]]
"""A thing, its name for the reader, and its values by property."""


def write_json_list(class_: str, total: int | None, things: Iterable[Listed]) -> Iterator[str]:
    """A list as JSON, one piece per thing."""
    head = json.dumps({"class": class_, "total": total}, ensure_ascii=False)
    yield f'{head[:-1]}, "things": ['
    separator = "\n"
    for thing in things:
        yield separator + json.dumps(_entry(*thing), ensure_ascii=False)
        separator = ",\n"
    yield "\n]}\n"


def _entry(
    thing: Node, name: Text | None, values: Mapping[URIRef, Sequence[Node]]
) -> dict[str, object]:
    return {
        "thing": json_term(thing),
        "name": name[0] if name else None,
        "language": (name[1] or None) if name else None,
        "properties": {
            str(p): [json_term(value) for value in found] for p, found in values.items()
        },
    }


def write_places(
    index: Index, things: Iterable[URIRef], languages: Sequence[str], page_of: Callable[[str], str]
) -> Iterator[bytes]:
    """The things that have coordinates, as a FeatureCollection in UTF-8, piece by piece."""
    yield b'{"type": "FeatureCollection", "features": ['
    separator = "\n"
    for thing in things:
        if point := point_of(index, thing):
            feature = _feature(index, thing, point, languages, page_of)
            yield (separator + json.dumps(feature, ensure_ascii=False)).encode()
            separator = ",\n"
    yield b"\n]}\n"


def _feature(
    index: Index,
    thing: URIRef,
    point: tuple[float, float],
    languages: Sequence[str],
    page_of: Callable[[str], str],
) -> dict[str, Any]:
    label = index.label(thing, languages)
    return {
        "type": "Feature",
        "id": str(thing),
        "geometry": {"type": "Point", "coordinates": list(point)},
        "properties": {"name": label[0] if label else str(thing), "url": page_of(str(thing))},
    }


_ATOM = "http://www.w3.org/2005/Atom"
_NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Entry:
    """One change: a stable id, a title, the time as RFC 3339 writes it, and the URL of its page."""

    id: str
    title: str
    updated: str
    url: str


@dataclass(frozen=True)
class Feed:
    """A feed and its entries, newest first."""

    id: str
    """An IRI that stays the same wherever the feed is published."""
    title: str
    language: str
    home: str
    """The absolute URL of the site's page in that language."""
    url: str
    """The absolute URL of the feed itself."""
    author: str
    entries: Sequence[Entry]


def write_atom(feed: Feed) -> bytes:
    """The feed as Atom in UTF-8: https://www.rfc-editor.org/rfc/rfc4287."""
    ET.register_namespace("", _ATOM)
    root = ET.Element(f"{{{_ATOM}}}feed", {"xml:lang": feed.language})
    _add(root, "title", feed.title)
    _add(root, "id", feed.id)
    _add(root, "link", rel="self", type="application/atom+xml", href=feed.url)
    _add(root, "link", rel="alternate", type="text/html", href=feed.home)
    _add(root, "updated", feed.entries[0].updated if feed.entries else "1970-01-01T00:00:00Z")
    _add(_add(root, "author"), "name", feed.author)
    for entry in feed.entries:
        element = _add(root, "entry")
        _add(element, "title", entry.title)
        _add(element, "id", entry.id)
        _add(element, "updated", entry.updated)
        _add(element, "link", rel="alternate", type="text/html", href=entry.url)
        _add(element, "content", entry.title, type="text")
    ET.indent(root, " ")
    content: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return content + b"\n"


def write_json_feed(feed: Feed) -> bytes:
    """The feed as JSON Feed in UTF-8: https://www.jsonfeed.org/version/1.1/."""
    content = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "language": feed.language,
        "home_page_url": feed.home,
        "feed_url": feed.url,
        "authors": [{"name": feed.author}],
        "items": [
            {
                "id": entry.id,
                "url": entry.url,
                "title": entry.title,
                "content_text": entry.title,
                "date_published": entry.updated,
            }
            for entry in feed.entries
        ],
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def _add(parent: ET.Element, name: str, text: str | None = None, **attributes: str) -> ET.Element:
    element = ET.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
    element.text = _NOT_IN_XML.sub(" ", text) if text else text
    return element
