"""Every IRI answers: the thing itself by 303, its page and its data by their names.

    /id/uwe-pfeil           303 to one of those below, by Accept
    /id/uwe-pfeil.html      the page, in the reader's language
    /id/uwe-pfeil.de.html   the page in German
    /id/uwe-pfeil.ttl       the data, likewise .nt .jsonld .rdf .json

An IRI that ends in `/` has its documents in that folder: `/def/index.ttl`.
https://www.w3.org/TR/cooluris/#r303gendocument
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from flask import Blueprint, Response
from rdflib import OWL, SKOS, URIRef
from werkzeug.exceptions import NotFound

from schlaglicht.dataset.statistics import ClassUse
from schlaglicht.errors import NotAcceptable, ProjectError, QueriesOnly
from schlaglicht.formats import HTML, JSONLD, PLAIN_JSON, Format
from schlaglicht.i18n import LANGUAGES, Message, Text, msg
from schlaglicht.pages import (
    Resource,
    describe,
    document_graph,
    nearest,
    structured_data,
    terms_of_document,
)
from schlaglicht.pages.iri_paths import before_decoding
from schlaglicht.pages.labels import Names
from schlaglicht.pages.more_like import AlikeThing, more_like
from schlaglicht.pages.thing_page import LONGEST_DESCRIPTION, MOST_TYPES
from schlaglicht.query_builder import Step
from schlaglicht.rdf.writing.write import dump
from schlaglicht.vocab import CLASSES
from schlaglicht.web.http.headers import EVERYWHERE, with_images
from schlaglicht.web.published_site import Site, current_site
from schlaglicht.web.views.links import (
    builder_url,
    description_query,
    distinguishing_name,
    document_path,
    document_url,
    ends_like_page,
    incoming_query,
    page_path,
    thing_url,
)
from schlaglicht.web.views.lists.classes import class_entries, class_uses, list_url, uses_below
from schlaglicht.web.views.page import (
    LANGUAGE_PART,
    Form,
    choose,
    fix_name,
    grouped,
    language_in_query,
    link,
    page,
    read_by_path,
    reader_language,
    reader_languages,
    see_other,
    text_for_reader,
)
from schlaglicht.web.views.programs.signposting import (
    DATA_FORMATS,
    LINKSET,
    available,
    data_signposts,
    linkset,
    page_signposts,
    signposts,
)
from schlaglicht.web.views.review.access import find_desk

blueprint = Blueprint("iris", __name__)

_MOST_FOREIGN = 3
"""Values that are all in other languages than the reader's: more are folded away."""

_SUFFIXES = {
    **{f.extension: f for f in DATA_FORMATS},
    PLAIN_JSON.extension: PLAIN_JSON,
    LINKSET.extension: LINKSET,
    HTML.extension: HTML,
}
_PAGE = re.compile(rf"(.*)\.({'|'.join(LANGUAGES)})\.html", re.DOTALL)
"""The name of a page in a language; of a site that has no pages in it, any other name."""

_VOCABULARIES = frozenset(map(str, (OWL.Ontology, SKOS.ConceptScheme)))
"""Classes of documents whose things are terms."""

_CLASSES = frozenset(map(str, CLASSES))

_LONGEST_IRI = 4000
"""Characters of an IRI that is looked for."""


class UnknownIri(NotFound):
    """An IRI without what was asked for; `nearest` are IRIs, names and URLs of near ones."""

    def __init__(
        self,
        iri: str | None,
        near: Iterable[tuple[str, str, str]],
        reason: Message | None = None,
    ) -> None:
        super().__init__()
        self.iri = iri
        self.nearest = tuple(near)
        self.reason = reason or msg("this dataset does not describe <{iri}>", iri=iri)


@dataclass(frozen=True)
class _Target:
    """A thing, or one of its documents, that a path names."""

    iri: str
    format: Format | None = None
    """None for the thing itself."""
    language: str | None = None


read_by_path(blueprint, f"/<path:path>.{LANGUAGE_PART}.html", "page")


@blueprint.route("/<path:path>")
def thing(path: str) -> Response:
    """A thing, its page or its data."""
    site = current_site()
    target = _resolved(site, path)
    if target is None:
        if ontology := _ontology_of_version(site, path):
            return _see_other(site, ontology)
        if named := _page_name(site, path):
            fix_name(named[2])
        raise _unknown(site, path)
    if target.format is None:
        return _see_other(site, target.iri)
    if target.language or target.format is not HTML:
        fix_name(target.language)
    if target.format is HTML:
        return _page(site, target.iri)
    return _document(site, target.iri, target.format)


def _resolved(site: Site, path: str) -> _Target | None:
    """The target of a path: a document of what is described, else the IRI itself.

    `/iri/http/ex.org/ds.ttl` is the data of `ds`, also where `ds.ttl` is described: that has a page
    and data of its own, but nothing else could stand for the data of `ds`.

    A path is decoded: `/M%C3%B6we` may be the IRI that ends in `M%C3%B6we`, if none ends in `Möwe`.
    """
    targets = (_target(site, each) for each in dict.fromkeys((path, *before_decoding(path))))
    return next(filter(None, targets), None)


def _target(site: Site, path: str) -> _Target | None:
    iri_paths = site.dataset.iri_paths
    for name, format_, language in _documents(site, path):
        if (iri := _described(site, iri_paths.iri_named(name))) is not None:
            return _Target(iri, format_, language)
    iri = _described(site, iri_paths.iri_of(path))
    return _Target(iri) if iri is not None else None


def _documents(site: Site, path: str) -> Iterator[tuple[str, Format, str | None]]:
    """The names, formats and languages of documents that a path can be read as, the best first."""
    if found := _page_name(site, path):
        yield found[1], HTML, found[2]
    for suffix in sorted(_SUFFIXES, key=len, reverse=True):
        if path.endswith(suffix):
            yield path.removesuffix(suffix), _SUFFIXES[suffix], None


def _page_name(site: Site, path: str) -> re.Match[str] | None:
    found = _PAGE.fullmatch(path)
    return found if found and found[2] in site.languages else None


def _described(site: Site, iri: str | None) -> str | None:
    """The IRI, if there is something to show about it."""
    if iri is None or len(iri) > _LONGEST_IRI:
        return None
    has_page = site.dataset.has_page(iri) or bool(site.index.fragments(iri, limit=1))
    return iri if has_page else None


def _ontology_of_version(site: Site, path: str) -> str | None:
    """The ontology whose version is at `path`: the one served is the one that it names."""
    iri = site.dataset.iri_paths.iri_of(path)
    if iri is None or len(iri) > _LONGEST_IRI:
        return None
    found = site.index.things_with(URIRef(iri), OWL.versionIRI, limit=1)
    return next((str(ontology) for ontology in found if isinstance(ontology, URIRef)), None)


def _unknown(site: Site, path: str) -> UnknownIri | QueriesOnly:
    if site.queries_only:
        return QueriesOnly()
    found = _page_name(site, path)
    stem = found[1] if found else path
    for suffix in _SUFFIXES:
        stem = stem.removesuffix(suffix)
    iri = site.dataset.iri_paths.iri_of(stem)
    if iri is None:
        return UnknownIri(None, ())
    near = nearest(site.dataset, iri, reader_languages())
    names = Names(site.dataset, reader_languages())
    return UnknownIri(iri, ((n.iri, names.exact(n.iri), thing_url(site, n.iri)) for n in near))


def _see_other(site: Site, iri: str) -> Response:
    """https://www.rfc-editor.org/rfc/rfc9110#status.303."""
    there = available(site, iri)
    chosen = choose((*there.formats, HTML), _in_language(there.forms, reader_language()))
    if isinstance(chosen, Form):
        response = see_other(chosen.url)
    else:
        language = language_in_query() if chosen is HTML else None
        if chosen is HTML and ends_like_page(site, iri):
            language = language or reader_language()
        ending = f".{language}{chosen.extension}" if language else chosen.extension
        response = see_other(document_path(site, iri, ending))
    response.headers["Link"] = signposts(there)
    return response


def _in_language(forms: Iterable[Form], language: str) -> list[Form]:
    return [form for form in forms if form.language == language]


def _document(site: Site, iri: str, chosen: Format) -> Response:
    written = JSONLD if chosen is PLAIN_JSON else chosen
    if chosen is LINKSET:
        body = linkset(site, iri)
        response = Response(body, content_type=LINKSET.media_type)
    else:
        graph = document_graph(site.dataset, iri)
        try:
            content = dump(graph, written, site.snapshot.written_prefixes)
        except ProjectError as error:  # RDF/XML has no way to write some properties
            others = tuple(f.media_type for f in DATA_FORMATS if f is not written)
            raise NotAcceptable(chosen.media_type, others) from error
        response = Response(content, content_type=chosen.content_type)
    response.headers["Link"] = data_signposts(site, iri, written)
    return response


def _page(site: Site, iri: str) -> Response:
    languages = reader_languages()
    names = Names(site.dataset, languages)
    resource = describe(site.dataset, iri, languages)
    terms = [
        names.reference(term)
        for term in terms_of_document(site.dataset, iri)
        if site.dataset.has_page(term) and term not in resource.parts
    ]
    alike = [] if resource.supports else more_like(site.dataset, iri, languages)
    there, language = available(site, iri), reader_language()
    canonical = document_url(site, iri, f".{language}.html")
    response = page(
        "thing.html",
        shown_as="iris.page",
        shown_values={"path": page_path(site, iri)},
        path=page_path(site, iri),
        resource=resource,
        short_name=distinguishing_name(site, iri, resource.name),
        evidence_numbers={
            told.support.evidence: number
            for number, quotation in enumerate(resource.evidence, 1)
            for told in quotation.statements
        },
        longest_description=LONGEST_DESCRIPTION,
        most_types=MOST_TYPES,
        most_foreign=_MOST_FOREIGN,
        things=class_entries(site, _uses(site, resource)),
        with_subclasses=(grouped(site.things_with_subclasses(iri)), list_url(site, iri))
        if iri in site.classes_below
        else None,
        terms=terms,
        is_vocabulary=not _VOCABULARIES.isdisjoint(type_.iri for type_ in resource.types),
        structured=structured_data(site.dataset, iri, languages),
        canonical=canonical,
        formats=[
            (f.media_type, _LABELS[f.name], document_path(site, iri, f.extension))
            for f in there.formats
        ],
        findings=_findings(site, iri),
        is_checking=site.is_checking,
        has_shapes=bool(site.project.shapes),
        edit_url=_edit_url(site, iri),
        incoming_query=lambda p: incoming_query(site, iri, p),
        forms=_in_language(there.forms, language),
        forms_elsewhere=[each for each in there.forms if each.language != language],
        query_url=link("sparql.sparql", query=description_query(site, iri)),
        similar=alike,
        alike_url=_alike_url(site, resource, alike),
    )
    response.headers["Link"] = page_signposts(there, canonical)
    if resource.lead.pictures or resource.lead.point:
        policy = EVERYWHERE["Content-Security-Policy"]
        hosts = site.project.settings.images if resource.lead.pictures else ()
        response.headers["Content-Security-Policy"] = with_images(policy, hosts)
    return response


def _edit_url(site: Site, iri: str) -> str | None:
    """The form of a thing, where things are edited here, else its line in the repository."""
    desk = find_desk()
    if desk and desk.edits:
        return link("edit.edit_thing", thing=f"<{iri}>")
    url, place = site.project.settings.site.edit, site.findings and site.findings.places.get(iri)
    if not url or not place:
        return None
    path, _, line = place.rpartition(":")
    return url.replace("{path}", quote(path)).replace("{line}", line)


def _alike_url(site: Site, resource: Resource, alike: Sequence[AlikeThing]) -> str | None:
    """The query builder with what the most similar thing shares; None without one, or a class."""
    if not alike or not resource.types:
        return None
    shared = [(Step(each.property, each.is_inverse), each.value) for each in alike[0].terms]
    return builder_url(site, alike[0].class_ or resource.types[0].iri, shared)


def _uses(site: Site, resource: Resource) -> list[ClassUse]:
    """Of a class its own things and those of the classes below it, counted."""
    is_class = not _CLASSES.isdisjoint(type_.iri for type_ in resource.types)
    if not is_class and resource.iri not in site.things_by_class:
        return []
    own = [use for use in class_uses(site) if use.iri == resource.iri]
    return [*own, *uses_below(site, resource.iri)]


def _findings(site: Site, iri: str) -> list[tuple[str, str, Text]] | None:
    """The rule, severity and message of each result about `iri`; None when nobody has checked."""
    if site.findings is None:
        return None
    return [
        (found.code, found.severity, text_for_reader(found.messages, found.code))
        for found in site.findings.of_thing.get(iri, ())
    ]


_LABELS = {
    "turtle": "Turtle",
    "ntriples": "N-Triples",
    "jsonld": "JSON-LD",
    "rdfxml": "RDF/XML",
}
