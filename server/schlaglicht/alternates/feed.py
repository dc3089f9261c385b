"""Changes of a dataset as a feed: Atom (RFC 4287) and JSON Feed 1.1."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass

_ATOM = "http://www.w3.org/2005/Atom"
_NOT_IN_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


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
