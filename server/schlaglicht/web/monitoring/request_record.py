"""Facts about a request, for log and metrics: the middleware begins them, views add."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from schlaglicht.engine import EngineWork

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

LONGEST_TEXT = 4096
"""Characters of a query that a record holds."""


@dataclass
class RequestRecord:
    """One request as log and metrics show it; times in seconds."""

    id: str
    query_id: str | None = None
    """The identifier by which the client may cancel its query."""
    route: str | None = None
    """The pattern of the URL, not the URL itself."""
    scheme: str = "http"
    """The scheme of the URL that the client asked, `https` behind a proxy that says so."""
    query_form: str | None = None
    query_digest: str | None = None
    """Recognises a query without disclosing it."""
    query_text: str | None = None
    """The beginning of the query, until the request has ended."""
    work: list[tuple[int, EngineWork]] = field(default_factory=list)
    """What engines did for it, each with the Unix time in nanoseconds when it ended."""

    @property
    def query_seconds(self) -> float | None:
        """Time at the engines, without waiting for one; None if none was asked."""
        return sum(work.seconds for _, work in self.work) if self.work else None


@dataclass(frozen=True)
class EndedRequest:
    """A request whose last byte has been handed over."""

    method: str
    path: str
    status: int
    size: int
    """Bytes of the content of the response."""
    record: RequestRecord


SharedFacts = tuple[str | None, str | None, str | None]
"""Route, form and digest of the query: what requests have in common that are answered the same."""

Trace = Callable[["WSGIEnvironment"], Callable[[EndedRequest], str]]
"""Begins the trace of a request, or goes on with its client's; what it returns ends it, and returns
the identifier of the trace."""


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
    """Adds a query to the current record: form, beginning, and the first digits of its SHA-256."""
    record = current_record()
    record.query_form = form
    record.query_text = text[:LONGEST_TEXT]
    record.query_digest = hashlib.sha256(text.encode(errors="replace")).hexdigest()[:16]


def note_work(work: EngineWork) -> None:
    """Adds to the current record what an engine, which is just done, did for it."""
    current_record().work.append((time.time_ns(), work))


def shared_facts() -> SharedFacts:
    """Those of the current record."""
    record = current_record()
    return record.route, record.query_form, record.query_digest


def note_shared_facts(facts: SharedFacts) -> None:
    """Adds to the current record those of a request that was answered the same."""
    record = current_record()
    record.route, record.query_form, record.query_digest = facts
