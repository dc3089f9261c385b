"""Paths of pages on a site: from an IRI to the path of its page, and back.

    https://w3id.org/schlaglicht/id/uwe-pfeil   id/uwe-pfeil            below the project's base
    https://schema.org/Event                    iri/https/schema.org/Event      any other IRI
    urn:isbn:123                                iri/urn:isbn:123

The documents about an IRI have names that begin with its path. In a folder they are called `index`,
and what is itself called so has a mark:

    https://w3id.org/schlaglicht/def/           def/index.ttl
    https://w3id.org/schlaglicht/def/index      def/index~.ttl

So have segments that browsers resolve (https://www.rfc-editor.org/rfc/rfc3986#section-5.2.4), which
they do with `%2E` too:

    http://example.org/a/../b                   iri/http/example.org/a/..~/b

Paths have no leading slash and are not percent-encoded: code that makes a URL of one encodes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

_IN_PATHS = "/:@!$&'()*+,;=~"
"""Characters left unencoded in a path: https://www.rfc-editor.org/rfc/rfc3986#section-3.3."""

OTHERS = "iri/"
"""Path of the IRIs that are not below the project's base."""

MARK = "~"
"""Sets apart what would have a name that means something else; a name with marks has one more."""

_DOTS = re.compile(rf"(?<![^/])\.{{1,2}}{MARK}*(?![^/])")
_MARKED_DOTS = re.compile(rf"(?<![^/])(\.{{1,2}}{MARK}*){MARK}(?![^/])")
_NAMED_INDEX = re.compile(rf"(?:.*/)?index{MARK}*", re.DOTALL)
_WITH_AUTHORITY = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://(.*)", re.DOTALL)
_SCHEME_AND_REST = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)/(.*)", re.DOTALL)
_WITH_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:", re.DOTALL)


_ENCODED = re.compile("%[0-9A-F]{2}")

_NEVER_IN_IRIS = re.compile(r"[\x00-\x20<>\"{}|\\^`]")
"""https://www.rfc-editor.org/rfc/rfc3987#section-2.2: an IRI has them percent-encoded."""


@dataclass(frozen=True)
class IriPaths:
    """The paths of a site whose own IRIs lie below `base`."""

    base: str | None

    def path_of(self, iri: str) -> str:
        """The path of the page of `iri`.

        The base is under `iri/`, since `/` is the start page, and so are the IRIs below it whose
        paths mean others: those of another IRI, or of another host.
        """
        if self.base and iri.startswith(self.base):
            path = iri[len(self.base) :]
            if path and not path.startswith((OTHERS, "/")):
                return _with_marks(path)
        found = _WITH_AUTHORITY.fullmatch(iri)
        return OTHERS + _with_marks(f"{found[1]}/{found[2]}" if found else iri)

    def page_path(self, iri: str, language: str) -> str:
        """The path of the page of `iri` in a language, percent-encoded, without leading slash."""
        return f"{encoded(self.name_of(iri))}.{language}.html"

    def name_of(self, iri: str) -> str:
        """The name of the documents about `iri`, without an ending."""
        path = self.path_of(iri)
        if path.endswith("/"):
            return f"{path}index"
        return f"{path}{MARK}" if _NAMED_INDEX.fullmatch(path) else path

    def iri_named(self, name: str) -> str | None:
        """The IRI whose documents have this name; None if there is none."""
        if name.endswith("/index"):
            return self.iri_of(name.removesuffix("index"))
        is_marked = name.endswith(MARK) and _NAMED_INDEX.fullmatch(name)
        return self.iri_of(name.removesuffix(MARK) if is_marked else name)

    def iri_of(self, path: str) -> str | None:
        """The IRI whose page is at `path`; None if there is none.

        What only an encoded character can stand for is encoded: a server has decoded the path.
        """
        path = _NEVER_IN_IRIS.sub(lambda found: quote(found[0]), _MARKED_DOTS.sub(r"\1", path))
        if not path.startswith(OTHERS):
            return f"{self.base}{path}" if self.base else None
        rest = path[len(OTHERS) :]
        found = _SCHEME_AND_REST.fullmatch(rest)
        if found:
            return f"{found[1]}://{found[2]}"
        return rest if _WITH_SCHEME.match(rest) else None


def encoded(path: str) -> str:
    """A path as URLs have it."""
    return quote(path, safe=_IN_PATHS)


def before_decoding(path: str) -> Iterator[str]:
    """Paths that a server decodes to this one, with all encoded that can be, or what must be."""
    for safe in (_IN_PATHS, "/"):
        yield (found := quote(path, safe=safe))
        yield _ENCODED.sub(lambda each: each[0].lower(), found)


def _with_marks(path: str) -> str:
    return _DOTS.sub(rf"\g<0>{MARK}", path)
