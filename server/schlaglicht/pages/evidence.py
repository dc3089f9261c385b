"""Evidence of statements: annotations that name a statement and point at passages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from rdflib import RDF, Literal, URIRef
from rdflib.namespace import DCTERMS
from rdflib.term import Node

from schlaglicht.pages.labels import Names
from schlaglicht.pages.page_context import Dataset
from schlaglicht.pages.page_model import Evidence, Passage, Reference
from schlaglicht.rdf.terms import ntriples_term
from schlaglicht.vocab import DEF, OA, PROV, SCHEMA, SHA256

_MOST_BODIES = 2000
"""Statements about one thing whose evidence is looked up."""

Key = tuple[str, str]


def statement_key(predicate: Node, object_: Node) -> Key:
    """A key for a property and value, the same whatever the case of a language tag."""
    text = ntriples_term(object_)
    if isinstance(object_, Literal) and object_.language:
        text = text[: -len(object_.language)] + object_.language.lower()
    return str(predicate), text


class EvidenceReader:
    """Reads evidence for one reader; each piece once."""

    def __init__(self, dataset: Dataset, names: Names) -> None:
        self._dataset = dataset
        self._index = dataset.index
        self._names = names
        self._read: dict[Node, Evidence] = {}
        self._passages: dict[Node, Passage] = {}

    def of(self, subject: Node) -> Mapping[Key, tuple[Evidence, ...]]:
        """The evidence of each statement about `subject`, by `statement_key`."""
        found: dict[Key, dict[Node, Evidence]] = defaultdict(dict)
        for body in self._index.sources(subject, RDF.subject, limit=_MOST_BODIES):
            predicate, object_ = self._one(body, RDF.predicate), self._one(body, RDF.object)
            if predicate is None or object_ is None:
                continue
            for annotation in self._index.sources(body, OA.hasBody, limit=20):
                found[statement_key(predicate, object_)][annotation] = self._evidence(annotation)
        return {
            key: tuple(sorted(pieces.values(), key=lambda piece: piece.identifier))
            for key, pieces in found.items()
        }

    def _evidence(self, annotation: Node) -> Evidence:
        if annotation not in self._read:
            reference = self._names.reference(str(annotation))
            identifier = self._one(annotation, DCTERMS.identifier)
            passages = self._index.objects(annotation, OA.hasTarget, limit=50)
            others = self._index.objects(annotation, PROV.wasDerivedFrom, limit=50)
            self._read[annotation] = Evidence(
                reference,
                str(identifier) if identifier is not None else reference.name[0],
                self._reference(self._one(annotation, DEF.certainty)),
                tuple(map(self._passage, passages)),
                tuple(self._names.reference(str(o)) for o in others if isinstance(o, URIRef)),
            )
        return self._read[annotation]

    def _passage(self, passage: Node) -> Passage:
        if passage not in self._passages:
            self._passages[passage] = self._read_passage(passage)
        return self._passages[passage]

    def _read_passage(self, passage: Node) -> Passage:
        selector = self._one(passage, OA.hasSelector)
        start = self._integer(selector, OA.start)
        end = self._integer(selector, OA.end)
        words = None
        document = self._one(passage, OA.hasSource)
        digest = next(filter(None, (self._one(passage, given) for given in SHA256)), None)
        name = self._one(document, DCTERMS.identifier)
        if name is not None and digest is not None and start is not None and end is not None:
            words = self._dataset.sources.words(str(name), (start, end), str(digest))
        block = self._one(passage, DCTERMS.isPartOf)
        return Passage(
            self._names.reference(str(passage)),
            self._reference(block),
            start,
            end,
            words,
            self._language(block) if words else None,
        )

    def _language(self, block: Node | None) -> str | None:
        """The language of the article that a block is part of."""
        article = self._one(block, DCTERMS.isPartOf)
        tag = self._one(article, SCHEMA.inLanguage)
        return str(tag) if isinstance(tag, Literal) else None

    def _reference(self, node: Node | None) -> Reference | None:
        return self._names.reference(str(node)) if isinstance(node, URIRef) else None

    def _integer(self, node: Node | None, predicate: URIRef) -> int | None:
        value = self._one(node, predicate)
        is_integer = isinstance(value, Literal) and isinstance(value.value, int)
        return int(str(value)) if is_integer else None

    def _one(self, node: Node | None, predicate: URIRef) -> Node | None:
        if node is None:
            return None
        return next(iter(self._index.objects(node, predicate, limit=1)), None)
