"""The SPARQL endpoint: queries by GET, POST and QUERY, and its introduction without one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NoReturn, cast

from flask import Blueprint, Response, current_app, request
from werkzeug.exceptions import MethodNotAllowed, NotFound

from schlaglicht.formats import GRAPH_FORMATS, HTML
from schlaglicht.query_builder import Reach, reaching
from schlaglicht.web.http.data_answer import (
    PAGE_REQUEST,
    DataAnswer,
    PageRequest,
    answer_request,
)
from schlaglicht.web.http.headers import ACCEPTED_QUERIES, NO_STORE
from schlaglicht.web.http.query_cancellation import RUNNING_EXTENSION, RunningQueries
from schlaglicht.web.http.sparql_protocol import ENDPOINT
from schlaglicht.web.published_site import Site, current_site
from schlaglicht.web.views.examples import are_examples_ready, questions_to_try
from schlaglicht.web.views.page import (
    QUERY_SCRIPT,
    chosen_format,
    has_server,
    named_page_route,
    page,
)
from schlaglicht.web.views.programs.crawlers import description_response
from schlaglicht.web.views.programs.openapi import service_description
from schlaglicht.web.views.query.query_editor import naming_property
from schlaglicht.web.views.query.query_result import result_page


def first_query(site: Site) -> str:
    """The query of an empty form: twenty things of the dataset, with their names and classes."""
    naming = naming_property(site)
    if site.reach is not Reach.DEFAULT:
        pattern = reaching("?thing a ?class", site.reach)
        return f"SELECT ?thing ?class ?graph\nWHERE {{\n  {pattern}\n}}\nLIMIT 20\n"
    if naming is None:
        return "SELECT ?thing ?class\nWHERE {\n  ?thing a ?class\n}\nLIMIT 20\n"
    name = site.prefixes.shorten(naming) or f"<{naming}>"
    pattern = f"  ?thing a ?class ;\n    {name} ?name\n"
    return f"SELECT ?thing ?name ?class\nWHERE {{\n{pattern}}}\nLIMIT 20\n"


cancel_blueprint = Blueprint("cancel_query", __name__)

_PATH = f"{ENDPOINT}/running/<query_id>"
_ALLOWED = ("DELETE", "OPTIONS")


@cancel_blueprint.route(_PATH, methods=["GET"], provide_automatic_options=False)
def no_view(**_path: str) -> NoReturn:
    """Status 405: there is nothing to see, and no IRI of the dataset."""
    raise MethodNotAllowed(_ALLOWED)


@cancel_blueprint.route(_PATH, methods=["OPTIONS"])
def options(**_path: str) -> Response:
    """The methods that are not refused."""
    return Response(headers={"Allow": ", ".join(_ALLOWED)})


@cancel_blueprint.route(_PATH, methods=["DELETE"], provide_automatic_options=False)
def cancel(query_id: str) -> Response:
    """Nothing, once the query with that identifier is to end; NotFound when none runs."""
    running = cast("RunningQueries", current_app.extensions[RUNNING_EXTENSION])
    if not running.cancel(query_id):
        raise NotFound
    return Response(status=204, headers={"Cache-Control": NO_STORE})


blueprint = Blueprint("sparql", __name__)


@blueprint.route(ENDPOINT, methods=["GET", "POST", "QUERY"], strict_slashes=False)
def sparql() -> Response:
    """The answer to a query; without one, a form for people or the service description."""
    site = current_site()
    answer = request.environ.get(PAGE_REQUEST) or answer_request(request.environ, site)
    if answer is None:
        chosen = chosen_format((*GRAPH_FORMATS, HTML))
        introduction = _form(site) if chosen is HTML else description_response(site, chosen)
        introduction.headers.extend(ACCEPTED_QUERIES)
        introduction.headers.add("Link", service_description())
        return introduction
    return data_response(answer) if isinstance(answer, DataAnswer) else _page(site, answer)


@named_page_route(blueprint, ENDPOINT)
def form() -> Response:
    """The form for people, by its name; where nothing answers it, how to ask all the same."""
    return _form(current_site()) if has_server() else page("no_endpoint.html")


def query_seconds() -> float:
    """The time limit of a query, in seconds."""
    return current_site().backend.limits.seconds


def known_prefixes() -> tuple[Iterable[tuple[str, str]], Iterable[tuple[str, str]]]:
    """The prefixes of the project, and the well-known ones, each with its namespace."""
    site = current_site()
    return sorted(site.snapshot.prefixes.items()), sorted(site.well_known_prefixes.items())


def data_response(answer: DataAnswer) -> Response:
    """An answer for programs as it goes out."""
    return Response(answer.body.parts, headers=answer.headers)


def _page(site: Site, asked: PageRequest) -> Response:
    response = result_page(site, asked.operation, asked.query)
    if not site.keeps(asked.query):
        response.headers["Cache-Control"] = NO_STORE
    return response


def _form(site: Site) -> Response:
    form = page(
        "sparql.html",
        shown_as="sparql.form",
        script=QUERY_SCRIPT,
        image_hosts=site.project.settings.shown_hosts,
        query=first_query(site),
        **questions_to_try(site),
    )
    if not are_examples_ready(site):
        form.headers["Cache-Control"] = NO_STORE
    return form
