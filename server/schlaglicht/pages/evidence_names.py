"""Names of evidence that has no label: by its identifier, or by its place in a text."""

from __future__ import annotations

from collections.abc import Sequence

from rdflib import RDF, Literal
from rdflib.namespace import DCTERMS
from rdflib.term import Node

from schlaglicht.dataset.index import Index
from schlaglicht.i18n import DEFAULT_LANGUAGE, LANGUAGES, Message, msg, translate
from schlaglicht.languages import Text
from schlaglicht.vocab import OA


def evidence_name(index: Index, node: Node, languages: Sequence[str]) -> Text | None:
    """The name of an annotation or a passage for a reader; None for anything else."""
    message = _named(index, node, languages)
    if message is None:
        return None
    language = next((each for each in languages if each in LANGUAGES), DEFAULT_LANGUAGE)
    return translate(message, language), language


def span_of(index: Index, part: Node) -> tuple[int, int] | None:
    """The place of a passage or block in its document: code points from 0, the end exclusive."""
    for selector in index.objects(part, OA.hasSelector, limit=1):
        ends = [index.objects(selector, end, limit=1) for end in (OA.start, OA.end)]
        numbers = [found[0].value for found in ends if found and isinstance(found[0], Literal)]
        if len(numbers) == 2 and all(isinstance(number, int) for number in numbers):
            return int(numbers[0]), int(numbers[1])
    return None


def _named(index: Index, node: Node, languages: Sequence[str]) -> Message | None:
    classes = index.objects(node, RDF.type, limit=5)
    if OA.Annotation in classes:
        identifiers = index.objects(node, DCTERMS.identifier, limit=1)
        return msg("Evidence {identifier}", identifier=identifiers[0]) if identifiers else None
    span = span_of(index, node) if OA.SpecificResource in classes else None
    if span is None:
        return None
    start, end = span
    for whole in (DCTERMS.isPartOf, OA.hasSource):
        for each in index.objects(node, whole, limit=1):
            if label := index.label(each, languages):
                return msg("{text}, characters {start}–{end}", text=label[0], start=start, end=end)
    return msg("characters {start}–{end}", start=start, end=end)
