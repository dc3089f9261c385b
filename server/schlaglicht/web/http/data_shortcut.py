"""The short way for the commonest requests: queries answered as data, for programs.

Flask costs as much again as the engine does for a small query. The functions that decide are the
same as on the way through Flask, and so are the answers, to the byte. Pages and errors go on to
Flask.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

from werkzeug.wrappers import Request

from schlaglicht.web.errors import FAILURE
from schlaglicht.web.http.content_coding import refuses_identity
from schlaglicht.web.http.request_record import current_record
from schlaglicht.web.http.sparql_protocol import (
    LONGEST_BODY,
    read_operation,
    read_query_string,
)
from schlaglicht.web.served_version import Site, leased_site
from schlaglicht.web.views.sparql import ROUTE, DataAnswer, answer_data

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

HeadersOf = Callable[[DataAnswer], list[tuple[str, str]]]


class Shortcut:
    """A WSGI application that answers queries, and leaves the rest to the one behind it."""

    def __init__(
        self,
        behind: WSGIApplication,
        lease: Callable[[], AbstractContextManager[Site]],
        headers_of: HeadersOf,
    ) -> None:
        self._behind = behind
        self._lease = lease
        self._headers_of = headers_of

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request: https://peps.python.org/pep-3333/."""
        if FAILURE in environ or not _is_common(environ):
            return self._behind(environ, start_response)
        request = None if environ["REQUEST_METHOD"] == "GET" else _PlainRequest(environ)
        try:
            answered = self._answered(environ, request)
        except Exception as error:  # Flask is the edge where errors become answers
            return self._behind({**environ, FAILURE: error}, start_response)
        if answered is None:
            return self._behind(_unread(environ, request), start_response)
        current_record().route = ROUTE
        start_response("200 OK", self._headers_of(answered))
        return answered.body.parts

    def _answered(self, environ: WSGIEnvironment, request: Request | None) -> DataAnswer | None:
        operation = (
            read_operation(request)
            if request
            else read_query_string(environ["QUERY_STRING"].encode("latin-1"))
        )
        if operation is None:
            return None
        with leased_site(environ, self._lease) as site:
            made = answer_data(
                site,
                operation,
                accept=environ.get("HTTP_ACCEPT"),
                base=lambda: _url_of(environ),
            )
        return made if isinstance(made, DataAnswer) else None


class _PlainRequest(Request):
    """A request without application; its content is bounded as in Flask."""

    max_content_length = LONGEST_BODY


def _url_of(environ: WSGIEnvironment) -> str:
    return _base_url(tuple((name, environ.get(name, "")) for name in _IN_URL))


@lru_cache(maxsize=64)
def _base_url(parts: tuple[tuple[str, str], ...]) -> str:
    return Request(dict(parts)).base_url


_IN_URL = (
    "wsgi.url_scheme", "HTTP_HOST", "SERVER_NAME", "SERVER_PORT", "SCRIPT_NAME", "PATH_INFO",
)  # fmt: skip
"""What a URL without its query string is made of."""


def _unread(environ: WSGIEnvironment, request: Request | None) -> WSGIEnvironment:
    """The environment of a request with its content to be read once more."""
    if request is None:
        return environ
    content = request.get_data(parse_form_data=False)
    return {**environ, "wsgi.input": BytesIO(content), "CONTENT_LENGTH": str(len(content))}


def _is_common(environ: WSGIEnvironment) -> bool:
    method = environ["REQUEST_METHOD"]
    return (
        environ.get("PATH_INFO") in ("/sparql", "/sparql/")
        and (
            method in ("POST", "QUERY")
            or (method == "GET" and "query=" in environ.get("QUERY_STRING", ""))
        )
        and not refuses_identity(environ.get("HTTP_ACCEPT_ENCODING"))
    )
