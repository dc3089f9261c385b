"""Errors become answers here and nowhere else: which status, and in which shape.

A browser gets a page, a client that asks for anything specific RFC 9457 problem details,
one that asks for nothing in particular (curl) plain text. All say the same.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from flask import Flask, Response, current_app, request, url_for
from werkzeug.exceptions import (
    BadHost,
    HTTPException,
    MethodNotAllowed,
    NotFound,
    RequestedRangeNotSatisfiable,
    RequestEntityTooLarge,
    RequestURITooLarge,
)

from schlaglicht.errors import (
    ListOrderError,
    NotAcceptable,
    ParameterError,
    QueryError,
    QueryRefused,
    QuerySyntaxError,
    RemoteError,
    SchlaglichtError,
)
from schlaglicht.formats import HTML, PROBLEM_JSON, TEXT, Format, negotiate
from schlaglicht.ground.system_errors import NO_ROOM
from schlaglicht.ground.text import truncated
from schlaglicht.i18n import Texts, msg, verbatim
from schlaglicht.query import SparqlQuery, read_query
from schlaglicht.query.empty_answers.explanation import Repair, changed_lines, explanation
from schlaglicht.web.http.problem_types import (
    BAD_REQUEST,
    FAILURE,
    INTERNAL,
    METHOD_NOT_ALLOWED,
    NOT_FOUND,
    PARAMETER,
    PATH_TOO_LONG,
    PROBLEMS,
    RANGE_NOT_SATISFIABLE,
    TOO_LARGE,
    UNSUPPORTED_MEDIA_TYPE,
    Problem,
)
from schlaglicht.web.http.sparql_protocol import ENDPOINT
from schlaglicht.web.published_site import current_site
from schlaglicht.web.views.iris import UnknownIri
from schlaglicht.web.views.mcp import protocol as mcp
from schlaglicht.web.views.page import QUERY_SCRIPT, link, page, reader_language

_LONGEST_DETAIL = 2000
"""Characters of a detail."""


@dataclass(frozen=True)
class Occurrence:
    """A problem as it met one request."""

    problem: Problem
    detail: Texts
    extra: dict[str, Any] = field(default_factory=dict)
    """Further members of the problem details, such as `line` and `column`."""
    repairs: tuple[Repair, ...] = ()
    """Queries that are answered in place of a refused one."""


def register_errors(app: Flask) -> None:
    """Lets every error of `app` be answered here."""
    app.register_error_handler(HTTPException, _answer_http)
    app.register_error_handler(Exception, _answer)
    app.config["PROPAGATE_EXCEPTIONS"] = True  # those of the handlers are for the first layer
    app.before_request(_raise_failure)


def _raise_failure() -> None:
    if isinstance(request.routing_exception, BadHost):
        return  # raised next; no answer can be written without a host but that to it
    if FAILURE in request.environ:
        raise request.environ[FAILURE]


def _answer_http(error: HTTPException) -> Response | HTTPException:
    if error.code is None or error.code < 400:
        return error
    if isinstance(error, BadHost):  # without a host no link can be made, so no page either
        body = "400 Bad Request\n\nthe Host header does not name a host\n"
        return Response(body, 400, content_type=TEXT.content_type)
    response = _answer(error)
    if isinstance(error, MethodNotAllowed):
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
    if isinstance(error, RequestedRangeNotSatisfiable):
        response.headers["Content-Range"] = f"{error.units} */{error.length}"
    return response


def _answer(error: Exception) -> Response:
    if isinstance(error, NO_ROOM):
        raise error
    occurrence = occurrence_of(error)
    if occurrence.problem is INTERNAL:
        current_app.logger.error("%s %s", request.method, request.path, exc_info=error)
    if request.endpoint == mcp.ENDPOINT:
        problem = occurrence.problem
        advice = None if problem in _OF_REQUESTS else problem.advice["en"]
        repairs = occurrence.extra.get("repairs", ())
        return mcp.failure(occurrence.detail["en"], advice, problem.status, repairs)
    response = _SHAPES[_shape_for(request.headers.get("Accept"))](occurrence)
    response.status_code = occurrence.problem.status
    if occurrence.problem.retry_after is not None:
        response.headers["Retry-After"] = str(occurrence.problem.retry_after)
    return response


def occurrence_of(error: Exception) -> Occurrence:
    """The problem that a client gets for an error; of unforeseen ones only that they are ours.

    Details are short, however long what they quote.
    """
    found = _occurrence_of(error)
    return replace(
        found, detail={tag: truncated(text, _LONGEST_DETAIL) for tag, text in found.detail.items()}
    )


def _occurrence_of(error: Exception) -> Occurrence:
    if isinstance(error, HTTPException):
        return _http_occurrence(error)
    if not isinstance(error, SchlaglichtError) or error.code not in PROBLEMS:
        return Occurrence(INTERNAL, _OURS)
    extra: dict[str, Any] = {}
    repairs: tuple[Repair, ...] = ()
    match error:
        case QuerySyntaxError() | QueryRefused():
            repairs, extra = _repairs_of(error), _place_of(error)
            extra |= {"repairs": [each.members for each in repairs]} if repairs else {}
        case ParameterError():
            extra = {"parameter": error.name}
        case NotAcceptable():
            extra = {"available": list(error.offered)}
        case ListOrderError():
            extra = {"available": list(error.known)}
        case RemoteError():
            current_app.logger.warning("%s %s: %s", request.method, request.path, error)
            return Occurrence(PROBLEMS[error.code], error.unquoted)
    return Occurrence(PROBLEMS[error.code], error.messages, extra, repairs)


_OURS = msg("an error occurred on the server")


def _repairs_of(error: QuerySyntaxError | QueryRefused) -> tuple[Repair, ...]:
    """The queries that are answered in place of one that is refused.

    Of one that cannot be read, at least the query near it that can.
    """
    query, asked = getattr(error, "query", None), ""
    readable: tuple[Repair, ...] = ()
    if error.repair:
        readable, asked = (
            (Repair(error.repair, changed_lines(error.asked, error.repair)),),
            error.asked,
        )
        with suppress(QueryError):
            query = read_query(error.repair, base=current_site().base)
    if not isinstance(query, SparqlQuery):
        return readable
    site = current_site()
    found = explanation(query, site.snapshot, site.backend, asked=asked, wait=0.1)
    return found.repairs or readable


def _place_of(error: QuerySyntaxError | QueryRefused) -> dict[str, Any]:
    """The members of problem details that say where a query is wrong, as far as known."""
    members: dict[str, Any] = {"line": error.line, "column": error.column}
    if isinstance(error, QuerySyntaxError):
        members |= {"token": error.token, "expected": list(error.expected) or None}
    else:
        members = {"feature": error.feature, **members}
    return {name: value for name, value in members.items() if value is not None}


def _http_occurrence(error: HTTPException) -> Occurrence:
    match error:
        case UnknownIri() if error.iri:
            near = [{"iri": iri, "name": name, "url": url} for iri, name, url in error.nearest]
            said = msg("there is nothing at {path}: {reason}")
            detail = said.filled(path=request.path, reason=error.reason)
            return Occurrence(NOT_FOUND, detail, {"nearest": near})
        case NotFound():
            return Occurrence(NOT_FOUND, msg("there is nothing at {path}", path=request.path))
        case MethodNotAllowed():
            allowed = ", ".join(sorted(error.valid_methods or ()))
            said = msg("{method} is not allowed; use {allowed}")
            detail = said.filled(method=request.method, allowed=allowed)
            return Occurrence(METHOD_NOT_ALLOWED, detail)
        case RequestedRangeNotSatisfiable():
            detail = msg("the file has {length} bytes", length=error.length)
            return Occurrence(RANGE_NOT_SATISFIABLE, detail)
        case RequestEntityTooLarge():
            return Occurrence(TOO_LARGE, msg("the content of the request is longer than 1 MiB"))
        case RequestURITooLarge():
            detail = msg("the path of the URL is too long to name anything here")
            return Occurrence(PATH_TOO_LONG, detail)
    if error.code is not None and error.code < 500:
        return Occurrence(BAD_REQUEST, verbatim(error.description or error.name))
    return Occurrence(INTERNAL, _OURS)


_OF_REQUESTS = (BAD_REQUEST, NOT_FOUND, PARAMETER, TOO_LARGE, UNSUPPORTED_MEDIA_TYPE)
"""Problems whose advice speaks of requests to the endpoint, or of pages."""


def _shape_for(accept: str | None) -> Format:
    if accept is None or accept.strip() in ("", "*/*"):
        return TEXT
    try:
        return negotiate(accept, (PROBLEM_JSON, TEXT, HTML))
    except NotAcceptable:
        return PROBLEM_JSON


def _problem_details(occurrence: Occurrence) -> Response:
    """https://www.rfc-editor.org/rfc/rfc9457."""
    problem = occurrence.problem
    details = {
        "type": _type_of(problem),
        "title": problem.title["en"],
        "status": problem.status,
        "detail": occurrence.detail["en"],
        **occurrence.extra,
    }
    body = current_app.json.dumps(details, ensure_ascii=False, sort_keys=False) + "\n"
    return Response(body, content_type=PROBLEM_JSON.content_type)


def _plain_text(occurrence: Occurrence) -> Response:
    problem = occurrence.problem
    nearest = occurrence.extra.get("nearest", ())
    near = "".join(f"  {each['iri']}  {each['name']}\n" for each in nearest)
    body = (
        f"{problem.status} {problem.title['en']}\n\n{occurrence.detail['en']}\n\n"
        + (f"You may have meant\n{near}\n" if near else "")
        + "".join(f"With this change:\n\n{each.query}\n\n" for each in occurrence.repairs)
        + f"{problem.advice['en']}\n{_type_of(problem)}\n"
    )
    return Response(body, content_type=TEXT.content_type)


def _page(occurrence: Occurrence) -> Response:
    language = reader_language()
    problem = occurrence.problem
    detail = occurrence.detail[language]
    query = request.args.get("query")
    return page(
        "error.html",
        script=None if query is None else QUERY_SCRIPT,
        title=problem.title[language],
        detail=(detail, "en" if detail == occurrence.detail["en"] else language),
        advice=problem.advice[language],
        code=problem.code,
        problem_url=link("home.problem", code=problem.code),
        query=query,
        is_answer=query is not None or request.path == ENDPOINT,
        nearest=occurrence.extra.get("nearest", ()),
        repairs=[(each, link("sparql.sparql", query=each.query)) for each in occurrence.repairs],
        place=occurrence.extra if "line" in occurrence.extra else None,
    )


def _type_of(problem: Problem) -> str:
    return url_for("home.problem", code=problem.code, _external=True)


_SHAPES = {PROBLEM_JSON: _problem_details, TEXT: _plain_text, HTML: _page}
