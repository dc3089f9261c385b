"""The start page, an overview of the site, and a page for each kind of problem."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response, abort, current_app, request, url_for
from rdflib import OWL, RDF, RDFS
from rdflib.namespace import DCAT, VOID

from schlaglicht import __version__
from schlaglicht.dataset.statistics import ClassUse
from schlaglicht.formats import HTML, PLAIN_JSON, TEXT, Format, format_named, negotiate
from schlaglicht.languages import Text
from schlaglicht.pages.labels import Names
from schlaglicht.vocab import DEF, OA, PROV, SH
from schlaglicht.web.http.problems import PROBLEMS
from schlaglicht.web.http.sparql_protocol import requested_format
from schlaglicht.web.served_version import Site, current_site
from schlaglicht.web.views.alternate_links import see_other
from schlaglicht.web.views.alternates import forms_of_dataset
from schlaglicht.web.views.changes_feed import changes_of
from schlaglicht.web.views.classes import class_entries, class_uses
from schlaglicht.web.views.links import document_path
from schlaglicht.web.views.page import (
    grouped,
    has_content,
    is_page_url,
    link,
    page,
    page_route,
    reader_language,
    reader_languages,
    text_for_reader,
)
from schlaglicht.web.views.signposting import Link, data_formats

blueprint = Blueprint("home", __name__)

_CLASSES = 8
"""Classes on the start page: the largest."""

_ABOUT_DATA = tuple(
    map(
        str,
        (
            *(RDF, RDFS, OWL, SH, OA, VOID, DCAT, DEF.TextBlock, PROV.Entity),
            "http://www.w3.org/ns/sparql-service-description#",
        ),
    )
)
"""Namespaces of classes that describe data rather than what data is about."""

_CHANGES = 5

_FORMATS = (TEXT, PLAIN_JSON, HTML)


@page_route(blueprint, "/")
def start() -> Response:
    """The start page as HTML, JSON or plain text; the data on the base itself is elsewhere."""
    site = current_site()
    data = _data_of_base(site)
    chosen = _chosen_format((*_FORMATS, *data))
    if chosen in data:
        return see_other(data[chosen])
    response = _SHAPES[chosen](site)
    root = request.host_url.rstrip("/")
    links = [str(Link("describedby", root + url, known.media_type)) for known, url in data.items()]
    if links:
        response.headers["Link"] = ", ".join(filter(None, [response.headers.get("Link"), *links]))
    return response


def _data_of_base(site: Site) -> dict[Format, str]:
    """The data about the IRI at which this page is, where there are any."""
    if site.base is None or not site.dataset.has_page(site.base):
        return {}
    formats = data_formats(site, site.base)
    return {known: document_path(site, site.base, known.extension) for known in formats}


@page_route(blueprint, "/problems/")
def problems() -> Response:
    """The kinds of problem that a client can meet."""
    language = reader_language()
    kinds = [
        (link("home.problem", code=p.code), p.title[language], p.status) for p in PROBLEMS.values()
    ]
    return page("problems.html", kinds=kinds)


@page_route(blueprint, "/problems/<code>")
def problem(code: str) -> Response:
    """The meaning of one kind of problem, and remedies."""
    if code not in PROBLEMS:
        abort(404)
    language = reader_language()
    kind = PROBLEMS[code]
    return page(
        "problem.html",
        code=code,
        title=kind.title[language],
        advice=kind.advice[language],
        http_status=kind.status,
        all_problems=link("home.problems"),
    )


def _chosen_format(offered: Sequence[Format]) -> Format:
    if is_page_url():
        return HTML
    name = requested_format(request)
    return (
        format_named(name, offered) if name else negotiate(request.headers.get("Accept"), offered)
    )


def _start_page(site: Site) -> Response:
    return page(
        "home.html",
        triples=grouped(site.snapshot.triples),
        named_triples=grouped(site.snapshot.statistics.named_triples),
        digest=site.snapshot.digest,
        version=__version__,
        endpoint=_endpoint(),
        curl=curl_line(_endpoint()),
        questions=example_links(site),
        description=site.description_for(reader_languages()),
        classes=class_entries(site, _main_classes(site)),
        has_content=has_content,
        changes=changes_of(site)[:_CHANGES] if site.history else [],
        modified=site.modified,
        licences=[
            Names(site.dataset, reader_languages()).reference(x) for x in site.dataset.licences
        ],
        findings=site.findings,
        forms=forms_of_dataset(),
    )


def _main_classes(site: Site) -> list[ClassUse]:
    """The largest classes of things; without any, the largest of all."""
    uses, of_evidence = class_uses(site), _only_in_evidence(site)
    of_things = [
        use for use in uses if not use.iri.startswith(_ABOUT_DATA) and use.iri not in of_evidence
    ]
    return (of_things or uses)[:_CLASSES]


def _only_in_evidence(site: Site) -> set[str]:
    """The classes that only named graphs with annotations have: those of documents, of sources."""
    statistics = site.snapshot.statistics
    graphs = [statistics.default_graph, *statistics.named_graphs.values()]
    classes = [{use.iri for use in graph.classes} for graph in graphs]
    annotated = [found for found in classes[1:] if str(OA.Annotation) in found]
    others = [found for found in classes if found not in annotated]
    return set().union(*annotated).difference(*others)


def example_links(site: Site) -> list[tuple[str, Text, Text | None]]:
    """Each question of the project: its page, title and description."""
    return [
        (
            link("questions.question", name=question.name),
            text_for_reader(question.titles, question.name),
            text_for_reader(question.descriptions, "") if question.descriptions else None,
        )
        for question in site.questions
    ]


def curl_line(endpoint: str) -> str:
    """A command that asks the endpoint something, to be pasted into a shell."""
    query = "SELECT * { ?s ?p ?o } LIMIT 10"
    return f"curl -s {endpoint} \\\n  -H 'Accept: text/csv' \\\n  --data-urlencode 'query={query}'"


def _start_json(site: Site) -> Response:
    summary = {
        "title": dict(site.project.settings.title) or {"und": site.title()[0]},
        "triples": site.snapshot.triples,
        "triples_in_named_graphs": site.snapshot.statistics.named_triples,
        "digest": site.snapshot.digest,
        "software": f"Schlaglicht {__version__}",
        "endpoint": _endpoint(),
        "questions": [
            {
                "name": question.name,
                "title": dict(question.titles),
                "url": url_for("questions.question", name=question.name, _external=True),
            }
            for question in site.questions
        ],
    }
    body = current_app.json.dumps(summary, ensure_ascii=False, sort_keys=False, indent=2) + "\n"
    return Response(body, content_type=PLAIN_JSON.content_type)


def _start_text(site: Site) -> Response:
    title, _ = site.title([reader_language()])
    body = f"""\
{title}

{site.snapshot.triples} triples, version {site.snapshot.digest[:12]}
SPARQL endpoint: {_endpoint()}

Try:
{curl_line(_endpoint())}

Served by Schlaglicht {__version__}
"""
    return Response(body, content_type=TEXT.content_type)


def _endpoint() -> str:
    return url_for("sparql.sparql", _external=True)


_SHAPES = {HTML: _start_page, PLAIN_JSON: _start_json, TEXT: _start_text}
