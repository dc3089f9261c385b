"""Requests of the SPARQL 1.1 Protocol, read to the letter.

https://www.w3.org/TR/sparql11-protocol/#query-operation
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote_to_bytes

from werkzeug.wrappers import Request

from schlaglicht.errors import QueryRefused, RequestError, UnsupportedMediaType
from schlaglicht.i18n import Message, msg

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

ENDPOINT = "/sparql"
"""The path of the endpoint, and the route that requests to it are counted under."""

LONGEST_BODY = 1024 * 1024
"""Bytes that the body of a request may have."""

_FORM = "application/x-www-form-urlencoded"
_QUERY = "application/sparql-query"
_UPDATE = "application/sparql-update"
QUERY_TYPES = (_QUERY, _FORM)
"""The media types in which a query may be sent by POST and QUERY."""

_EXPLAINED = "empty"

_MOST_PARAMETERS = 1000

Parameters = Mapping[str, Sequence[str]]


_IN_URL, _IN_FORM, _IN_QUERY = msg("the query string"), msg("the form"), msg("the query")
_NO_UPDATES = msg("updates are not executed here; this endpoint reads")


class Operation(NamedTuple):
    """One query operation: the text and what the request says around it."""

    query: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    format: str | None = None
    """The name in `?format=`, which goes before the Accept header; several have commas between."""
    explains: bool = False
    """True if an empty answer is to say which part of the query has no match."""


class _QueryRequest(Request):
    """A request whose content is bounded, whichever framework it passes through."""

    max_content_length = LONGEST_BODY


def read_operation(environ: WSGIEnvironment) -> Operation | None:
    """The query that a request asks; None for a GET without one.

    Raises RequestError for what the protocol forbids, QueryRefused for an update.
    """
    encoded = environ.get("QUERY_STRING", "").encode("latin-1")
    parameters = _parameters(encoded, _IN_URL)
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
        return _posted_operation(_QueryRequest(environ, populate_request=False), parameters)
    if "update" in parameters:
        raise RequestError(msg("an update is never sent by GET, and none is executed here"))
    return _operation(parameters) if "query" in parameters else None


def requested_format(request: Request) -> str | None:
    """The name in `?format=` of a request that asks no query."""
    return _formats(_parameters(request.query_string, _IN_URL))


def _posted_operation(request: Request, parameters: Parameters) -> Operation:
    _check_encoding(request)
    if request.mimetype == _FORM:
        body = _parameters(request.get_data(parse_form_data=False), _IN_FORM)
        together = {
            name: [*parameters.get(name, ()), *body.get(name, ())] for name in {*parameters, *body}
        }
        return _operation(together)
    if request.mimetype == _QUERY:
        text = _decoded(request.get_data(parse_form_data=False), _IN_QUERY)
        return _operation({**parameters, "query": [*parameters.get("query", ()), text]})
    if request.mimetype == _UPDATE:
        raise QueryRefused(_NO_UPDATES, feature="update")
    sent = repr(request.mimetype) if request.mimetype else msg("content without a type")
    wrong = msg("{sent} is not read here; send {query} or {form}")
    raise UnsupportedMediaType(wrong.filled(sent=sent, query=_QUERY, form=_FORM))


def _check_encoding(request: Request) -> None:
    encoding = request.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding != "identity":
        wrong = msg("content encoded as {encoding} is not read here", encoding=repr(encoding))
        raise UnsupportedMediaType(wrong)
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if charset not in ("utf-8", "utf8", "us-ascii"):
        raise RequestError(msg("the charset is {charset}; send UTF-8", charset=repr(charset)))


def _operation(parameters: Parameters) -> Operation:
    if "update" in parameters:
        if "query" in parameters:
            raise RequestError(msg("a query and an update in one request; send one query"))
        raise QueryRefused(_NO_UPDATES, feature="update")
    query = _at_most_one("query", parameters)
    if query is None:
        raise RequestError(msg("no query; send one as the parameter `query`"))
    return Operation(
        query,
        tuple(parameters.get("default-graph-uri", ())),
        tuple(parameters.get("named-graph-uri", ())),
        _formats(parameters),
        explains=_EXPLAINED in parameters.get("explain", ()),
    )


def _formats(parameters: Parameters) -> str | None:
    """SPARQLWrapper repeats `format`, with a short name and with media types."""
    return ",".join(parameters.get("format", ())) or None


def _at_most_one(name: str, parameters: Parameters) -> str | None:
    values = parameters.get(name, ())
    if len(values) > 1:
        raise RequestError(
            msg("{number} parameters `{name}`; send one", number=len(values), name=name)
        )
    return values[0] if values else None


def _parameters(encoded: bytes, where: Message) -> Parameters:
    """https://url.spec.whatwg.org/#urlencoded-parsing, but for content that is not UTF-8."""
    if not encoded.isascii():
        _decoded(encoded, where)
    pairs = encoded.split(b"&", _MOST_PARAMETERS)
    if len(pairs) > _MOST_PARAMETERS:
        raise RequestError(
            msg("{where} has more than {most} parameters", where=where, most=_MOST_PARAMETERS)
        )
    parameters: dict[str, list[str]] = {}
    try:
        for pair in filter(None, pairs):
            name, _, value = pair.replace(b"+", b" ").partition(b"=")
            parameters.setdefault(_unquoted(name), []).append(_unquoted(value))
    except UnicodeDecodeError as error:
        raise RequestError(
            msg("{where} is not UTF-8 once it is percent-decoded", where=where)
        ) from error
    return parameters


def _unquoted(encoded: bytes) -> str:
    """Percent-decoded; a query is mostly escapes, which Python decodes fast as those of its own."""
    if b"%" not in encoded:
        return encoded.decode()
    escaped = encoded.replace(b"\\", b"%5C").replace(b"%", b"\\x")
    try:
        content = escaped.decode("unicode_escape").encode("latin-1")
    except UnicodeDecodeError:  # a % that begins no escape stays as it is
        content = unquote_to_bytes(encoded)
    return content.decode()


def _decoded(content: bytes, where: Message) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RequestError(
            msg("{where} is not UTF-8 at byte {start}", where=where, start=error.start)
        ) from error
