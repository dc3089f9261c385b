"""Statements by the passages that they rest on, in reading order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rdflib import RDF, BNode, URIRef
from rdflib.term import Node

from schlaglicht.dataset.index import Index
from schlaglicht.pages.evidence import Body, EvidenceReader, bodies_of
from schlaglicht.pages.page_context import Dataset
from schlaglicht.pages.page_model import (
    Group,
    Passage,
    Quotation,
    Reference,
    Row,
    Supported,
    Value,
)
from schlaglicht.pages.property_order import Presentation, rank_of, with_superclasses
from schlaglicht.pages.value_view import ValueView
from schlaglicht.vocab import OA

_MOST_ANNOTATIONS = 100
"""Pieces of evidence that quote the same passage."""


def evidence_at(index: Index, passage: Node) -> list[URIRef | BNode]:
    """The pieces of evidence that quote a passage."""
    return index.sources(passage, OA.hasTarget, limit=_MOST_ANNOTATIONS)


def quotations_of(subject: Reference, groups: Iterable[Group]) -> tuple[Quotation, ...]:
    """The evidence of the statements in `groups`, which are about `subject`."""
    return _by_passages(
        Supported(subject, row.property, stated.value, support)
        for row in _rows(groups)
        for stated in row.values
        for support in stated.evidence
    )


class Quotations:
    """Reads what rests on evidence, for one reader."""

    def __init__(self, dataset: Dataset, view: ValueView) -> None:
        self._index = dataset.index
        self._layout = dataset.layout
        self._view = view
        self._reader = EvidenceReader(dataset, view.names)

    def of_evidence(self, annotations: Iterable[Node]) -> tuple[Quotation, ...]:
        """The statements that some pieces of evidence support."""
        return _by_passages(self._supported(annotations))

    def of_passage(self, passage: Node) -> Quotation:
        """The statements that rest on a passage, alone or together with others."""
        supported = dict.fromkeys(self._supported(evidence_at(self._index, passage)))
        return Quotation((self._reader.passage(passage),), _by_subject(supported))

    def _supported(self, annotations: Iterable[Node]) -> Iterator[Supported]:
        for annotation in annotations:
            bodies = sorted(bodies_of(self._index, annotation), key=self._place)
            for body in bodies:
                yield Supported(
                    self._subject(body.subject),
                    self._property(body),
                    self._view.value(body.value),
                    self._reader.support(annotation, body.node),
                )

    def _place(self, body: Body) -> tuple[str, tuple[float, float], str, int, str]:
        """Sort key: names before other statements about a thing, in the reader's language first."""
        property_ = str(body.property)
        of_value = self._view.language_rank(body.value), str(body.value)
        return str(body.subject), rank_of(body.property), property_, *of_value

    def _property(self, body: Body) -> Reference:
        classes = with_superclasses(self._index, self._index.objects(body.subject, RDF.type))
        property_ = str(body.property)
        shown = self._layout.presentations(classes, [property_])
        presentation = shown.get(property_, Presentation())
        return self._view.names.property(property_, presentation.names)

    def _subject(self, node: Node) -> Value:
        """A thing by its name; a node between things that has none as its sentence."""
        if isinstance(node, URIRef) and self._view.names.label(str(node)):
            return self._view.names.reference(str(node))
        return self._view.value(node)


def _rows(groups: Iterable[Group]) -> Iterator[Row]:
    for group in groups:
        yield from group.rows


def _by_passages(supported: Iterable[Supported]) -> tuple[Quotation, ...]:
    found: dict[tuple[Passage, ...], dict[Supported, None]] = {}
    for each in supported:
        found.setdefault(each.support.evidence.passages, {})[each] = None
    ordered = sorted(found.items(), key=lambda entry: _reading_order(entry[0]))
    return tuple(Quotation(passages, _by_subject(supported)) for passages, supported in ordered)


def _by_subject(supported: Iterable[Supported]) -> tuple[Supported, ...]:
    """The statements about each subject together, subjects as they come."""
    of_subject: dict[Value, list[Supported]] = {}
    for each in supported:
        of_subject.setdefault(each.subject, []).append(each)
    return tuple(each for together in of_subject.values() for each in together)


def _reading_order(passages: Sequence[Passage]) -> tuple[bool, str, int, int]:
    if not passages:
        return True, "", 0, 0
    first = passages[0]
    return False, first.document or "", first.start or 0, first.end or 0
