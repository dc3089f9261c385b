"""The page for those who know RDF: queries, terms, rules, graphs, namespaces and files."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, url_for

from schlaglicht.dataset.graph_names import graph_titles
from schlaglicht.dataset.void import MOST_GRAPHS
from schlaglicht.i18n import msg, translate
from schlaglicht.languages import Text
from schlaglicht.pages import Reference
from schlaglicht.pages.labels import Names
from schlaglicht.web.published_site import current_site
from schlaglicht.web.served_version import Site
from schlaglicht.web.views.page import (
    grouped,
    has_server,
    page,
    page_route,
    reader_language,
    reader_languages,
    text_for_reader,
)

blueprint = Blueprint("experts", __name__)


@dataclass(frozen=True)
class GraphEntry:
    """A graph of the dataset."""

    name: Text
    reference: Reference | None
    """None for the default graph, which has no IRI."""
    triples: str


@page_route(blueprint, "/experts/")
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
