"""The data document of an IRI: its statements, and the names of all that they link to."""

from __future__ import annotations

from functools import lru_cache

from rdflib import Graph, Literal, URIRef

from schlaglicht.dataset.index import Index
from schlaglicht.dataset.index.texts import LABEL_PROPERTIES
from schlaglicht.pages.page_context import Dataset

_MOST_TERMS = 2000
"""Terms that the document of a vocabulary describes."""

_MOST_LINKED = 500
"""Things whose names a document repeats."""


def document_graph(dataset: Dataset, iri: str) -> Graph:
    """The graph of the data document about `iri`, the same in every format.

    It has the concise bounded description of `iri` and of the terms that the document at this
    IRI defines, and the labels of all that they link to, as the dataset states them.
    """
    return _document_graph(dataset.index, iri)


@lru_cache(maxsize=4)
def _document_graph(index: Index, iri: str) -> Graph:
    """Cached: clients that request a document in one format often request the next."""
    graph = index.description(URIRef(iri))
    for term in _terms_of_document(index, iri):
        graph += index.description(URIRef(term))
    _add_names(index, graph)
    return graph


def terms_of_document(dataset: Dataset, iri: str) -> list[str]:
    """The described IRIs that the document at `iri` is about, other than `iri`.

    These are `iri` with a fragment; for an `iri` that ends in `/` or `#` also the terms whose
    rdfs:isDefinedBy it is.
    """
    return _terms_of_document(dataset.index, iri)


def _terms_of_document(index: Index, iri: str) -> list[str]:
    fragments = list(map(str, index.fragments(iri, limit=_MOST_TERMS)))
    if not iri.endswith(("/", "#")):
        return fragments
    defined = index.sources(URIRef(iri), _DEFINED_BY, limit=_MOST_TERMS)
    return fragments + [str(term) for term in defined if isinstance(term, URIRef)]


_DEFINED_BY = URIRef("http://www.w3.org/2000/01/rdf-schema#isDefinedBy")


def _add_names(index: Index, graph: Graph) -> None:
    linked = {
        term
        for triple in graph
        for term in triple
        if isinstance(term, URIRef) and (term, None, None) not in graph
    }
    for term in sorted(linked)[:_MOST_LINKED]:
        for property_ in LABEL_PROPERTIES:
            for label in index.objects(term, URIRef(property_), limit=50):
                if isinstance(label, Literal):
                    graph.add((term, URIRef(property_), label))
