"""Evidence of statements: annotations that name a statement and point at passages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from rdflib import RDF, Literal, URIRef
from rdflib.namespace import DCTERMS
from rdflib.term import Node

from schlaglicht.dataset.index import Index
from schlaglicht.pages.evidence_names import span_of
from schlaglicht.pages.labels import Names
from schlaglicht.pages.page_context import Dataset
from schlaglicht.pages.page_model import Evidence, Passage, Reference, Source, Support
from schlaglicht.rdf.terms import ntriples_term
from schlaglicht.vocab import DEF, OA, PROV, SCHEMA, SCHEMA_HTTP, SHA256

_MOST_BODIES = 2000
"""Statements about one thing whose evidence is looked up."""

_MOST_OF_PIECE = 300
"""Statements of one piece of evidence."""

Key = tuple[str, str]


class Body(NamedTuple):
    """A statement that a piece of evidence supports."""

    node: Node
    subject: Node
    property: URIRef
    value: Node


def statement_key(predicate: Node, object_: Node) -> Key:
    """A key for a property and value, the same whatever the case of a language tag."""
    text = ntriples_term(object_)
    if isinstance(object_, Literal) and object_.language:
        text = text[: -len(object_.language)] + object_.language.lower()
    return str(predicate), text


def bodies_of(index: Index, annotation: Node) -> Iterator[Body]:
    """The statements that `annotation` supports."""
    for node in index.objects(annotation, OA.hasBody, limit=_MOST_OF_PIECE):
        terms = [index.objects(node, part, limit=1) for part in _PARTS]
        if all(terms):
            subject, property_, value = (found[0] for found in terms)
            if isinstance(property_, URIRef):
                yield Body(node, subject, property_, value)


_PARTS = (RDF.subject, RDF.predicate, RDF.object)


class EvidenceReader:
    """Reads evidence for one reader; each piece once."""

    def __init__(self, dataset: Dataset, names: Names) -> None:
        self._dataset = dataset
        self._index = dataset.index
        self._names = names
        self._read: dict[Node, Evidence] = {}
        self._passages: dict[Node, Passage] = {}

    def of(self, subject: Node) -> Mapping[Key, tuple[Support, ...]]:
        """The evidence of each statement about `subject`, by `statement_key`."""
        found: dict[Key, dict[Node, Support]] = defaultdict(dict)
        for body in self._index.sources(subject, RDF.subject, limit=_MOST_BODIES):
            predicate, object_ = self._one(body, RDF.predicate), self._one(body, RDF.object)
            if predicate is None or object_ is None:
                continue
            for annotation in self._index.sources(body, OA.hasBody, limit=20):
                support = self.support(annotation, body)
                found[statement_key(predicate, object_)][annotation] = support
        return {
            key: tuple(sorted(pieces.values(), key=lambda each: each.evidence.identifier))
            for key, pieces in found.items()
        }

    def support(self, annotation: Node, body: Node) -> Support:
        """The evidence `annotation` as it supports the statement `body`."""
        wording = self._reference(self._one(body, DEF.wording))
        return Support(self._evidence(annotation), wording)

    def _evidence(self, annotation: Node) -> Evidence:
        if annotation not in self._read:
            reference = self._names.node(annotation)
            identifier = self._one(annotation, DCTERMS.identifier)
            passages = self._index.objects(annotation, OA.hasTarget, limit=50)
            others = self._index.objects(annotation, PROV.wasDerivedFrom, limit=50)
            self._read[annotation] = Evidence(
                reference,
                str(identifier) if identifier is not None else reference.name[0],
                self._reference(self._one(annotation, DEF.certainty)),
                tuple(sorted(map(self.passage, passages), key=_place)),
                tuple(self._source(other) for other in others if isinstance(other, URIRef)),
            )
        return self._read[annotation]

    def passage(self, passage: Node) -> Passage:
        """A passage with its words, as far as these are at hand."""
        if passage not in self._passages:
            self._passages[passage] = self._read_passage(passage)
        return self._passages[passage]

    def _read_passage(self, passage: Node) -> Passage:
        start, end = span_of(self._index, passage) or (None, None)
        words = None
        document = self._one(passage, OA.hasSource)
        digest = next(filter(None, (self._one(passage, given) for given in SHA256)), None)
        name = self._one(document, DCTERMS.identifier)
        if name is not None and digest is not None and start is not None and end is not None:
            words = self._dataset.sources.words(str(name), (start, end), str(digest))
        block = self._one(passage, DCTERMS.isPartOf)
        article = self._one(block, DCTERMS.isPartOf)
        return Passage(
            self._names.node(passage),
            self._reference(block),
            start,
            end,
            words,
            self._language(article) if words else None,
            self._published(article),
            str(name) if name is not None else None,
        )

    def _language(self, article: Node | None) -> str | None:
        tag = self._one(article, SCHEMA.inLanguage)
        return str(tag) if isinstance(tag, Literal) else None

    def _published(self, article: Node | None) -> Reference | None:
        url = self._one(article, SCHEMA.url) or self._one(article, SCHEMA_HTTP.url)
        if article is None or url is None:
            return None
        return Reference(str(url), self._names.reference(str(article)).name, has_page=False)

    def _source(self, source: URIRef) -> Source:
        url = self._one(source, SCHEMA.url) or self._one(source, SCHEMA_HTTP.url)
        return Source(self._names.reference(str(source)), str(url) if url is not None else None)

    def _reference(self, node: Node | None) -> Reference | None:
        return self._names.reference(str(node)) if isinstance(node, URIRef) else None

    def _one(self, node: Node | None, predicate: URIRef) -> Node | None:
        if node is None:
            return None
        return next(iter(self._index.objects(node, predicate, limit=1)), None)


def _place(passage: Passage) -> tuple[str, int, int]:
    return passage.document or "", passage.start or 0, passage.end or 0
