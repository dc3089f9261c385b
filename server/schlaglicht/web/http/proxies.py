"""Behind a reverse proxy: where the site appears to be, for links and endpoint URLs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from schlaglicht.errors import ProjectError
from schlaglicht.web.http.request_record import current_record

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_PATH = re.compile(r"(/[A-Za-z0-9._~-]+)+")
"""Prefixes that are safe in front of a path; in particular not `//host`."""

_SCHEMES = ("http", "https")

BASE_PATH = rf"({_PATH.pattern})?/*"
"""A base path as a person may write it, or none."""

PUBLIC_URL = rf"(https?://([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{{1,5}})?{BASE_PATH})?"
"""The URL of a site as a person may write it, or none."""


def behind_proxies(
    app: WSGIApplication, *, proxies: int, base_path: str, public_url: str = ""
) -> WSGIApplication:
    """The application as clients behind `proxies` trusted proxies see it, below `base_path`.

    Only what the trusted proxies have written is believed, of the X-Forwarded-* headers; with none,
    nothing. With a `public_url` the site is there, whatever requests and proxies say.
    """
    below: WSGIApplication = BasePath(app, base_path.rstrip("/"))
    if public_url:
        below = PublicUrl(app, public_url)
    if not proxies:
        return below
    from werkzeug.middleware.proxy_fix import ProxyFix

    count = proxies
    return ProxyFix(below, x_for=count, x_proto=count, x_host=count, x_prefix=count)


def check_base_path(path: str) -> None:
    """Raises ProjectError for an invalid base path."""
    if not re.fullmatch(BASE_PATH, path):
        raise ProjectError(f"--base-path: {path!r} is not a path; write it like /graph")


def check_public_url(url: str, base_path: str) -> None:
    """Raises ProjectError for a URL where no site can be, and for one together with a base path."""
    if not re.fullmatch(PUBLIC_URL, url):
        raise ProjectError(
            f"--public-url: {url!r} is not the URL of a site; write it like https://example.org/graph"
        )
    if url and base_path.strip("/"):
        raise ProjectError("--public-url has the path of the site: leave --base-path out")


class PublicUrl:
    """A WSGI application at a URL: absolute URLs begin with it, whatever Host a request names."""

    def __init__(self, app: WSGIApplication, url: str) -> None:
        parts = urlsplit(url)
        self._place = {"wsgi.url_scheme": parts.scheme, "HTTP_HOST": parts.netloc}
        self._app = BasePath(app, parts.path.rstrip("/"))

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answers one request."""
        environ.update(self._place)
        environ["SCRIPT_NAME"] = ""
        return self._app(environ, start_response)


class BasePath:
    """A WSGI application below a path, whether or not a proxy has taken the path away.

    The path set here goes before that of a proxy's X-Forwarded-Prefix.
    """

    def __init__(self, app: WSGIApplication, base: str) -> None:
        self._app = app
        self._base = base

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answers one request."""
        base = self._base or environ.get("SCRIPT_NAME", "").rstrip("/")
        scheme = environ.get("wsgi.url_scheme", "").lower()  # perhaps of X-Forwarded-Proto
        environ["wsgi.url_scheme"] = scheme if scheme in _SCHEMES else "http"
        current_record().scheme = environ["wsgi.url_scheme"]
        environ["SCRIPT_NAME"] = base = base if _PATH.fullmatch(base) else ""
        path = environ.get("PATH_INFO", "")
        if base and (path == base or path.startswith(f"{base}/")):
            environ["PATH_INFO"] = path[len(base) :] or "/"
        return self._app(environ, start_response)
