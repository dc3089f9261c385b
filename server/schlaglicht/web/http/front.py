"""The outermost layer: each request gets an id, its time in a header, log line, count, trace."""

from __future__ import annotations

import logging
import random
import re
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from werkzeug.exceptions import RequestURITooLarge

from schlaglicht.errors import RequestError
from schlaglicht.ground.system_errors import NO_ROOM, is_of_the_system
from schlaglicht.ground.text import truncated
from schlaglicht.i18n import msg
from schlaglicht.web.http.problem_types import FAILURE
from schlaglicht.web.http.public_url import PublicUrl
from schlaglicht.web.http.slow_clients import refused
from schlaglicht.web.logs import RequestLine, Trace, begin_record, request_logger
from schlaglicht.web.long_answers import Parts, close_content
from schlaglicht.web.metrics import Metrics

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

BEHIND = "Schlaglicht-Behind"
"""The field by which a server says that it is behind the publication it reads.

It is set outside of the cache: an answer that is kept is as good once the server has caught up.
"""

LONGEST_PATH = 5000
"""Characters of a path that is read: an IRI that has a page, and what names of documents add."""


def is_refused(environ: WSGIEnvironment) -> bool:
    """True for a request that nothing should read: malformed, or with a path that is too long.

    Its environment then holds the error by the key `FAILURE`, and what is wrong repaired, so that
    it can be answered.
    """
    error: Exception | None = _error_in(environ)
    if error is not None:
        environ["REQUEST_METHOD"] = "GET"
        environ.pop("HTTP_HOST", None)
    else:
        path = environ.get("PATH_INFO", "")
        if len(path) > LONGEST_PATH:  # in bytes: WSGI has a character for each
            path = path.encode("latin-1", "replace").decode("utf-8", "replace")
        if len(path) <= LONGEST_PATH:
            return False
        error = RequestURITooLarge()
    environ |= {"PATH_INFO": "/", FAILURE: error}
    return True


_HOST = re.compile(r"([A-Za-z0-9._~!$&'()*+;=%-]+|\[[0-9A-Fa-f:.]+\])?(:[0-9]*)?")
"""https://www.rfc-editor.org/rfc/rfc3986#section-3.2.2; none in HTTP/1.0."""


def _error_in(environ: WSGIEnvironment) -> RequestError | None:
    """The error, by https://www.rfc-editor.org/rfc/rfc9112#section-3.2 and RFC 9110, 9.1."""
    host = environ.get("HTTP_HOST", "")
    if not host and environ.get("SERVER_PROTOCOL") == "HTTP/1.1":
        return RequestError(msg("the request has no Host header"))
    if "," in host:  # several are joined by the server
        return RequestError(msg("the request has more than one Host header"))
    if not _HOST.fullmatch(host):
        return RequestError(msg("the Host header does not name a host"))
    if environ.get("HTTP_TRANSFER_ENCODING", "chunked").lower() != "chunked":
        return RequestError(msg("content may come in chunks, and in no other coding"))
    if not environ["REQUEST_METHOD"].isupper():
        return RequestError(msg("the method of a request is written in upper case"))
    return None


_LOGGER = logging.getLogger(__name__)

_GIVEN_ID = re.compile(r"[A-Za-z0-9._~+/=:-]{1,128}")
"""A request id of a client's or proxy's that is taken over; any other is replaced."""

_LONGEST_PATH = 2000
"""Characters of a path that a log line shows."""


class RequestLog:
    """The outermost layer: each request is seen, and placed, before anything else reads it.

    It gets `X-Request-Id`, `Server-Timing`, a log line, a count, a trace, and `BEHIND` as long as
    `newer` gives the name of a newer version.
    https://www.w3.org/TR/server-timing/#the-server-timing-header-field
    """

    def __init__(
        self,
        app: WSGIApplication,
        metrics: Metrics,
        trace: Trace | None = None,
        *,
        place: PublicUrl | None = None,
        newer: Callable[[], str | None] = lambda: None,
    ) -> None:
        self._app = app
        self._place = place or PublicUrl()
        self.metrics, self.trace, self.newer = metrics, trace, newer
        self.log = request_logger(_LOGGER)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answers one request; it is logged once its last byte has been handed over.

        Then its environment is emptied. Requests, errors and what they quote refer to it, and it to
        them: they would stay until Python collects garbage, which it does by their number alone.
        """
        seen = _Seen(self, environ, start_response)
        try:
            self._place.locate(environ)
            seen.record.scheme = environ["wsgi.url_scheme"]
            body = self._app(environ, seen.start)
        except NO_ROOM as error:
            trace = None if is_of_the_system(error) else error
            said = str(error) or type(error).__name__
            _LOGGER.error("no room for an answer: %s", said, exc_info=trace)
            reason = "the server has no room for an answer just now"
            body = refused(seen.start, "503 Service Unavailable", reason)
        except BaseException:
            seen.end()
            raise
        if isinstance(body, list):  # granian hands a list over in one piece
            seen.size = sum(map(len, body))
            seen.end()
            return body
        return Parts(map(seen.counted, body), lambda: seen.end_with(body))


class _Seen:
    """One request from its beginning to its end, for the log, the metrics and its trace."""

    def __init__(
        self, seen_by: RequestLog, environ: WSGIEnvironment, start_response: StartResponse
    ) -> None:
        given = environ.get("HTTP_X_REQUEST_ID", "")
        # Not from the system's randomness, which is a call that may wait.
        distinct = f"{random.getrandbits(64):016x}"
        self.record = begin_record(given if _GIVEN_ID.fullmatch(given) else distinct)
        self.size = 0
        self._by = seen_by
        self._environ = environ
        self._start_response = start_response
        self._started = time.perf_counter()
        self._method = environ["REQUEST_METHOD"]
        self._path = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
        self._status = 500
        self._end_trace = seen_by.trace(environ) if seen_by.trace else None

    def start(self, status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
        self._status = int(status[:3])
        timing = f"total;dur={_milliseconds(time.perf_counter() - self._started)}"
        if (seconds := self.record.query_seconds) is not None:
            timing = f"query;dur={_milliseconds(seconds)}, {timing}"
        own = [("X-Request-Id", self.record.id), ("Server-Timing", timing)]
        if (newer := self._by.newer()) is not None:
            own.insert(0, (BEHIND, newer))
        return self._start_response(status, [*headers, *own], exc_info)

    def counted(self, part: bytes) -> bytes:
        self.size += len(part)
        return part

    def end_with(self, body: Iterable[bytes]) -> None:
        try:
            close_content(body)
        finally:
            self.end()

    def end(self) -> None:
        seconds = time.perf_counter() - self._started
        self._by.metrics.count_request(self.record.route, self._method, self._status, seconds)
        record, at_engines = self.record, self.record.query_seconds
        line = RequestLine(
            record.id,
            self._method,
            truncated(self._path, _LONGEST_PATH),
            self._status,
            _milliseconds(seconds),
            self.size,
            record.query_form,
            record.query_digest,
            None if at_engines is None else _milliseconds(at_engines),
        )
        if self._end_trace:
            line = line._replace(trace_id=self._end_trace(line, record))
        record.query_text = None  # the thread keeps the record until its next request
        if self._by.log:
            self._by.log(line)
        self._environ.clear()


def _milliseconds(seconds: float) -> float:
    return round(seconds * 1000, 3)
