"""Files that programs look for first: robots.txt, the sitemap, and llms.txt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import dropwhile, islice
from xml.sax.saxutils import escape

from flask import Blueprint, Response, abort, request, url_for
from rdflib import RDF, URIRef

from schlaglicht.dataset import evidence_graph
from schlaglicht.dataset.dumps import NAME
from schlaglicht.dataset.statistics import ClassUse, PropertyUse
from schlaglicht.formats import (
    GRAPH_FORMATS,
    NQUADS,
    RDFXML,
    TEXT,
    TRIG,
    Format,
)
from schlaglicht.i18n import DEFAULT_LANGUAGE, best_text, grouped
from schlaglicht.pages.iri_paths import IriPaths
from schlaglicht.query_builder import Reach, reaching
from schlaglicht.questions import Question
from schlaglicht.web.http.sparql_protocol import requested_format
from schlaglicht.web.published_site import Site, current_site
from schlaglicht.web.views.lists.classes import class_uses, main_uses
from schlaglicht.web.views.page import chosen_format, has_server

_MOST_PROPERTIES = 16
_MOST_KINDS, _MOST_TRIED, _MOST_PARTS = 2, 10, 5
_TEXTS = {
    "http://www.w3.org/2001/XMLSchema#string": "text",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString": "text@",
}
_TYPE = str(RDF.type)

CARD_LEGEND = (
    "class (its things): property (its values, their kind). `text@` has a language tag, `->` leads "
    "to things of a class, `[ ]` to nodes without a name but these properties, IRI to anything "
    "else, IRI* to what nothing here describes."
)


def class_lines(site: Site, *, room: int) -> Iterator[str]:
    """A line per class with its properties, in `room` characters; then the number of the rest."""
    uses = list({use.iri: use for use in (*main_uses(site), *class_uses(site))}.values())
    for number, use in enumerate(uses):
        line = class_line(site, use, _MOST_PROPERTIES)
        room -= len(line) + 1
        if room < 0 and number:
            yield f"- and {len(uses) - number} more classes"
            return
        yield line


def class_line(site: Site, use: ClassUse, most: int) -> str:
    """A class with `most` of its properties."""
    found = [each for each in use.properties if each.iri != _TYPE]
    common = sorted(found, key=lambda each: (-each.triples, each.iri))
    said = [
        f"{short(site, each.iri)} ({each.triples}, {'|'.join(kinds_of(site, use, each))})"
        for each in common[:most]
    ]
    more = [f"{len(common) - len(said)} more"] if len(common) > len(said) else []
    return f"- {short(site, use.iri)} ({use.entities}): {', '.join([*said, *more]) or '-'}"


def kinds_of(site: Site, class_: ClassUse, use: PropertyUse) -> list[str]:
    """The kinds of most values of a property of a class: datatypes, classes, else what one is."""
    kinds = [(count, _TEXTS.get(iri) or short(site, iri)) for iri, count in use.datatypes.items()]
    kinds += [(count, f"-> {short(site, iri)}") for iri, count in use.classes.items()]
    ordered = sorted(kinds, key=lambda kind: (-kind[0], kind[1]))
    return [name for _, name in ordered[:_MOST_KINDS]] or [_without_class(site, class_, use)]


def _without_class(site: Site, class_: ClassUse, use: PropertyUse) -> str:
    """The kind of values without a class, as the first one is: its properties if it has no name."""
    for thing in site.index.instances(URIRef(class_.iri), limit=_MOST_TRIED):
        for value in site.index.objects(thing, URIRef(use.iri), limit=1):
            if isinstance(value, URIRef):
                return "IRI" if site.index.is_described(value) else "IRI*"
            parts = islice(site.index.predicates_of(value), _MOST_PARTS)
            return f"[ {' '.join(short(site, part) for part in parts)} ]"
    return "IRI"


def example_query(site: Site) -> str | None:
    """A query for things of the first class that has a text, with that; None if there is none."""
    for use in (*main_uses(site), *class_uses(site)):
        texts = [each for each in use.properties if _TEXTS.keys() & each.datatypes.keys()]
        if texts:
            best = min(texts, key=lambda each: (-each.triples, each.iri))
            return f"SELECT ?thing ?text {{ {_texts_pattern(site, use.iri, best.iri)} }} LIMIT 10"
    return None


def _texts_pattern(site: Site, class_: str, property_: str) -> str:
    reaches = site.reach_of(URIRef(class_)), site.reach_of(URIRef(property_))
    typed, text = f"?thing a {short(site, class_)}", f"{short(site, property_)} ?text"
    if reaches == (Reach.DEFAULT, Reach.DEFAULT):
        return f"{typed} ; {text}"
    parts = reaching(typed, reaches[0], "g"), reaching(f"?thing {text}", reaches[1], "h")
    return " . ".join(parts) if reaches[0] is Reach.DEFAULT else " ".join(parts)


def question_lines(site: Site, *, room: int) -> Iterator[str]:
    """The questions with their queries while these fit into `room` characters, then their titles.

    Titles have a room of their own, as large.
    """
    titles = room
    for number, question in enumerate(site.questions):
        title, query = _title(site, question), without_header(question.text)
        titles -= len(title)
        room -= len(query)
        if titles < 0:
            yield f"- and {len(site.questions) - number} more"
            return
        yield f"- {title}" + (f"\n\n```sparql\n{query}\n```\n" if room >= 0 else "")


def _title(site: Site, question: Question) -> str:
    titles = ((text, tag) for tag, text in question.titles.items())
    title, _ = best_text(titles, site.languages) or (question.name, None)
    asked = ", ".join(f"?{each.name}" for each in question.parameters)
    return f"{title} (put in values for {asked})" if asked else title


def without_header(query: str) -> str:
    """A question's query without the comments above it."""
    lines = query.strip().splitlines()
    return "\n".join(dropwhile(lambda line: line.startswith("#") or not line.strip(), lines))


def evidence_lines(site: Site) -> Iterator[str]:
    """A query for the passages that statements rest on, if these stand in a graph."""
    graph = evidence_graph(site.base)
    if graph in site.snapshot.statistics.named_graphs:
        statement = "rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o"
        pattern = f"?e oa:hasBody [ {statement} ] ; oa:hasTarget ?passage"
        query = f"SELECT * {{ GRAPH <{graph}> {{ {pattern} }} }} LIMIT 10"
        yield f"The passages that statements rest on: `{query}`"


def prefix_lines(prefixes: Iterable[tuple[str, str]], *, room: int) -> Iterator[str]:
    """Prefixes with their namespaces, in `room` characters; then the number of the rest."""
    found = sorted(prefixes)
    for number, (prefix, namespace) in enumerate(found):
        line = f"- `{prefix}:` <{namespace}>"
        room -= len(line) + 1
        if room < 0:
            yield f"- and {len(found) - number} more"
            return
        yield line


def short(site: Site, iri: str) -> str:
    """An IRI with a prefix of the dataset, else in angle brackets."""
    return str(site.prefixes.shorten(iri) or f"<{iri}>")


blueprint = Blueprint("crawlers", __name__)

PART = 5_000
"""IRIs in one part of the sitemap; each has a page per language, and 50,000 URLs is the limit."""

_PREFIXES, _CARD, _QUERIES = 1_500, 4_000, 2_000
"""Characters of the parts of llms.txt."""

_SITEMAPS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_XML = "application/xml"


@blueprint.route("/robots.txt")
def robots() -> Response:
    """Pages and dumps are for robots, queries are not: https://www.rfc-editor.org/rfc/rfc9309."""
    lines = [
        "User-agent: *",
        f"Disallow: {url_for('sparql.sparql')}?",
        "Disallow: /*?",
        f"Disallow: {url_for('neighbours.around', path='')}",
        "Allow: /",
        f"Sitemap: {url_for('.sitemap', _external=True)}",
    ]
    return Response("\n".join(lines) + "\n", content_type=TEXT.content_type)


@blueprint.route("/sitemap.xml")
def sitemap() -> Response:
    """The parts of the sitemap: https://www.sitemaps.org/protocol.html."""
    site = current_site()
    parts = range(1, -(-len(_own_iris(site)) // PART) + 1)
    urls = [url_for(".sitemap_part", number=number, _external=True) for number in parts]
    entries = "".join(f"<sitemap>{_place(url, site)}</sitemap>\n" for url in urls)
    return _xml(f"<sitemapindex {_SITEMAPS}>\n{entries}</sitemapindex>\n")


@blueprint.route("/sitemap-<int:number>.xml")
def sitemap_part(number: int) -> Response:
    """The pages of some IRIs, each with its twins in the other languages."""
    site = current_site()
    iris = _own_iris(site)[(number - 1) * PART : number * PART] if number else []
    if not iris:
        abort(404)
    entries = "".join(_entries(iris, site))
    other = 'xmlns:xhtml="http://www.w3.org/1999/xhtml"'
    return _xml(f"<urlset {_SITEMAPS} {other}>\n{entries}</urlset>\n")


@blueprint.route("/llms.txt")
def llms() -> Response:
    """A summary of the site for programs that read prose: https://llmstxt.org/."""
    return Response("\n".join(_prose(current_site())) + "\n", content_type=TEXT.content_type)


def _own_iris(site: Site) -> list[str]:
    well_known = f"{site.base}.well-known/"
    return [iri for iri in site.own_iris if "#" not in iri and not iri.startswith(well_known)]


def _entries(iris: list[str], site: Site) -> Iterator[str]:
    root = url_for("home.start", _external=True)
    iri_paths = IriPaths(site.base)
    for iri in iris:
        urls = {language: root + iri_paths.page_path(iri, language) for language in site.languages}
        twins = "".join(
            f'<xhtml:link rel="alternate" hreflang="{language}" href="{escape(url)}"/>'
            for language, url in urls.items()
            if len(urls) > 1
        )
        for url in urls.values():
            yield f"<url>{_place(url, site)}{twins}</url>\n"


def _place(url: str, site: Site) -> str:
    lastmod = f"<lastmod>{escape(site.modified)}</lastmod>" if site.modified else ""
    return f"<loc>{escape(url)}</loc>{lastmod}"


def _xml(content: str) -> Response:
    return Response(f'<?xml version="1.0" encoding="UTF-8"?>\n{content}', content_type=_XML)


def _prose(site: Site) -> Iterator[str]:
    title, _ = site.title(site.languages)
    yield f"# {title}\n"
    if site.queries_only:
        yield "> A knowledge graph at another endpoint: queries only, without pages and files.\n"
    else:
        triples = grouped(site.triples or site.snapshot.all_triples, DEFAULT_LANGUAGE)
        yield f"> A knowledge graph of {triples} triples, published as linked data.\n"
    yield "## How to ask\n"
    if has_server():
        endpoint = url_for("sparql.sparql", _external=True)
        yield f"- SPARQL 1.1 endpoint: {endpoint} (GET or POST `query`; read-only; no SERVICE)"
    else:
        yield "- This site consists of files: to ask queries, load a dump into a store of yours."
    yield f"- [What it holds, as VoID]({url_for('well_known_void.void', _external=True)})"
    if has_server():
        yield f"- [All URLs, as OpenAPI]({url_for('openapi.openapi', _external=True)})"
        yield f"- Model Context Protocol: {url_for('mcp.answer', _external=True)}"
        reconciliation = url_for("reconciliation.reconcile", _external=True)
        yield f"- Reconciliation Service API 0.2, for OpenRefine: {reconciliation}"
    if not site.queries_only:
        yield f"- [Dumps]({url_for('downloads.dumps', _external=True)})"
        yield f"- [Catalogue, as DCAT]({url_for('downloads.catalogue', _external=True)})"
        ways = "more by Accept" if has_server() else "more in files: `.html`, `.ttl`, `.jsonld`, …"
        yield f"- Every IRI below the base answers with HTML, Turtle, JSON-LD and {ways}."
    if has_server():
        limits = site.backend.limits
        yield (
            f"- A query may take {limits.seconds:g} s, its answer {limits.answer} bytes; use "
            "LIMIT. Errors are JSON with line and column where Accept is application/json."
        )
    yield "\n## Prefixes that need no declaration\n"
    yield from prefix_lines(site.snapshot.prefixes.items(), room=_PREFIXES)
    yield f"- and well-known ones: {', '.join(f'`{p}:`' for p in site.well_known_prefixes)}"
    yield f"\n## Classes with their properties\n\n{CARD_LEGEND}\n"
    yield from class_lines(site, room=_CARD)
    if evidence := list(evidence_lines(site)):
        yield "\n## Evidence of statements\n"
        yield from evidence
    yield "\n## Questions with queries\n"
    if query := example_query(site):
        yield f"```sparql\n{query}\n```\n"
    yield from question_lines(site, room=_QUERIES)


void_blueprint = Blueprint("well_known_void", __name__)


@void_blueprint.route("/.well-known/void", strict_slashes=False)
def well_known() -> Response:
    """The way to the description, as RFC 8615 and VoID have it."""
    location = url_for(".void", format=requested_format(request), _external=True)
    return Response(f"{location}\n", 303, {"Location": location}, content_type=TEXT.content_type)


@void_blueprint.route("/void", strict_slashes=False)
def void() -> Response:
    """The description of the dataset and of the endpoint, in any RDF format."""
    return description_response(current_site(), chosen_format(GRAPH_FORMATS))


def description_response(site: Site, chosen: Format) -> Response:
    """The description in a format: the same at the endpoint and as a document."""
    endpoint = url_for("sparql.sparql", _external=True)
    document = url_for("well_known_void.well_known", _external=True)
    body = site.description.write(endpoint, document, chosen, _dumps(site))
    return Response(body, content_type=chosen.content_type)


def _dumps(site: Site) -> tuple[str, ...]:
    """The URLs of the files that hold the default graph, whole and alone."""
    if site.queries_only:
        return ()
    return tuple(
        url_for("downloads.dump_file", name=f"{NAME}{known.extension}", _external=True)
        for known in GRAPH_FORMATS
        if known not in (TRIG, NQUADS) and (known is not RDFXML or site.xml_carries_all)
    )
