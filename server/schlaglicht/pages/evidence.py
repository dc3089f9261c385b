"""Evidence of statements, passage by passage, and texts by their structure.

Annotations name a statement and point at passages; a page quotes passages in reading order, each
with the statements that rest on it. A text has blocks, and these have passages.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from rdflib import RDF, BNode, Literal, URIRef
from rdflib.namespace import DCTERMS
from rdflib.term import Node

from schlaglicht.dataset.index import Index
from schlaglicht.pages.labels import Names, ValueView, span_of
from schlaglicht.pages.page_context import Dataset
from schlaglicht.pages.page_model import (
    Evidence,
    Group,
    Passage,
    Quotation,
    Reference,
    Source,
    Support,
    Supported,
    Value,
)
from schlaglicht.pages.property_order import Presentation, rank_of, with_superclasses
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
    """Reads evidence, and what rests on it, for one reader; each piece once."""

    def __init__(self, dataset: Dataset, view: ValueView) -> None:
        self._dataset = dataset
        self._index = dataset.index
        self._view = view
        self._names = view.names
        self._evidence = cache(self._read_evidence)
        self.passage = cache(self._read_passage)

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

    def _read_evidence(self, annotation: Node) -> Evidence:
        reference = self._names.node(annotation)
        identifier = self._one(annotation, DCTERMS.identifier)
        passages = self._index.objects(annotation, OA.hasTarget, limit=50)
        others = self._index.objects(annotation, PROV.wasDerivedFrom, limit=50)
        return Evidence(
            reference,
            str(identifier) if identifier is not None else reference.name[0],
            self._reference(self._one(annotation, DEF.certainty)),
            tuple(sorted(map(self.passage, passages), key=_place)),
            tuple(
                Source(self._names.reference(str(other)), self._url(other))
                for other in others
                if isinstance(other, URIRef)
            ),
        )

    def _read_passage(self, passage: Node) -> Passage:
        """A passage with its words, as far as these are at hand."""
        start, end = span_of(self._index, passage) or (None, None)
        words = None
        document = self._one(passage, OA.hasSource)
        digest = next(filter(None, (self._one(passage, given) for given in SHA256)), None)
        name = self._one(document, DCTERMS.identifier)
        if name is not None and digest is not None and start is not None and end is not None:
            words = self._dataset.words_at(str(name), (start, end), str(digest))
        block = self._one(passage, DCTERMS.isPartOf)
        article = self._one(block, DCTERMS.isPartOf)
        language = self._one(article, SCHEMA.inLanguage)
        return Passage(
            self._names.node(passage),
            self._reference(block),
            start,
            end,
            words,
            str(language) if words and isinstance(language, Literal) else None,
            self._published(article),
            str(name) if name is not None else None,
        )

    def _published(self, article: Node | None) -> Reference | None:
        url = self._url(article)
        if article is None or url is None:
            return None
        return Reference(url, self._names.reference(str(article)).name, has_page=False)

    def _url(self, node: Node | None) -> str | None:
        url = self._one(node, SCHEMA.url) or self._one(node, SCHEMA_HTTP.url)
        return str(url) if url is not None else None

    def _reference(self, node: Node | None) -> Reference | None:
        return self._names.reference(str(node)) if isinstance(node, URIRef) else None

    def _one(self, node: Node | None, predicate: URIRef) -> Node | None:
        if node is None:
            return None
        return next(iter(self._index.objects(node, predicate, limit=1)), None)

    def of_evidence(self, annotations: Iterable[Node]) -> tuple[Quotation, ...]:
        """The statements that some pieces of evidence support."""
        return _by_passages(self._supported(annotations))

    def of_passage(self, passage: Node) -> Quotation:
        """The statements that rest on a passage, alone or together with others."""
        supported = dict.fromkeys(self._supported(evidence_at(self._index, passage)))
        return Quotation((self.passage(passage),), _by_subject(supported))

    def _supported(self, annotations: Iterable[Node]) -> Iterator[Supported]:
        for annotation in annotations:
            bodies = sorted(bodies_of(self._index, annotation), key=self._rank)
            for body in bodies:
                yield Supported(
                    self._subject(body.subject),
                    self._property(body),
                    self._view.value(body.value),
                    self.support(annotation, body.node),
                )

    def _rank(self, body: Body) -> tuple[str, tuple[float, float], str, int, str]:
        """Sort key: names before other statements about a thing, in the reader's language first."""
        property_ = str(body.property)
        of_value = self._view.language_rank(body.value), str(body.value)
        return str(body.subject), rank_of(body.property), property_, *of_value

    def _property(self, body: Body) -> Reference:
        classes = with_superclasses(self._index, self._index.objects(body.subject, RDF.type))
        property_ = str(body.property)
        shown = self._dataset.layout.presentations(classes, [property_])
        presentation = shown.get(property_, Presentation())
        return self._names.property(property_, presentation.names)

    def _subject(self, node: Node) -> Value:
        """A thing by its name; a node between things that has none as its sentence."""
        if isinstance(node, URIRef) and self._names.label(str(node)):
            return self._names.reference(str(node))
        return self._view.value(node)


def _place(passage: Passage) -> tuple[str, int, int]:
    return passage.document or "", passage.start or 0, passage.end or 0


_MOST_ANNOTATIONS = 100
"""Pieces of evidence that quote the same passage."""


def evidence_at(index: Index, passage: Node) -> list[URIRef | BNode]:
    """The pieces of evidence that quote a passage."""
    return index.sources(passage, OA.hasTarget, limit=_MOST_ANNOTATIONS)


def quotations_of(subject: Reference, groups: Iterable[Group]) -> tuple[Quotation, ...]:
    """The evidence of the statements in `groups`, which are about `subject`."""
    return _by_passages(
        Supported(subject, row.property, stated.value, support)
        for group in groups
        for row in group.rows
        for stated in row.values
        for support in stated.evidence
    )


def _by_passages(supported: Iterable[Supported]) -> tuple[Quotation, ...]:
    found: dict[tuple[Passage, ...], dict[Supported, None]] = {}
    for each in supported:
        found.setdefault(each.support.evidence.passages, {})[each] = None
    in_order = sorted(found, key=lambda all_: (not all_, *(_place(all_[0]) if all_ else ())))
    return tuple(Quotation(passages, _by_subject(found[passages])) for passages in in_order)


def _by_subject(supported: Iterable[Supported]) -> tuple[Supported, ...]:
    """The statements about each subject together, subjects as they come."""
    of_subject: dict[Value, list[Supported]] = {}
    for each in supported:
        of_subject.setdefault(each.subject, []).append(each)
    return tuple(each for together in of_subject.values() for each in together)


_TEXT_CLASSES = tuple(
    SCHEMA[name] for name in ("Article", "NewsArticle", "ScholarlyArticle", "Report", "Book")
)
_MOST_TEXTS = 150
_MOST_PARTS = 300


@dataclass(frozen=True)
class Part:
    """A text or a block of one, and the number of its direct parts."""

    reference: Reference
    passages: int
    description: tuple[str, str | None] | None = None


@dataclass(frozen=True)
class ReadText:
    """A text or a block of one: its blocks, or its passages."""

    reference: Reference
    above: Reference | None
    parts: tuple[Part, ...]
    passages: tuple[URIRef, ...]
    """Those that evidence points at, in reading order."""


def texts_of(dataset: Dataset, languages: Sequence[str]) -> list[Part]:
    """The articles, reports and books of a dataset."""
    names, index = Names(dataset, languages), dataset.index
    found: dict[str, None] = {}
    for class_ in _TEXT_CLASSES:
        things = index.instances(class_, limit=_MOST_TEXTS)
        found |= dict.fromkeys(str(thing) for thing in things if isinstance(thing, URIRef))
    texts = [
        Part(
            names.reference(iri),
            len(parts_of(index, URIRef(iri))),
            index.text(URIRef(iri), languages),
        )
        for iri in list(found)[:_MOST_TEXTS]
    ]
    return sorted(texts, key=lambda text: text.reference.iri)


def read_text(dataset: Dataset, iri: str, languages: Sequence[str]) -> ReadText | None:
    """The text or block `iri` with its parts; None if it is neither."""
    index, node = dataset.index, URIRef(iri)
    inside = parts_of(index, node)
    is_text = bool({*index.objects(node, RDF.type)} & {*_TEXT_CLASSES})
    if not inside and not is_text:
        return None
    names = Names(dataset, languages)
    passages = [part for part in inside if evidence_at(index, part)]
    blocks = [
        part
        for part in inside
        if part not in passages and OA.SpecificResource not in index.objects(part, RDF.type)
    ]
    above = index.objects(node, DCTERMS.isPartOf, limit=1)
    return ReadText(
        names.reference(iri),
        names.reference(str(above[0])) if above and isinstance(above[0], URIRef) else None,
        tuple(Part(names.reference(str(b)), len(parts_of(index, b))) for b in blocks),
        tuple(passages),
    )


def parts_of(index: Index, whole: URIRef) -> list[URIRef]:
    """The parts of a text, in reading order."""
    found = index.sources(whole, DCTERMS.isPartOf, limit=_MOST_PARTS)
    parts = [part for part in found if isinstance(part, URIRef)]
    return sorted(parts, key=lambda part: (span_of(index, part) or (1 << 60, 0), part))


def read_passages(
    dataset: Dataset, passages: Iterable[URIRef], languages: Sequence[str]
) -> tuple[Quotation, ...]:
    """Passages with the statements that rest on each."""
    view = ValueView(dataset, Names(dataset, languages), languages)
    return tuple(map(EvidenceReader(dataset, view).of_passage, passages))
