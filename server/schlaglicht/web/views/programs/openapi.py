"""The description of all routes for programs: https://spec.openapis.org/oas/v3.1.0.

/openapi.json

It is made from Flask's own table of routes, and `route_descriptions` by endpoint. The three names
of a page are three paths. QUERY has no place in this version of OpenAPI; the text says it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, current_app, url_for
from werkzeug.routing import Rule

from schlaglicht import __version__
from schlaglicht.formats import ALL_FORMATS, HTML, JSON, PLAIN_JSON, PROBLEM_JSON, TEXT
from schlaglicht.questions import Kind, Parameter, Question, written
from schlaglicht.questions.parameters import LONGEST_VALUE, number_of
from schlaglicht.web.http.front import LONGEST_PATH
from schlaglicht.web.http.problem_types import (
    NOT_ACCEPTABLE,
    TOO_LARGE,
    UNSUPPORTED_MEDIA_TYPE,
    Problem,
)
from schlaglicht.web.http.sparql_protocol import LONGEST_BODY, QUERY_TYPES
from schlaglicht.web.published_site import Site, current_site
from schlaglicht.web.views.page import Link, json_response
from schlaglicht.web.views.programs.route_descriptions import (
    IN_PATH,
    ONLY_REFUSE,
    PARAMETERS,
    ROUTES,
    SCHEMAS,
    RouteDescription,
    language_parameter,
    language_schema,
)

blueprint = Blueprint("openapi", __name__)

METHODS = ("GET", "POST", "DELETE")
"""The methods that are described; HEAD is wherever GET is, and OPTIONS everywhere."""

_PART = re.compile(r"<(?:(?P<kind>\w+)(?:\((?P<options>[^)]*)\))?:)?(?P<name>\w+)>")
"""A variable part of a rule: https://werkzeug.palletsprojects.com/en/stable/routing/."""

_ANY_PROBLEM = "problem"


@dataclass(frozen=True)
class Route:
    """A rule of the application with its description."""

    rule: Rule
    description: RouteDescription

    @property
    def path(self) -> str:
        """The rule as OpenAPI writes it."""
        return _PART.sub(r"{\g<name>}", self.rule.rule)

    @property
    def methods(self) -> list[str]:
        """Its methods that OpenAPI 3.1 knows."""
        return [method for method in METHODS if method in (self.rule.methods or ())]

    @property
    def fixes_format(self) -> bool:
        """True if the name of the document says its format, so that Accept does not count."""
        return "." in self.rule.rule.rpartition("/")[2]

    @property
    def answers(self) -> tuple[str, ...]:
        """The media types of a successful answer at this name."""
        is_page = self.rule.rule.endswith(HTML.extension)
        return (HTML.media_type,) if is_page else self.description.answers


@blueprint.route("/openapi.json")
def openapi() -> Response:
    """The routes, their parameters, answers and problems."""
    return json_response(_document(current_site()), separators=(",", ":"))


def service_description() -> str:
    """The link to the description: https://www.rfc-editor.org/rfc/rfc8631."""
    target = url_for("openapi.openapi", _external=True)
    return str(Link("service-desc", target, PLAIN_JSON.media_type))


def routes() -> Iterator[Route]:
    """The routes of the application; raises KeyError for one without a description.

    The desk and its forms are for one reader and no program.
    """
    known = {description.endpoint: description for description in ROUTES}
    for rule in current_app.url_map.iter_rules():
        if rule.endpoint not in (*ONLY_REFUSE, "review.review", "edit.edit_thing"):
            yield Route(rule, known[rule.endpoint])


def _document(site: Site) -> dict[str, Any]:
    found = list(routes())
    paths: dict[str, dict[str, Any]] = {}
    for route in found:
        operations = paths.setdefault(route.path, {})
        operations |= {each.lower(): _operation(route, each, site) for each in route.methods}
    paths |= question_paths(site, paths["/queries/{name}"]["get"])
    return {
        "openapi": "3.1.0",
        "info": {
            "title": site.title(site.languages)[0],
            "version": __version__,
            "description": _INTRODUCTION,
        },
        "servers": [{"url": url_for("home.start", _external=True).rstrip("/")}],
        "tags": [{"name": tag} for tag in dict.fromkeys(each.tag for each in ROUTES)],
        "paths": paths,
        "components": {"schemas": SCHEMAS, "responses": _problem_responses(found)},
    }


_INTRODUCTION = (
    "Everything is read-only and needs no key. Every IRI of the dataset answers at its place "
    "with a page or data, by Accept. HEAD is wherever GET is, OPTIONS everywhere. Unknown "
    "parameters are ignored. Entity tags and If-None-Match "
    f"(304) work everywhere. A path has at most {LONGEST_PATH} characters. Errors are "
    "RFC 9457 problem details for clients that ask for JSON."
)


def _operation(route: Route, method: str, site: Site) -> dict[str, Any]:
    described = route.description
    words = re.sub(r"\W+", "_", route.path).strip("_") or "start"
    operation = {
        "operationId": f"{method.lower()}_{words}",
        "tags": [described.tag],
        "summary": described.summary,
        "parameters": [*_path_parameters(route, site), *_other_parameters(route, method, site)],
        "responses": _responses(route, method),
    }
    if len(route.methods) > 1:
        operation |= _limits(site)
    if described.message:
        schema = {"$ref": f"#/components/schemas/{described.message}"}
        content = {PLAIN_JSON.media_type: {"schema": schema}}
        operation["requestBody"] = {"required": True, "content": content}
    elif method == "POST":
        operation["requestBody"] = _query_body(described)
    return operation


def _limits(site: Site) -> dict[str, Any]:
    limits = site.backend.limits
    text = (
        f"A query may take {limits.seconds:g} s and {limits.memory} bytes of memory, its answer "
        f"{limits.answer} bytes; the content of a request {LONGEST_BODY} bytes. The method QUERY "
        "(RFC 10008) is answered as POST is."
    )
    members = {
        "seconds": limits.seconds,
        "memoryBytes": limits.memory,
        "answerBytes": limits.answer,
        "requestBytes": LONGEST_BODY,
        "waitSeconds": limits.wait,
    }
    return {"description": text, "x-limits": members}


def _path_parameters(route: Route, site: Site) -> Iterator[dict[str, Any]]:
    for part in _PART.finditer(route.rule.rule):
        yield {
            "name": part["name"],
            "in": "path",
            "required": True,
            "description": IN_PATH[part["name"]],
            "schema": language_schema(site.languages)
            if part["name"] == "language"
            else _schema_of(part["kind"], part["options"] or ""),
        }


def _schema_of(kind: str | None, options: str) -> dict[str, Any]:
    if kind == "any":
        return {"type": "string", "enum": options.split(",")}
    if kind == "int":
        least = re.search(r"min=(\d+)", options)
        bound = {"minimum": int(least[1]) if least else 0}
        return {"type": "integer"} | ({} if "signed" in options else bound)
    return {"type": "string", "minLength": 1}


def _other_parameters(route: Route, method: str, site: Site) -> Iterator[Mapping[str, Any]]:
    for name in route.description.parameters:
        if name == "format" and route.fixes_format:
            continue
        if name == "query" and method == "POST":
            continue
        yield _format_parameter(route) if name == "format" else PARAMETERS[name]
    in_languages = HTML.media_type in route.answers and len(site.languages) > 1
    if in_languages and "language" not in route.rule.arguments:
        yield language_parameter(site.languages)


def _format_parameter(route: Route) -> dict[str, Any]:
    known = {*route.answers, *route.description.elsewhere}
    names = [each.name for each in ALL_FORMATS if each.media_type in known]
    schema = {"type": "string", "enum": list(dict.fromkeys(names))}
    return {**PARAMETERS["format"], "schema": schema}


def _query_body(described: RouteDescription) -> dict[str, Any]:
    known = (PARAMETERS[name] for name in described.parameters)
    fields = {each["name"]: each["schema"] for each in known if each["in"] == "query"}
    form: dict[str, Any] = {"type": "object", "properties": fields}
    query_type, form_type = QUERY_TYPES
    schemas = {form_type: form}
    if "query" in fields:
        schemas = {query_type: {"type": "string"}, form_type: {**form, "required": ["query"]}}
    content = {media_type: {"schema": schema} for media_type, schema in schemas.items()}
    return {"required": True, "content": content}


def _responses(route: Route, method: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if route.answers:
        found["200"] = {"description": "The answer.", "content": _content(route)}
    for status, response in (route.description.responses or {}).items():
        if status != "303" or not route.fixes_format or not route.answers:
            found[status] = (
                {**response, "content": _content(route)} if status == "206" else response
            )
    for status, kinds in _by_status(_problems(route, method)).items():
        found.setdefault(status, {"$ref": f"#/components/responses/{_name_of(kinds)}"})
    return {**found, "default": {"$ref": f"#/components/responses/{_ANY_PROBLEM}"}}


def _content(route: Route) -> dict[str, Any]:
    return {known: {"schema": _schema_for(known, route.description)} for known in route.answers}


def _schema_for(media_type: str, described: RouteDescription) -> dict[str, Any]:
    if described.schema and media_type in (JSON.media_type, PLAIN_JSON.media_type):
        return {"$ref": f"#/components/schemas/{described.schema}"}
    if media_type.endswith("json"):
        return {}  # JSON of any kind
    return {"type": "string"}


def _problems(route: Route, method: str) -> tuple[Problem, ...]:
    own = route.description.problems
    if route.fixes_format and "format" in route.description.parameters:
        own = tuple(problem for problem in own if problem.status != NOT_ACCEPTABLE.status)
    is_query = method == "POST" and "query" in route.description.parameters
    return (*own, TOO_LARGE, UNSUPPORTED_MEDIA_TYPE) if is_query else own


def _by_status(found: Iterable[Problem]) -> dict[str, list[Problem]]:
    by_status: dict[str, list[Problem]] = {}
    for problem in found:
        by_status.setdefault(str(problem.status), []).append(problem)
    return by_status


def _name_of(kinds: Sequence[Problem]) -> str:
    return ".".join(kind.code for kind in kinds)


def _problem_responses(found: Iterable[Route]) -> dict[str, Any]:
    responses = {_ANY_PROBLEM: _problem_response("A problem.", may_pass=False)}
    for route in found:
        for method in route.methods:
            for kinds in _by_status(_problems(route, method)).values():
                said = "; ".join(f"{kind.title['en']} (`{kind.code}`)" for kind in kinds)
                may_pass = any(kind.retry_after for kind in kinds)
                responses[_name_of(kinds)] = _problem_response(said, may_pass=may_pass)
    return responses


def _problem_response(description: str, *, may_pass: bool) -> dict[str, Any]:
    problem = {"schema": {"$ref": "#/components/schemas/Problem"}}
    words = {"schema": {"type": "string"}}
    content = {
        PROBLEM_JSON.media_type: problem,
        TEXT.media_type: words,
        HTML.media_type: words,
    }
    after = {"Retry-After": {"description": "Seconds.", "schema": {"type": "integer"}}}
    response = {"description": description, "content": content}
    return response | ({"headers": after} if may_pass else {})


_FORMATS = {Kind.DATE: "date", Kind.THING: "iri"}


def question_paths(site: Site, operation: Mapping[str, Any]) -> dict[str, Any]:
    """The path of each question with parameters; `operation` is that of any question by name."""
    return {
        f"/queries/{quote(question.name, safe='')}": {
            "get": _question_operation(question, operation)
        }
        for question in site.questions
        if question.parameters
    }


def _question_operation(question: Question, operation: Mapping[str, Any]) -> dict[str, Any]:
    titles = question.titles
    # In letters, digits and `_`, another one for each name.
    name = re.sub(r"\W|_", lambda found: f"_{ord(found[0]):x}_", question.name)
    others = [each for each in operation["parameters"] if each["in"] != "path"]
    return {
        **operation,
        "operationId": f"get_question_{name}",
        "summary": titles.get("en") or next(iter(titles.values()), question.name),
        "parameters": [*_parameters(question), *others],
    }


def _parameters(question: Question) -> Iterator[dict[str, Any]]:
    for parameter in question.parameters:
        labels = parameter.labels
        yield {
            "name": parameter.name,
            "in": "query",
            "description": labels.get("en") or next(iter(labels.values()), parameter.name),
            "schema": _schema(parameter),
        }


def _schema(parameter: Parameter) -> dict[str, Any]:
    if parameter.kind is Kind.NUMBER:
        default = number_of(parameter.default)
        return {"type": "number"} | ({} if default is None else {"default": default})
    schema: dict[str, Any] = {"type": "string", "default": written(parameter.default)}
    if parameter.choices:
        return {**schema, "enum": [written(choice) for choice in parameter.choices]}
    if parameter.kind in _FORMATS:
        return {**schema, "format": _FORMATS[parameter.kind]}
    return {**schema, "maxLength": LONGEST_VALUE}
