"""Facts about a request, for log and metrics: the middleware begins them, views add."""

from __future__ import annotations

import hashlib
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass
class RequestRecord:
    """One request as log and metrics show it; times in seconds."""

    id: str
    peer: str = ""
    """The address at the other end of the connection: the client's, or a proxy's."""
    query_id: str | None = None
    """The identifier by which the client may cancel its query."""
    route: str | None = None
    """The pattern of the URL, not the URL itself."""
    query_form: str | None = None
    query_digest: str | None = None
    """Recognises a query without disclosing it."""
    query_seconds: float | None = None
    """Time at the engines, without waiting for one."""


_RECORD: ContextVar[RequestRecord | None] = ContextVar("record", default=None)


def current_record() -> RequestRecord:
    """The record of the request that this thread answers; outside of requests an empty one."""
    return _RECORD.get() or RequestRecord("")


def begin_record(request_id: str) -> RequestRecord:
    """The record of the request that this thread answers from now on."""
    record = RequestRecord(request_id)
    _RECORD.set(record)
    return record


def note_query(text: str, form: str) -> None:
    """Adds a query to the current record: its form, and the first digits of its SHA-256."""
    record = current_record()
    record.query_form = form
    record.query_digest = hashlib.sha256(text.encode(errors="replace")).hexdigest()[:16]


def note_same_as(other: RequestRecord) -> None:
    """Copies the facts of `other`, which was answered the same, but for the time."""
    record = current_record()
    record.route = other.route
    record.query_form, record.query_digest = other.query_form, other.query_digest
