"""The start page, an overview of the site, and a page for each kind of problem."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from flask import Blueprint, Response, abort, request, url_for
from rdflib import DCAT, DCTERMS, FOAF, SKOS, URIRef

from schlaglicht import __version__
from schlaglicht.dataset import graph_titles
from schlaglicht.dataset.index import Listing, Selection
from schlaglicht.dataset.statistics import ClassUse
from schlaglicht.dataset.void import MOST_GRAPHS
from schlaglicht.formats import HTML, PLAIN_JSON, TEXT, Format
from schlaglicht.i18n import Message, Text, msg, plural, translate
from schlaglicht.pages import Reference
from schlaglicht.pages.labels import Names
from schlaglicht.pages.ontology_pages import Glossary, shapes_defined, terms_defined
from schlaglicht.pages.page_model import Tree
from schlaglicht.pages.profiles import CLASSES_OF_TERMS, tree_of_classes, tree_of_concepts
from schlaglicht.pages.thing_page import LONGEST_DESCRIPTION
from schlaglicht.rdf.reading.recovery import in_short
from schlaglicht.vocab import of_schema
from schlaglicht.vocabularies import known_term
from schlaglicht.web.http.problem_types import PROBLEMS
from schlaglicht.web.published_site import Site, current_site
from schlaglicht.web.views.calendars_and_feeds import forms_of_dataset
from schlaglicht.web.views.downloads import curl_line, endpoint_url
from schlaglicht.web.views.examples import map_url, questions_to_try
from schlaglicht.web.views.links import document_path
from schlaglicht.web.views.lists.classes import (
    ClassEntry,
    class_entries,
    class_uses,
    main_uses,
    page_of,
)
from schlaglicht.web.views.lists.search import has_few_texts
from schlaglicht.web.views.page import (
    Link,
    chosen_format,
    grouped,
    has_server,
    is_page_url,
    json_response,
    link,
    page,
    page_route,
    reader_language,
    reader_languages,
    see_other,
    text_for_reader,
)
from schlaglicht.web.views.programs.signposting import available

blueprint = Blueprint("home", __name__)

_CLASSES = 8
"""Classes on the start page."""

_LOOKED_AT, _MANY_NAMED = 12, 4
"""Classes that it chooses from; with so many whose things have names, it leaves out the others."""

_EXAMPLES = 3
"""Things of a class on the start page."""

_MOST_READ = 20
"""Things of a class that are read to find some with names."""

_FORMATS = (TEXT, PLAIN_JSON, HTML)


@page_route(blueprint, "/")
def start() -> Response:
    """The start page as HTML, JSON or plain text; the data on the base itself is elsewhere."""
    site = current_site()
    data = _data_of_base(site)
    chosen = HTML if is_page_url() else chosen_format((*_FORMATS, *data))
    if chosen in data:
        return see_other(data[chosen])
    response = _FORMS[chosen](site)
    root = request.host_url.rstrip("/")
    links = [str(Link("describedby", root + url, known.media_type)) for known, url in data.items()]
    if links:
        response.headers["Link"] = ", ".join(filter(None, [response.headers.get("Link"), *links]))
    return response


def _data_of_base(site: Site) -> dict[Format, str]:
    """The data about the IRI at which this page is, where there are any."""
    if site.base is None or not site.dataset.has_page(site.base):
        return {}
    formats = available(site, site.base).formats
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


def _left_out(site: Site) -> str | None:
    """A sentence about what cannot be read of the files; None if all can."""
    project, found = site.project, site.snapshot.left_out
    files = len(project.graph_files) + len(project.evidence)
    return in_short(found, files)[reader_language()] if found else None


def _start_page(site: Site) -> Response:
    uses = (main_uses(site) or class_uses(site))[:_LOOKED_AT]
    languages = reader_languages()
    is_about_terms = any(use.iri in CLASSES_OF_TERMS for use in uses[:_CLASSES])
    trees = [] if site.queries_only else _trees(site, of_terms=is_about_terms)
    in_trees = {iri for _, classes in trees for iri in classes}
    others = [use for use in uses if use.iri not in in_trees]
    cards = [
        Card(entry, _examples(site, use.iri), map_url(site, use.iri))
        for entry, use in zip(class_entries(site, others), others, strict=True)
    ]
    named = [card for card in cards if card.examples][:_CLASSES]
    return page(
        "home.html",
        searches_texts=has_server() or has_few_texts(site),
        about=_about(site, uses),
        triples=grouped(site.snapshot.triples),
        queries_only=site.queries_only,
        named_triples=grouped(site.snapshot.statistics.named_triples),
        digest=site.snapshot.digest,
        version=__version__,
        endpoint=endpoint_url(),
        description=site.description_for(languages),
        longest_description=LONGEST_DESCRIPTION,
        cards=named if len(named) >= _MANY_NAMED else cards[:_CLASSES],
        trees=[tree for tree, _ in trees],
        is_about_terms=is_about_terms,
        has_history=bool(site.history),
        modified=site.modified,
        licences=[
            Names(site.dataset, reader_languages()).reference(x) for x in site.dataset.licences
        ],
        findings=site.findings,
        is_checking=site.is_checking,
        left_out=_left_out(site),
        forms=forms_of_dataset(),
        **questions_to_try(site),
    )


def _trees(site: Site, *, of_terms: bool) -> list[tuple[Tree, Collection[str]]]:
    """The trees of concepts and of classes, each with the classes of the things in it."""
    languages = reader_languages()
    trees: list[tuple[Tree, Collection[str]]] = [
        (tree_of_concepts(site.dataset, languages), (str(SKOS.Concept),))
    ]
    if of_terms:
        trees.append((tree_of_classes(site.dataset, languages), CLASSES_OF_TERMS))
    return [(tree, classes) for tree, classes in trees if tree.branches]


_MANY_TERMS = 10
"""Terms for each other thing from which a dataset is about terms."""

_SAID = 3
"""Classes that the sentence about the dataset names."""

_WORDS: Mapping[str, Callable[[int], Message]] = {
    str(class_): words
    for classes, words in (
        ((SKOS.Concept,), lambda n: plural("{number} concept", "{number} concepts", n)),
        ((DCAT.Dataset,), lambda n: plural("{number} dataset", "{number} datasets", n)),
        (
            (FOAF.Person, *of_schema("Person")),
            lambda n: plural("{number} person", "{number} people", n),
        ),
        (
            (FOAF.Organization, *of_schema("Organization")),
            lambda n: plural("{number} organization", "{number} organizations", n),
        ),
        (of_schema("Event"), lambda n: plural("{number} event", "{number} events", n)),
        (of_schema("Place"), lambda n: plural("{number} place", "{number} places", n)),
        (of_schema("Article"), lambda n: plural("{number} article", "{number} articles", n)),
    )
    for class_ in classes
}
"""What people say for the things of a class; of others the class is named."""


def _about(site: Site, uses: Sequence[ClassUse]) -> str:
    """The subject of the dataset in words made from it: *50 datasets of 6 publishers*."""
    language = reader_language()
    things = [use for use in uses if use.iri not in CLASSES_OF_TERMS]
    number = sum(use.entities for use in things)
    if _MANY_TERMS * number < sum(use.entities for use in uses) - number:
        things = []
    things = ([use for use in things if use.entities > 1] or things)[:_SAID]
    if things:
        return _enumerated([translate(_said(site, use), language) for use in things], language)
    if not uses:
        return ""
    terms = terms_defined(site.dataset)
    classes = sum(is_class for _, is_class in terms)
    parts = (
        plural("{number} class", "{number} classes", classes),
        plural("{number} property", "{number} properties", len(terms) - classes),
    )
    return _enumerated([translate(part, language) for part in parts if part.number], language)


def _said(site: Site, use: ClassUse) -> Message:
    if use.iri not in _WORDS:
        name = Names(site.dataset, reader_languages()).reference(use.iri).name[0]
        return msg("{number} of the class {name}", name=name, number=use.entities)
    said = _WORDS[use.iri](use.entities)
    if use.iri == str(SKOS.Concept) and (n := site.index.count_values(SKOS.inScheme, SKOS.Concept)):
        schemes = plural("one scheme", "{number} schemes", n)
        return msg("{concepts} in {schemes}", concepts=said, schemes=schemes)
    if use.iri == str(DCAT.Dataset) and (
        n := site.index.count_values(DCTERMS.publisher, DCAT.Dataset)
    ):
        publishers = plural("one publisher", "{number} publishers", n)
        return msg("{datasets} of {publishers}", datasets=said, publishers=publishers)
    return said


def _enumerated(parts: Sequence[str], language: str) -> str:
    """Words with commas, and *and* before the last."""
    *first, last = parts
    if not first:
        return last
    return translate(msg("{first} and {last}", first=", ".join(first), last=last), language)


@dataclass(frozen=True)
class Card:
    """A class on the start page, with some of its things."""

    entry: ClassEntry
    examples: tuple[Reference, ...]
    map_url: str | None


def _examples(site: Site, class_: str) -> tuple[Reference, ...]:
    """Of terms first those that are not of a known vocabulary."""
    names = Names(site.dataset, reader_languages())
    selection = Selection(URIRef(class_))
    things = Listing(site.index).things(selection, reader_language(), limit=_MOST_READ) or []
    things.sort(key=lambda thing: known_term(str(thing)) is not None)
    named = (str(thing) for thing in things if isinstance(thing, URIRef))
    found = (names.reference(iri) for iri in named if names.label(iri))
    return tuple(names.distinct(islice(found, _EXAMPLES)))


def _start_json(site: Site) -> Response:
    summary = {
        "title": {tag or "und": title for tag, title in site.titles.items()},
        "triples": site.triples,
        "queries_only": site.queries_only,
        "triples_in_named_graphs": site.snapshot.statistics.named_triples,
        "digest": site.snapshot.digest,
        "software": f"Schlaglicht {__version__}",
        "endpoint": endpoint_url(),
        "questions": [
            {
                "name": question.name,
                "title": dict(question.titles),
                "url": url_for("questions.question", name=question.name, _external=True),
            }
            for question in site.questions
        ],
    }
    return json_response(summary, indent=2)


def _start_text(site: Site) -> Response:
    title, _ = site.title([reader_language()])
    triples = site.triples or site.snapshot.all_triples
    body = f"""\
{title}

{"queries only" if site.triples is None else f"{triples} triples"}, version \
{site.snapshot.digest[:12]}
SPARQL endpoint: {endpoint_url()}

Try:
{curl_line(site)}

Served by Schlaglicht {__version__}
"""
    return Response(body, content_type=TEXT.content_type)


_FORMS = {HTML: _start_page, PLAIN_JSON: _start_json, TEXT: _start_text}


experts_blueprint = Blueprint("experts", __name__)


@dataclass(frozen=True)
class GraphEntry:
    """A graph of the dataset."""

    name: Text
    reference: Reference | None
    """None for the default graph, which has no IRI."""
    triples: str


@page_route(experts_blueprint, "/experts/")
def experts() -> Response:
    """The ways to what is behind the pages."""
    site = current_site()
    graphs = site.snapshot.statistics.named_graphs
    return page(
        "experts.html",
        endpoint=url_for("sparql.sparql", _external=True),
        openapi=url_for("openapi.openapi") if has_server() else None,
        graphs=_graphs(site),
        more_graphs=max(0, len(graphs) - MOST_GRAPHS),
        prefixes=sorted(site.snapshot.prefixes.items()),
        has_history=bool(site.history),
    )


def _graphs(site: Site) -> list[GraphEntry]:
    """The default graph and the named graphs, the first by IRI."""
    statistics, names = site.snapshot.statistics, Names(site.dataset, reader_languages())
    default = translate(msg("Default graph"), reader_language()), None
    size = grouped(site.triples) if site.triples is not None else ""
    entries = [GraphEntry(default, None, size)]
    titles = graph_titles(site.base)
    for iri, graph in sorted(statistics.named_graphs.items())[:MOST_GRAPHS]:
        reference = names.reference(iri)
        name = text_for_reader(titles[iri], iri) if iri in titles else reference.name
        entries.append(GraphEntry(name, reference, grouped(graph.triples)))
    return entries


ontology_blueprint = Blueprint("ontology", __name__)

_TERMS = 40
"""Terms on a page."""

_SHAPES = 6
"""Shapes on a page."""


@page_route(ontology_blueprint, "/ontology/")
@page_route(ontology_blueprint, "/ontology/page-<int(min=2):number>")
def ontology(number: int = 1) -> Response:
    """The terms."""
    dataset = current_site().dataset
    shown, pages = page_of(terms_defined(dataset), _TERMS, number, endpoint="ontology.ontology")
    glossary = Glossary(dataset, reader_languages())
    explained = [glossary.term(iri, is_class=is_class) for iri, is_class in shown]
    current = [term for term in explained if not term.is_deprecated]
    return page(
        "ontology.html",
        classes=[term for term in current if term.is_class],
        properties=[term for term in current if not term.is_class],
        deprecated=[term for term in explained if term.is_deprecated],
        tree=tree_of_classes(dataset, reader_languages()) if pages.total > 1 else None,
        pages=pages,
    )


@page_route(ontology_blueprint, "/constraints/")
@page_route(ontology_blueprint, "/constraints/page-<int(min=2):number>")
def constraints(number: int = 1) -> Response:
    """The shapes."""
    dataset = current_site().dataset
    shapes = shapes_defined(dataset)
    shown, pages = page_of(shapes, _SHAPES, number, endpoint="ontology.constraints")
    glossary = Glossary(dataset, reader_languages())
    return page("constraints.html", shapes=[glossary.shape(iri) for iri in shown], pages=pages)
