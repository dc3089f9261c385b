"""Parts of the page about an IRI."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from schlaglicht.i18n import Message
from schlaglicht.languages import Text


@dataclass(frozen=True)
class Reference:
    """An IRI and its name for the reader."""

    iri: str
    name: Text
    has_page: bool
    """True if the site has a page about it."""
    hint: Text | None = None
    """The description of a class or property, in brief."""


@dataclass(frozen=True)
class LiteralValue:
    """A literal, exactly as in the data."""

    text: str
    language: str = ""
    datatype: str = ""
    """The datatype's IRI; empty for plain strings and texts with a language."""
    datatype_name: str = ""


@dataclass(frozen=True)
class Sentence:
    """A node between things as a sentence with links."""

    parts: tuple[str | Reference | LiteralValue, ...]
    about: Reference | None = None
    """The node itself, if it has an IRI."""


@dataclass(frozen=True)
class Blank:
    """A blank node, as its properties and their values."""

    types: tuple[Reference, ...]
    parts: tuple[tuple[Reference, tuple[Value, ...]], ...]


@dataclass(frozen=True)
class Members:
    """The members of an RDF list, in order."""

    values: tuple[Value, ...]


Value = Reference | LiteralValue | Sentence | Blank | Members


@dataclass(frozen=True)
class Passage:
    """A passage of a document: code points from 0, the end exclusive."""

    reference: Reference
    block: Reference | None
    """The paragraph, headline … that the passage is part of."""
    start: int | None
    end: int | None
    text: str | None = None
    """The words, if the operator has the document and the digest matches."""
    language: str | None = None
    """The language of the words."""
    published: Reference | None = None
    """The address at which the text was published, by the name of the text."""
    document: str | None = None
    """The name of the file that the passage is in."""


@dataclass(frozen=True)
class Source:
    """A source other than the document."""

    reference: Reference
    url: str | None = None


@dataclass(frozen=True)
class Evidence:
    """A piece of evidence; it may support several statements."""

    reference: Reference
    identifier: str
    certainty: Reference | None
    passages: tuple[Passage, ...] = ()
    derived_from: tuple[Source, ...] = ()
    """For statements not in the document."""


@dataclass(frozen=True)
class Support:
    """Evidence as it supports one statement."""

    evidence: Evidence
    wording: Reference | None = None
    """The origin of the words: those of the document, a translation of them …."""


@dataclass(frozen=True)
class Supported:
    """A statement and evidence that supports it."""

    subject: Value
    property: Reference
    value: Value
    support: Support


@dataclass(frozen=True)
class Quotation:
    """Passages that are quoted together, and the statements that rest on them.

    Statements from other sources have no passages.
    """

    passages: tuple[Passage, ...]
    statements: tuple[Supported, ...]


@dataclass(frozen=True)
class Stated:
    """A value and the evidence of its statement."""

    value: Value
    evidence: tuple[Support, ...] = ()


@dataclass(frozen=True)
class Row:
    """A property and its values."""

    property: Reference
    values: tuple[Stated, ...]
    more: int = 0
    """Number of values not shown."""


@dataclass(frozen=True)
class Group:
    """Rows that belong together; without a name they need no heading."""

    name: Text | None
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Incoming:
    """Subjects whose property leads to the thing of the page."""

    property: Reference
    sources: tuple[Value, ...]
    total: int
    is_exact: bool
    """True if there are exactly `total`; otherwise there are more."""


_SMALL_TREE = 60


@dataclass(frozen=True)
class Branch:
    """A thing in a tree, and the things below it."""

    reference: Reference
    notation: str = ""
    branches: tuple[Branch, ...] = ()
    closed: int = 0
    """Number of things below that the tree does not show; their page does."""


@dataclass(frozen=True)
class Tree:
    """Things in their order, level by level."""

    heading: Message
    branches: tuple[Branch, ...]
    more: int = 0
    """Number of things of the first level that are not shown."""
    is_exact: bool = True
    """True if there are exactly `more`; otherwise there may be still more."""

    @cached_property
    def iris(self) -> frozenset[str]:
        """The IRIs of the things that the tree shows."""
        found, waiting = set(), list(self.branches)
        while waiting:
            branch = waiting.pop()
            found.add(branch.reference.iri)
            waiting += branch.branches
        return frozenset(found)

    @property
    def is_small(self) -> bool:
        """True if a page can show the whole tree open."""
        return len(self.iris) <= _SMALL_TREE


Cells = tuple[tuple[Value, ...], ...]
"""The values in each cell of a row."""


@dataclass(frozen=True)
class Table:
    """Things in rows, with a few of their values."""

    heading: Message
    columns: tuple[Message, ...]
    rows: tuple[Cells, ...]
    more: int = 0
    """Number of things that are not shown."""
    is_exact: bool = True
    """True if there are exactly `more`; otherwise there may be still more."""


@dataclass(frozen=True)
class Download:
    """A form in which a dataset is available."""

    distribution: Value
    url: str
    is_file: bool
    """True if the URL is that of a file; otherwise of a page that leads on."""
    format: str = ""
    size: int | None = None
    """In bytes."""
    licence: Value | None = None


@dataclass(frozen=True)
class Picture:
    """An image of the thing, at another place."""

    url: str
    about: Value
    """What the data says about the image: an IRI, perhaps with a page, or the URL."""
    caption: Text | None = None


@dataclass(frozen=True)
class Lead:
    """The beginning of a page by the class of its thing, besides the statements."""

    trail: tuple[Reference, ...] = ()
    """The way from the top of a hierarchy down to the thing."""
    also_below: tuple[Reference, ...] = ()
    """The other things right above it."""
    trees: tuple[Tree, ...] = ()
    tables: tuple[Table, ...] = ()
    downloads: tuple[Download, ...] = ()
    pictures: tuple[Picture, ...] = ()
    address: tuple[str, ...] = ()
    """The lines of a postal address."""
    point: tuple[float, float] | None = None
    """Longitude and latitude, in degrees."""
    covered: frozenset[str] = frozenset()
    """Properties that need no row, for the lead says what they say."""
    covered_whole: frozenset[str] = frozenset()
    """The same, also of what their blank nodes and texts say."""
    covered_incoming: frozenset[str] = frozenset()
    """The same of properties that lead to the thing."""


@dataclass(frozen=True)
class Resource:
    """One IRI, described for a reader."""

    iri: str
    name: Text
    description: Text | None
    sentence: Sentence | None
    """Its sentence, if it is a node between things."""
    types: tuple[Reference, ...]
    """Its classes, without superclasses of others of them."""
    groups: tuple[Group, ...]
    incoming: tuple[Incoming, ...]
    evidence: tuple[Quotation, ...]
    """The evidence of its statements, passage by passage."""
    is_deprecated: bool = False
    more_properties: int = 0
    """Number of properties that the page has no room for."""
    more_incoming: int = 0
    """Number of incoming properties that the page has no room for."""
    supports: tuple[Quotation, ...] = ()
    """Of evidence, a passage or a block of text: the statements that rest on it."""
    more_supported: int = 0
    """Number of those that the page has no room for."""
    lead: Lead = Lead()
