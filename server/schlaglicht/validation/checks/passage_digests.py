"""Digests of passages: their text is still there, letter for letter.

A document is a text file; places in it are Unicode code points, half-open, and digests are
SHA-256 over the passage's UTF-8 bytes. No message shows a document's text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from rdflib import DCTERMS, RDF, Graph, Literal
from rdflib.term import Node

from schlaglicht.errors import ProjectError
from schlaglicht.evidence.documents import (
    DocumentFault,
    digest_of,
    find_document,
)
from schlaglicht.evidence.text_comparison import cuts_word
from schlaglicht.ground.files import is_folder
from schlaglicht.i18n import Message, msg
from schlaglicht.rdf.triple import Triple
from schlaglicht.validation.checks.evidence import documents_in, evidence_names
from schlaglicht.validation.inputs import Inputs
from schlaglicht.validation.report import Counts, Severity, ValidationResult
from schlaglicht.validation.rules import result_of
from schlaglicht.vocab import DEF, OA, SHA256

_WRONG = {
    DocumentFault.NOT_PLAIN: msg(
        "{name} is not a plain file name; a name without a path is allowed"
    ),
    DocumentFault.MISSING: msg("{name} is missing from the folder of sources"),
    DocumentFault.OUTSIDE: msg("{name} leads out of the folder of sources; copy it there"),
    DocumentFault.TOO_LARGE: msg("{name} has more than {limit} MiB; split it"),
    DocumentFault.BINARY: msg("{name} is not a text file: it has the character U+0000"),
    DocumentFault.NOT_UTF8: msg("{name} is not UTF-8 (byte {byte}); save it as UTF-8"),
}


def check_passages(inputs: Inputs, sources: Path) -> tuple[list[ValidationResult], Counts]:
    """A result for each document, passage or text block that the files in `sources` contradict.

    With them the counts of passages, and of those that match their document. Raises ProjectError
    when `sources` is not a folder.
    """
    if not is_folder(sources):
        raise ProjectError(f"{sources}: no such folder of sources")
    return _PassageCheck(inputs, sources).results()


@dataclass(frozen=True)
class _Span:
    """A range of a document as given in the data, and the node whose selector gives it."""

    node: Node
    selector: Node
    start: int
    end: int

    def __str__(self) -> str:
        return f"[{self.start}, {self.end})"


class _PassageCheck:
    def __init__(self, inputs: Inputs, sources: Path) -> None:
        self._inputs = inputs
        self._sources = sources
        self._graph: Graph = inputs.evidence_graph.graph
        self._locate = inputs.evidence_locator
        self._documents = documents_in(self._graph)
        self._texts: dict[Node, str] = {}

    def results(self) -> tuple[list[ValidationResult], Counts]:
        results = [r for each in sorted(self._documents, key=str) for r in self._read(each)]
        passages = self._instances(OA.SpecificResource)
        matching = 0
        for passage in passages:
            wrong = list(self._passage(passage))
            matching += not wrong and self._source(passage) in self._texts
            results += wrong or self._cut_word(passage)
        results += [r for block in self._instances(DEF.TextBlock) for r in self._block(block)]
        return results, {"passages": len(passages), "matching": matching}

    def _instances(self, class_: Node) -> list[Node]:
        return sorted(set(self._graph.subjects(RDF.type, class_)), key=str)

    def _read(self, document: Node) -> Iterator[ValidationResult]:
        """Keeps the text of a document; yields results about its file."""
        identifier = next(self._graph.objects(document, DCTERMS.identifier), None)
        if identifier is None:
            wrong = msg(
                "{document} names no file; give it the file's name with dcterms:identifier",
                document=self._name(document),
            )
            yield result_of("evidence-document", self._locate.subject(document), wrong)
            return
        name = str(identifier)
        text = find_document(self._sources, name)
        if isinstance(text, DocumentFault):
            place = self._locate.object_of((document, DCTERMS.identifier, identifier))
            yield result_of("evidence-document", place, _WRONG[text.kind].filled(**text.fields))
            return
        self._texts[document] = text.text
        for stated in self._digests(document):
            if str(stated[2]) != text.sha256:
                wrong = msg(
                    "{name} is not the document that the evidence cites: SHA-256 {actual}",
                    name=name,
                    actual=text.sha256,
                )
                yield result_of("evidence-document", self._locate.object_of(stated), wrong)

    def _passage(self, passage: Node) -> Iterator[ValidationResult]:
        source, span = self._source(passage), self._span(passage)
        place, name = self._locate.subject(passage), self._name(passage)
        if source not in self._documents:
            wrong = msg(
                "{passage} belongs to no document; name a schema:DigitalDocument with oa:hasSource"
            )
            yield result_of("evidence-document", place, wrong.filled(passage=name))
        elif span is None:
            wrong = msg(
                "{passage} needs an oa:TextPositionSelector with oa:start and oa:end as integers"
            )
            yield result_of("evidence-place", place, wrong.filled(passage=name))
        else:
            if source in self._texts:
                yield from self._compared(span, self._texts[source])
            for block in self._graph.objects(passage, DCTERMS.isPartOf):
                yield from self._within(span, block)

    def _cut_word(self, passage: Node) -> Iterator[ValidationResult]:
        """A warning about a passage that begins or ends inside a word of its document."""
        span, source = self._span(passage), self._source(passage)
        text = self._texts.get(source) if source else None
        if span and text is not None and cuts_word(text, span.start, span.end):
            wrong = msg("{passage}{for_evidence}: {span} begins or ends inside a word")
            result = self._misplaced(span, OA.start, wrong)
            helps = msg("extend the passage to whole words")
            yield replace(result, severity=Severity.WARNING, helps=helps)

    def _block(self, block: Node) -> Iterator[ValidationResult]:
        """Results for position and digest of a text block.

        Its document is that which it names, else that of its passages.
        """
        span = self._span(block)
        parts = [block, *self._graph.subjects(DCTERMS.isPartOf, block)]
        documents = {source for part in parts if (source := self._source(part)) in self._texts}
        if span and len(documents) == 1:
            text = self._texts[documents.pop()]
            yield from self._compared(span, text, needs_digest=False)

    def _compared(
        self, span: _Span, text: str, *, needs_digest: bool = True
    ) -> Iterator[ValidationResult]:
        """Results for a place that the document lacks, else for the digest of the text there."""
        if not 0 <= span.start < span.end:
            wrong = msg("{passage}{for_evidence}: start {start} is not before end {end}")
            yield self._misplaced(span, OA.start, wrong)
        elif span.end > len(text):
            wrong = msg(
                "{passage}{for_evidence}: end {end} lies beyond the document ({length} characters)",
                length=len(text),
            )
            yield self._misplaced(span, OA.end, wrong)
        elif needs_digest or self._digests(span.node):
            yield from self._digest(span, digest_of(text[span.start : span.end]))

    def _digest(self, span: _Span, actual: str) -> Iterator[ValidationResult]:
        digests = self._digests(span.node)
        helps = msg("look the passage up; if it is right, write {actual}", actual=actual)
        if not digests:
            if (span.node, RDF.type, OA.SpecificResource) not in self._inputs.data.graph:
                helps = msg("run `schlaglicht evidence digest --sources DIR`")
            wrong = msg("{passage}{for_evidence}: no SHA-256 of the passage")
            place = self._locate.subject(span.node)
            yield result_of("evidence-digest", place, self._about(span, wrong), helps)
        for stated in digests:
            if str(stated[2]) != actual:
                wrong = msg("{passage}{for_evidence}: the passage {span} has another SHA-256")
                place = self._locate.object_of(stated)
                yield result_of("evidence-digest", place, self._about(span, wrong), helps)

    def _digests(self, node: Node) -> list[Triple]:
        """The triples that give a node's digest."""
        return [
            (node, predicate, digest)
            for predicate in SHA256
            for digest in self._graph.objects(node, predicate)
        ]

    def _within(self, span: _Span, block: Node) -> Iterator[ValidationResult]:
        outer = self._span(block)
        if outer is None or (outer.start <= span.start and span.end <= outer.end):
            return
        wrong = msg(
            "{passage}{for_evidence}: {span} does not lie in the text block {block}, {block_span}",
            block=self._name(block),
            block_span=str(outer),
        )
        yield self._misplaced(span, OA.start if span.start < outer.start else OA.end, wrong)

    def _misplaced(self, span: _Span, end: Node, wrong: Message) -> ValidationResult:
        """A result at one end of a span."""
        value = next(self._graph.objects(span.selector, end))
        place = self._locate.object_of((span.selector, end, value))
        return result_of("evidence-place", place, self._about(span, wrong))

    def _about(self, span: _Span, wrong: Message) -> Message:
        """A message that begins with the passage concerned and the evidence that points at it."""
        return wrong.filled(
            passage=self._name(span.node),
            for_evidence=self._evidence(span.node),
            span=str(span),
            start=span.start,
            end=span.end,
        )

    def _span(self, node: Node) -> _Span | None:
        for selector in self._graph.objects(node, OA.hasSelector):
            start, end = (self._integer(selector, part) for part in (OA.start, OA.end))
            if start is not None and end is not None:
                return _Span(node, selector, start, end)
        return None

    def _integer(self, selector: Node, part: Node) -> int | None:
        values = (o.value for o in self._graph.objects(selector, part) if isinstance(o, Literal))
        return next((int(value) for value in values if isinstance(value, int)), None)

    def _source(self, passage: Node) -> Node | None:
        return next(self._graph.objects(passage, OA.hasSource), None)

    def _name(self, node: Node) -> str:
        return self._inputs.names.node(node, self._graph)

    def _evidence(self, passage: Node) -> str:
        """The evidence that points at a passage, as ` (F025, F026)`; empty where none does."""
        pointing = (OA.hasTarget, DEF.antecedent)
        annotations = {node for p in pointing for node in self._graph.subjects(p, passage)}
        named = sorted(evidence_names(node, self._graph, self._inputs) for node in annotations)
        return f" ({', '.join(named)})" if named else ""
