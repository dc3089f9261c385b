"""The URL of a site for its clients: by its settings, or as trusted proxies say."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from schlaglicht.errors import ProjectError

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_PATH = re.compile(r"(/[A-Za-z0-9._~-]+)+")
"""Prefixes that are safe in front of a path; in particular not `//host`."""

_SCHEMES = ("http", "https")

BASE_PATH = rf"({_PATH.pattern})?/*"
"""A base path as a person may write it, or none."""

PUBLIC_URL = rf"(https?://([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{{1,5}})?{BASE_PATH})?"
"""The URL of a site as a person may write it, or none."""


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
    """The place of a site for its clients: behind trusted proxies, below a path, at a URL.

    Only what the trusted proxies have written is believed, of the X-Forwarded-* headers; with none,
    nothing. With a `public_url` the site is there, whatever requests and proxies say. A base path
    goes before that of a proxy's X-Forwarded-Prefix, which it may have taken away.
    """

    def __init__(self, *, proxies: int = 0, base_path: str = "", public_url: str = "") -> None:
        url = urlsplit(public_url)
        self._base = (url.path if public_url else base_path).rstrip("/")
        self._fixed = {"wsgi.url_scheme": url.scheme, "HTTP_HOST": url.netloc, "SCRIPT_NAME": ""}
        if not public_url:
            self._fixed = {}
        self._believe = _believing(proxies) if proxies else None

    def locate(self, environ: WSGIEnvironment) -> None:
        """Has the environment of a request say where its client sees the site."""
        if self._believe:
            self._believe(environ)
        environ.update(self._fixed)
        base = self._base or environ.get("SCRIPT_NAME", "").rstrip("/")
        scheme = environ.get("wsgi.url_scheme", "").lower()  # perhaps of X-Forwarded-Proto
        environ["wsgi.url_scheme"] = scheme if scheme in _SCHEMES else "http"
        environ["SCRIPT_NAME"] = base = base if base and _PATH.fullmatch(base) else ""
        path = environ.get("PATH_INFO", "")
        if base and (path == base or path.startswith(f"{base}/")):
            environ["PATH_INFO"] = path[len(base) :] or "/"


def _believing(proxies: int) -> Callable[[WSGIEnvironment], object]:
    from werkzeug.middleware.proxy_fix import ProxyFix

    def nothing(_environ: WSGIEnvironment, _start: StartResponse) -> Iterable[bytes]:
        return ()

    fix = ProxyFix(nothing, x_for=proxies, x_proto=proxies, x_host=proxies, x_prefix=proxies)
    return lambda environ: fix(environ, lambda *_: lambda _: None)
