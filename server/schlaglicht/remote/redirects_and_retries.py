"""One query asked of a service until it has answered: redirects, a login, retries.

https://www.rfc-editor.org/rfc/rfc9110#section-15.4, https://www.rfc-editor.org/rfc/rfc9110#name-retry-after
"""

from __future__ import annotations

import re
import time
from contextlib import suppress
from email.utils import parsedate_to_datetime
from urllib.parse import urlencode, urljoin, urlsplit

from schlaglicht.errors import QueryTimeout, ServiceFailed, ServiceUnreachable
from schlaglicht.formats import Format
from schlaglicht.ground.text import plain
from schlaglicht.i18n import msg
from schlaglicht.remote.answers import check_response
from schlaglicht.remote.circuit_breaker import Breaker
from schlaglicht.remote.endpoint import Endpoint, origin_of, parts_of, response_to
from schlaglicht.remote.http_requests import Deadline, Exchange, RemoteQuery, Request, Response

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


class Attempts:
    """The exchanges that answer one query: redirects, a login, retries, all before one deadline."""

    def __init__(
        self,
        endpoint: Endpoint,
        breaker: Breaker,
        query: str,
        wanted: Format,
        deadline: Deadline,
        running: RemoteQuery,
    ) -> None:
        self.server: str | None = None
        """The header field Server of the latest response; None before the first."""
        self.url = endpoint.url
        """The URL that is asked, behind the redirects of the service."""
        self._endpoint = endpoint
        self._breaker = breaker
        self._wanted = wanted
        self._deadline = deadline
        self._running = running
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
            self.url = self._target_of(response)
        raise ServiceFailed(response.status, msg("it redirects again and again"))

    def _target_of(self, redirect: Response) -> str:
        """The URL that a redirect names; raises ServiceFailed for one that is not followed."""
        location = redirect.headers["location"]
        try:
            target = urljoin(self.url, location)
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
        target = ("POST", self.url)
        self._authorization = response_to(challenges, self._endpoint.credentials, target)
        return self._exchanged() if self._authorization else response

    def _exchanged(self) -> Response:
        parts = urlsplit(self.url)
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
            self._breaker.failed()
            raise
        except QueryTimeout:
            self._breaker.timed_out()
            raise
        self.server = response.headers.get("server", "")
        if response.status in (502, 504):
            self._breaker.failed()
        else:
            self._breaker.succeeded()
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
