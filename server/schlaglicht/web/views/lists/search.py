"""Search: `/search?q=` on the server; a list of all names, which a script filters, as a file.

/search?q=cluster&lang=de      what was found, as a page; further &class=…, &page=2, &format=json
/search.de.html                the names from A to Z
/search.de.json                the same for static/search.js, where no server searches
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from flask import Blueprint, Response, abort, request
from rdflib import RDF, Literal, URIRef

from schlaglicht.dataset.index import Hit, Listing, Result
from schlaglicht.dataset.index.search import Piece, order_key, pieces
from schlaglicht.dataset.statistics import ClassUse
from schlaglicht.formats import HTML, PLAIN_JSON
from schlaglicht.i18n import Text
from schlaglicht.markup import words_of
from schlaglicht.pages import Reference
from schlaglicht.pages.labels import Names, cut_name
from schlaglicht.questions import Question
from schlaglicht.web.published_site import Site, current_site
from schlaglicht.web.views.examples import question_cards, questions_with
from schlaglicht.web.views.links import thing_url
from schlaglicht.web.views.lists.class_lists import class_named
from schlaglicht.web.views.lists.classes import Pages, page_among
from schlaglicht.web.views.literal_format import NUMBERS, shown_number
from schlaglicht.web.views.page import (
    LANGUAGE_PART,
    chosen_format,
    grouped,
    has_server,
    json_response,
    link,
    named_page_route,
    page,
    reader_language,
    reader_languages,
)

blueprint = Blueprint("search", __name__)

FOUND = 25
"""Hits on a page."""

LONGEST_SEARCH = 200
"""Characters of the words that are read."""

MOST_PAGES = 10_000
"""Pages that a search may have; a larger number counts as this one."""

_LONGEST_SNIPPET = 200
_LONGEST_TEXT = 2_000
_MOST_CLASSES = 3
_MOST_NAMES = 150
"""Names on the page from A to Z."""

_MOST_IN_FILE = 20_000
"""Names in the file for static hosting."""
_MOST_TEXT = 2**20
"""Characters of literals in a dataset of which that file has the other texts, too ..."""
_MOST_OF_THING = 500
"""... of a thing at most these, the short ones first."""

_OF_ENDPOINT = "/.well-known/"
"""A mark of IRIs in the endpoint's own description, which nobody looks for by name."""


@dataclass(frozen=True)
class ShownHit:
    """A thing that was found, its name and snippet in pieces with the hits marked."""

    thing: Reference
    classes: tuple[Reference, ...]
    name: tuple[Piece, ...]
    other_name: tuple[Piece, ...]
    """The name that was found, where it is not the one that is shown."""
    snippet: tuple[Piece, ...]
    snippet_text: Text
    is_alike: bool = False


@dataclass(frozen=True)
class _SearchRequest:
    """A search: its words, the class that narrows it, the page."""

    words: str
    class_: ClassUse | None
    number: int

    def url(self, *, class_: str | None = None, number: int = 1, **also: str) -> str:
        """The URL of the same words, of a class (its IRI) and a page."""
        values: dict[str, str | int] = {"q": self.words, **also}
        if class_:
            values["class"] = current_site().dataset.iri_paths.name_of(class_)
        if number > 1:
            values["page"] = number
        return link("search.search", **values)

    def page_url(self, number: int) -> str:
        return self.url(class_=self.class_.iri if self.class_ else None, number=number)


@blueprint.route("/search")
def search() -> Response:
    """Things that fit the words in `q`, first those named by an IRI or a prefixed name."""
    chosen = chosen_format((HTML, PLAIN_JSON))
    requested = _requested(current_site())
    result = _result(current_site(), requested, by_links=True)
    pages = page_among(
        result.total + result.alike, FOUND, requested.number, url=lambda n: requested.page_url(n)
    )
    if chosen is PLAIN_JSON:
        response = json_response(_value_of(requested, result, pages), indent=2)
    else:
        response = _as_page(requested, result, pages)
    response.headers["Schlaglicht-Search"] = "server"  # by which static/search.js knows
    return response


def search_result(words: str, class_: ClassUse | None, number: int) -> dict[str, object]:
    """The things that fit some words, of a class if one is given, as JSON has them."""
    requested = _SearchRequest(_bounded(words), class_, number)
    result = _result(current_site(), requested)
    found = result.total + result.alike
    pages = page_among(found, FOUND, number, url=lambda n: requested.page_url(n))
    return _value_of(requested, result, pages)


def _bounded(words: str) -> str:
    return " ".join(words.split())[:LONGEST_SEARCH]


def _requested(site: Site) -> _SearchRequest:
    words = _bounded(request.args.get("q", ""))
    path = request.args.get("class", "")
    use = (class_named(site, path) or abort(404)) if path else None
    number = request.args.get("page", 1, type=int)
    return _SearchRequest(words, use, min(max(number, 1), MOST_PAGES))


def _result(site: Site, requested: _SearchRequest, *, by_links: bool = False) -> Result:
    """The hits; a thing that the words name as IRI or prefixed name comes first, alone."""
    if named_things := _named_by(site, requested.words):
        hits = tuple(Hit(iri, is_alike=False) for iri in named_things)
        return Result(total=len(hits), hits=hits)
    return site.index.search(
        requested.words,
        languages=reader_languages(),
        class_=URIRef(requested.class_.iri) if requested.class_ else None,
        limit=FOUND,
        offset=(requested.number - 1) * FOUND,
        by_links=by_links,
    )


def _as_page(requested: _SearchRequest, result: Result, pages: Pages) -> Response:
    site = current_site()
    names = Names(site.dataset, reader_languages())
    hits = [_shown(site, names, hit, result.words) for hit in result.hits]
    classes = names.distinct([names.reference(str(class_)) for class_, _ in result.classes])
    return page(
        "search.html",
        words=requested.words,
        total=grouped(result.total),
        is_counted=result.is_counted,
        alike=grouped(result.alike),
        hits=[hit for hit in hits if not hit.is_alike],
        similar=[hit for hit in hits if hit.is_alike],
        has_exact=result.total > 0,
        class_=names.reference(requested.class_.iri) if requested.class_ else None,
        all_url=requested.url(),
        classes=[
            (class_, grouped(count), requested.url(class_=class_.iri))
            for class_, (_, count) in zip(classes, result.classes, strict=True)
        ],
        questions=question_cards(site, _questions(site, requested)),
        pages=pages,
        first=1 + (pages.number - 1) * FOUND,
        json_url=requested.url(
            class_=requested.class_.iri if requested.class_ else None,
            number=requested.number,
            format="json",
        ),
    )


def _value_of(requested: _SearchRequest, result: Result, pages: Pages) -> dict[str, object]:
    site = current_site()
    names = Names(site.dataset, reader_languages())
    return {
        "words": requested.words,
        "class": requested.class_.iri if requested.class_ else None,
        "total": result.total,
        "is_counted": result.is_counted,
        "similar": result.alike,
        "page": pages.number,
        "pages": pages.total,
        "classes": [{"iri": str(class_), "things": count} for class_, count in result.classes],
        "things": [_json_of(site, names, hit) for hit in result.hits],
        "questions": [
            {"name": each.name, "title": each.title[0], "url": each.url}
            for each in question_cards(site, _questions(site, requested))
        ],
    }


def _questions(site: Site, requested: _SearchRequest) -> list[Question]:
    """The questions with the words, on the first page of a search in all classes."""
    is_first = requested.number == 1 and not requested.class_
    return questions_with(site, requested.words) if is_first else []


def _json_of(site: Site, names: Names, hit: Hit) -> dict[str, object]:
    name, language = names.exact(str(hit.iri)), names.reference(str(hit.iri)).name[1]
    classes = site.index.objects(hit.iri, RDF.type, limit=_MOST_CLASSES)
    return {
        "iri": str(hit.iri),
        "name": name,
        "language": language or None,
        "classes": [str(class_) for class_ in classes if isinstance(class_, URIRef)],
        "is_similar": hit.is_alike,
    }


@named_page_route(blueprint, "/search")
def names() -> Response:
    """The names from A to Z, the first of them where there are very many."""
    site = current_site()
    shown = [(name, thing_url(site, iri)) for name, iri in _names(site, _MOST_NAMES)]
    return page(
        "names.html",
        script="search.js",
        shown_names=shown,
        file=link("search.file"),
        has_texts=not has_server() and has_few_texts(site),
    )


@blueprint.route(f"/search.{LANGUAGE_PART}.json")
def file() -> Response:
    """Names, the URLs of their pages, relative to this file, and other texts where they are few.

    A server, which searches itself, has the names alone.
    """
    site, folder = current_site(), f"{request.script_root}/"
    has_texts = not has_server() and has_few_texts(site)
    entries = [
        [name, thing_url(site, iri).removeprefix(folder), *_other_texts(site, iri, name, has_texts)]
        for name, iri in _names(site, _MOST_IN_FILE)
    ]
    return json_response(entries, separators=(",", ":"))


def has_few_texts(site: Site) -> bool:
    """True if the texts of all things are few enough for a file."""
    return site.index.size_of_literals(_MOST_IN_FILE) <= _MOST_TEXT


def _other_texts(site: Site, iri: str, name: str, has_texts: bool) -> Iterator[str]:
    """The literals of a thing below each other, if there are any but its name."""
    if not has_texts:
        return
    literals = [
        value
        for subject, _, value in site.index.description(URIRef(iri))
        if isinstance(value, Literal) and not site.index.is_part(subject)
    ]
    texts = {words_of(str(value), str(value.datatype or "")) for value in literals}
    texts |= {
        shown_number(str(value), reader_language())
        for value in literals
        if str(value.datatype) in NUMBERS
    }
    if others := sorted(texts - {name}, key=lambda text: (len(text), text)):
        yield "\n".join(others)[:_MOST_OF_THING]


def _named_by(site: Site, words: str) -> list[URIRef]:
    """The things named by their IRI, in angle brackets or not, or by their prefixed name."""
    iris = (words.removeprefix("<").removesuffix(">"), site.prefixes.expand(words))
    return [URIRef(iri) for iri in iris if iri and ":" in iri and site.dataset.has_page(iri)]


def _shown(site: Site, names: Names, hit: Hit, words: Sequence[str]) -> ShownHit:
    types = site.index.objects(hit.iri, RDF.type, limit=_MOST_CLASSES)
    classes = names.of_classes(str(c) for c in types if isinstance(c, URIRef))
    thing = names.reference(str(hit.iri))
    name = tuple(pieces(thing.name[0], words))
    text = site.index.text(hit.iri, reader_languages()) or ("", None)
    snippet = tuple(pieces(_cut(text[0], words), words))
    other: tuple[Piece, ...] = ()
    if not _has_hit(name) and not _has_hit(snippet):
        other = _other_name(site, hit.iri, words)
    return ShownHit(thing, classes, name, other, snippet, text, hit.is_alike)


def _has_hit(parts: Iterable[Piece]) -> bool:
    return any(is_hit for _, is_hit in parts)


def _other_name(site: Site, iri: URIRef, words: Sequence[str]) -> tuple[Piece, ...]:
    """The first other name or description of a thing, else any text, that has one of the words."""
    described = site.index.description(iri).objects()
    others = (
        words_of(str(term), str(term.datatype or ""))
        for term in described
        if isinstance(term, Literal)
    )
    for text in chain(site.index.texts(iri), sorted(others)):
        found = tuple(pieces(_cut(text, words), words))
        if _has_hit(found):
            return found
    return ()


def _cut(text: str, words: Sequence[str]) -> str:
    """A part of a long text, from shortly before the first hit."""
    if len(text) <= _LONGEST_SNIPPET:
        return text
    text = text[:_LONGEST_TEXT]
    before = next((len(part) for part, is_hit in pieces(text, words) if not is_hit), 0)
    start = max(0, before - _LONGEST_SNIPPET // 4) if before < len(text) else 0
    start = text.rfind(" ", 0, start) + 1 if start else 0
    cut = text[start : start + _LONGEST_SNIPPET].rstrip()
    end = " …" if start + len(cut) < len(text) else ""
    return f"{'… ' if start else ''}{cut}{end}"


def _names(site: Site, most: int) -> list[tuple[str, str]]:
    """Names and IRIs of the things below the project's base, else of all, in their order."""
    things = Listing(site.index).labelled(beginning=site.base or "", limit=most)
    languages = reader_languages()
    labelled = [(site.index.label(thing, languages), str(thing)) for thing in things]
    found = [
        Reference(iri, cut_name(label), has_page=True)
        for label, iri in labelled
        if label and _OF_ENDPOINT not in iri
    ]
    named = [(each.name[0], each.iri) for each in Names(site.dataset, languages).distinct(found)]
    return sorted(named, key=lambda entry: (order_key(entry[0]), entry[1]))
