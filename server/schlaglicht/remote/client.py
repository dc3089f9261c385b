"""A client for one remote SPARQL service: whole answers or an error, within a deadline.

A service that is down is left alone for a while, by a circuit breaker.
https://www.w3.org/TR/sparql11-protocol/#query-operation
"""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import replace

from schlaglicht.errors import EngineBusy, SchlaglichtError, ServiceUnreachable
from schlaglicht.formats import JSON, NTRIPLES, Format
from schlaglicht.i18n import msg
from schlaglicht.remote.answers import GraphAnswer, RemoteAnswer, Solutions
from schlaglicht.remote.circuit_breaker import Breaker
from schlaglicht.remote.endpoint import UNKNOWN, Endpoint, recognised
from schlaglicht.remote.http_requests import Deadline, RemoteQuery
from schlaglicht.remote.redirects_and_retries import Attempts

_TRIAL_SECONDS = 5.0
_TRIAL = "ASK {}"


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
        attempts = self._attempts(query, wanted, deadline, running or RemoteQuery())
        self._pass_breaker(deadline.seconds)
        if not self._slots.acquire(timeout=deadline.left()):
            raise EngineBusy(msg("too many queries wait for the remote SPARQL service"))
        try:
            body = self._body(attempts)
        finally:
            self._slots.release()
        return RemoteAnswer(body, deadline=deadline, limits=limits, cap=self.endpoint.cap)

    def _attempts(
        self, query: str, wanted: Format, deadline: Deadline, running: RemoteQuery
    ) -> Attempts:
        return Attempts(self.endpoint, self.breaker, query, wanted, deadline, running)

    def _body(self, attempts: Attempts) -> bytes:
        try:
            return attempts.body()
        finally:
            if attempts.server is not None:
                self.server, self.url = attempts.server, attempts.url

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
                self._body(self._attempts(_TRIAL, JSON, Deadline(seconds), RemoteQuery()))
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
