"""Texts by structure: blocks, their passages, and the statements that each passage supports."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rdflib import RDF, URIRef
from rdflib.namespace import DCTERMS

from schlaglicht.dataset.index import Index
from schlaglicht.pages.evidence_names import span_of
from schlaglicht.pages.labels import Names
from schlaglicht.pages.page_context import Dataset
from schlaglicht.pages.page_model import Quotation, Reference
from schlaglicht.pages.quotations import Quotations, evidence_at
from schlaglicht.pages.value_view import ValueView
from schlaglicht.vocab import OA, SCHEMA

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
    blocks = [part for part in inside if not _is_passage(index, part)]
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


def _is_passage(index: Index, part: URIRef) -> bool:
    is_typed = OA.SpecificResource in index.objects(part, RDF.type)
    return is_typed or bool(evidence_at(index, part))


def read_passages(
    dataset: Dataset, passages: Iterable[URIRef], languages: Sequence[str]
) -> tuple[Quotation, ...]:
    """Passages with the statements that rest on each."""
    view = ValueView(dataset, Names(dataset, languages), languages)
    quotations = Quotations(dataset, view)
    return tuple(quotations.of_passage(passage) for passage in passages)
