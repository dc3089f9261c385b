"""A client for one remote SPARQL service: whole answers or an error, within a deadline.

A service that is down is left alone for a while, by a circuit breaker.
https://www.w3.org/TR/sparql11-protocol/#query-operation
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from email.utils import parsedate_to_datetime
from urllib.parse import urlencode, urljoin, urlsplit

from schlaglicht.errors import (
    EngineBusy,
    QueryCancelled,
    QueryTimeout,
    SchlaglichtError,
    ServiceFailed,
    ServiceUnreachable,
)
from schlaglicht.formats import JSON, NTRIPLES, Format
from schlaglicht.ground.text import plain
from schlaglicht.i18n import msg
from schlaglicht.remote.answers import (
    GraphAnswer,
    RemoteAnswer,
    Solutions,
)
from schlaglicht.remote.endpoint import (
    UNKNOWN,
    Endpoint,
    origin_of,
    parts_of,
    recognised,
    response_to,
)
from schlaglicht.remote.failures import check_response
from schlaglicht.remote.http_exchange import Deadline, Exchange, Request, Response

FAILURES = 5
"""Failures in a row that open the breaker, or queries without an answer that ask for a trial."""

PAUSE = 5.0
"""Seconds for which it stays open at first; each failed trial doubles them."""

LONGEST_PAUSE = 60.0


class Breaker:
    """Counts the failures of one service in a row; thread-safe.

    Open, it lets none through. After the pause one caller gets a trial, which closes it or opens it
    for longer. Queries that took too long in a row may all have been too much for a service that is
    well: then a trial is due at once. `clock` gives seconds that never go back.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._timeouts = 0
        self._pause = PAUSE
        self._until: float | None = None
        self._is_tried = False

    @property
    def state(self) -> str:
        """`closed`, `open`, or `half-open` while a trial is due or under way."""
        with self._lock:
            if self._until is None:
                return "closed"
            return "open" if self._clock() < self._until else "half-open"

    def seconds_left(self) -> float:
        """Seconds until a trial is due; 0 where it is closed."""
        with self._lock:
            return max(0.0, (self._until or 0.0) - self._clock()) if self._until else 0.0

    def is_closed(self) -> bool:
        """True if queries may pass."""
        with self._lock:
            return self._until is None

    def begin_trial(self) -> bool:
        """True for the one caller that is to try the service; `succeeded` or `failed` follows."""
        with self._lock:
            if self._until is None or self._clock() < self._until or self._is_tried:
                return False
            self._is_tried = True
            return True

    def succeeded(self) -> None:
        """The service has answered, whatever it said."""
        with self._lock:
            self._failures, self._pause, self._until = 0, PAUSE, None
            self._timeouts = 0
            self._is_tried = False

    def timed_out(self) -> None:
        """The service has not answered a query in time; says nothing of a trial."""
        with self._lock:
            self._timeouts += 1
            if self._until is None and self._timeouts >= FAILURES:
                self._until = self._clock()

    def failed(self) -> None:
        """The service was not there."""
        with self._lock:
            self._failures += 1
            if self._is_tried:
                self._pause = min(2 * self._pause, LONGEST_PAUSE)
            elif self._until is not None or self._failures < FAILURES:
                return
            self._is_tried = False
            self._until = self._clock() + self._pause


_SECONDS = re.compile(r"[0-9]{1,9}")
_NO_DATE = (ValueError, TypeError, IndexError, OverflowError, OSError)
"""What the standard library raises for a text that is not a date, or a date out of range."""


def seconds_until(retry_after: str | None) -> float | None:
    """The seconds that the field names, as a number or by a date; None for any other text."""
    text = (retry_after or "").strip()
    if _SECONDS.fullmatch(text):
        return float(text)
    with suppress(*_NO_DATE):
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    return None


_REDIRECTS = (301, 302, 303, 307, 308)
_LONGEST_URL = 300
"""Characters of the target of a redirect that an error quotes."""
_FIRST_PAUSE = 0.2
_TRIAL_SECONDS = 5.0
_TRIAL = "ASK {}"


class RemoteQuery:
    """A query on its way; `cancel` may be called from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._exchange: Exchange | None = None
        self._cancelled = threading.Event()

    def cancel(self) -> None:
        """Ends the query, whose caller gets QueryCancelled; the service sees its client leave."""
        with self._lock:
            self._cancelled.set()
            if self._exchange is not None:
                self._exchange.cancel()

    def begin(self, exchange: Exchange) -> None:
        """The query is under way by `exchange`; raises QueryCancelled if it was cancelled."""
        with self._lock:
            if self._cancelled.is_set():
                raise QueryCancelled
            self._exchange = exchange

    def pause(self, seconds: float) -> None:
        """Waits between two exchanges; raises QueryCancelled as soon as the query is cancelled."""
        if self._cancelled.wait(seconds):
            raise QueryCancelled


class RemoteClient:
    """Asks one service; thread-safe.

    Every method raises QueryTimeout at the deadline, QueryFailed for a query that the service does
    not accept, ServiceUnreachable, ServiceFailed, AnswerNotWhole, EngineBusy, QueryCancelled.
    """

    def __init__(self, endpoint: Endpoint, breaker: Breaker | None = None) -> None:
        self.endpoint = endpoint
        self.breaker = breaker or Breaker()
        self.server = ""
        """The header field Server of the latest response."""
        self.url = endpoint.url
        """The URL of the latest response, behind the redirects of the service."""
        self._slots = threading.BoundedSemaphore(endpoint.limits.together)

    def over(self, default_graphs: tuple[str, ...], named_graphs: tuple[str, ...]) -> RemoteClient:
        """The client for these graphs of the service, with the same limits for both together."""
        endpoint = replace(self.endpoint, default_graphs=default_graphs, named_graphs=named_graphs)
        other = RemoteClient(endpoint, self.breaker)
        other._slots = self._slots
        return other

    def select(
        self,
        query: str,
        *,
        most: int | None = None,
        seconds: float | None = None,
        running: RemoteQuery | None = None,
    ) -> Solutions:
        """All rows of a SELECT; `most` is its own LIMIT, which tells an answer from a cut one."""
        return self.answer(query, JSON, seconds=seconds, running=running).solutions(most)

    def ask(self, query: str) -> bool:
        """The answer to an ASK."""
        return self.answer(query, JSON).boolean()

    def graph(self, query: str) -> GraphAnswer:
        """All triples of a CONSTRUCT or DESCRIBE."""
        return self.answer(query, NTRIPLES).graph()

    def answer(
        self,
        query: str,
        wanted: Format,
        *,
        seconds: float | None = None,
        running: RemoteQuery | None = None,
    ) -> RemoteAnswer:
        """The content of an answer, for callers that choose the moment of reading it."""
        limits = self.endpoint.limits
        deadline = Deadline(limits.seconds if seconds is None else min(seconds, limits.seconds))
        attempt = _Attempts(self, query, wanted, deadline, running or RemoteQuery())
        self._pass_breaker(deadline.seconds)
        if not self._slots.acquire(timeout=deadline.left()):
            raise EngineBusy(msg("too many queries wait for the remote SPARQL service"))
        try:
            body = attempt.body()
        finally:
            self._slots.release()
        return RemoteAnswer(body, deadline=deadline, limits=limits, cap=self.endpoint.cap)

    def _pass_breaker(self, seconds: float) -> None:
        """Raises ServiceUnreachable while the breaker is open; tries the service after a pause."""
        if self.breaker.is_closed():
            return
        if self.breaker.begin_trial():
            self._try(min(seconds, _TRIAL_SECONDS))
            if self.breaker.is_closed():
                return
        left = f"{self.breaker.seconds_left():.0f}"
        raise ServiceUnreachable(
            msg("it failed several times, and is tried again in {left} s", left=left)
        )

    def _try(self, seconds: float) -> None:
        """The trial of the breaker, which is told how it ended."""
        try:
            with suppress(SchlaglichtError):
                _Attempts(self, _TRIAL, JSON, Deadline(seconds), RemoteQuery()).body()
        finally:
            if not self.breaker.is_closed():
                self.breaker.failed()


def recognised_client(endpoint: Endpoint) -> RemoteClient:
    """A client in the dialect of the endpoint, else of the product that its first answer names.

    Raises like `RemoteClient.ask`.
    """
    client = RemoteClient(endpoint)
    client.ask(_TRIAL)
    if endpoint.dialect is not UNKNOWN:
        return client
    return RemoteClient(replace(endpoint, dialect=recognised(client.server)))


class _Attempts:
    """The exchanges that answer one query: redirects, a login, retries, all before one deadline."""

    def __init__(
        self,
        client: RemoteClient,
        query: str,
        wanted: Format,
        deadline: Deadline,
        running: RemoteQuery,
    ) -> None:
        self._client = client
        self._endpoint = client.endpoint
        self._wanted = wanted
        self._deadline = deadline
        self._running = running
        self._url = self._endpoint.url
        self._body: bytes | None = self._form(query)
        self._authorization = self._endpoint.credentials.bearer

    def body(self) -> bytes:
        """The content of a response that can be a whole answer."""
        for attempt in range(self._endpoint.limits.retries + 1):
            try:
                response = self._redirected()
                check_response(response, self._wanted)
            except ServiceUnreachable as error:
                if attempt == self._endpoint.limits.retries or not self._wait(error, attempt):
                    raise
            else:
                return response.body
        raise AssertionError("the last attempt ends the loop")

    def _wait(self, error: ServiceUnreachable, attempt: int) -> bool:
        """Waits for the next attempt; False where none is made, QueryCancelled in between."""
        pause = seconds_until(error.retry_after)
        if pause is None:
            pause = _FIRST_PAUSE * 2**attempt
        if not error.may_retry or time.monotonic() + pause >= self._deadline.latest:
            return False
        self._running.pause(pause)
        return True

    def _redirected(self) -> Response:
        """The response at the end of the redirects within the origin of the service."""
        for _ in range(self._endpoint.limits.redirects + 1):
            response = self._authorized()
            if response.status not in _REDIRECTS or "location" not in response.headers:
                return response
            self._url = self._target_of(response)
        raise ServiceFailed(response.status, msg("it redirects again and again"))

    def _target_of(self, redirect: Response) -> str:
        """The URL that a redirect names; raises ServiceFailed for one that is not followed."""
        location = redirect.headers["location"]
        try:
            target = urljoin(self._url, location)
        except ValueError:
            target = location
        parts = parts_of(target)
        if parts is not None and origin_of(parts) == self._endpoint.origin:
            return target
        said = msg("it redirects to {url}; name that if you trust it")
        if parts is None:
            said = msg("it redirects to {url}, where no service can be")
        raise ServiceFailed(redirect.status, said.filled(url=plain(target)[:_LONGEST_URL]))

    def _authorized(self) -> Response:
        """The response, after a login where one is asked for."""
        response = self._exchanged()
        if response.status != 401 or "www-authenticate" not in response.headers:
            return response
        challenges = response.headers["www-authenticate"]
        target = ("POST", self._url)
        self._authorization = response_to(challenges, self._endpoint.credentials, target)
        return self._exchanged() if self._authorization else response

    def _exchanged(self) -> Response:
        parts = urlsplit(self._url)
        request = Request(
            self._endpoint.origin,
            (parts.path or "/") + (f"?{parts.query}" if parts.query else ""),
            "POST",
            self._headers(),
            self._body,
            self._endpoint.limits.answer,
        )
        left = self._deadline.left()
        exchange = Exchange(request, min(self._endpoint.limits.connect, left))
        self._running.begin(exchange)
        try:
            response = exchange.response(self._deadline)
        except ServiceUnreachable:
            self._client.breaker.failed()
            raise
        except QueryTimeout:
            self._client.breaker.timed_out()
            raise
        self._client.server = response.headers.get("server", "")
        self._client.url = self._url
        if response.status in (502, 504):
            self._client.breaker.failed()
        else:
            self._client.breaker.succeeded()
        return response

    def _headers(self) -> dict[str, str]:
        headers = {
            **self._endpoint.headers,
            "Accept": self._wanted.media_type,
            "Accept-Encoding": "identity",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        if self._authorization:
            headers["Authorization"] = self._authorization
        return headers

    def _form(self, query: str) -> bytes:
        fields = [("query", query)]
        fields += [("default-graph-uri", graph) for graph in self._endpoint.default_graphs]
        fields += [("named-graph-uri", graph) for graph in self._endpoint.named_graphs]
        fields += self._endpoint.dialect.time_limit(self._deadline.seconds).items()
        return urlencode(fields).encode()
