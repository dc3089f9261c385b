"""Passages: what evidence points at is still there, letter for letter.

A document is a text file; places in it are Unicode code points, half-open, and digests are
SHA-256 over the passage's UTF-8 bytes. No message ever shows a document's text.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from rdflib import RDF, Graph, Literal
from rdflib.namespace import DCTERMS
from rdflib.term import Node

from schlaglicht.errors import ProjectError
from schlaglicht.files import is_folder
from schlaglicht.validation.checks.evidence import documents_in, evidence_names
from schlaglicht.validation.inputs import Inputs
from schlaglicht.validation.locations import Locator
from schlaglicht.validation.messages import say
from schlaglicht.validation.report import Place, ValidationResult
from schlaglicht.validation.rules import RULES
from schlaglicht.vocab import DEF, OA

_NO_NAME = frozenset("\\\0")
"""What no name of a file has, here or elsewhere."""
_NOT_THERE = (errno.ENOENT, errno.EISDIR, errno.ENAMETOOLONG)


@dataclass(frozen=True)
class PassageFindings:
    """What a check of the passages found, and how many match their document."""

    results: tuple[ValidationResult, ...]
    passages: int
    matching: int


def check_passages(inputs: Inputs, sources: Path) -> PassageFindings:
    """A result for each document, passage or text block that the files in `sources` contradict.

    Raises ProjectError when `sources` is no folder.
    """
    if not is_folder(sources):
        raise ProjectError(f"{sources}: no such folder of sources")
    return _PassageCheck(inputs, sources).findings()


@dataclass(frozen=True)
class _Span:
    """A stretch of a document as the data gives it, and the node whose selector says so."""

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
        self._graph: Graph = inputs.data.graph
        self._locate = Locator(inputs.data.graph, inputs.data.positions)

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
            results += found
        for block in sorted(set(self._graph.subjects(RDF.type, DEF.TextBlock)), key=str):
            results += self._block(block, texts)
        return PassageFindings(tuple(results), len(passages), matching)

    def _read(self, document: Node) -> tuple[str | None, list[ValidationResult]]:
        """The text of a document, and what is wrong with its file."""
        identifier = next(self._graph.objects(document, DCTERMS.identifier), None)
        if identifier is None:
            name = self._name(document)
            place = self._locate.subject(document)
            return None, [self._result("document.unnamed", place, document=name)]
        name = str(identifier)
        place = self._locate.object_of((document, DCTERMS.identifier, identifier))
        if Path(name).name != name or name in {"", ".."} or not _NO_NAME.isdisjoint(name):
            return None, [self._result("document.name", place, name=name)]
        try:
            content = (self._sources / name).read_bytes()
        except OSError as error:
            if error.errno in _NOT_THERE:
                return None, [self._result("document.missing", place, name=name)]
            raise ProjectError(f"{self._sources / name}: {error.strerror}") from error
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError as error:
            return None, [self._result("document.encoding", place, name=name, byte=error.start)]
        return text, list(self._document_digest(document, name, sha256(content).hexdigest()))

    def _document_digest(
        self, document: Node, name: str, actual: str
    ) -> Iterator[ValidationResult]:
        for digest in self._graph.objects(document, DEF.sha256):
            if str(digest) != actual:
                place = self._locate.object_of((document, DEF.sha256, digest))
                yield self._result("document.digest", place, name=name, actual=actual)

    def _passage(self, passage: Node, texts: dict[Node, str]) -> Iterator[ValidationResult]:
        source = self._source(passage)
        if source not in documents_in(self._graph):
            place = self._locate.subject(passage)
            yield self._result("document.source", place, passage=self._name(passage))
            return
        span = self._span(passage)
        if span is None:
            place = self._locate.subject(passage)
            yield self._result("place.selector", place, passage=self._name(passage))
            return
        if source in texts:
            wrong = list(self._limits(span, texts[source]))
            yield from wrong or self._digest(span, texts[source])
        for block in self._graph.objects(passage, DCTERMS.isPartOf):
            yield from self._within(span, block)

    def _block(self, block: Node, texts: dict[Node, str]) -> Iterator[ValidationResult]:
        """A text block lies within its document; which one, its passages say."""
        span = self._span(block)
        passages = self._graph.subjects(DCTERMS.isPartOf, block)
        documents = {source for passage in passages if (source := self._source(passage)) in texts}
        if span is None or len(documents) != 1:
            return
        text = texts[documents.pop()]
        wrong = list(self._limits(span, text))
        has_digest = (block, DEF.sha256, None) in self._graph
        yield from wrong or (self._digest(span, text) if has_digest else ())

    def _limits(self, span: _Span, text: str) -> Iterator[ValidationResult]:
        values = {"passage": self._name(span.node), "for_evidence": self._evidence(span.node)}
        if not 0 <= span.start < span.end:
            place = self._number_place(span.selector, OA.start)
            yield self._result("place.order", place, **values, start=span.start, end=span.end)
        elif span.end > len(text):
            place = self._number_place(span.selector, OA.end)
            yield self._result("place.document", place, **values, end=span.end, length=len(text))

    def _digest(self, span: _Span, text: str) -> Iterator[ValidationResult]:
        actual = sha256(text[span.start : span.end].encode()).hexdigest()
        digests = list(self._graph.objects(span.node, DEF.sha256))
        values = {"passage": self._name(span.node), "for_evidence": self._evidence(span.node)}
        if not digests:
            place = self._locate.subject(span.node)
            yield self._result("digest.missing", place, **values, span=span, actual=actual)
        for digest in digests:
            if str(digest) != actual:
                place = self._locate.object_of((span.node, DEF.sha256, digest))
                yield self._result("digest", place, **values, span=span, actual=actual)

    def _within(self, span: _Span, block: Node) -> Iterator[ValidationResult]:
        outer = self._span(block)
        if outer is None or (outer.start <= span.start and span.end <= outer.end):
            return
        wrong = OA.start if span.start < outer.start else OA.end
        yield self._result(
            "place.block",
            self._number_place(span.selector, wrong),
            passage=self._name(span.node),
            for_evidence=self._evidence(span.node),
            span=span,
            block=self._name(block),
            block_span=outer,
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
        """` (F025, F026)`: the evidence that points at a passage; nothing where none does."""
        annotations = self._graph.subjects(OA.hasTarget, passage)
        named = sorted(evidence_names(node, self._graph, self._inputs) for node in annotations)
        return f" ({', '.join(named)})" if named else ""

    def _result(self, kind: str, place: Place | None, **values: object) -> ValidationResult:
        rule = RULES[f"evidence-{kind.partition('.')[0]}"]
        help_ = {}
        if kind.startswith("digest"):
            help_ = say("evidence-digest.help", actual=values["actual"])
        return ValidationResult(
            rule.code, rule.severity, say(f"evidence-{kind}", **values), place, help_
        )
