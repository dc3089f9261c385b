"""Notes on an answer that is empty: beside it, never in it, so that no client stumbles."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from flask import Response

from schlaglicht.query import UnknownTerm

NOTE_HEADER = "Schlaglicht-Note"
"""One header for each note, in English and in ASCII: what IRIs have beyond is percent-encoded."""

_ASCII = "".join(map(chr, range(0x20, 0x7F)))


def add_notes(response: Response, unknown: Iterable[UnknownTerm]) -> None:
    """Says in headers of `response` which terms of the query the dataset does not have."""
    for term in unknown:
        response.headers.add(NOTE_HEADER, quote(str(term), safe=_ASCII))
