"""The questions of the project: each a page with its answer, and the answer as data.

/queries/                 all of them
/queries/q01              a page or data, by Accept
/queries/q01.de.html      the page in German
/queries/q01.csv          the answer, likewise in every format that its form has
/queries/q01.rq           the query itself

A question with parameters takes their values from the query string: /queries/q01?from=2020-11-10.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, abort, request

from schlaglicht.formats import FORMATS, HTML, JSON, XML, Format
from schlaglicht.query.parameter_values import with_values
from schlaglicht.questions import Question, lines_of, without_declarations
from schlaglicht.web.http.data_answer import DataAnswer, PageRequest, answer_operation
from schlaglicht.web.http.headers import NO_STORE
from schlaglicht.web.http.problems import BAD_REQUEST
from schlaglicht.web.http.sparql_protocol import Operation, requested_format
from schlaglicht.web.published_site import current_site
from schlaglicht.web.served_version import Site
from schlaglicht.web.views.home import question_cards
from schlaglicht.web.views.page import (
    PICKER_SCRIPT,
    RESULT_SCRIPT,
    data_link,
    fix_name,
    has_server,
    is_page_url,
    link,
    page,
    page_route,
    reader_language,
    text_for_reader,
)
from schlaglicht.web.views.programs.alternate_links import see_other
from schlaglicht.web.views.query.query_result import downloads_of, draw_result, explained, has_views
from schlaglicht.web.views.query.question_form import (
    ParameterValues,
    fields_of,
    given_texts,
    read_values,
)
from schlaglicht.web.views.query.sparql import data_response

blueprint = Blueprint("questions", __name__)

_QUERY = "rq"
_ENDINGS = (*(known.extension.removeprefix(".") for known in FORMATS), "json", "xml", _QUERY)


@page_route(blueprint, "/queries/")
def questions() -> Response:
    """All questions."""
    return page("questions.html", questions=question_cards(current_site()))


@page_route(blueprint, "/queries/<name>")
def question(name: str) -> Response:
    """A question with its answer, as a page or as data."""
    site = current_site()
    given = _given(site, _named(site, name))
    wanted = "html" if is_page_url() else requested_format(request)
    if given.errors and _wants_page(wanted):
        return _refused(site, given)
    made = _answered(site, given, wanted)
    if isinstance(made, DataAnswer):
        return data_response(made)
    if given.texts != given.in_url:
        return see_other(link("questions.question", name=name, **given.in_url))
    return _page(site, given, made)


@blueprint.route(f"/queries/<name>.<any({','.join(_ENDINGS)}):ending>")
def answer(name: str, ending: str) -> Response:
    """The answer to a question in one format, or the query."""
    site = current_site()
    found = _named(site, name)
    fix_name(None)
    if ending == _QUERY:
        return Response(found.text, content_type="application/sparql-query")
    made = _answered(site, _given(site, found), ending)
    assert isinstance(made, DataAnswer)  # no ending is that of a page
    return data_response(made)


def _named(site: Site, name: str) -> Question:
    found = next((known for known in site.questions if known.name == name), None)
    if found is None:
        abort(404)
    return found


def _given(site: Site, found: Question) -> ParameterValues:
    return read_values(site, found, given_texts() if found.parameters else {})


def _wants_page(wanted: str | None) -> bool:
    return wanted == "html" or (
        wanted is None and HTML.media_type in request.accept_mimetypes.values()
    )


def _answered(site: Site, given: ParameterValues, wanted: str | None) -> DataAnswer | PageRequest:
    query = with_values(given.question.text, given.checked())
    return answer_operation(Operation(query, format=wanted), request.environ, site)


def _page(site: Site, given: ParameterValues, made: PageRequest) -> Response:
    text = made.operation.query
    shown = without_declarations(text)

    def draw(values: Mapping[str, Any]) -> Response:
        return page(
            "question.html",
            **_frame(site, given),
            script=RESULT_SCRIPT if has_views(values) else None,
            first_view=given.question.header.view,
            image_hosts=site.project.settings.shown_hosts,
            query=shown,
            canonical=_canonical(given),
            downloads=downloads_of(
                made.query.formats,
                given.question.name,
                lambda offered: _answer_url(given, offered),
            ),
            **{
                **explained(values, made.query, site),
                "hidden_lines": len(lines_of(text)) - len(lines_of(shown)),
            },
        )

    response = draw_result(site, made.query, draw)
    if not site.keeps(made.query):
        response.headers["Cache-Control"] = NO_STORE
    if given.in_url:  # as many as there are values
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _refused(site: Site, given: ParameterValues) -> Response:
    """The form again, with what is wrong next to its field."""
    response = page("question_refused.html", **_frame(site, given))
    response.status_code = BAD_REQUEST.status
    return response


def _frame(site: Site, given: ParameterValues) -> dict[str, Any]:
    """The parts of a page that do not depend on an answer."""
    found = given.question
    texts = given.texts if given.errors else given.in_url
    fields = list(fields_of(site, given))
    return {
        "name": found.name,
        "heading": text_for_reader(found.titles, found.name),
        "description": text_for_reader(found.descriptions, ""),
        "fields": fields,
        "form_url": link("questions.question", name=found.name),
        "has_server": has_server(),
        "more_scripts": (PICKER_SCRIPT,) if any(field.search for field in fields) else (),
        "shown_values": {"name": found.name, **texts},
    }


def _canonical(given: ParameterValues) -> str:
    name, language = given.question.name, reader_language()
    return data_link("questions.question", name=name, language=language, **given.in_url)


def _answer_url(given: ParameterValues, offered: Format) -> str:
    ending = offered.name if offered in (JSON, XML) else offered.extension.removeprefix(".")
    name = given.question.name
    return data_link("questions.answer", name=name, ending=ending, **given.in_url)
