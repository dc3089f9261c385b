"""Passages: their text is still there, letter for letter.

A document is a text file; places in it are Unicode code points, half-open, and digests are
SHA-256 over the passage's UTF-8 bytes. No message shows a document's text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from rdflib import DCTERMS, RDF, Graph, Literal
from rdflib.term import Node

from schlaglicht.errors import ProjectError
from schlaglicht.evidence.documents import (
    DocumentFault,
    cuts_word,
    digest_of,
    find_document,
)
from schlaglicht.ground.files import is_folder
from schlaglicht.i18n import Message, msg
from schlaglicht.rdf.triple import Triple
from schlaglicht.validation.checks.evidence import documents_in, evidence_names
from schlaglicht.validation.inputs import Inputs
from schlaglicht.validation.report import Place, Severity, ValidationResult
from schlaglicht.validation.result_locations import Locator
from schlaglicht.validation.rules import RULES
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


@dataclass(frozen=True)
class PassageFindings:
    """Results of a check of the passages, and the number that match their document."""

    results: tuple[ValidationResult, ...]
    passages: int
    matching: int


def check_passages(inputs: Inputs, sources: Path) -> PassageFindings:
    """A result for each document, passage or text block that the files in `sources` contradict.

    Raises ProjectError when `sources` is not a folder.
    """
    if not is_folder(sources):
        raise ProjectError(f"{sources}: no such folder of sources")
    return _PassageCheck(inputs, sources).findings()


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
        self._locate = Locator(self._graph, inputs.evidence_graph.positions)

    def findings(self) -> PassageFindings:
        results: list[ValidationResult] = []
        texts: dict[Node, str] = {}
        for document in sorted(documents_in(self._graph), key=str):
            text, found = self._read(document)
            results += found
            if text is not None:
                texts[document] = text
        passages = sorted(set(self._graph.subjects(RDF.type, OA.SpecificResource)), key=str)
        matching = 0
        for passage in passages:
            found = list(self._passage(passage, texts))
            matching += not found and self._source(passage) in texts
            results += found or self._cut_word(passage, texts)
        for block in sorted(set(self._graph.subjects(RDF.type, DEF.TextBlock)), key=str):
            results += self._block(block, texts)
        return PassageFindings(tuple(results), len(passages), matching)

    def _read(self, document: Node) -> tuple[str | None, list[ValidationResult]]:
        """The text of a document, None if unreadable, and the results about its file."""
        identifier = next(self._graph.objects(document, DCTERMS.identifier), None)
        if identifier is None:
            name = self._name(document)
            place = self._locate.subject(document)
            wrong = msg(
                "{document} names no file; give it the file's name with dcterms:identifier",
                document=name,
            )
            return None, [_result("evidence-document", wrong, place)]
        name = str(identifier)
        place = self._locate.object_of((document, DCTERMS.identifier, identifier))
        found = find_document(self._sources, name)
        if isinstance(found, DocumentFault):
            wrong = _WRONG[found.kind].filled(**found.fields)
            return None, [_result("evidence-document", wrong, place)]
        return found.text, list(self._document_digest(document, name, found.sha256))

    def _document_digest(
        self, document: Node, name: str, actual: str
    ) -> Iterator[ValidationResult]:
        for stated in self._digests(document):
            if str(stated[2]) != actual:
                place = self._locate.object_of(stated)
                wrong = msg(
                    "{name} is not the document that the evidence cites: SHA-256 {actual}",
                    name=name,
                    actual=actual,
                )
                yield _result("evidence-document", wrong, place)

    def _passage(self, passage: Node, texts: dict[Node, str]) -> Iterator[ValidationResult]:
        source = self._source(passage)
        if source not in documents_in(self._graph):
            wrong = msg(
                "{passage} belongs to no document; name a schema:DigitalDocument with oa:hasSource"
            )
            yield self._incomplete("evidence-document", passage, wrong)
            return
        span = self._span(passage)
        if span is None:
            wrong = msg(
                "{passage} needs an oa:TextPositionSelector with oa:start and oa:end as integers"
            )
            yield self._incomplete("evidence-place", passage, wrong)
            return
        if source in texts:
            beyond = list(self._limits(span, texts[source]))
            yield from beyond or self._digest(span, texts[source])
        for block in self._graph.objects(passage, DCTERMS.isPartOf):
            yield from self._within(span, block)

    def _cut_word(self, passage: Node, texts: dict[Node, str]) -> Iterator[ValidationResult]:
        """A warning about a passage that begins or ends inside a word of its document."""
        span, source = self._span(passage), self._source(passage)
        if span is None or source is None or source not in texts:
            return
        if cuts_word(texts[source], span.start, span.end):
            wrong = msg("{passage}{for_evidence}: {span} begins or ends inside a word")
            help_ = msg("extend the passage to whole words")
            place = self._number_place(span.selector, OA.start)
            message = self._about(span, wrong)
            yield ValidationResult("evidence-place", Severity.WARNING, message, place, help_)

    def _block(self, block: Node, texts: dict[Node, str]) -> Iterator[ValidationResult]:
        """Results for position and digest of a text block.

        Its document is that which it names, else that of its passages.
        """
        span = self._span(block)
        parts = [block, *self._graph.subjects(DCTERMS.isPartOf, block)]
        documents = {source for part in parts if (source := self._source(part)) in texts}
        if span is None or len(documents) != 1:
            return
        text = texts[documents.pop()]
        wrong = list(self._limits(span, text))
        yield from wrong or (self._digest(span, text) if self._digests(block) else ())

    def _limits(self, span: _Span, text: str) -> Iterator[ValidationResult]:
        if not 0 <= span.start < span.end:
            wrong, at = (
                msg("{passage}{for_evidence}: start {start} is not before end {end}"),
                OA.start,
            )
        elif span.end > len(text):
            wrong, at = (
                msg(
                    "{passage}{for_evidence}: end {end} lies beyond the document "
                    "({length} characters)"
                ),
                OA.end,
            )
        else:
            return
        message = self._about(span, wrong.filled(start=span.start, end=span.end, length=len(text)))
        yield _result("evidence-place", message, self._number_place(span.selector, at))

    def _digest(self, span: _Span, text: str) -> Iterator[ValidationResult]:
        actual = digest_of(text[span.start : span.end])
        digests = self._digests(span.node)
        help_: Message = msg("look the passage up; if it is right, write {actual}", actual=actual)
        if not digests:
            if (span.node, RDF.type, OA.SpecificResource) not in self._inputs.data.graph:
                help_ = msg("run `schlaglicht evidence digest --sources DIR`")
            wrong = msg("{passage}{for_evidence}: no SHA-256 of the passage")
            place = self._locate.subject(span.node)
            yield _result("evidence-digest", self._about(span, wrong), place, help_)
        for stated in digests:
            if str(stated[2]) != actual:
                wrong = msg("{passage}{for_evidence}: the passage {span} has another SHA-256")
                place = self._locate.object_of(stated)
                yield _result("evidence-digest", self._about(span, wrong), place, help_)

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
        at = OA.start if span.start < outer.start else OA.end
        wrong = msg(
            "{passage}{for_evidence}: {span} does not lie in the text block {block}, {block_span}",
            block=self._name(block),
            block_span=str(outer),
        )
        place = self._number_place(span.selector, at)
        yield _result("evidence-place", self._about(span, wrong), place)

    def _incomplete(self, code: str, passage: Node, wrong: Message) -> ValidationResult:
        """A result on a passage without a document or a position."""
        message = wrong.filled(passage=self._name(passage))
        return _result(code, message, self._locate.subject(passage))

    def _about(self, span: _Span, wrong: Message) -> Message:
        """A message that begins with the passage concerned and the evidence that points at it."""
        return wrong.filled(
            passage=self._name(span.node),
            for_evidence=self._evidence(span.node),
            span=str(span),
        )

    def _span(self, node: Node) -> _Span | None:
        for selector in self._graph.objects(node, OA.hasSelector):
            start, end = (self._integer(selector, part) for part in (OA.start, OA.end))
            if start is not None and end is not None:
                return _Span(node, selector, start, end)
        return None

    def _integer(self, selector: Node, part: Node) -> int | None:
        for value in self._graph.objects(selector, part):
            if isinstance(value, Literal) and isinstance(value.value, int):
                return int(value.value)
        return None

    def _number_place(self, selector: Node, part: Node) -> Place | None:
        value = next(self._graph.objects(selector, part))
        return self._locate.object_of((selector, part, value))

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


def _result(
    code: str, message: Message, place: Place | None, helps: Mapping[str, str] | None = None
) -> ValidationResult:
    return ValidationResult(code, RULES[code].severity, message, place, helps or {})
