"""Which file a URL is, and which URLs belong to one thing.

Names are paths below the root of the site, decoded, without a slash before them. A static host
decodes the path of a URL and looks for the file of that name, so that is the name here too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from flask import Flask

from schlaglicht.i18n import LANGUAGES

INDEX = "index.html"

_OF_SERVERS = (
    *("health.health", "health.metrics", "sparql.sparql", "searching.search"),
    "combining.combined",
)
"""Endpoints whose answers depend on a query, or on the moment."""

_LANGUAGE = re.compile(r"<[^>]*language>")

_LONGEST = 255
"""Bytes of a name that common file systems take."""

_ENDING = re.compile(
    rf"(?:\.(?:{'|'.join(LANGUAGES)}))?\.(?:linkset\.json|[a-z0-9]{{1,8}})$"
    rf"|/index(?:\.(?:{'|'.join(LANGUAGES)}))?\.html$"
)


def plain_names(app: Flask) -> Iterator[str]:
    """The documents whose names have no parts but their language."""
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint in _OF_SERVERS:
            continue
        if rule.arguments <= {"language"} and not rule.build_only:
            for language in LANGUAGES if rule.arguments else ("",):
                name = _LANGUAGE.sub(language, rule.rule)[1:]
                yield f"{name}{INDEX}" if not name or name.endswith("/") else name


def why_unnameable(name: str) -> str | None:
    """Why no file can have the name, so that no static host can serve it; None when one can."""
    segments = name.split("/")
    if any(segment in (".", "..") for segment in segments):
        return "browsers take `.` and `..` in a path for folders"
    if any(not segment for segment in segments):
        return "file systems do not tell `//` from `/`"
    if "\0" in name:
        return "a file name cannot have the character U+0000"
    if any(len(segment.encode("utf-8", "surrogateescape")) > _LONGEST for segment in segments):
        return f"a file name cannot be longer than {_LONGEST} bytes"
    return None


@lru_cache(maxsize=2**16)
def stem_of(name: str) -> str:
    """What the names of all documents about one thing have in common."""
    return _ENDING.sub("", name)
