"""The head of a request: what HTTP does not allow is refused before anything reads it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from schlaglicht.errors import RequestError
from schlaglicht.i18n import msg
from schlaglicht.web.http.problems import FAILURE

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class WellFormedHeads:
    """A WSGI application that passes requests on to `app`, and has malformed ones refused.

    `refusing` sees the error by the key `FAILURE` of its environment, and what is wrong repaired,
    so that it can answer.
    """

    def __init__(self, app: WSGIApplication, refusing: WSGIApplication) -> None:
        self._app = app
        self._refusing = refusing

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request: https://peps.python.org/pep-3333/."""
        error = _error_in(environ)
        if error is None:
            return self._app(environ, start_response)
        environ |= {"REQUEST_METHOD": "GET", "PATH_INFO": "/", FAILURE: error}
        environ.pop("HTTP_HOST", None)
        return self._refusing(environ, start_response)


def _error_in(environ: WSGIEnvironment) -> RequestError | None:
    """The error, by https://www.rfc-editor.org/rfc/rfc9112#section-3.2 and RFC 9110, 9.1."""
    host = environ.get("HTTP_HOST", "")
    if not host and environ.get("SERVER_PROTOCOL") == "HTTP/1.1":
        return RequestError(msg("the request has no Host header"))
    if "," in host:  # several are joined by the server
        return RequestError(msg("the request has more than one Host header"))
    if not environ["REQUEST_METHOD"].isupper():
        return RequestError(msg("the method of a request is written in upper case"))
    return None
