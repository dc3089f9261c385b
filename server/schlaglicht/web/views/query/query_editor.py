"""The lookups of the query editor: terms, things, what fits, and queries changed by a value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from flask import Blueprint, Response, request
from rdflib import OWL, RDF, RDFS, Literal, URIRef

from schlaglicht.dataset.index.label_properties import LABEL_PROPERTIES
from schlaglicht.dataset.statistics import ClassUse
from schlaglicht.errors import RequestError
from schlaglicht.ground.text import truncated
from schlaglicht.i18n import msg
from schlaglicht.pages.labels import Names
from schlaglicht.query.completion import fitting
from schlaglicht.query.rewriting import new_name, with_columns_after, with_condition
from schlaglicht.query_builder import Reach, reaching
from schlaglicht.questions.parameters import NUMBER
from schlaglicht.rdf.turtle_terms import TurtleTerms
from schlaglicht.vocab import SH
from schlaglicht.web.http.headers import NO_STORE
from schlaglicht.web.published_site import Site, current_site
from schlaglicht.web.views.lists.classes import class_uses
from schlaglicht.web.views.lists.search import LONGEST_SEARCH
from schlaglicht.web.views.page import (
    LANGUAGE_PART,
    json_response,
    reader_language,
    reader_languages,
)

terms_blueprint = Blueprint("query_terms", __name__)

_MOST_CLASSES = 2000
_MOST_PROPERTIES = 3000
_MOST_OF_CLASS = 50
_LONGEST_DESCRIPTION = 200
_MOST_THINGS = 25
_MOST_CLASSES_OF_THING = 3
_LONGEST_LITERAL = 200

_COMPACT: Mapping[str, Any] = {"separators": (",", ":")}


_OF_TERMS = tuple(map(str, (RDF, RDFS, OWL, SH)))
"""Namespaces of the classes of terms and shapes, which nobody asks for first."""


@terms_blueprint.route(f"/sparql/terms.{LANGUAGE_PART}.json")
def terms() -> Response:
    """The terms of the dataset with their names in the language of the URL."""
    site = current_site()
    classes = class_uses(site)[:_MOST_CLASSES]
    uses = _property_uses(site)
    properties = [iri for iri, _ in uses.most_common(_MOST_PROPERTIES)]
    places = {iri: place for place, iri in enumerate(properties)}
    described = partial(_described, site, Names(site.dataset, reader_languages()))
    return json_response(
        {
            "prefixes": dict(site.snapshot.prefixes) | site.well_known_prefixes,
            "classes": [
                {**described(use.iri, use.entities), "properties": _places(use, places)}
                for use in classes
            ],
            "properties": [described(iri, uses[iri]) for iri in properties],
        },
        **_COMPACT,
    )


@terms_blueprint.route(f"/sparql/things.{LANGUAGE_PART}.json")
def things() -> Response:
    """The first things whose identifiers or names fit the words in `q`, or the one with its IRI.

    With the parts of a query `before` and `after` a place, the terms that can stand there with all
    of it, if there are any: things, properties, classes and graphs, and literals as it writes them.
    """
    site, languages, asked = current_site(), reader_languages(), request.args
    words = " ".join(asked.get("q", "").split())[:LONGEST_SEARCH]
    names = Names(site.dataset, languages)
    found = [URIRef(words)]
    if not site.index.is_described(found[0]):
        found = site.index.first_by_name(words, languages=languages, limit=_MOST_THINGS)
    content: dict[str, Any] = {}
    if "before" in asked:
        parts = asked["before"], asked.get("after", "")
        fits = fitting(
            *parts, site.snapshot, site.backend, words=words, among=found, base=site.base or None
        )
        found = [term for term in fits if isinstance(term, URIRef)] if fits else found
        content = {"literals": [*_written(site, fits)], "fits": bool(fits)}
    response = json_response(
        {"things": [_thing(site, names, iri) for iri in found], **content}, **_COMPACT
    )
    if content and not content["fits"]:
        response.headers["Cache-Control"] = NO_STORE  # the engines had no time for it
    return response


def _written(site: Site, terms: Iterable[URIRef | Literal]) -> Iterator[str]:
    """The literals among terms as a query writes them, but for long ones."""
    written = TurtleTerms({**site.well_known_prefixes, **site.snapshot.prefixes})
    for term in terms:
        if isinstance(term, Literal) and len(term) <= _LONGEST_LITERAL and "\n" not in term:
            yield written.literal(term)


@terms_blueprint.route("/sparql/rewritten")
def rewritten() -> Response:
    """The query changed by a value of its answer: filtered to it, followed from it, or named."""
    site, asked = current_site(), request.args
    query, variable, change = (asked.get(name, "") for name in ("query", "variable", "change"))
    if change not in _CHANGES:
        raise RequestError(msg("change is one of {names}", names=", ".join(_CHANGES)))
    made = _CHANGES[change](site, query, variable)
    return json_response({"query": made}, **_COMPACT)


def _filtered(_site: Site, query: str, variable: str) -> str:
    """By the IRI in `iri`, the number in `number`, else the text and its language, as written."""
    terms, asked = TurtleTerms({}), request.args
    if iri := asked.get("iri"):
        return with_condition(query, variable, f"?{variable} = {terms.iri(URIRef(iri))}")
    if NUMBER.fullmatch(number := asked.get("number", "")):
        return with_condition(query, variable, f"?{variable} = {number}")
    text = terms.literal(Literal(asked.get("text", "")))
    language = terms.literal(Literal(asked.get("language", "")))
    same = f"STR(?{variable}) = {text} && LANG(?{variable}) = {language}"
    return with_condition(query, variable, same)


def _followed(site: Site, query: str, variable: str) -> str:
    property_, value = new_name(query, "property"), new_name(query, "value")
    pattern = reaching(f"?{variable} ?{property_} ?{value}", site.reach, new_name(query, "graph"))
    followed = with_columns_after(query, variable, (property_, value), f"{{ {pattern} }}")
    return _filtered(site, followed, variable)


def _named(site: Site, query: str, variable: str) -> str:
    """With one name each: the first that is in the language of the reader, else the first."""
    name, other, graph = (new_name(query, x) for x in (f"{variable}Name", "other", "graph"))
    naming, language = naming_property(site) or RDFS.label, reader_language()
    property_ = TurtleTerms(site.snapshot.prefixes).iri(URIRef(naming))
    stated = {
        x: reaching(f"?{variable} {property_} ?{x}", site.reach_of(naming), graph)
        for x in (name, other)
    }
    order = {
        x: f'CONCAT(STR(!LANGMATCHES(LANG(?{x}), "{language}")), LANG(?{x}), " ", STR(?{x}))'
        for x in (name, other)
    }
    pattern = f"""\
OPTIONAL {{  # one name, in "{language}" if there is one
    {stated[name]}
    FILTER NOT EXISTS {{
      {stated[other]}
      FILTER({order[other]} < {order[name]})
    }}
  }}"""
    return with_columns_after(query, variable, (name,), pattern)


_CHANGES = {"filter": _filtered, "follow": _followed, "names": _named}


def _thing(site: Site, names: Names, iri: URIRef) -> Mapping[str, Any]:
    classes = site.index.objects(iri, RDF.type, limit=_MOST_CLASSES_OF_THING)
    named = [str(class_) for class_ in classes if isinstance(class_, URIRef)]
    return {"iri": str(iri), "name": names.exact(str(iri)), "classes": named}


def _described(site: Site, names: Names, iri: str, count: int) -> dict[str, Any]:
    """A term with its name, and its description if it has one."""
    found = {"iri": iri, "name": names.exact(iri), "count": count}
    described = site.index.text(URIRef(iri), reader_languages())
    if not described:
        return found
    return {**found, "description": truncated(described[0], _LONGEST_DESCRIPTION)}


def _property_uses(site: Site) -> Counter[str]:
    """The triples of each property in the default graph; of one used elsewhere alone, there."""
    statistics = site.snapshot.statistics
    default = Counter({use.iri: use.triples for use in statistics.default_graph.properties})
    others: Counter[str] = Counter()
    for graph in statistics.named_graphs.values():
        others.update({use.iri: use.triples for use in graph.properties if use.iri not in default})
    return default + others


def _places(use: ClassUse, places: Mapping[str, int]) -> list[int]:
    common = sorted(use.properties, key=lambda found: (-found.triples, found.iri))
    return [places[found.iri] for found in common[:_MOST_OF_CLASS] if found.iri in places]


def naming_property(site: Site) -> str | None:
    """The property by which most things of the dataset have their names; None without any."""
    statistics = site.snapshot.statistics
    is_named = site.reach is Reach.NAMED
    uses: Counter[str] = Counter()
    for graph in statistics.graphs if is_named else [statistics.default_graph]:
        for use in graph.classes:
            if not use.iri.startswith(_OF_TERMS):
                uses.update({found.iri: found.triples for found in use.properties})
    naming = max(LABEL_PROPERTIES, key=lambda iri: uses[iri])  # the first of equals
    return naming if uses[naming] else None
