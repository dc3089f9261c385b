"""Requests: an operation, or an error for the client; headers that never fail.

Lines of the content are the method, query string, content type, headers and the rest the body.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

from schlaglicht.errors import NotAcceptable, QueryRefused, RequestError
from schlaglicht.formats import GRAPH_FORMATS, SOLUTIONS_FORMATS, negotiate
from schlaglicht.i18n import best_text, preferred_languages
from schlaglicht.web.http.compression import coding_for, refuses_identity
from schlaglicht.web.http.front import is_refused
from schlaglicht.web.http.headers import is_known
from schlaglicht.web.http.query_cancellation import read_query_id
from schlaglicht.web.http.sparql_protocol import read_operation

_FIELDS = (
    "REQUEST_METHOD", "QUERY_STRING", "CONTENT_TYPE", "HTTP_HOST", "HTTP_CONTENT_ENCODING",
    "HTTP_ACCEPT", "HTTP_ACCEPT_LANGUAGE", "HTTP_ACCEPT_ENCODING", "HTTP_IF_NONE_MATCH",
    "HTTP_SCHLAGLICHT_QUERY_ID",
)  # fmt: skip
_TEXTS = (("one", "en"), ("eins", "de-AT"), ("none", None))

SEEDS = (
    (
        b"GET\nquery=ASK%20%7B%7D&format=json,csv&default-graph-uri=a%3Ab\n\nlocalhost\n\n"
        b'text/turtle;q=0.5, */*;q=0.1\nde-AT, en;q=0.8\nbr;q=1, gzip\nW/"a", "b"\nabc\n'
    ),
    (
        b"POST\nformat=xml\napplication/x-www-form-urlencoded; charset=utf-8\n::1\nidentity\n"
        b'text/html;level=1;q="0.3"\n*\nidentity;q=0\n*\n\nquery=ASK+%7B%7D&explain=empty'
    ),
    b"POST\n\napplication/sparql-query\na,b\ngzip\n\n\n\n\n\nSELECT * {}",
    b"post\nupdate=x&query=y\napplication/sparql-update\n\n\n\n\n\n\n\n",
)


def check(content: bytes) -> None:
    """Raises if reading a request ends with anything but an error for its client."""
    environ = _environ(content)
    _check_head(environ)
    _check_headers(environ)
    try:
        read_query_id(environ)
        operation = read_operation(environ)
    except (QueryRefused, RequestError) as error:
        assert str(error)
        return
    assert operation is None or isinstance(operation.query, str)


def _environ(content: bytes) -> dict[str, Any]:
    *heads, body = (content + b"\n" * len(_FIELDS)).split(b"\n", len(_FIELDS))
    fields = (head.decode("latin-1") for head in heads)
    environ: dict[str, Any] = dict(zip(_FIELDS, fields, strict=True))
    return {
        **{name: text for name, text in environ.items() if text or name == "REQUEST_METHOD"},
        "CONTENT_LENGTH": str(len(body)),
        "PATH_INFO": "/sparql",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.input": BytesIO(body),
        "wsgi.url_scheme": "http",
    }


def _check_head(environ: dict[str, Any]) -> None:
    read = dict(environ)
    is_refused(read)
    assert read["REQUEST_METHOD"].isupper()


def _check_headers(environ: dict[str, Any]) -> None:
    accept = environ.get("HTTP_ACCEPT")
    for offered in (GRAPH_FORMATS, SOLUTIONS_FORMATS):
        try:
            assert negotiate(accept, offered) in offered
        except NotAcceptable as error:
            assert str(error)
    wanted = preferred_languages(environ.get("HTTP_ACCEPT_LANGUAGE"))
    assert best_text(_TEXTS, wanted) in _TEXTS
    codings = environ.get("HTTP_ACCEPT_ENCODING")
    assert isinstance(refuses_identity(codings), bool)
    coding_for(codings)
    is_known('"b"', environ.get("HTTP_IF_NONE_MATCH", ""))
