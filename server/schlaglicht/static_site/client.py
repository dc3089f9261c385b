"""Requests to the application, as a server would make them."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING
from urllib.parse import quote

from schlaglicht.static_site.base_url import Root
from schlaglicht.web.http.wsgi_reply import Reply, reply_of

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment


def ask(application: WSGIApplication, root: Root, name: str) -> Reply:
    """The reply to a GET of the document `name` below `root`, without Accept fields."""
    return reply_of(application, _environment(root, name))


def _environment(root: Root, name: str) -> WSGIEnvironment:
    """https://peps.python.org/pep-3333/#environ-variables."""
    host, _, port = root.host.partition(":")
    path = f"/{name}".encode("utf-8", "surrogateescape")
    environment: WSGIEnvironment = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": root.folder,
        "PATH_INFO": path.decode("latin-1"),
        "QUERY_STRING": "",
        "RAW_URI": root.folder + quote(path),
        "SERVER_NAME": host,
        "SERVER_PORT": port or ("443" if root.scheme == "https" else "80"),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": root.host,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": root.scheme,
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    return environment
