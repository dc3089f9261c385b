"""Names of the site's documents below its root, and the links between them.

Names are decoded paths below the root of the site, without a leading slash. They are the names of
the files too: a static host decodes the path of a URL and reads the file of that name. Those about
one thing share a stem.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from urllib.parse import quote, unquote_to_bytes, urlsplit

from flask import Flask

from schlaglicht.errors import ProjectError
from schlaglicht.i18n import LANGUAGES

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_LABEL = "[A-Za-z0-9_-]{1,63}"
_FORM = re.compile(
    rf"https?://(?:{_LABEL}(?:\.{_LABEL})*|\[[0-9A-Fa-f:.]+\])(?::[0-9]{{1,5}})?"
    r"(?:/(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*)?"
)
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}


@dataclass(frozen=True)
class Root:
    """Scheme, host and folder of a site, as in requests for it."""

    scheme: str
    host: str
    """With the port, if the URL has one."""
    folder: str
    """The path without its last slash: empty, or `/kb`."""

    @property
    def url(self) -> str:
        """The URL of the start page, with a final slash."""
        return f"{self.scheme}://{self.host}{self.folder}/"

    def path_in_site(self, link: str, page: str) -> str | None:
        """The name of the document that a link on `page` leads to; None if it is on another site.

        Names are decoded paths below the root; a folder has the name of its `index.html`.
        """
        target = link.partition("#")[0].partition("?")[0]
        if not target:
            return page
        if not target.startswith("/") and not _SCHEME.match(target):
            folder = quote(page.rpartition("/")[0])
            target = f"{self.folder}/{folder}/{target}" if folder else f"{self.folder}/{target}"
        return _name_at(self, target)


@lru_cache(maxsize=2**16)
def _name_at(root: Root, target: str) -> str | None:
    """The name that an absolute reference leads to; cached, since pages share most links."""
    if target.startswith("//"):
        target = f"{root.scheme}:{target}"
    if target.startswith(f"{root.scheme}://{root.host}/"):
        target = target[len(root.scheme) + 3 + len(root.host) :]
    if not target.startswith(f"{root.folder}/"):
        return None
    name = decoded(target[len(root.folder) + 1 :])
    return f"{name}index.html" if not name or name.endswith("/") else name


def read_root(url: str) -> Root:
    """The root at `url`; raises ProjectError if no site can be hosted there."""
    if not _FORM.fullmatch(url) or not _is_host(url):
        raise ProjectError(
            f"{url}: not a URL below which a site can lie; "
            "give one with http or https and without `?` and `#`: https://example.org/kb/"
        )
    parts = urlsplit(url)
    segments = parts.path.strip("/").split("/")
    if any(segment in ("", ".", "..") for segment in segments) and parts.path.strip("/"):
        raise ProjectError(f"{url}: empty segments, `.` and `..` are not allowed in the path")
    folder = parts.path.rstrip("/")
    # Browsers and the application write hosts this way; links within the site are recognised by it.
    host = parts.netloc.lower().removesuffix(_DEFAULT_PORTS[parts.scheme])
    return Root(parts.scheme, host, folder)


def _is_host(url: str) -> bool:
    try:
        return urlsplit(url).port != 0
    except ValueError:  # a port above 65535, or an invalid IPv6 address
        return False


def decoded(path: str) -> str:
    """A path without percent-encoding; bytes that are not UTF-8 become surrogates."""
    return unquote_to_bytes(path).decode("utf-8", "surrogateescape")


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
    *("query_terms.things", "query_terms.rewritten"),
    *("query_builder.builder", "query_builder.question"),
    *("reconciliation.reconcile", "reconciliation.entities", "reconciliation.types"),
    *("reconciliation.properties", "reconciliation.properties_of"),
)
"""Endpoints whose answers depend on a query, or on the moment, and the description of those."""

_IF_LINKED = ("legal.imprint", "legal.privacy")
"""Endpoints of pages that only some sites have; on those, links lead to them."""

_NEEDING = re.compile(r"(?:dumps(?:/.*)?|catalog)", re.DOTALL)
"""Stems of documents about the dumps."""

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


def needs_dumps(stem: str) -> bool:
    """True if documents with this stem describe the dumps, or are dumps."""
    return _NEEDING.fullmatch(stem) is not None


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
