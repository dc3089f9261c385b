"""What a page about an IRI consists of."""

from __future__ import annotations

from dataclasses import dataclass

from schlaglicht.languages import Text


@dataclass(frozen=True)
class Reference:
    """An IRI and its name for the reader."""

    iri: str
    name: Text
    has_page: bool
    """Whether the site has a page about it."""


@dataclass(frozen=True)
class LiteralValue:
    """A literal, exactly as the data has it."""

    text: str
    language: str = ""
    datatype: str = ""
    """The datatype's IRI; empty for plain strings and texts with a language."""
    datatype_name: str = ""


@dataclass(frozen=True)
class Sentence:
    """What a node between things says, in words and with links."""

    parts: tuple[str | Reference | LiteralValue, ...]
    about: Reference | None = None
    """The node itself, where it has an IRI."""


@dataclass(frozen=True)
class Blank:
    """A node without IRI, told as its properties and their values."""

    types: tuple[Reference, ...]
    parts: tuple[tuple[Reference, tuple[Value, ...]], ...]


@dataclass(frozen=True)
class Members:
    """The members of an RDF list, in order."""

    values: tuple[Value, ...]


Value = Reference | LiteralValue | Sentence | Blank | Members


@dataclass(frozen=True)
class Passage:
    """Where a document says something: code points from 0, the end exclusive."""

    reference: Reference
    block: Reference | None
    """The paragraph, headline … that the passage is part of."""
    start: int | None
    end: int | None
    text: str | None = None
    """The words, where the operator has the document and its digest agrees."""
    language: str | None = None
    """The language of the words."""


@dataclass(frozen=True)
class Evidence:
    """What carries a statement."""

    reference: Reference
    identifier: str
    certainty: Reference | None
    passages: tuple[Passage, ...] = ()
    derived_from: tuple[Reference, ...] = ()
    """Other sources, where the document does not say it."""


@dataclass(frozen=True)
class Stated:
    """A value and the evidence that it is so."""

    value: Value
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class Row:
    """A property and its values."""

    property: Reference
    values: tuple[Stated, ...]
    more: int = 0
    """How many values are not shown."""


@dataclass(frozen=True)
class Group:
    """Rows that belong together as the shapes see it; the name is None for the rest."""

    name: Text | None
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Incoming:
    """Things that a property leads from to the thing of the page."""

    property: Reference
    sources: tuple[Value, ...]
    total: int
    is_exact: bool
    """Whether there are just `total`; else there are more."""


@dataclass(frozen=True)
class Resource:
    """One IRI, described for a reader."""

    iri: str
    name: Text
    description: Text | None
    sentence: Sentence | None
    """What it says, where it is a node between things."""
    types: tuple[Reference, ...]
    """Its classes, without those that follow from others of them."""
    groups: tuple[Group, ...]
    incoming: tuple[Incoming, ...]
    evidence: tuple[Evidence, ...]
    """All evidence beside its statements, once each, in order."""
    prefixed_name: str | None = None
    is_deprecated: bool = False
    more_properties: int = 0
    """How many properties the page has no room for."""
    more_incoming: int = 0
    """How many properties that lead to it the page has no room for."""
