"""Notes on an answer that is empty: in its header, never in its body, which clients parse."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from schlaglicht.query import SparqlQuery, reasons_for_empty, reasons_without_engine
from schlaglicht.web.served_version import Site

_ASCII = "".join(map(chr, range(0x20, 0x7F)))
"""Kept as they are in a note, which travels in a header; the rest of an IRI is percent-encoded."""


def notes_on_empty(query: SparqlQuery, site: Site) -> tuple[str, ...]:
    """Notes on an empty answer: the graphs and terms of its query that the dataset does not have.

    No engine is asked: programs have empty answers all the time.
    """
    return _in_ascii(reasons_without_engine(query, site.snapshot, site.backend))


def explanation_of_empty(query: SparqlQuery, site: Site) -> tuple[str, ...]:
    """Notes on an empty answer as above, or else the part of its query without a match."""
    return _in_ascii(reasons_for_empty(query, site.snapshot, site.backend))


def _in_ascii(notes: Iterable[str]) -> tuple[str, ...]:
    return tuple(quote(note, safe=_ASCII) for note in notes)
