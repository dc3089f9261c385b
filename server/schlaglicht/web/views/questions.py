"""The questions of the project: each a page with its answer, and the answer as data.

/queries/                 all of them
/queries/q01              a page or data, by Accept
/queries/q01.de.html      the page in German
/queries/q01.csv          the answer, likewise in every format that its form has
/queries/q01.rq           the query itself
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, abort, request

from schlaglicht.formats import FORMATS, JSON, XML, Format
from schlaglicht.query import SparqlQuery
from schlaglicht.questions import Question
from schlaglicht.web.http.data_answer import DataAnswer, PageRequest, answer_operation
from schlaglicht.web.http.headers import NO_STORE
from schlaglicht.web.http.sparql_protocol import Operation, requested_format
from schlaglicht.web.served_version import Site, current_site
from schlaglicht.web.views.home import example_links
from schlaglicht.web.views.page import (
    RESULT_SCRIPT,
    data_link,
    fix_name,
    is_page_url,
    page,
    page_route,
    reader_language,
    text_for_reader,
)
from schlaglicht.web.views.query_result import downloads_of, draw_result, has_views
from schlaglicht.web.views.sparql import data_response

blueprint = Blueprint("questions", __name__)

_QUERY = "rq"
_ENDINGS = (*(known.extension.removeprefix(".") for known in FORMATS), "json", "xml", _QUERY)


@page_route(blueprint, "/queries/")
def questions() -> Response:
    """All questions."""
    return page("questions.html", questions=example_links(current_site()))


@page_route(blueprint, "/queries/<name>")
def question(name: str) -> Response:
    """A question with its answer, as a page or as data."""
    site = current_site()
    found = _named(site, name)
    wanted = "html" if is_page_url() else requested_format(request)
    made = _answered(site, found, wanted)
    return data_response(made) if isinstance(made, DataAnswer) else _page(site, found, made.query)


@blueprint.route(f"/queries/<name>.<any({','.join(_ENDINGS)}):ending>")
def answer(name: str, ending: str) -> Response:
    """The answer to a question in one format, or the query."""
    site = current_site()
    found = _named(site, name)
    fix_name(None)
    if ending == _QUERY:
        return Response(found.text, content_type="application/sparql-query")
    made = _answered(site, found, ending)
    assert isinstance(made, DataAnswer)  # no ending is that of a page
    return data_response(made)


def _named(site: Site, name: str) -> Question:
    found = next((known for known in site.questions if known.name == name), None)
    if found is None:
        abort(404)
    return found


def _answered(site: Site, found: Question, wanted: str | None) -> DataAnswer | PageRequest:
    return answer_operation(Operation(found.text, format=wanted), request.environ, site)


def _page(site: Site, found: Question, query: SparqlQuery) -> Response:
    def draw(values: Mapping[str, Any]) -> Response:
        return page(
            "question.html",
            script=RESULT_SCRIPT if has_views(values) else None,
            image_hosts=site.project.settings.images,
            name=found.name,
            heading=text_for_reader(found.titles, found.name),
            description=text_for_reader(found.descriptions, ""),
            query=found.text,
            canonical=data_link("questions.question", name=found.name, language=reader_language()),
            downloads=downloads_of(query.formats, lambda offered: _answer_url(found, offered)),
            **values,
        )

    response = draw_result(site, query, draw)
    if query.volatile:
        response.headers["Cache-Control"] = NO_STORE
    return response


def _answer_url(found: Question, offered: Format) -> str:
    ending = offered.name if offered in (JSON, XML) else offered.extension.removeprefix(".")
    return data_link("questions.answer", name=found.name, ending=ending)
