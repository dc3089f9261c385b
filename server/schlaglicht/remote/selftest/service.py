"""The endpoint under test, asked by a client or by hand, and the outcomes of checks."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import Enum
from functools import partial
from urllib.parse import urlencode, urlsplit

from schlaglicht.errors import AnswerNotWhole, SchlaglichtError, ServiceFailed, ServiceUnreachable
from schlaglicht.ground.text import truncated
from schlaglicht.i18n import Message, Texts
from schlaglicht.remote.client import RemoteClient, recognised_client
from schlaglicht.remote.endpoint import Endpoint, response_to
from schlaglicht.remote.http_requests import Deadline, Exchange, Request, Response


class Verdict(Enum):
    """The meaning of an outcome."""

    GOOD = "ok"
    FACT = "info"
    """Neither good nor bad."""
    NOTE = "note"
    """A departure that its clients have to know of."""
    FAULT = "fault"
    """Against the specification, or an answer that passes for what it is not."""


@dataclass(frozen=True)
class Outcome:
    """A verdict and its reason."""

    verdict: Verdict
    message: Texts


good = partial(Outcome, Verdict.GOOD)
fact = partial(Outcome, Verdict.FACT)
note = partial(Outcome, Verdict.NOTE)
fault = partial(Outcome, Verdict.FAULT)


@dataclass(frozen=True)
class Check:
    """One check; `title` names what is looked at."""

    code: str
    title: Message
    run: Callable[[Service], Outcome]
    on_error: Verdict = Verdict.FAULT
    """The verdict where the service does not answer the query of the check."""


@dataclass(frozen=True)
class Finding:
    """The outcome of a check, and its time."""

    code: str
    title: Texts
    verdict: Verdict
    message: Texts
    seconds: float


_LONGEST = 160


def reason_of(error: SchlaglichtError) -> Texts:
    """The reason of an error on a few lines, without the words that all errors share."""
    if isinstance(error, ServiceUnreachable | ServiceFailed | AnswerNotWhole):
        return {language: truncated(text, _LONGEST) for language, text in error.reasons.items()}
    return {language: truncated(text, _LONGEST) for language, text in error.messages.items()}


_PAUSE = 0.5

Fields = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class HandMade:
    """A request by hand, which may break the rules."""

    method: str
    fields: Fields = ()
    """Sent in the query string, or as a form where there is no `body`."""
    body: bytes | None = None
    headers: tuple[tuple[str, str], ...] = ()


class Service:
    """The endpoint under test; every method raises what `RemoteClient` raises."""

    def __init__(self, endpoint: Endpoint) -> None:
        """Recognises the dialect if none is given; asks behind the redirects of the service."""
        limits = replace(endpoint.limits, retries=0)
        self.client = recognised_client(replace(endpoint, limits=limits))
        self.client.ask("ASK {}")
        self.server = self.client.server.strip()
        self.endpoint = replace(self.client.endpoint, url=self.client.url)
        self.client = RemoteClient(self.endpoint)

    def answers_again(self) -> bool:
        """True once the service answers, after as long as one query may take at most."""
        latest = time.monotonic() + self.endpoint.limits.seconds
        while True:
            self.client = RemoteClient(self.endpoint)
            with suppress(SchlaglichtError):
                self.client.ask("ASK {}")
                return True
            if time.monotonic() >= latest:
                return False
            time.sleep(_PAUSE)

    def value(self, query: str) -> str:
        """The value of `?x` in the only row, empty where it is unbound."""
        return self.client.select(query).only()

    def number(self, query: str) -> int:
        """The same as a number; -1 for anything else."""
        number = self.client.select(query).number()
        return -1 if number is None else number

    def send(self, made: HandMade) -> Response:
        """The response to a request by hand."""
        response = self._sent(made, self.endpoint.credentials.bearer)
        if response.status != 401 or "www-authenticate" not in response.headers:
            return response
        target = (made.method, self.endpoint.url)
        challenges = response.headers["www-authenticate"]
        authorization = response_to(challenges, self.endpoint.credentials, target)
        return self._sent(made, authorization) if authorization else response

    def get(self, query: str, accept: str) -> Response:
        """The response to a query by GET."""
        return self.send(HandMade("GET", [("query", query)], headers=(("Accept", accept),)))

    def _sent(self, made: HandMade, authorization: str | None) -> Response:
        parts = urlsplit(self.endpoint.url)
        headers: Mapping[str, str] = {**self.endpoint.headers, **dict(made.headers)}
        body = made.body
        query = parts.query
        if made.fields and (made.method == "GET" or made.body is not None):
            query = "&".join(filter(None, (query, urlencode(made.fields))))
        elif made.fields:
            body = urlencode(made.fields).encode()
            headers = {"Content-Type": "application/x-www-form-urlencoded", **headers}
        if authorization:
            headers = {**headers, "Authorization": authorization}
        target = (parts.path or "/") + (f"?{query}" if query else "")
        limits = self.endpoint.limits
        request = Request(self.endpoint.origin, target, made.method, headers, body, limits.answer)
        return Exchange(request, limits.connect).response(Deadline(limits.seconds))
