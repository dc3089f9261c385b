"""The bound on the path of a request: longer ones are refused before anything reads them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from werkzeug.exceptions import RequestURITooLarge

from schlaglicht.web.http.problems import FAILURE
from schlaglicht.web.http.request_record import current_record

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LONGEST_PATH = 5000
"""Characters of a path that is read: an IRI that has a page, and what names of documents add."""


class BoundedPaths:
    """A WSGI application that passes paths on to `app`, and has longer ones refused by `refusing`.

    That one sees the error by the key `FAILURE` of its environment, and nothing of the path.
    """

    def __init__(self, app: WSGIApplication, refusing: WSGIApplication) -> None:
        self._app = app
        self._refusing = refusing

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request: https://peps.python.org/pep-3333/."""
        path = environ.get("PATH_INFO", "")
        if len(path) <= LONGEST_PATH or _characters(path) <= LONGEST_PATH:
            return self._app(environ, start_response)
        environ |= {"PATH_INFO": "/", FAILURE: RequestURITooLarge()}
        body = self._refusing(environ, start_response)
        current_record().route = None  # that of `/` is the only one Flask has seen
        return body


def _characters(path: str) -> int:
    """The length of a path that comes as WSGI has it: a character for each byte."""
    return len(path.encode("latin-1", "replace").decode("utf-8", "replace"))
