"""Texts by structure: blocks, their passages, and the statements that each passage supports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rdflib import RDF, BNode, Literal, URIRef
from rdflib.namespace import DCTERMS
from rdflib.term import Node

from schlaglicht.dataset.index import Index
from schlaglicht.pages.labels import Names
from schlaglicht.pages.page_context import Dataset
from schlaglicht.pages.page_model import Reference, Value
from schlaglicht.pages.value_view import ValueView
from schlaglicht.vocab import OA, SCHEMA

_TEXT_CLASSES = tuple(
    SCHEMA[name] for name in ("Article", "NewsArticle", "ScholarlyArticle", "Report", "Book")
)
_MOST_TEXTS = 150
_MOST_PARTS = 300
_MOST_PASSAGES = 500
_MOST_STATEMENTS = 40


@dataclass(frozen=True)
class PassageStatement:
    """A statement that a passage supports."""

    subject: Value
    property: Reference
    value: Value


@dataclass(frozen=True)
class ReadPassage:
    """A passage and the statements it supports; code points from 0, the end exclusive."""

    reference: Reference
    span: tuple[int, int] | None
    statements: tuple[PassageStatement, ...]


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
    passages: tuple[ReadPassage, ...]


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
            len(_parts(index, URIRef(iri))),
            index.text(URIRef(iri), languages),
        )
        for iri in list(found)[:_MOST_TEXTS]
    ]
    return sorted(texts, key=lambda text: text.reference.iri)


def read_text(dataset: Dataset, iri: str, languages: Sequence[str]) -> ReadText | None:
    """The text or block `iri` with its parts; None if it is neither."""
    index, node = dataset.index, URIRef(iri)
    inside = _parts(index, node)
    is_text = bool({*index.objects(node, RDF.type)} & {*_TEXT_CLASSES})
    if not inside and not is_text:
        return None
    names = Names(dataset, languages)
    view = ValueView(dataset, names, languages)
    passages = [part for part in inside if _annotations(index, part)]
    blocks = [part for part in inside if not _is_passage(index, part)]
    above = index.objects(node, DCTERMS.isPartOf, limit=1)
    return ReadText(
        names.reference(iri),
        names.reference(str(above[0])) if above and isinstance(above[0], URIRef) else None,
        tuple(Part(names.reference(str(b)), len(_parts(index, b))) for b in blocks),
        tuple(_read_passage(index, view, passage) for passage in passages[:_MOST_PASSAGES]),
    )


def _parts(index: Index, whole: URIRef) -> list[URIRef]:
    """The parts of a text, in the order of their positions."""
    found = index.sources(whole, DCTERMS.isPartOf, limit=_MOST_PARTS)
    parts = [part for part in found if isinstance(part, URIRef)]
    return sorted(parts, key=lambda part: (_span(index, part) or (1 << 60, 0), part))


def _is_passage(index: Index, part: Node) -> bool:
    return OA.SpecificResource in index.objects(part, RDF.type) or bool(_annotations(index, part))


def _annotations(index: Index, passage: Node) -> list[URIRef | BNode]:
    return index.sources(passage, OA.hasTarget, limit=_MOST_STATEMENTS)


def _read_passage(index: Index, view: ValueView, passage: URIRef) -> ReadPassage:
    statements: dict[PassageStatement, None] = {}
    for annotation in _annotations(index, passage):
        for body in index.objects(annotation, OA.hasBody, limit=_MOST_STATEMENTS):
            terms = [index.objects(body, p, limit=1) for p in _STATEMENT]
            if all(terms):
                subject, property_, value = (found[0] for found in terms)
                statements[
                    PassageStatement(
                        view.value(subject),
                        view.names.reference(str(property_)),
                        view.value(value),
                    )
                ] = None
    reference = view.names.reference(str(passage))
    return ReadPassage(reference, _span(index, passage), tuple(statements)[:_MOST_STATEMENTS])


_STATEMENT = (RDF.subject, RDF.predicate, RDF.object)


def _span(index: Index, part: Node) -> tuple[int, int] | None:
    for selector in index.objects(part, OA.hasSelector, limit=1):
        ends = [index.objects(selector, end, limit=1) for end in (OA.start, OA.end)]
        numbers = [found[0].value for found in ends if found and isinstance(found[0], Literal)]
        if len(numbers) == 2 and all(isinstance(number, int) for number in numbers):
            return int(numbers[0]), int(numbers[1])
    return None
