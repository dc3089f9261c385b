"""A header field that says that a server is behind the publication it reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

BEHIND = "Schlaglicht-Behind"


class VersionLagField:
    """A WSGI application whose answers name the newer version, as long as there is one.

    Outside of the cache: an answer that is kept is as good once the server has caught up.
    """

    def __init__(self, app: WSGIApplication, newer: Callable[[], str | None]) -> None:
        """`newer` is what the field says: None if the server is not behind."""
        self._app = app
        self._newer = newer

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answers one request."""
        newer = self._newer()
        if newer is None:
            return self._app(environ, start_response)

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            return start_response(status, [*headers, (BEHIND, newer)], exc_info)

        return self._app(environ, start)
