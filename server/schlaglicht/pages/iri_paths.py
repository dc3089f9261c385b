"""Paths of pages on a site: from an IRI to the path of its page, and back.

    https://w3id.org/schlaglicht/id/uwe-pfeil   id/uwe-pfeil            below the project's base
    https://schema.org/Event                    iri/https/schema.org/Event      any other IRI
    urn:isbn:123                                iri/urn:isbn:123

Paths have no leading slash and are not percent-encoded: code that makes a URL of one encodes it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

_IN_PATHS = "/:@!$&'()*+,;=~"
"""Characters left unencoded in a path: https://www.rfc-editor.org/rfc/rfc3986#section-3.3."""

OTHERS = "iri/"
"""Path of the IRIs that are not below the project's base."""

_WITH_AUTHORITY = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://(.*)", re.DOTALL)
_SCHEME_AND_REST = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)/(.*)", re.DOTALL)
_WITH_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:", re.DOTALL)


@dataclass(frozen=True)
class IriPaths:
    """The paths of a site whose own IRIs lie below `base`."""

    base: str | None

    def path_of(self, iri: str) -> str:
        """The path of the page of `iri`; the base is under `iri/`, since `/` is the start page."""
        if self.base and iri.startswith(self.base) and iri != self.base:
            return iri[len(self.base) :]
        found = _WITH_AUTHORITY.fullmatch(iri)
        return OTHERS + (f"{found[1]}/{found[2]}" if found else iri)

    def page_path(self, iri: str, language: str) -> str:
        """The path of the page of `iri` in a language, percent-encoded, without leading slash."""
        path = self.path_of(iri)
        name = f"{path}index" if path.endswith("/") else path
        return f"{quote(name, safe=_IN_PATHS)}.{language}.html"

    def iri_of(self, path: str) -> str | None:
        """The IRI whose page is at `path`; None if there is none."""
        if not path.startswith(OTHERS):
            return f"{self.base}{path}" if self.base else None
        rest = path[len(OTHERS) :]
        found = _SCHEME_AND_REST.fullmatch(rest)
        if found:
            return f"{found[1]}://{found[2]}"
        return rest if _WITH_SCHEME.match(rest) else None
