"""Notes on an answer that is empty: in its header, never in its body, which clients parse."""

from __future__ import annotations

from urllib.parse import quote

from schlaglicht.dataset.snapshot import Snapshot
from schlaglicht.query import SparqlQuery, unknown_terms

_ASCII = "".join(map(chr, range(0x20, 0x7F)))
"""Kept as they are in a note, which travels in a header; the rest of an IRI is percent-encoded."""


def notes_on_empty(query: SparqlQuery, snapshot: Snapshot) -> tuple[str, ...]:
    """Notes on an empty answer: the terms of its query that the dataset does not have."""
    return tuple(quote(str(term), safe=_ASCII) for term in unknown_terms(query, snapshot))
