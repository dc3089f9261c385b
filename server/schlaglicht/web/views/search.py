"""Search: `/search?q=` on the server; a list of all names, which a script filters, as a file.

/search?q=cluster&lang=de      what was found, as a page
/search.de.html                the names from A to Z
/search.de.json                the same for static/search.js, where no server searches
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from flask import Blueprint, Response, request
from rdflib import RDF, URIRef

from schlaglicht.dataset.index import Listing
from schlaglicht.i18n import LANGUAGES
from schlaglicht.pages import Reference
from schlaglicht.pages.labels import Names
from schlaglicht.web.served_version import Site, current_site
from schlaglicht.web.views.links import thing_url
from schlaglicht.web.views.page import link, named_page_route, page, reader_languages

blueprint = Blueprint("searching", __name__)

_MOST_FOUND = 30
_LONGEST_SNIPPET = 200
_MOST_NAMES = 150
"""Names on the page from A to Z."""

_MOST_IN_FILE = 20_000
"""Names in the file for static hosting."""

_OF_ENDPOINT = "/.well-known/"
"""A mark of IRIs in the endpoint's own description, which nobody looks for by name."""

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""The Content-Security-Policy of the page with the script."""


@dataclass(frozen=True)
class Hit:
    """A thing that was found."""

    thing: Reference
    classes: tuple[Reference, ...]
    snippet: tuple[str, str | None] | None


@blueprint.route("/search")
def search() -> Response:
    """Things that fit the words in `q`, first those named by an IRI or a prefixed name."""
    words = " ".join(request.args.get("q", "").split())[:_LONGEST_SNIPPET]
    site = current_site()
    languages = reader_languages()
    found = site.index.search(words, languages=languages, limit=_MOST_FOUND) if words else []
    names = Names(site.dataset, languages)
    iris = dict.fromkeys([*_named_by(site, words), *(each.iri for each in found)])
    hits = [_hit(site, names, iri) for iri in iris]
    response = page("search.html", words=words, hits=hits)
    response.headers["Schlaglicht-Search"] = "server"  # by which static/search.js knows
    return response


@named_page_route(blueprint, "/search")
def names() -> Response:
    """The names from A to Z, the first of them where there are very many."""
    site = current_site()
    shown = _names(site, _MOST_NAMES)
    response = page("names.html", shown_names=shown, file=link("searching.file"))
    response.headers["Content-Security-Policy"] = POLICY
    return response


@blueprint.route(f"/search.<any({','.join(LANGUAGES)}):language>.json")
def file() -> Response:
    """Names and the URLs of their pages, relative to this file."""
    folder = f"{request.script_root}/"
    found = _names(current_site(), _MOST_IN_FILE)
    entries = [[name, url.removeprefix(folder)] for name, url in found]
    body = json.dumps(entries, ensure_ascii=False, separators=(",", ":")) + "\n"
    return Response(body, content_type="application/json")


def _named_by(site: Site, words: str) -> list[URIRef]:
    """The things named by their IRI, in angle brackets or not, or by their prefixed name."""
    iris = (words.removeprefix("<").removesuffix(">"), site.prefixes.expand(words))
    return [URIRef(iri) for iri in iris if iri and ":" in iri and site.dataset.has_page(iri)]


def _hit(site: Site, names: Names, iri: URIRef) -> Hit:
    classes = [c for c in site.index.objects(iri, RDF.type, limit=3) if isinstance(c, URIRef)]
    text = site.index.text(iri, reader_languages())
    snippet = (_cut(text[0]), text[1]) if text else None
    references = tuple(names.reference(str(class_)) for class_ in classes)
    return Hit(names.reference(str(iri)), references, snippet)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_SNIPPET else f"{text[:_LONGEST_SNIPPET].rstrip()} …"


def _names(site: Site, most: int) -> list[tuple[str, str]]:
    """The names of the things below the project's base, else of all, in their order."""
    things = Listing(site.index).labelled(beginning=site.base or "", limit=most)
    languages = reader_languages()
    labelled = [(site.index.label(thing, languages), str(thing)) for thing in things]
    found = [
        (label[0], thing_url(site, iri))
        for label, iri in labelled
        if label and _OF_ENDPOINT not in iri
    ]
    return sorted(found, key=lambda entry: (entry[0].casefold(), entry[1]))
