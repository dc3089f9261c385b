"""Names of the site's documents, and the stem that those about one thing share.

Names are decoded paths below the root of the site, without a leading slash. They are the names of
the files too: a static host decodes the path of a URL and reads the file of that name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from flask import Flask

from schlaglicht.i18n import LANGUAGES

INDEX = "index.html"

_OF_SERVERS = (
    *("health.alive", "health.health", "health.metrics", "health.ready"),
    *(
        "sparql.sparql",
        "search.search",
        "combined_facets.combined",
        "openapi.openapi",
        "mcp.no_stream",
    ),
    "query_terms.things",
    *("query_builder.builder", "query_builder.question"),
)
"""Endpoints whose answers depend on a query, or on the moment, and the description of those."""

_IF_LINKED = ("legal.imprint", "legal.privacy")
"""Endpoints of pages that only some sites have; on those, links lead to them."""

_LANGUAGE = re.compile(r"<[^>]*language>")

_LONGEST = 255
"""Bytes of the longest file name in common file systems."""

_ENDING = re.compile(
    rf"(?:\.(?:{'|'.join(LANGUAGES)}))?\.(?:linkset\.json|[a-z0-9]{{1,8}})$"
    rf"|/index(?:\.(?:{'|'.join(LANGUAGES)}))?\.html$"
)


def plain_names(app: Flask, languages: Sequence[str]) -> Iterator[str]:
    """The documents whose names vary by nothing but the language, one of `languages`."""
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint in (*_OF_SERVERS, *_IF_LINKED):
            continue
        if rule.arguments <= {"language"} and not rule.build_only:
            for language in languages if rule.arguments else ("",):
                name = _LANGUAGE.sub(language, rule.rule)[1:]
                yield f"{name}{INDEX}" if not name or name.endswith("/") else name


def why_unnameable(name: str) -> str | None:
    """The reason that no file can have the name, nor a static host serve it; None if one can."""
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
    """The common part of the names of all documents about one thing."""
    return _ENDING.sub("", name)
