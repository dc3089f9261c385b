"""Links of an answer, in its body and its header fields."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

_IN_MARKUP = re.compile(rb'\s(?:href|src|action|data-world)="([^"]*)"|<loc>([^<]*)</loc>')
"""Attributes as the templates write them; quotes in texts and in JSON-LD are escaped."""

_IN_SCRIPT = re.compile(rb'"\./([^"\s]+\.(?:js|css))"')
"""Imports of modules, and style sheets next to them, as they are bundled."""

_IN_HEADER = re.compile(r'<([^>]*)>; rel="(?:describedby|alternate|linkset)"')

_MARKUP = ("text/html", "application/xml", "application/atom+xml")


def links_in(body: bytes, content_type: str) -> Iterator[str]:
    """The links of a page, a sitemap, a feed or a script, with character references resolved."""
    if content_type.startswith(_MARKUP):
        for attribute, location in set(_IN_MARKUP.findall(body)):
            yield unescape((attribute or location).decode("utf-8", "surrogateescape"))
    elif content_type.startswith("text/javascript"):
        yield from (name.decode() for name in set(_IN_SCRIPT.findall(body)))


def links_in_header(value: str) -> Iterator[str]:
    """The documents in a `Link` field: https://www.rfc-editor.org/rfc/rfc8288."""
    yield from _IN_HEADER.findall(value)
