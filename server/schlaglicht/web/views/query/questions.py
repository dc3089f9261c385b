"""The questions of the project: each a page with its answer, and the answer as data.

/queries/                 all of them
/queries/q01              a page or data, by Accept
/queries/q01.de.html      the page in German
/queries/q01.csv          the answer, likewise in every format that its form has
/queries/q01.rq           the query itself

A question with parameters takes their values from the query string: /queries/q01?from=2020-11-10.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, Response, abort, request
from rdflib import URIRef

from schlaglicht.dataset.index.search import folded, order_key
from schlaglicht.dataset.statistics import ClassUse
from schlaglicht.errors import ParameterError
from schlaglicht.formats import FORMATS, HTML, JSON, XML, Format
from schlaglicht.i18n import Message, Text, msg
from schlaglicht.pages.labels import Names, cut_name
from schlaglicht.query.rewriting import with_values
from schlaglicht.questions import Kind, Parameter, Question, lines_of, without_declarations, written
from schlaglicht.questions.parameters import iri_of, language_of
from schlaglicht.web.http.data_answer import DataAnswer, PageRequest, answer_operation
from schlaglicht.web.http.headers import NO_STORE
from schlaglicht.web.http.problem_types import BAD_REQUEST
from schlaglicht.web.http.sparql_protocol import Operation, requested_format
from schlaglicht.web.published_site import Site, current_site
from schlaglicht.web.views.examples import are_examples_ready, question_cards, question_named
from schlaglicht.web.views.lists.classes import class_uses
from schlaglicht.web.views.lists.search import LONGEST_SEARCH, search_result
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
    reader_languages,
    see_other,
    text_for_reader,
)
from schlaglicht.web.views.query.query_result import downloads_of, draw_result, explained, has_views
from schlaglicht.web.views.query.sparql import data_response

MOST_OPTIONS = 50
"""Things of a class that a field lists; of more, some are found by their names."""

_MOST_FOUND = 10

_OTHERS = ("format", "lang")
"""Parameters of the query string that are not values."""

_INPUTS = {Kind.DATE: "date", Kind.NUMBER: "number", Kind.TEXT: "text", Kind.THING: "search"}


@dataclass(frozen=True)
class ParameterValues:
    """Values for the parameters of a question, read from texts as far as they fit."""

    question: Question
    texts: Mapping[str, str]
    values: Mapping[str, str]
    """Terms in N-Triples; the default, where a text does not fit."""
    errors: Mapping[str, ParameterError] = field(default_factory=dict)
    found: Mapping[str, tuple[tuple[str, Text], ...]] = field(default_factory=dict)
    """IRIs and names of the things that the text of a parameter may mean."""

    @property
    def in_url(self) -> dict[str, str]:
        """The values that are not defaults, as URLs have them, in the order of the header."""
        values, defaults = self.values, self.question.defaults()
        return {n: written(values[n]) for n in defaults if values[n] != defaults[n]}

    def checked(self) -> Mapping[str, str]:
        """The values; raises ParameterError for the first that does not fit.

        Where a name fits things, the error lists them: programs see no links to choose from.
        """
        for name, error in self.errors.items():
            if things := self.found.get(name):
                listed = ", ".join(f"<{iri}>" for iri, _ in things[:_MOST_FOUND])
                text = cut_name((self.texts[name], None))[0]
                found = msg("“{text}” may be one of {things}", text=text, things=listed)
                raise ParameterError(name, found)
            raise error
        return self.values


@dataclass(frozen=True)
class Field:
    """A field as the template shows it."""

    name: str
    label: Text
    input: str
    """The type of its input; empty for a list of options."""
    value: str
    options: tuple[tuple[str, Text], ...] = ()
    """What may be chosen: values and their names."""
    error: str = ""
    found: tuple[tuple[str, Text], ...] = ()
    """Links to the page with a thing that may be meant, and their names."""
    search: str = ""
    """The URL at which a script finds things by name; `q=` is added to it."""
    language: str = ""
    """The language of a text."""


def given_texts() -> dict[str, str]:
    """The values in the query string of a request; raises ParameterError for a repeated one."""
    for name, texts in request.args.lists():
        if len(texts) > 1 and name not in _OTHERS:
            raise ParameterError(
                name, msg("there are {number} values; send one", number=len(texts))
            )
    return {name: text for name, text in request.args.items() if name not in _OTHERS}


def read_values(site: Site, question: Question, texts: Mapping[str, str]) -> ParameterValues:
    """The values that `texts` give; names of things count where they are unambiguous.

    Raises ParameterError for a name that the question does not have.
    """
    question.values(dict.fromkeys(texts, ""))
    values, errors, found = question.defaults(), {}, {}
    for parameter in question.parameters:
        name, text = parameter.name, texts.get(parameter.name, "")
        try:
            values[name] = parameter.term_of(text, question.prefixes)
        except ParameterError as error:
            errors[name] = error
            if parameter.kind is Kind.THING and len(text) <= LONGEST_SEARCH:
                found[name] = _things(site, parameter, text)
                if same := _only(found[name], text):
                    values[name] = f"<{same}>"
                    del errors[name]
                else:
                    errors[name] = parameter.error(_which(text, found[name]))
    return ParameterValues(question, texts, values, errors, found)


def fields_of(site: Site, given: ParameterValues) -> Iterator[Field]:
    """The fields of the form, with the values as they were given."""
    names = Names(site.dataset, reader_languages())
    for parameter in given.question.parameters:
        name = parameter.name
        error = given.errors.get(name)
        term = given.values[name]
        options = tuple(_options(site, parameter, names, term))
        value = given.texts.get(name, "") if error else written(term)
        if parameter.kind is Kind.THING and not options and not error:
            name_of = cut_name(names.reference(value).name)[0]
            value = name_of if _leads_to(site, given, parameter, name_of) == value else value
        yield Field(
            name,
            text_for_reader(parameter.labels, name),
            "" if options else _INPUTS[parameter.kind],
            value,
            options,
            error.reason[reader_language()] if error else "",
            tuple(_links(given, name)) if error else (),
            "" if options or not has_server() else _search_url(site, parameter),
            language_of(parameter.default),
        )


def _options(
    site: Site, parameter: Parameter, names: Names, chosen: str
) -> Iterator[tuple[str, Text]]:
    if parameter.kind is Kind.CHOICE:
        for choice in parameter.choices:
            yield written(choice), _choice_name(parameter, names, choice)
    elif parameter.kind is Kind.THING and parameter.class_:
        things = site.index.instances(URIRef(parameter.class_), limit=MOST_OPTIONS + 1)
        iris = {str(thing) for thing in things if isinstance(thing, URIRef)}
        if 0 < len(things) <= MOST_OPTIONS:
            named_things = [(iri, names.reference(iri).name) for iri in {*iris, written(chosen)}]
            yield from sorted(named_things, key=lambda one: (order_key(one[1][0]), one[0]))


def _choice_name(parameter: Parameter, names: Names, choice: str) -> Text:
    text = written(choice)
    if labels := parameter.choice_labels.get(choice):
        return text_for_reader(labels, text)
    if choice.startswith("<"):
        return names.reference(text).name
    return text, language_of(choice) or None


def _things(site: Site, parameter: Parameter, text: str) -> tuple[tuple[str, Text], ...]:
    things = search_result(text, _class_use(site, parameter), 1)["things"]
    assert isinstance(things, list)
    return tuple((thing["iri"], (thing["name"], thing["language"])) for thing in things)


def _class_use(site: Site, parameter: Parameter) -> ClassUse | None:
    return next((use for use in class_uses(site) if use.iri == parameter.class_), None)


def _only(found: tuple[tuple[str, Text], ...], text: str) -> str | None:
    """The IRI of the only thing with this very name, else with these words in its name."""
    wanted = folded(text).split()
    words = {iri: folded(name).split() for iri, (name, _) in found}
    same = [iri for iri in words if words[iri] == wanted]
    same = same or [iri for iri in words if set(wanted) <= set(words[iri])]
    return same[0] if len(same) == 1 else None


def _which(text: str, found: tuple[tuple[str, Text], ...]) -> Message:
    if found:
        return msg("“{text}” may be one of these; pick one", text=text)
    return msg("nothing is called “{text}”; part of a name often helps", text=text)


def _leads_to(site: Site, given: ParameterValues, parameter: Parameter, text: str) -> str | None:
    """The IRI of the thing that a text means in a form."""
    if len(text) > LONGEST_SEARCH or iri_of(text, given.question.prefixes):
        return None
    return _only(_things(site, parameter, text), text)


def _links(given: ParameterValues, name: str) -> Iterator[tuple[str, Text]]:
    for iri, text in given.found.get(name, ())[:_MOST_FOUND]:
        others = {n: t for n, t in given.texts.items() if n != name and t}
        yield link("questions.question", name=given.question.name, **{**others, name: iri}), text


def _search_url(site: Site, parameter: Parameter) -> str:
    if parameter.kind is not Kind.THING:
        return ""
    use = _class_use(site, parameter)
    values = {"class": site.dataset.iri_paths.name_of(use.iri)} if use else {}
    return link("search.search", format="json", **values)


blueprint = Blueprint("questions", __name__)

_QUERY = "rq"
_ENDINGS = (*(known.extension.removeprefix(".") for known in FORMATS), "json", "xml", _QUERY)


@page_route(blueprint, "/queries/")
def questions() -> Response:
    """All questions; for now, as long as those from the data are to come."""
    site = current_site()
    are_all = are_examples_ready(site)
    response = page("questions.html", questions=question_cards(site), are_all=are_all)
    if not are_all:
        response.headers["Cache-Control"] = NO_STORE
    return response


@page_route(blueprint, "/queries/<name>")
def question(name: str) -> Response:
    """A question with its answer, as a page or as data."""
    site = current_site()
    given = _given(site, _named(site, name))
    wanted = "html" if is_page_url() else requested_format(request)
    if given.errors and (
        wanted == "html"
        or (wanted is None and HTML.media_type in request.accept_mimetypes.values())
    ):
        refused = page("question_refused.html", **_frame(site, given))
        refused.status_code = BAD_REQUEST.status
        return refused
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
    return question_named(site, name) or abort(404)


def _given(site: Site, found: Question) -> ParameterValues:
    return read_values(site, found, given_texts() if found.parameters else {})


def _answered(site: Site, given: ParameterValues, wanted: str | None) -> DataAnswer | PageRequest:
    query = with_values(given.question.text, given.checked())
    return answer_operation(Operation(query, format=wanted), request.environ, site)


def _page(site: Site, given: ParameterValues, made: PageRequest) -> Response:
    text, name, language = made.operation.query, given.question.name, reader_language()
    shown = without_declarations(text)

    def draw(values: Mapping[str, Any]) -> Response:
        return page(
            "question.html",
            **_frame(site, given),
            script=RESULT_SCRIPT if has_views(values) else None,
            first_view=given.question.header.view,
            image_hosts=site.project.settings.shown_hosts,
            query=shown,
            canonical=data_link("questions.question", name=name, language=language, **given.in_url),
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


def _answer_url(given: ParameterValues, offered: Format) -> str:
    ending = offered.name if offered in (JSON, XML) else offered.extension.removeprefix(".")
    name = given.question.name
    return data_link("questions.answer", name=name, ending=ending, **given.in_url)
