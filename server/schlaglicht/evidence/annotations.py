"""The graph of Web Annotation that entries stand for, each triple with its place in the entry.

Entries that somebody has read as they are have that name: the seal of the reading still fits.

    id:evidence-f025 a oa:Annotation ;
        dcterms:identifier "F025" ;
        def:certainty def:stated ;
        oa:hasBody <…evidence-f025#…> ;            # a rdf:Statement, with def:wording
        oa:hasTarget id:passage-305-326 .         # an oa:SpecificResource of the document

https://www.w3.org/TR/annotation-model/
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

from rdflib import RDF, XSD, BNode, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, FOAF
from rdflib.term import Node

from schlaglicht.evidence.model import (
    Document,
    Entry,
    EvidenceFile,
    Passage,
    Statement,
    TextBlock,
    Texts,
    Work,
)
from schlaglicht.evidence.text_block_names import block_iri, block_names
from schlaglicht.rdf.graph_store import new_graph
from schlaglicht.rdf.load import LoadedGraph
from schlaglicht.rdf.locations import Positions, Span
from schlaglicht.rdf.ntriples_text import LINE
from schlaglicht.rdf.rdflib_logging import quiet_rdflib
from schlaglicht.rdf.terms import REIFIES, TripleTerm, ntriples_term, term_of
from schlaglicht.rdf.triple import Triple
from schlaglicht.vocab import DEF, OA, PROV, SCHEMA

Objects = Callable[[URIRef, URIRef], Iterable[Node]]
"""The objects of the data with a subject and a predicate."""

_RETRIEVED_ON = URIRef("http://purl.org/pav/retrievedOn")


@dataclass(frozen=True)
class Unresolved:
    """A statement of an entry without object that stands for none, or for several, of the data."""

    file: EvidenceFile
    entry: Entry
    statement: Statement
    candidates: tuple[Node, ...]


@dataclass
class Annotations:
    """The annotations of some files, and the statements that could not be resolved."""

    loaded: LoadedGraph
    unresolved: list[Unresolved] = field(default_factory=list)
    entry_of: dict[Node, tuple[EvidenceFile, Entry]] = field(default_factory=dict)
    """The entry of each annotation."""
    supports: list[tuple[EvidenceFile, Entry, Statement, Triple]] = field(default_factory=list)
    """The triple that each statement stands for."""
    supported: dict[int, tuple[tuple[Statement, Triple], ...]] = field(default_factory=dict)
    """The same of each entry, by its `id`."""


def annotate(files: Sequence[EvidenceFile], objects: Objects) -> Annotations:
    """The graph that the entries of `files` stand for; `objects` looks statements up."""
    made = Annotations(LoadedGraph(new_graph(), Positions()))
    for file in files:
        _Writer(file, objects, made).write()
    return made


def annotated_lines(
    files: Sequence[EvidenceFile], lines: Iterable[bytes], graph: str
) -> Iterator[bytes]:
    """The annotations as N-Quads of the named graph `graph`, for data in canonical N-Quads.

    A triple counts in whichever graph of the data it is.
    """
    wanted = {
        f"{ntriples_term(s.subject)} {ntriples_term(s.predicate)} ".encode()
        for file in files
        for entry in file.entries
        for s in entry.statements
    }
    said = (line for line in lines if b" ".join(line.split(b" ", 2)[:2]) + b" " in wanted)
    found: defaultdict[tuple[str, str], dict[Node, None]] = defaultdict(dict)
    with quiet_rdflib():
        for match in filter(None, (LINE.fullmatch(line.decode()) for line in said)):
            found[match["subject"], match["predicate"]][term_of(match["object"])] = None
    objects: Objects = lambda s, p: found[ntriples_term(s), ntriples_term(p)]  # noqa: E731
    for triple in annotate(files, objects).loaded.graph:
        yield (" ".join(map(ntriples_term, triple)) + f" <{graph}> .\n").encode()


def reified(published: Graph, data: Graph) -> tuple[Graph, Graph]:
    """The annotations as RDF 1.2 has them: what is said about statements of `data`, and the rest.

    Each body reifies its statement, and has what is said of its annotation. The rest is as
    published, without those bodies.
    """
    about, rest = new_graph(), new_graph()
    said = {s: dict(published.predicate_objects(s)) for s in published.objects(None, OA.hasBody)}
    for annotation, body in published.subject_objects(OA.hasBody):
        triple = said[body][RDF.subject], said[body][RDF.predicate], said[body][RDF.object]
        if triple in data:  # an entry may say more
            about.add((body, REIFIES, TripleTerm(triple)))
            about.add((body, DEF.wording, said[body][DEF.wording]))
            for predicate, node in published.predicate_objects(annotation):
                if predicate != OA.hasBody:
                    about.add((body, predicate, node))
    rest += (triple for triple in published if (triple[0], REIFIES, None) not in about)
    return about, rest


class _Writer:
    def __init__(self, file: EvidenceFile, objects: Objects, made: Annotations) -> None:
        self._file = file
        self._objects = objects
        self._made = made
        self._start = 0, 0

    def write(self) -> None:
        for source in self._file.sources:
            node = self._file.source_iri(source.key)
            self._add(node, RDF.type, PROV.Entity, source.span)
            self._add_names(node, source.names, source.span)
            if source.url:
                self._add(node, SCHEMA.url, URIRef(source.url), source.span)
            day = source.retrieved or self._file.retrieved
            self._add_day(node, _RETRIEVED_ON, day, source.span)
        for entry in self._file.entries:
            self._write_entry(entry)
        if self._file.document is not None:
            self._write_document(self._file.document)

    def _write_entry(self, entry: Entry) -> None:
        node = self._file.entry_iri(entry)
        self._made.entry_of[node] = self._file, entry
        self._add(node, RDF.type, OA.Annotation, entry.span)
        self._add(node, DCTERMS.identifier, Literal(entry.key), entry.span)
        self._add(node, OA.motivatedBy, OA.linking, entry.span)
        self._add(node, DEF.certainty, DEF[entry.certainty], entry.span)
        if document := self._file.document:
            for passage in entry.passages:
                self._add(node, OA.hasTarget, document.passage_iri(passage), passage.span)
            for passage in entry.anaphora:
                self._add(node, DEF.antecedent, document.passage_iri(passage), passage.span)
        for key, span in entry.sources:
            self._add(node, PROV.wasDerivedFrom, self._file.source_iri(key), span)
            if ":" in key:
                self._add_day(URIRef(key), _RETRIEVED_ON, self._file.retrieved, span)
        supported = self._made.supported[id(entry)] = tuple(
            (statement, triple)
            for statement in entry.statements
            if (triple := self._resolved(entry, statement)) is not None
        )
        for statement, triple in supported:
            self._made.supports.append((self._file, entry, statement, triple))
            self._write_body(node, statement, triple)
        review = entry.review
        if review is not None and review.seal == seal_of(self._file, entry, supported):
            reader = self._file.reader_iri(review)
            self._add(node, DCTERMS.creator, reader, review.span)
            self._add(reader, RDF.type, FOAF.Person, review.span)
            self._add(reader, FOAF.name, Literal(review.by), review.span)
            self._add_day(node, DCTERMS.created, review.at, review.span)

    def _resolved(self, entry: Entry, statement: Statement) -> Triple | None:
        """The triple of a statement, if there is exactly one."""
        subject, predicate = statement.subject, statement.predicate
        known = self._objects(subject, predicate)
        if statement.object is not None:
            same = (o for o in known if is_same_term(o, statement.object))
            return subject, predicate, next(same, statement.object)
        candidates = tuple(o for o in known if fits_language(o, statement.language))
        if len(candidates) == 1:
            return subject, predicate, candidates[0]
        unresolved = Unresolved(self._file, entry, statement, candidates)
        self._made.unresolved.append(unresolved)
        return None

    def _write_body(self, node: URIRef, statement: Statement, triple: Triple) -> None:
        body = URIRef(f"{node}#{_digest(triple)}")
        subject, predicate, object_ = statement.spans
        whole = subject[0], object_[1]
        self._add(node, OA.hasBody, body, whole)
        self._add(body, RDF.type, RDF.Statement, whole)
        self._add(body, RDF.subject, triple[0], subject)
        self._add(body, RDF.predicate, triple[1], predicate)
        self._add(body, RDF.object, triple[2], object_)
        self._add(body, DEF.wording, DEF[statement.wording], whole)

    def _write_document(self, document: Document) -> None:
        node, span = document.iri, document.span
        self._add(node, RDF.type, SCHEMA.DigitalDocument, span)
        self._add(node, RDF.type, SCHEMA.TextObject, span)
        self._add(node, DCTERMS.identifier, Literal(document.file), span)
        self._add(node, SCHEMA.encodingFormat, Literal("text/plain; charset=utf-8"), span)
        self._add_names(node, document.names, span)
        if document.language:
            self._add(node, SCHEMA.inLanguage, Literal(document.language), span)
        if document.sha256:
            self._add(node, SCHEMA.sha256, Literal(document.sha256), span)
        blocks = [(work, block) for work in document.works for block in work.blocks]
        for work, block in blocks:
            self._write_block(document, work, block)
        for passage in self._file.passages:
            self._write_passage(document, passage, blocks)

    def _write_block(self, document: Document, work: Work, block: TextBlock) -> None:
        node, span = block_iri(work, block), block.passage.span
        self._add(node, RDF.type, DEF.TextBlock, span)
        self._add(node, DCTERMS.isPartOf, work.iri, span)
        first, *others = block.kind.split("-")
        self._add(node, DCTERMS.type, DEF["".join([first, *map(str.capitalize, others)])], span)
        self._add_names(node, block_names(work, block), span)
        self._add(node, OA.hasSource, document.iri, span)
        self._write_selector(node, block.passage)

    def _write_passage(
        self, document: Document, passage: Passage, blocks: Sequence[tuple[Work, TextBlock]]
    ) -> None:
        node, span = document.passage_iri(passage), passage.span
        self._add(node, RDF.type, OA.SpecificResource, span)
        self._add(node, OA.hasSource, document.iri, span)
        self._write_selector(node, passage)
        if passage in self._file.digests:
            digest, place = self._file.digests[passage]
            self._add(node, SCHEMA.sha256, Literal(digest), place)
        for work, block in blocks:
            if block.passage.start <= passage.start < block.passage.end:
                self._add(node, DCTERMS.isPartOf, block_iri(work, block), span)

    def _write_selector(self, node: URIRef, passage: Passage) -> None:
        selector, span = URIRef(f"{node}#position"), passage.span
        self._add(node, OA.hasSelector, selector, span)
        self._add(selector, RDF.type, OA.TextPositionSelector, span)
        for end, value in ((OA.start, passage.start), (OA.end, passage.end)):
            self._add(selector, end, Literal(str(value), datatype=XSD.integer), span)

    def _add_day(self, node: Node, said: URIRef, day: date | None, span: Span) -> None:
        if day is not None:
            self._add(node, said, Literal(day.isoformat(), datatype=XSD.date), span)

    def _add_names(self, node: URIRef, names: Texts, span: Span) -> None:
        for tag, text in names.items():
            self._add(node, SCHEMA.name, Literal(text, lang=tag or None), span)

    def _add(self, subject: Node, predicate: Node, object_: Node, span: Span) -> None:
        triple = subject, predicate, object_
        self._made.loaded.graph.add(triple)
        self._made.loaded.positions.record(triple, self._file.text, span * 3)


def _digest(triple: Triple) -> str:
    """The same for equal statements, whatever the order of an entry and the label of a node."""
    return sha256(" ".join(map(_written, triple)).encode()).hexdigest()[:12]


def seal_of(file: EvidenceFile, entry: Entry, supported: Iterable[tuple[Statement, Triple]]) -> str:
    """The SHA-256 over all that a reader of an entry has before them, statements in full.

    It is no signature: who may write the file can compute another one (docs/evidence.md).
    """
    document = file.document
    read = {
        "document": document.sha256 if document else None,
        "passages": [str(passage) for passage in entry.passages],
        "anaphora": [str(passage) for passage in entry.anaphora],
        "sources": sorted(file.source_iri(key) for key, _ in entry.sources),
        "certainty": str(entry.certainty),
        "answers": dict(entry.answers),
        "statements": sorted(
            [str(statement.wording), *map(_written, triple)] for statement, triple in supported
        ),
    }
    return sha256(json.dumps(read, sort_keys=True).encode()).hexdigest()


def _written(term: Node) -> str:
    """A term in N-Triples; a blank node has another label whenever its file is read."""
    return "_:" if isinstance(term, BNode) else ntriples_term(term)


def fits_language(term: Node, language: str | None) -> bool:
    """True for a literal in `language`, and for any term where that is None."""
    if language is None:
        return True
    return isinstance(term, Literal) and (term.language or "").lower() == language.lower()


def is_same_term(one: Node, other: Node) -> bool:
    """True for the same term; the case of a language tag does not matter."""
    if not isinstance(one, Literal) or not isinstance(other, Literal):
        return one == other
    tags = [(literal.language or "").lower() for literal in (one, other)]
    return str(one) == str(other) and one.datatype == other.datatype and tags[0] == tags[1]
