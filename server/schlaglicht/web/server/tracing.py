"""Spans of OpenTelemetry: one for each request, below it one for each query of an engine.

Their names and attributes are those of the semantic conventions:
https://opentelemetry.io/docs/specs/semconv/http/http-spans/ and .../database/database-spans/.
They are made when a request has ended, from its record, so that nothing waits for them.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import quote

from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, SERVICE_VERSION, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import (
    Span,
    SpanKind,
    Status,
    StatusCode,
    format_trace_id,
    set_span_in_context,
)
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from schlaglicht import __version__
from schlaglicht.engine import EngineWork
from schlaglicht.web.logs import RequestLine, RequestRecord
from schlaglicht.web.metrics import known_method

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

Attributes = dict[str, str | int | bool | list[str]]

_PARENT = {"traceparent": "HTTP_TRACEPARENT", "tracestate": "HTTP_TRACESTATE"}
"""The fields of https://www.w3.org/TR/trace-context/, and their keys in a WSGI environment."""

_LAST_SECONDS = 2.0
"""Time for the last spans, when a web process ends."""

_SYSTEM = "oxigraph"

_OTHER = "_OTHER"
"""A value that the conventions do not know, where few are wanted."""

_IN_PATHS = "/:@!$&'()*+,;=~"
"""Characters of paths that are not escaped, apart from letters, digits and `-._`."""


class Tracing:
    """Makes the spans of one process, and sends them by OTLP from a thread of its own.

    Everything else is said by variables that the library reads. Raises ValueError,
    OSError or RuntimeError for some that it does not understand.
    """

    def __init__(self, *, goes_on: bool = True, with_texts: bool = False) -> None:
        """`goes_on` continues the traces of clients, `with_texts` is for those of queries."""
        self._provider = TracerProvider(resource=_resource(), shutdown_on_exit=False)
        self._provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
        self._tracer = self._provider.get_tracer("schlaglicht", __version__)
        self._parent = _PARENT if goes_on else {}
        self._with_texts = with_texts

    def begin(self, environ: WSGIEnvironment) -> Callable[[RequestLine, RequestRecord], str]:
        """See `Trace`."""
        fields = {name: environ[key] for name, key in self._parent.items() if key in environ}
        parent = TraceContextTextMapPropagator().extract(fields)
        started = time.time_ns()
        return lambda line, record: self._trace(line, record, parent, started)

    def stop(self) -> None:
        """Sends what is left, unless that takes too long."""
        last = threading.Thread(target=self._provider.shutdown, daemon=True)
        last.start()
        last.join(_LAST_SECONDS)

    def _trace(
        self, line: RequestLine, record: RequestRecord, parent: Context, started: int
    ) -> str:
        method, route = known_method(line.method), record.route
        span = self._tracer.start_span(
            f"{method or 'HTTP'} {route}" if route else method or "HTTP",
            parent,
            SpanKind.SERVER,
            _of_request(line, record),
            start_time=started,
        )
        if line.status >= 500:
            _fail(span, str(line.status))
        if span.is_recording():
            self._trace_work(record, set_span_in_context(span, parent))
        span.end()
        return format_trace_id(span.get_span_context().trace_id)

    def _trace_work(self, record: RequestRecord, parent: Context) -> None:
        for ended, work in record.work:
            span = self._tracer.start_span(
                record.query_form or _SYSTEM,
                parent,
                SpanKind.CLIENT,
                _of_work(work, record, with_text=self._with_texts),
                start_time=ended - round(work.seconds * 1e9),
            )
            if work.failure:
                _fail(span, work.failure)
            span.end(ended)


def _resource() -> Resource:
    """The service as the variables name it, else by its own name."""
    found = Resource.create({SERVICE_VERSION: __version__})
    is_named = not str(found.attributes[SERVICE_NAME]).startswith("unknown_service")
    return found if is_named else found.merge(Resource({SERVICE_NAME: "schlaglicht"}))


def _of_request(line: RequestLine, record: RequestRecord) -> Attributes:
    method = known_method(line.method)
    attributes: Attributes = {
        "http.request.method": method or _OTHER,
        "url.path": quote(line.path, _IN_PATHS, encoding="latin-1", errors="replace"),
        "url.scheme": record.scheme,
        "http.response.status_code": line.status,
        "http.response.body.size": line.bytes,
        "http.response.header.x-request-id": [record.id],
    }
    if method is None:
        attributes["http.request.method_original"] = line.method
    if record.route:
        attributes["http.route"] = record.route
    return attributes


def _of_work(work: EngineWork, record: RequestRecord, *, with_text: bool) -> Attributes:
    attributes: Attributes = {
        "db.system.name": _SYSTEM,
        "schlaglicht.answer.bytes": work.size,
        "schlaglicht.answer.cut": not work.is_whole,
    }
    if record.query_form and record.query_digest:
        attributes["db.operation.name"] = record.query_form
        attributes["schlaglicht.query.digest"] = record.query_digest
    if with_text and record.query_text is not None:
        attributes["db.query.text"] = record.query_text.encode(errors="replace").decode()
    return attributes


def _fail(span: Span, reason: str) -> None:
    span.set_attribute("error.type", reason)
    span.set_status(Status(StatusCode.ERROR))
