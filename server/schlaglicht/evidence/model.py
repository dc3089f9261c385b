"""Evidence files as values; spans are offsets of characters in the file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path

from rdflib import DCTERMS, FOAF, OWL, RDF, RDFS, SKOS, URIRef
from rdflib.term import Node

from schlaglicht.rdf.locations import SourceText, Span
from schlaglicht.vocab import DEF, OA, SCHEMA

RECORD_CLASSES = (OA.Annotation, OA.SpecificResource, OA.TextPositionSelector, DEF.TextBlock)
"""The classes whose instances are evidence, wherever they stand."""

RECORD_PROPERTIES = (RDF.type, SKOS.inScheme, SKOS.topConceptOf, SKOS.hasTopConcept, DCTERMS.type)
"""Properties whose statements are records wherever they stand."""

IDENTIFIERS = (
    OWL.sameAs, SKOS.exactMatch, SKOS.closeMatch, SKOS.notation, RDFS.seeAlso, RDFS.isDefinedBy,
    DCTERMS.identifier, DCTERMS.language, FOAF.homepage, FOAF.page,
    SCHEMA.identifier, SCHEMA.propertyID, SCHEMA.sameAs, SCHEMA.url, SCHEMA.inLanguage,
)  # fmt: skip
"""Properties of identifiers, pages and languages, whose statements may be records."""

Texts = Mapping[str, str]

_PASSAGE = re.compile(r"(0|[1-9][0-9]{0,9})-([1-9][0-9]{0,9})")


class Certainty(StrEnum):
    """The certainty with which an entry carries its statements."""

    STATED = "stated"
    """The words say it."""
    IMPLIED = "implied"
    """It follows from the words and ordinary reading."""
    EXTERNAL = "external"
    """Another source says it."""


class Wording(StrEnum):
    """The origin of a statement's words."""

    VERBATIM = "verbatim"
    """The words of the document."""
    PARAPHRASE = "paraphrase"
    """The document's meaning in the words or terms of the graph."""
    TRANSLATION = "translation"
    """The document's words in another language."""
    RECORD = "record"
    """Bookkeeping: types, schemes, and what the graph says about itself."""


@dataclass(frozen=True)
class Passage:
    """Part of a document: code points from 0, the end exclusive."""

    start: int
    end: int
    span: Span = field(default=(0, 0), compare=False)

    def __str__(self) -> str:
        return f"{self.start}-{self.end}"


def passage_of(text: str, span: Span = (0, 0)) -> Passage | None:
    """The passage written as `120-145`; None for any other text."""
    found = _PASSAGE.fullmatch(text)
    return Passage(int(found[1]), int(found[2]), span) if found else None


@dataclass(frozen=True)
class Statement:
    """A supported statement; without `object` the only one with this subject and predicate.

    With `language`, the only one of these in that language.
    """

    subject: URIRef
    predicate: URIRef
    wording: Wording
    object: Node | None = None
    language: str | None = None
    spans: tuple[Span, Span, Span] = field(default=((0, 0),) * 3, compare=False)
    """The spans of subject, predicate and object; without an object the predicate's twice."""


@dataclass(frozen=True)
class Review:
    """The reading of an entry by a person, with the seal of what was read."""

    by: str
    at: date
    seal: str
    span: Span = field(default=(0, 0), compare=False)


class State(StrEnum):
    """The state of a proposal; one that is accepted is none any more."""

    CHECKED = "checked"
    """The project passes with it."""
    FAULTY = "faulty"
    """It does not."""
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Proposal:
    """The person or program that proposes an entry, and what became of it."""

    by: str
    at: date
    state: State
    findings: tuple[Texts, ...] = ()
    """Why it is faulty."""
    reason: str = ""
    """Who rejected or withdrew it, and why."""


@dataclass(frozen=True)
class Entry:
    """The evidence of one fact."""

    key: str
    certainty: Certainty
    statements: tuple[Statement, ...]
    passages: tuple[Passage, ...] = ()
    anaphora: tuple[Passage, ...] = ()
    """Passages that name what a pronoun in `passages` refers to."""
    sources: tuple[tuple[str, Span], ...] = ()
    """Keys of the sources other than the document, or their IRIs."""
    answers: Texts = field(default_factory=dict)
    """Why words of its passages that hedge or deny do not touch its statements."""
    review: Review | None = None
    proposal: Proposal | None = None
    span: Span = field(default=(0, 0), compare=False)
    """The span of the key."""


@dataclass(frozen=True)
class TextBlock:
    """A part of a document with a name: a headline, a paragraph."""

    kind: str
    number: int | None
    """The number among several of the same kind."""
    passage: Passage


@dataclass(frozen=True)
class Work:
    """A text in a document, with its blocks: an article, a chapter."""

    iri: URIRef
    names: Texts
    blocks: tuple[TextBlock, ...]
    span: Span


@dataclass(frozen=True)
class Document:
    """The text file that the passages are in."""

    iri: URIRef
    file: str
    sha256: str | None
    passage_prefix: str
    """The start of the IRIs of passages; their offsets follow."""
    span: Span
    language: str | None = None
    names: Texts = field(default_factory=dict)
    works: tuple[Work, ...] = ()

    def passage_iri(self, passage: Passage) -> URIRef:
        """The IRI of a passage of this document."""
        return URIRef(f"{self.passage_prefix}{passage}")


@dataclass(frozen=True)
class Source:
    """A source other than the document."""

    key: str
    names: Texts
    url: str | None
    span: Span
    retrieved: date | None = None
    """The day on which it was read."""


@dataclass(frozen=True)
class EvidenceFile:
    """The evidence in one file, on at most one document."""

    path: Path
    text: SourceText
    namespace: str
    """The start of the IRIs of entries and sources."""
    entries: tuple[Entry, ...]
    document: Document | None = None
    sources: tuple[Source, ...] = ()
    digests: Mapping[Passage, tuple[str, Span]] = field(default_factory=dict)
    """SHA-256 of the UTF-8 of passages, in lower-case hexadecimal digits."""
    prefixes: Mapping[str, str] = field(default_factory=dict)
    """All that the file may use."""
    own_prefixes: Mapping[str, str] = field(default_factory=dict)
    """Those of them that the file itself declares."""
    retrieved: date | None = None
    """The day on which sources were read that have none of their own."""

    def entry_iri(self, entry: Entry) -> URIRef:
        """The IRI of the annotation that an entry stands for."""
        return URIRef(f"{self.namespace}evidence-{entry.key.lower()}")

    def source_iri(self, key: str) -> URIRef:
        """The IRI of a source by its key, or the IRI that stands in its place."""
        return URIRef(key if ":" in key else f"{self.namespace}source-{key}")

    def reader_iri(self, review: Review) -> URIRef:
        """The IRI of the person who has read an entry, by the name alone."""
        slug = re.sub(r"\W+", "-", review.by.casefold()).strip("-")
        return URIRef(f"{self.namespace}reader-{slug}")

    @property
    def passages(self) -> tuple[Passage, ...]:
        """The passages of all entries, each once, in the order of the document."""
        cited = {p for entry in self.entries for p in (*entry.passages, *entry.anaphora)}
        return tuple(sorted(cited, key=lambda p: (p.start, p.end)))
