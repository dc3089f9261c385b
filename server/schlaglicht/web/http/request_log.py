"""The outermost layer: each request gets an id, its time in a header, log line, count, trace."""

from __future__ import annotations

import logging
import random
import re
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from schlaglicht.engine import Cancellable, EngineWork, Observer
from schlaglicht.ground.text import truncated
from schlaglicht.web.http.request_record import (
    EndedRequest,
    RequestRecord,
    Trace,
    begin_record,
    current_record,
    note_work,
)
from schlaglicht.web.http.running_queries import Report, RunningQueries
from schlaglicht.web.server.logs import FIELDS, Fields, values_logger
from schlaglicht.web.server.metrics import Metrics

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_LOGGER = logging.getLogger(__name__)

_GIVEN_ID = re.compile(r"[A-Za-z0-9._~+/=:-]{1,128}")
"""A request id of a client's or proxy's that is taken over; any other is replaced."""

_LONGEST_PATH = 2000
"""Characters of a path that a log line shows."""


class RequestLog:
    """A WSGI application whose requests are seen: `X-Request-Id`, `Server-Timing`, log and so on.

    https://www.w3.org/TR/server-timing/#the-server-timing-header-field
    """

    def __init__(self, app: WSGIApplication, metrics: Metrics, trace: Trace | None = None) -> None:
        self._app = app
        self._metrics = metrics
        self._trace = trace
        self._log = values_logger(_LOGGER)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answers one request; it is logged once its last byte has been handed over.

        Then its environment is emptied. Requests, errors and what they quote refer to it, and it to
        them: they would stay until Python collects garbage, which it does by their number alone.
        """
        seen = _Seen(environ, self._metrics, self._log, self._trace)

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            return start_response(status, seen.with_headers(status, headers), exc_info)

        try:
            body = self._app(environ, start)
        except BaseException:
            seen.end()
            raise
        if isinstance(body, list):  # granian hands a list over in one piece
            seen.size = sum(map(len, body))
            seen.end()
            return body
        return _Body(body, seen)


def _new_id() -> str:
    """A distinct id; not from the system's randomness, which is a call that may wait."""
    return f"{random.getrandbits(64):016x}"


class _Seen:
    """One request from its beginning to its end, for the log, the metrics and its trace."""

    def __init__(
        self,
        environ: WSGIEnvironment,
        metrics: Metrics,
        log: Callable[[Fields], None] | None,
        trace: Trace | None,
    ) -> None:
        given = environ.get("HTTP_X_REQUEST_ID", "")
        self.record = begin_record(given if _GIVEN_ID.fullmatch(given) else _new_id())
        self.size = 0
        self._environ = environ
        self._started = time.perf_counter()
        self._method = environ["REQUEST_METHOD"]
        self._path = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
        self._status = 500
        self._metrics = metrics
        self._log = log
        self._end_trace = trace(environ) if trace else None

    def with_headers(self, status: str, headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
        self._status = int(status[:3])
        timing = f"total;dur={self._milliseconds()}"
        if self.record.query_seconds is not None:
            timing = f"query;dur={_milliseconds(self.record.query_seconds)}, {timing}"
        return [*headers, ("X-Request-Id", self.record.id), ("Server-Timing", timing)]

    def end(self) -> None:
        seconds = time.perf_counter() - self._started
        self._metrics.count_request(self.record.route, self._method, self._status, seconds)
        trace_id = self._end_trace(self._ended()) if self._end_trace else None
        self.record.query_text = None  # the thread keeps the record until its next request
        if self._log:
            self._log(self._fields(seconds, trace_id))
        self._environ.clear()

    def _ended(self) -> EndedRequest:
        path = truncated(self._path, _LONGEST_PATH)
        return EndedRequest(self._method, path, self._status, self.size, self.record)

    def _fields(self, seconds: float, trace_id: str | None) -> dict[str, Any]:
        record = self.record
        fields = {
            "request_id": record.id,
            "method": self._method,
            "path": truncated(self._path, _LONGEST_PATH),
            "status": self._status,
            "milliseconds": _milliseconds(seconds),
            "bytes": self.size,
        }
        if record.query_form is not None:
            fields |= {"query_form": record.query_form, "query_digest": record.query_digest}
        if record.query_seconds is not None:
            fields["query_milliseconds"] = _milliseconds(record.query_seconds)
        if trace_id is not None:
            fields["trace_id"] = trace_id
        return fields

    def _milliseconds(self) -> float:
        return _milliseconds(time.perf_counter() - self._started)


class _Body:
    """The body of a response, counted; closing it ends the request."""

    def __init__(self, body: Iterable[bytes], seen: _Seen) -> None:
        self._body = body
        self._parts = iter(body)
        self._seen = seen

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        part = next(self._parts)
        self._seen.size += len(part)
        return part

    def close(self) -> None:
        close: Callable[[], None] | None = getattr(self._body, "close", None)
        try:
            if close is not None:
                close()
        finally:
            self._seen.end()


class PoolObserver(Observer):
    """Counts what the engines do, for the metrics and the record of the request it was for.

    `running` has the queries meanwhile, to cancel them.
    """

    def __init__(self, metrics: Metrics, running: RunningQueries) -> None:
        self._metrics = metrics
        self._running = running

    def begun(self, query: Cancellable) -> None:
        """See `Observer`."""
        self._running.begin(query, current_record())

    def ended(self, query: Cancellable) -> None:
        """See `Observer`."""
        self._running.end(query)

    def waited(self, seconds: float) -> None:
        """See `Observer`."""
        self._metrics.waits.observe(seconds)

    def answered(self, work: EngineWork) -> None:
        """See `Observer`."""
        self._metrics.queries.observe(work.seconds)
        note_work(work)

    def killed(self, reason: str) -> None:
        """See `Observer`."""
        self._metrics.kills.add(reason)


def report_to(metrics: Metrics) -> Report:
    """Reports cancelled queries to the log and the metrics."""

    def report(record: RequestRecord) -> None:
        metrics.cancelled.add("asked")
        message = "query cancelled"
        digest = record.query_digest
        fields = {"request_id": record.id, "message": message, "cause": "asked"}
        _LOGGER.info(message, extra={FIELDS: {**fields, "query_digest": digest}})

    return report


def _milliseconds(seconds: float) -> float:
    return round(seconds * 1000, 3)
