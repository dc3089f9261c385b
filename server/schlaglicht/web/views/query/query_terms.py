"""Terms for an editor of queries to complete with: prefixes, classes, properties, things.

    {"prefixes": {"schema": "https://schema.org/"},
     "classes": [{"iri": …, "name": "Event", "description": …, "count": 13, "properties": [0, 4]}],
     "properties": [{"iri": …, "name": "start date", "description": …, "count": 13}]}

and the things whose names fit what is typed:

    {"things": [{"iri": …, "name": "Uwe Pfeil", "classes": [iri, …]}]}

Both lists of terms begin with what is used most, the prefixes with those of the project: of two
with one namespace the first is to be written. The numbers of a class are the places of its
properties in their list, in the order of their use at its things.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, request
from rdflib import OWL, RDF, RDFS, URIRef

from schlaglicht.dataset.index.texts import LABEL_PROPERTIES
from schlaglicht.dataset.statistics import ClassUse
from schlaglicht.formats import PLAIN_JSON
from schlaglicht.ground.text import truncated
from schlaglicht.i18n import LANGUAGES
from schlaglicht.pages.labels import Names
from schlaglicht.query_builder import Reach, reaching
from schlaglicht.vocab import SH
from schlaglicht.web.published_site import current_site
from schlaglicht.web.served_version import Site
from schlaglicht.web.views.lists.classes import class_uses
from schlaglicht.web.views.lists.search import LONGEST_SEARCH
from schlaglicht.web.views.page import reader_languages

blueprint = Blueprint("query_terms", __name__)

_MOST_CLASSES = 2000
_MOST_PROPERTIES = 3000
_MOST_OF_CLASS = 50
_LONGEST_DESCRIPTION = 200
_MOST_THINGS = 25
_MOST_CLASSES_OF_THING = 3

_OF_TERMS = tuple(map(str, (RDF, RDFS, OWL, SH)))
"""Namespaces of the classes of terms and shapes, which nobody asks for first."""


@blueprint.route(f"/sparql/terms.<any({','.join(LANGUAGES)}):language>.json")
def terms() -> Response:
    """The terms of the dataset with their names in the language of the URL."""
    site = current_site()
    classes = class_uses(site)[:_MOST_CLASSES]
    uses = _property_uses(site)
    properties = [iri for iri, _ in uses.most_common(_MOST_PROPERTIES)]
    places = {iri: place for place, iri in enumerate(properties)}
    describe = _Descriptions(site)
    body = {
        "prefixes": {**site.snapshot.prefixes, **site.well_known_prefixes},
        "classes": [
            {**describe.term(use.iri, use.entities), "properties": _places(use, places)}
            for use in classes
        ],
        "properties": [describe.term(iri, uses[iri]) for iri in properties],
    }
    return _json(body)


@blueprint.route(f"/sparql/things.<any({','.join(LANGUAGES)}):language>.json")
def things() -> Response:
    """The first things whose identifiers or names fit the words in `q`, or the one with its IRI."""
    site, languages = current_site(), reader_languages()
    words = " ".join(request.args.get("q", "").split())[:LONGEST_SEARCH]
    names = Names(site.dataset, languages)
    found = [URIRef(words)]
    if not site.index.is_described(found[0]):
        found = site.index.first_by_name(words, languages=languages, limit=_MOST_THINGS)
    return _json({"things": [_thing(site, names, iri) for iri in found]})


def _thing(site: Site, names: Names, iri: URIRef) -> Mapping[str, Any]:
    classes = site.index.objects(iri, RDF.type, limit=_MOST_CLASSES_OF_THING)
    named = [str(class_) for class_ in classes if isinstance(class_, URIRef)]
    return {"iri": str(iri), "name": names.reference(str(iri)).name[0], "classes": named}


def _json(body: Mapping[str, Any]) -> Response:
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":")) + "\n"
    return Response(text, content_type=PLAIN_JSON.content_type)


def first_query(site: Site) -> str:
    """The query of an empty form: twenty things of the dataset, with their names and classes."""
    uses: Counter[str] = Counter()
    for use in site.snapshot.statistics.default_graph.classes:
        if not use.iri.startswith(_OF_TERMS):
            uses.update({found.iri: found.triples for found in use.properties})
    naming = max(LABEL_PROPERTIES, key=lambda iri: uses[iri])  # the first of equals
    if site.reach is not Reach.DEFAULT:
        pattern = reaching("?thing a ?class", site.reach)
        return f"SELECT ?thing ?class ?graph\nWHERE {{\n  {pattern}\n}}\nLIMIT 20\n"
    if not uses[naming]:
        return "SELECT ?thing ?class\nWHERE {\n  ?thing a ?class\n}\nLIMIT 20\n"
    name = site.prefixes.shorten(naming) or f"<{naming}>"
    pattern = f"  ?thing a ?class ;\n    {name} ?name\n"
    return f"SELECT ?thing ?name ?class\nWHERE {{\n{pattern}}}\nLIMIT 20\n"


class _Descriptions:
    """Names and descriptions of terms for one reader."""

    def __init__(self, site: Site) -> None:
        self._index, self._languages = site.index, reader_languages()
        self._names = Names(site.dataset, self._languages)

    def term(self, iri: str, count: int) -> Mapping[str, Any]:
        """A term as the file says it."""
        described = self._index.text(URIRef(iri), self._languages)
        found = {"iri": iri, "name": self._names.reference(iri).name[0], "count": count}
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


def _places(use: ClassUse, places: Mapping[str, int]) -> Sequence[int]:
    common = sorted(use.properties, key=lambda found: (-found.triples, found.iri))
    return [*_known((found.iri for found in common[:_MOST_OF_CLASS]), places)]


def _known(iris: Iterable[str], places: Mapping[str, int]) -> Iterable[int]:
    return (places[iri] for iri in iris if iri in places)
