"""The reconciliation API, by which OpenRefine and others find the things that names stand for.

/reconcile              the manifest; with `queries`, candidates; with `extend`, values of things
/reconcile/entities     things, classes and properties by the beginning of a name
/reconcile/types
/reconcile/properties
/reconcile/properties-of    the properties that things of a class have

https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from time import thread_time
from typing import Any, TypeVar

from flask import Blueprint, Response, request, url_for
from rdflib import RDF, Literal, URIRef

from schlaglicht.dataset.index.search import folded
from schlaglicht.errors import RequestError
from schlaglicht.formats import PLAIN_JSON
from schlaglicht.ground.text import truncated
from schlaglicht.i18n import msg
from schlaglicht.markup import words_of
from schlaglicht.pages.labels import Names
from schlaglicht.suggest import likeness
from schlaglicht.web.published_site import Site, current_site
from schlaglicht.web.views.lists.classes import class_uses, main_uses, uses_below
from schlaglicht.web.views.page import reader_languages

blueprint = Blueprint("reconciliation", __name__)

_T = TypeVar("_T")


@dataclass(frozen=True)
class _Limits:
    """The most of everything that one request may want."""

    queries: int = 50
    candidates: int = 25
    """Candidates of a query; as many again, or more, are compared."""
    compared: int = 100
    names: int = 300
    """Names of a thing that are read: of those in 150 languages, the ones in one's script count."""
    things: int = 500
    """Things whose values are read."""
    properties: int = 20
    values: int = 50
    """Values of a thing and property."""
    description: int = 200
    """Characters."""
    words: int = 3
    """Words that are searched one by one where nothing has all of them."""
    likenesses: int = 500_000
    """Pairs of texts that are compared: seconds."""
    searching: float = 15.0
    """Seconds of processor time after which no further name is looked up."""
    length: int = 16 * 2**20
    """Characters of values of things."""


_LIMITS = _Limits()
_CERTAIN = 95
"""The score of a candidate that is the thing meant, if no other comes near it."""
_APART = 5
_LEAST = 30
"""The score below which a candidate is nothing like what was asked for."""


@blueprint.route("/reconcile", methods=["GET", "POST"])
def reconcile() -> Response:
    """Candidates for each query, or values of things, as the form says."""
    site, values = current_site(), request.values
    if "queries" in values:
        queries = _read(values["queries"], "queries")
        if len(queries) > _LIMITS.queries:
            raise RequestError(
                msg("at most {most} {what} at once", most=_LIMITS.queries, what="queries")
            )
        asked = {name: _query(queries, name) for name in queries}
        with site.reconciling.turn():
            finder = _Finder(site)
            return _json({name: {"result": finder.found(each)} for name, each in asked.items()})
    if "extend" in values:
        wanted = _read(values["extend"], "extend")
        with site.reconciling.turn():
            return _json(_extended(site, wanted))
    return _json(_manifest(site))


@blueprint.route("/reconcile/entities")
def entities() -> Response:
    """Things whose names begin so."""
    site = current_site()
    names, languages = Names(site.dataset, reader_languages()), reader_languages()
    prefix = request.args.get("prefix", "")
    found = site.index.first_by_name(prefix, languages=languages, limit=_LIMITS.candidates)
    result = [{**_named(names, iri), "notable": _types(site, names, iri)} for iri in found]
    return _json({"result": result})


@blueprint.route("/reconcile/types")
def types() -> Response:
    """Classes whose names have this part."""
    return _json({"result": _with_part(use.iri for use in class_uses(current_site()))})


@blueprint.route("/reconcile/properties")
def properties() -> Response:
    """Properties whose names have this part."""
    uses = (found.iri for use in class_uses(current_site()) for found in use.properties)
    return _json({"result": _with_part(dict.fromkeys(uses))})


@blueprint.route("/reconcile/properties-of")
def properties_of() -> Response:
    """The properties that things of the class `type` have, the most frequent first."""
    site, type_ = current_site(), request.args.get("type", "")
    wanted = request.args.get("limit", _LIMITS.properties, type=int)
    counts: Counter[str] = Counter()
    for use in class_uses(site):
        if use.iri == type_:
            counts.update({found.iri: found.triples for found in use.properties})
    del counts[str(RDF.type)]
    names = Names(site.dataset, reader_languages())
    most = min(max(wanted, 1), _LIMITS.properties)
    proposed = [_named(names, iri) for iri, _ in counts.most_common(most)]
    return _json({"type": type_, "limit": most, "properties": proposed})


def _manifest(site: Site) -> Mapping[str, Any]:
    names = Names(site.dataset, reader_languages())
    here = url_for("home.start", _external=True).rstrip("/")
    services = {"entity": "entities", "type": "types", "property": "properties"}
    return {
        "versions": ["0.2"],
        "name": site.title(reader_languages())[0],
        "identifierSpace": site.base or f"{here}/",
        "schemaSpace": "http://www.w3.org/2000/01/rdf-schema#Resource",
        "documentation": url_for("openapi.openapi", _external=True),
        "defaultTypes": [_named(names, use.iri) for use in main_uses(site)],
        "view": {"url": f"{url_for('search.search', _external=True)}?q={{{{id}}}}"},
        "suggest": {
            kind: {"service_url": here, "service_path": f"/reconcile/{path}"}
            for kind, path in services.items()
        },
        "extend": {
            "propose_properties": {"service_url": here, "service_path": "/reconcile/properties-of"}
        },
    }


@dataclass(frozen=True)
class _Query:
    """A name to look up, with what else is known of the thing."""

    words: str
    types: tuple[str, ...]
    limit: int
    values: tuple[tuple[str, tuple[str, ...]], ...]
    """Properties, and the texts or IRIs of which one should be their value."""


@dataclass(frozen=True)
class _Candidate:
    iri: URIRef
    likeness: float
    fitting: float | None
    """How well the known values fit, from 0 to 1; None without any."""

    @property
    def score(self) -> float:
        """From 0 to 100; the name counts for two thirds, if there is more."""
        known = self.likeness if self.fitting is None else self.fitting
        return round(100 * (2 * self.likeness + known) / 3, 1)


class _Finder:
    """Finds candidates for queries of one request."""

    def __init__(self, site: Site) -> None:
        self._site, self._languages = site, reader_languages()
        self._names = Names(site.dataset, self._languages)
        self._left = _LIMITS.likenesses
        self._until = thread_time() + _LIMITS.searching

    def found(self, query: _Query) -> list[Mapping[str, Any]]:
        """The candidates of a query, the best first."""
        allowed = [*query.types, *(u.iri for t in query.types for u in uses_below(self._site, t))]
        near = (self._candidate(iri, query) for iri in self._near(query.words, allowed))
        compared = [each for each in near if each.score >= _LEAST]
        compared.sort(key=lambda each: (-each.score, str(each.iri)))
        best = compared[: query.limit]
        scores = [each.score for each in compared[:2]] + [0, 0]
        is_certain = scores[0] >= _CERTAIN and scores[0] - scores[1] >= _APART
        return [self._shown(each, match=is_certain and each is best[0]) for each in best]

    def _near(self, words: str, allowed: Sequence[str]) -> Iterable[URIRef]:
        """Things that may be meant; those with some of the words if none has all of them."""
        if self._site.dataset.has_page(words):
            return [URIRef(words)]
        found = self._search(words, allowed)
        if not found:
            longest = sorted(words.split(), key=len, reverse=True)[: _LIMITS.words]
            found = [iri for word in longest for iri in self._search(word, allowed)]
        return dict.fromkeys(found)

    def _search(self, words: str, allowed: Sequence[str]) -> list[URIRef]:
        if thread_time() > self._until:
            raise _too_much()
        found = self._site.index.search(
            words,
            languages=self._languages,
            class_=URIRef(allowed[0]) if len(allowed) == 1 else None,
            limit=_LIMITS.compared,
        )
        hits = [hit.iri for hit in found.hits]
        wanted = set(map(URIRef, allowed))
        types, most = self._site.index.objects, _LIMITS.values
        return [i for i in hits if not wanted or wanted & {*types(i, RDF.type, limit=most)}]

    def _candidate(self, iri: URIRef, query: _Query) -> _Candidate:
        names = self._site.index.labels(iri)[: _LIMITS.names]
        best = self._nearest([query.words], names)
        if str(iri) == query.words:
            best = 1.0
        fitting = [self._fits(iri, *known) for known in query.values]
        return _Candidate(iri, best, sum(fitting) / len(fitting) if fitting else None)

    def _fits(self, iri: URIRef, property_: str, wanted: tuple[str, ...]) -> float:
        """Likeness of the nearest of the values of a property to one that is wanted."""
        values = self._site.index.objects(iri, URIRef(property_), limit=_LIMITS.values)
        texts = [str(value) for value in values]
        texts += [self._names.exact(str(v)) for v in values if isinstance(v, URIRef)]
        return self._nearest(wanted, texts)

    def _nearest(self, wanted: Sequence[str], texts: Sequence[str]) -> float:
        """The likeness of the two that are most alike; RequestError where it takes too long.

        Texts of other letters alone, such as those of another script, are not alike at all.
        """
        letters = {*folded("".join(wanted))} - {" "}
        texts = [text for text in texts if not (letters and letters.isdisjoint(folded(text)))]
        self._left -= len(wanted) * len(texts)
        if self._left < 0:
            raise _too_much()
        return max((_alike(one, text) for one in wanted for text in texts), default=0.0)

    def _shown(self, candidate: _Candidate, *, match: bool) -> Mapping[str, Any]:
        iri, described = candidate.iri, self._site.index.text(candidate.iri, self._languages)
        shown = {
            **_named(self._names, iri),
            "type": _types(self._site, self._names, iri),
            "score": candidate.score,
            "match": match,
            "features": [
                {"id": name, "value": round(100 * value, 1)}
                for name, value in (("name", candidate.likeness), ("properties", candidate.fitting))
                if value is not None
            ],
        }
        if described:
            shown["description"] = truncated(described[0], _LIMITS.description)
        return shown


def _too_much() -> RequestError:
    return RequestError(msg("these queries take too long together; send fewer at once"))


def _alike(first: str, second: str) -> float:
    """Likeness from 0 to 1; of the order of words, "Bonn, University of", it depends little."""
    one, other = folded(first[: _LIMITS.description]), folded(second[: _LIMITS.description])
    in_order = (" ".join(sorted(text.split())) for text in (one, other))
    return max(likeness(one, other), 0.98 * likeness(*in_order))


def _extended(site: Site, wanted: Mapping[str, Any]) -> Mapping[str, Any]:
    """The values of properties of things; names where they are things themselves."""
    ids = _all(wanted.get("ids"), str, "ids", _LIMITS.things)
    asked = _all(wanted.get("properties"), dict, "properties", _LIMITS.properties)
    known = dict.fromkeys(_one(each.get("id"), str, "properties.id") for each in asked)
    names = Names(site.dataset, reader_languages())
    rows: dict[str, dict[str, list[Mapping[str, str]]]] = {}
    left = _LIMITS.length
    for iri in dict.fromkeys(ids):
        rows[iri] = {each: _cells(site, names, URIRef(iri), URIRef(each)) for each in known}
        left -= sum(len(t) for cells in rows[iri].values() for c in cells for t in c.values())
        if left < 0:
            raise RequestError(msg("the values are too long together; ask for fewer things"))
    return {"meta": [_named(names, each) for each in known], "rows": rows}


def _cells(site: Site, names: Names, iri: URIRef, property_: URIRef) -> list[Mapping[str, str]]:
    values = site.index.objects(iri, property_, limit=_LIMITS.values)
    return [
        {"str": words_of(str(value), str(value.datatype or ""))}
        if isinstance(value, Literal)
        else _named(names, value)
        for value in values
        if isinstance(value, Literal | URIRef)
    ]


def _with_part(iris: Iterable[str]) -> list[Mapping[str, str]]:
    """The terms whose names or IRIs have what is written in `prefix`, by name."""
    names = Names(current_site().dataset, reader_languages())
    part = folded(request.args.get("prefix", "")[: _LIMITS.description])
    named = [_named(names, iri) for iri in iris]
    found = [each for each in named if part in folded(each["name"]) or part in folded(each["id"])]
    found.sort(key=lambda each: (not folded(each["name"]).startswith(part), each["name"]))
    return found[: _LIMITS.candidates]


def _named(names: Names, iri: str) -> Mapping[str, str]:
    return {"id": str(iri), "name": names.exact(str(iri))}


def _types(site: Site, names: Names, iri: URIRef) -> list[Mapping[str, str]]:
    classes = site.index.objects(iri, RDF.type, limit=_LIMITS.values)
    return [_named(names, each) for each in classes if isinstance(each, URIRef)]


def _read(text: str, what: str) -> dict[str, Any]:
    """The object that a field of the form has as JSON; raises RequestError."""
    try:
        found = json.loads(text)
        json.dumps(found, ensure_ascii=False).encode()  # not with half of a surrogate pair
    except (ValueError, RecursionError) as error:
        raise RequestError(
            msg("{what} is not JSON: {reason}", what=what, reason=str(error))
        ) from error
    return _one(found, dict, what)


def _query(queries: Mapping[str, Any], name: str) -> _Query:
    said = _one(queries[name], dict, name)
    types = said.get("type", [])
    known = _all(said.get("properties", []), dict, f"{name}.properties", _LIMITS.properties)
    words = _one(said.get("query", ""), str, f"{name}.query")
    if not words and not known:
        raise RequestError(msg("{what} is missing", what=f"{name}.query"))
    limit = _one(said.get("limit", _LIMITS.candidates), int, f"{name}.limit")
    return _Query(
        words,
        tuple(
            _all(
                [types] if isinstance(types, str) else types,
                str,
                f"{name}.type",
                _LIMITS.properties,
            )
        ),
        min(max(limit, 1), _LIMITS.candidates),
        tuple((_one(each.get("pid"), str, f"{name}.pid"), _texts(each.get("v"))) for each in known),
    )


def _texts(value: Any) -> tuple[str, ...]:
    """The texts of a value, which may be a list, or a thing by its `id`."""
    values = value if isinstance(value, list) else [value]
    return tuple(str(each.get("id") if isinstance(each, dict) else each) for each in values)[
        : _LIMITS.values
    ]


def _all(value: object, kind: type[_T], what: str, most: int) -> list[_T]:
    """The members of a list, each of a kind, and not more than `most`; raises RequestError."""
    members = _one(value, list, what)
    if len(members) > most:
        raise RequestError(msg("at most {most} {what} at once", most=most, what=what))
    return [_one(each, kind, what) for each in members]


def _one(value: object, kind: type[_T], what: str) -> _T:
    if not isinstance(value, kind):
        expected = {str: "string", int: "number", dict: "object", list: "array"}[kind]
        raise RequestError(msg("{what} is not of the JSON type {type}", what=what, type=expected))
    return value


def _json(body: Mapping[str, Any]) -> Response:
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":")) + "\n"
    return Response(text, content_type=PLAIN_JSON.content_type)
