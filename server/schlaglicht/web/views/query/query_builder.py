"""Questions without SPARQL: a class, its properties, conditions; and the query that they make.

/sparql/builder                                         the classes
/sparql/builder?class=schema:Event&p1=schema:location   properties and conditions, as in the URL
/sparql/builder.rq?…&title_en=…                         the query as a file for queries/

The form works step by step without a script; `static/query-builder.js` sends it at each change.
Fields are those of `query_builder.fields`; `add` and `remove` change the rows and lead on to the
URL of what they make.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, Response, redirect, request
from rdflib import Literal, URIRef
from rdflib.term import Node

from schlaglicht.dataset.index import path_values
from schlaglicht.dataset.index.search import folded
from schlaglicht.dataset.statistics import ClassUse
from schlaglicht.formats import CSV
from schlaglicht.ground.text import truncated
from schlaglicht.i18n import LANGUAGES, Message, Text, msg, plural, translate
from schlaglicht.pages import Reference
from schlaglicht.pages.query_choices import Offer, QueryChoices
from schlaglicht.query import beginning_of_answer, read_query
from schlaglicht.query.execute import unless_stopped
from schlaglicht.query_builder import (
    LONGEST_VALUE,
    MOST_ROWS,
    Fields,
    FormRow,
    count_query,
    file_name,
    question_file,
    read_fields,
    select_query,
    written_iri,
    written_steps,
)
from schlaglicht.rdf.prefixes import one_per_namespace
from schlaglicht.rdf.terms import ntriples_term
from schlaglicht.web.published_site import Site, current_site
from schlaglicht.web.views.links import LIMIT, fields_url
from schlaglicht.web.views.lists.classes import class_uses, main_uses
from schlaglicht.web.views.page import (
    LANGUAGE_NAMES,
    grouped,
    link,
    page,
    reader_language,
    reader_languages,
)
from schlaglicht.web.views.query.query_result import draw_result

blueprint = Blueprint("query_builder", __name__)

SCRIPT = "query-builder.js"
MOST_COUNTED = 10_000
_PREVIEW = 10
_MOST_CHOICES = 50
_MOST_CLASSES = 200
_LONGEST_CHOICE = 80
_MOST_LOOKED_AT = 200
_LONGEST_LOOKED_AT = 20_000
"""Values of a property whose languages are looked at, and their characters."""

_CONTENT_TYPE = "application/sparql-query"


@dataclass(frozen=True)
class ShownRow:
    """A condition as the form shows it."""

    row: FormRow
    offer: Offer
    name: str
    is_invalid: bool
    is_column: bool
    url_without: str
    """The form without the row."""
    choices: tuple[tuple[str, str], ...] = ()
    """Terms to be equal to, and their names."""
    is_unknown: bool = False
    """True if no value has the words to find one by; then all are there to choose from."""
    having: str = ""
    """The number of things that have the property, unless all have it."""


@blueprint.route("/sparql/builder")
def builder() -> Response:
    """The classes to begin with; with one, the form of a query and what it finds."""
    site = current_site()
    fields = _fields(site)
    choices = QueryChoices(site.dataset, _uses(site), reader_languages())
    if fields is None:
        response = page("builder_classes.html", **_classes(site, choices))
    elif changed := _changed(site, fields, choices):
        response = redirect(fields_url(site, changed), 303)  # type: ignore[assignment]
    else:
        response = _form(site, fields, choices)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


@blueprint.route("/sparql/builder.rq")
def question() -> Response:
    """The query as a question file, with the titles of the form."""
    site = current_site()
    fields = _fields(site)
    if fields is None:
        return redirect(link("query_builder.builder"), 303)  # type: ignore[return-value]
    choices = QueryChoices(site.dataset, _uses(site), reader_languages())
    titles = {tag: _title(tag) for tag in LANGUAGES}
    named = titles[reader_language()] or next(filter(None, titles.values()), "")
    text = question_file(_query(site, fields, choices), titles)
    response = Response(text, content_type=_CONTENT_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name(named)}"'
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _title(language: str) -> str:
    return request.args.get(f"title_{language}", "")


def _fields(site: Site) -> Fields | None:
    return read_fields(request.args, site.prefixes, limit=LIMIT)


def _uses(site: Site) -> Mapping[str, ClassUse]:
    return {use.iri: use for use in class_uses(site)}


def _classes(site: Site, choices: QueryChoices) -> dict[str, Any]:
    main = [use.iri for use in main_uses(site) if use.iri in choices.uses]
    by_size = sorted(choices.uses.values(), key=lambda use: (-use.entities, use.iri))
    others = [use.iri for use in by_size if use.iri not in main]
    return {
        "entries": _class_links(site, choices, main[:_MOST_CLASSES]),
        "others": _class_links(site, choices, others[:_MOST_CLASSES]),
    }


def _class_links(
    site: Site, choices: QueryChoices, classes: list[str]
) -> list[tuple[Reference, str, str]]:
    """Each class, its count, and the form about it."""
    named = choices.names.distinct([choices.names.reference(iri) for iri in classes])
    return [
        (
            reference,
            grouped(choices.uses[reference.iri].entities),
            link(
                "query_builder.builder",
                **{"class": written_iri(URIRef(reference.iri), site.prefixes)},
            ),
        )
        for reference in named
    ]


def _changed(site: Site, fields: Fields, choices: QueryChoices) -> Fields | None:
    """The fields with a row added or removed, if the request asks for that."""
    place = request.args.get("remove", 0, type=int) - 1
    if 0 <= place < len(fields.rows):
        return fields.without(place)
    path = request.args.get("add", "")
    if not path or len(fields.rows) >= MOST_ROWS:
        return None
    pairs = dict(fields.pairs(site.prefixes)) | dict(FormRow(path).fields(MOST_ROWS + 1))
    added = read_fields(pairs, site.prefixes, limit=LIMIT)
    if added is None or len(added.rows) == len(fields.rows):
        return None
    offer = choices.offer(str(added.built.class_), added.built.conditions[-1].steps)
    language = reader_language() if _is_spoken(site, added, offer) else ""
    row = replace(added.rows[-1], test=offer.tests[0], language=language)
    return replace(added, rows=(*added.rows[:-1], row))


def _is_spoken(site: Site, fields: Fields, offer: Offer) -> bool:
    """True if the values of a property that is added have texts in the reader's language."""
    if not offer.has_languages:
        return False
    steps = [(step.property, step.is_inverse) for step in offer.steps]
    found = path_values(
        site.index,
        fields.built.class_,
        steps,
        most=_MOST_LOOKED_AT,
        longest=_LONGEST_LOOKED_AT,
    )
    texts = (choice.value for choice in found or ())
    tags = {(text.language or "").partition("-")[0] for text in texts if isinstance(text, Literal)}
    return reader_language() in tags


def _form(site: Site, fields: Fields, choices: QueryChoices) -> Response:
    built = fields.built
    query = _query(site, fields, choices)
    rows = [_shown(site, fields, place, choices) for place in range(len(fields.rows))]
    count = unless_stopped(lambda: _count(site, fields, choices))
    preview = None if count is None else unless_stopped(lambda: _preview(site, fields, choices))
    use = choices.uses.get(str(built.class_))
    return page(
        "builder.html",
        script=SCRIPT,
        class_=choices.names.reference(str(built.class_)),
        class_text=written_iri(built.class_, site.prefixes),
        class_count=grouped(use.entities if use else 0),
        rows=rows,
        groups=list(_offers(site, fields, choices)),
        built=built,
        languages=_languages(site),
        language_names=LANGUAGE_NAMES,
        titles={tag: _title(tag) for tag in reader_languages()},
        matches=translate(_matches(count), reader_language()),
        preview=preview,
        query=query,
        query_url=link("sparql.sparql", query=query),
    )


def _languages(site: Site) -> list[str]:
    statistics = site.snapshot.statistics
    graphs = (statistics.default_graph, *statistics.named_graphs.values())
    return sorted({tag for graph in graphs for tag in graph.languages})


def _matches(count: int | None) -> Message:
    """The number of matches in words; None if counting was stopped."""
    if count is None:
        return msg("Counting was stopped at a limit of the endpoint.")
    if count > MOST_COUNTED:
        return msg("More than {number} things match", number=MOST_COUNTED)
    return plural("{number} thing matches", "{number} things match", count)


def _query(site: Site, fields: Fields, choices: QueryChoices, *, most: int | None = None) -> str:
    limits = [n for n in (fields.built.limit, most) if n is not None]
    built = replace(fields.built, limit=min(limits, default=None))
    prefixes = one_per_namespace({**site.snapshot.prefixes, **site.well_known_prefixes})
    return select_query(built, prefixes, choices.label_of, site.reach_of)


def _count(site: Site, fields: Fields, choices: QueryChoices) -> int:
    text = count_query(fields.built, choices.label_of, site.reach_of, most=MOST_COUNTED)
    query = read_query(text)
    body = beginning_of_answer(site.backend, query, CSV, most=100).body
    return int(body.split()[1])


def _preview(site: Site, fields: Fields, choices: QueryChoices) -> Mapping[str, Any]:
    """The first rows, as `draw_result` has them."""
    drawn: dict[str, Any] = {}

    def draw(values: Mapping[str, Any]) -> Response:
        drawn.update(values)
        return Response()

    draw_result(site, read_query(_query(site, fields, choices, most=_PREVIEW)), draw)
    return drawn


def _offers(
    site: Site, fields: Fields, choices: QueryChoices
) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """The groups of properties to add: path and name of each."""
    for group in choices.groups(str(fields.built.class_)):
        options = [
            (written_steps(offer.steps, site.prefixes), _worded(offer.name))
            for offer in group.offers
        ]
        yield translate(group.name, reader_language()) if group.name else "", options


def _worded(name: Text | Message) -> str:
    return translate(name, reader_language()) if isinstance(name, Message) else name[0]


def _shown(site: Site, fields: Fields, place: int, choices: QueryChoices) -> ShownRow:
    row, condition = fields.rows[place], fields.built.conditions[place]
    offer = choices.offer(str(fields.built.class_), condition.steps)
    terms, is_unknown = dict[str, str](), False
    if row.test == "equals":
        terms = _values(site, fields.built.class_, offer, choices, row.words)
        is_unknown = bool(row.words) and not terms
        terms = terms or _values(site, fields.built.class_, offer, choices)
        if row.value not in terms and condition.test_term is not None:
            terms = {row.value: _choice(condition.test_term, choices), **terms}
    return ShownRow(
        row,
        offer,
        _worded(offer.name),
        fields.invalid[place],
        condition.is_column,
        fields_url(site, fields.without(place)),
        tuple(terms.items()),
        is_unknown,
        _having(choices.uses.get(str(fields.built.class_)), offer),
    )


def _having(use: ClassUse | None, offer: Offer) -> str:
    if use is None or not 0 < offer.things < use.entities:
        return ""
    message = plural(
        "{number} of {total} has this.",
        "{number} of {total} have this.",
        offer.things,
        total=use.entities,
    )
    return translate(message, reader_language())


def _values(
    site: Site, class_: URIRef, offer: Offer, choices: QueryChoices, words: str = ""
) -> dict[str, str]:
    """The terms that values can equal: the frequent ones, or those that fit the words."""
    found = path_values(
        site.index,
        class_,
        [(step.property, step.is_inverse) for step in offer.steps],
        most=_MOST_CHOICES + 1,
        longest=LONGEST_VALUE,
        words=words.strip().lower(),
    )
    counted = {choice.value: choice.count for choice in found or ()}
    named = {value: _choice(value, choices, count) for value, count in counted.items()}
    for value in _searched(site, words, offer) if words else ():
        named.setdefault(value, _choice(value, choices))
    return {ntriples_term(value): name for value, name in named.items()}


def _searched(site: Site, words: str, offer: Offer) -> Iterator[Node]:
    """Things by their names, however they are spelt."""
    if offer.target and folded(words):
        class_ = URIRef(offer.target)
        found = site.index.search(
            words, languages=reader_languages(), class_=class_, limit=_MOST_CHOICES
        )
        yield from (hit.iri for hit in found.hits)


def _choice(value: Node, choices: QueryChoices, count: int | None = None) -> str:
    if isinstance(value, Literal):
        name = f"{value} @{value.language}" if value.language else str(value)
    else:
        name = choices.names.reference(str(value)).name[0]
    cut = truncated(name, _LONGEST_CHOICE)
    return cut if count is None else f"{cut} ({grouped(count)})"
