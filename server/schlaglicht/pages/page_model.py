"""Parts of the page about an IRI, and limits that keep the page of a thing of many words small."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

from rdflib import URIRef
from rdflib.term import Node

from schlaglicht.i18n import Message, Text
from schlaglicht.markup import words_of


@dataclass(frozen=True)
class Reference:
    """An IRI and its name for the reader."""

    iri: str
    name: Text
    has_page: bool
    """True if the site has a page about it."""
    hint: Text | None = None
    """The description of a class or property, in brief."""
    is_made: bool = False
    """True if nothing gives it a name, and that is the words of its local name."""


@dataclass(frozen=True)
class LiteralValue:
    """A literal, exactly as in the data."""

    text: str
    language: str = ""
    datatype: str = ""
    """The datatype's IRI; empty for plain strings and texts with a language."""
    datatype_name: str = ""

    @property
    def words(self) -> str:
        """Its text without markup and the line breaks of indented XML."""
        return words_of(self.text, self.datatype)

    @property
    def line(self) -> str:
        """The same on one line."""
        return " ".join(self.words.split())


@dataclass(frozen=True)
class Sentence:
    """A node between things as a sentence with links."""

    parts: tuple[str | Reference | LiteralValue, ...]
    about: Reference | None = None
    """The node itself, if it has an IRI."""


@dataclass(frozen=True)
class Blank:
    """A node without a name, as its properties and their values."""

    types: tuple[Reference, ...]
    parts: tuple[tuple[Reference, tuple[Value, ...]], ...]
    about: Reference | None = None
    """The node itself, if it has an IRI."""
    is_cut: bool = False
    """True if it, or what it leads to, has more statements."""


@dataclass(frozen=True)
class Members:
    """The members of an RDF list, in order."""

    values: tuple[Value, ...]
    is_cut: bool = False
    """True if there are more, or more statements of what they lead to."""


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
    parts: frozenset[str] = frozenset()
    """The IRIs of the parts of the thing without a name that its rows show."""


@dataclass(frozen=True)
class FacetValue:
    """A value by which a list can be narrowed."""

    name: str
    """For URLs: readable and unique."""
    node: Node
    count: int


@dataclass(frozen=True)
class Facet:
    """A property by whose values a list can be narrowed, the commonest value first."""

    name: str
    """For URLs."""
    property: URIRef
    values: tuple[FacetValue, ...]


_T = TypeVar("_T")

MOST_OF_TEXT = 2_000
"""Characters of a literal that a page shows."""

MOST_IN_SENTENCE = 160
"""Characters of a literal in a sentence about evidence."""

ROOM_FOR_LEAD = 24_000
"""Approximate bytes of a page for what it leads with; statements have so much less room."""

ROOM_FOR_STATEMENTS = 32_000
ROOM_FOR_INCOMING = 9_000
ROOM_FOR_SUPPORTED = 20_000
"""Approximate bytes of a page for statements, for things that link here, and for statements that
rest on what the page is about; the rest is left out."""

_OF_REFERENCE, _OF_LITERAL, _OF_ROW, _OF_NOTE, _OF_EVIDENCE = 80, 60, 220, 250, 400
_OF_SENTENCE, _OF_BRANCH = 200, 50
"""Approximate bytes of markup; evidence is noted at its statement, and a sentence further down."""


def fitted_groups(groups: Sequence[Group], room: int) -> tuple[tuple[Group, ...], int]:
    """The groups that fit, and the number of properties left out."""
    left = _Room(room)
    fitted = [Group(group.name, tuple(left.rows(group.rows))) for group in groups]
    left_out = sum(len(group.rows) for group in groups) - sum(len(group.rows) for group in fitted)
    return tuple(group for group in fitted if group.rows), left_out


def fitted_incoming(incoming: Sequence[Incoming], room: int) -> tuple[tuple[Incoming, ...], int]:
    """The incoming properties that fit, and the number of those left out."""
    left = _Room(room)
    kept: list[Incoming] = []
    for row in incoming:
        if left.bytes <= 0:
            break
        left.bytes -= _OF_ROW
        kept.append(replace(row, sources=left.first(row.sources)))
    return tuple(kept), len(incoming) - len(kept)


def fitted_quotations(
    quotations: Sequence[Quotation], room: int
) -> tuple[tuple[Quotation, ...], int]:
    """The quotations that fit, and the number of statements left out."""
    left = _Room(room)
    kept: list[Quotation] = []
    for each in quotations:
        if not kept or left.bytes > 0:
            left.bytes -= sum(len(passage.text or "") for passage in each.passages)
            kept.append(replace(each, statements=left.first(each.statements)))
    shown = sum(len(each.statements) for each in kept)
    return tuple(kept), sum(len(each.statements) for each in quotations) - shown


def fitted(parts: Sequence[_T], room: int) -> tuple[_T, ...]:
    """The first parts that fit, such as rows of a table or downloads."""
    return _Room(room).first(parts)


def branches_that_fit(example: Reference, room: int) -> int:
    """Number of branches of a tree that fit, if all are about as long as the example."""
    return max(1, room // size_of(Branch(example)))


def size_of_lead(lead: Lead) -> int:
    """Approximate bytes of what a page leads with."""
    about = tuple(picture.about for picture in lead.pictures)
    trees, tables = (tree.branches for tree in lead.trees), (table.rows for table in lead.tables)
    return size_of((*about, *lead.trail, *lead.also_below, *trees, *tables, *lead.downloads))


class _Room:
    """The room left on a page."""

    def __init__(self, size: int) -> None:
        self.bytes = size

    def rows(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The rows that fit, the last one perhaps with fewer values."""
        for row in rows:
            if self.bytes <= 0:
                return
            self.bytes -= _OF_ROW
            shown = self.first(row.values)
            yield replace(row, values=shown, more=row.more + len(row.values) - len(shown))

    def first(self, parts: Sequence[_T]) -> tuple[_T, ...]:
        """The first parts that fit; at least one."""
        shown: list[_T] = []
        for part in parts:
            if shown and self.bytes <= 0:
                break
            self.bytes -= size_of(part)
            shown.append(part)
        return tuple(shown)


def size_of(part: object) -> int:
    """Approximate bytes of a part of a page, or of several."""
    match part:
        case str():
            return len(part)
        case tuple():
            return sum(map(size_of, part))
        case Reference():
            return _OF_REFERENCE + 2 * len(part.iri) + len(part.name[0])
        case LiteralValue():
            return _OF_LITERAL + min(len(part.text), MOST_OF_TEXT)
        case Sentence():
            return size_of(part.parts)
        case Members():
            return size_of(part.values)
        case Blank():
            named = ((name.name[0], values) for name, values in part.parts)
            return size_of((part.types, *named))
        case Stated():
            value = size_of(part.value)
            of_each = _OF_NOTE + _OF_EVIDENCE + min(value, MOST_IN_SENTENCE)
            return value + of_each * len(part.evidence)
        case Supported():
            of_text = min(size_of(part.value), MOST_IN_SENTENCE + _OF_LITERAL)
            return _OF_SENTENCE + size_of((part.subject, part.property.name[0])) + of_text
        case Branch():
            return _OF_BRANCH + size_of((part.reference, part.notation, part.branches))
        case Download():
            own = size_of((part.distribution, part.licence, part.url))
            return _OF_ROW + own + len(part.url)
    return 0
