"""Notes on an answer that is empty: beside it, never in it, so that no client stumbles."""

from __future__ import annotations

from urllib.parse import quote

from schlaglicht.dataset.snapshot import Snapshot
from schlaglicht.formats import Format
from schlaglicht.query import SparqlQuery, is_empty, unknown_terms
from schlaglicht.web.http.spooled_body import Body

_ASCII = "".join(map(chr, range(0x20, 0x7F)))
"""Kept as they are in a note, which travels in a header; the rest of an IRI is percent-encoded."""


def notes_on(body: Body, chosen: Format, query: SparqlQuery, snapshot: Snapshot) -> tuple[str, ...]:
    """What to say beside an answer: of an empty one, which terms the dataset does not have."""
    if not (isinstance(body.parts, tuple) and is_empty(b"".join(body.parts), chosen)):
        return ()
    return tuple(quote(str(term), safe=_ASCII) for term in unknown_terms(query, snapshot))
