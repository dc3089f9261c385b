"""The way past Flask for the commonest requests: queries of programs.

Flask costs as much again as the engine does for a small query. Its view of the endpoint calls the
same function as this way does. Pages and errors go on to Flask.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from schlaglicht.web.http.content_coding import refuses_identity
from schlaglicht.web.http.data_answer import PAGE_REQUEST, DataAnswer, answer_request
from schlaglicht.web.http.headers import common_headers, lacking
from schlaglicht.web.http.problems import FAILURE
from schlaglicht.web.http.request_record import current_record
from schlaglicht.web.http.sparql_protocol import ENDPOINT
from schlaglicht.web.published_site import leased_site
from schlaglicht.web.served_version import Site

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class DataShortcut:
    """A WSGI application that answers queries, and leaves the rest to the one behind it."""

    def __init__(
        self,
        app: WSGIApplication,
        lease: Callable[[], AbstractContextManager[Site]],
        cache_control: str,
    ) -> None:
        self._app = app
        self._lease = lease
        self._common_headers = common_headers(cache_control)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request: https://peps.python.org/pep-3333/."""
        if FAILURE in environ or not _is_common(environ):
            return self._app(environ, start_response)
        try:
            with leased_site(environ, self._lease) as site:
                answer = answer_request(environ, site)
        except Exception as error:  # Flask is the edge where errors become answers
            environ[FAILURE] = error
            return self._app(environ, start_response)
        if not isinstance(answer, DataAnswer):
            # The content of the request is read: Flask gets what it asks.
            environ[PAGE_REQUEST] = answer
            return self._app(environ, start_response)
        current_record().route = ENDPOINT
        added = lacking(answer.headers, self._common_headers)
        start_response("200 OK", [*answer.headers, *added])
        return answer.body.parts


def _is_common(environ: WSGIEnvironment) -> bool:
    method = environ["REQUEST_METHOD"]
    return (
        environ.get("PATH_INFO") in (ENDPOINT, f"{ENDPOINT}/")
        and (
            method in ("POST", "QUERY")
            or (method == "GET" and "query=" in environ.get("QUERY_STRING", ""))
        )
        and not refuses_identity(environ.get("HTTP_ACCEPT_ENCODING"))
    )
