"""The report of a validation: results, each with its place, and the extent of the checks."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum, IntEnum, StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from schlaglicht.i18n import Texts, no_texts

if TYPE_CHECKING:
    from rdflib.term import Node

    from schlaglicht.rdf.triple import Triple


class Severity(IntEnum):
    """Severity of a result; a more severe one is greater.

    https://www.w3.org/TR/shacl/#severity
    """

    INFO = 1
    WARNING = 2
    VIOLATION = 3

    @property
    def label(self) -> str:
        """The name in diagnostics."""
        return self.name.lower()


class Precision(Enum):
    """Precision of a place."""

    EXACT = "exact"
    """The term or the token itself."""
    SUBJECT = "subject"
    """The subject of the block that the result is about: a missing triple has no place."""
    FILE = "file"
    """Only the file is known."""


@dataclass(frozen=True, slots=True)
class Place:
    """Position of a result: lines and columns from 1, in code points, the end exclusive."""

    path: Path
    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1
    precision: Precision = Precision.FILE


class Aspect(Enum):
    """The kind of subject that results of several rules may share."""

    PLACE = "place"
    TERM = "term"
    FOCUS_NODE = "focus node"
    LITERAL = "literal"
    """A literal that is not a value of its datatype, at its place."""
    UNREADABLE_SHAPE = "unreadable shape"
    """A shape that cannot be evaluated."""
    PARAMETER = "parameter"
    """A shape, and the constraint component that one of its parameters belongs to."""
    NO_SHAPES = "no shapes"
    """A file without shapes."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A fault that several rules may detect."""

    aspect: Aspect
    key: Hashable = None
    """The thing at fault; None where it may be anything."""


@dataclass(frozen=True, slots=True)
class ValidationResult:
    """One finding of a check.

    `messages` and `helps` are texts by language tag; a text without language has the tag "".
    """

    code: str
    severity: Severity
    messages: Texts
    place: Place | None = None
    helps: Texts = field(default_factory=no_texts)
    focus_node: Node | None = None
    focus_name: str | None = None
    """The focus node in short form; a blank node is named by its nearest IRI."""
    path: str | None = None
    """The result path, in SPARQL's notation."""
    value: Node | None = None
    source_shape: Node | None = None
    shape_name: str | None = None
    """The name of the source shape; an anonymous one is named by the shape that holds it."""
    shape_place: Place | None = None
    component: str | None = None
    """The constraint component, `MinCount` for sh:MinCountConstraintComponent."""
    constraint: Texts = field(default_factory=no_texts)
    """The constraint in plain words, where `messages` are those of the shape's author."""
    reasons: Texts = field(default_factory=no_texts)
    """Reasons why a value does not conform to an inner shape: one or several lines each."""
    severity_node: Node | None = None
    """The severity as the shape gives it, which may be one of its own."""
    component_node: Node | None = None
    """The constraint component as a node."""
    path_node: Node | None = None
    """The result path as a node."""
    path_triples: tuple[Triple, ...] = ()
    """The triples that describe a path which is not an IRI."""
    twin: str = ""
    """Distinguishes the constraint from others of the same name; empty where there are none."""
    stands_for: str = ""
    """The code of a result that this one replaces because it reports its cause."""
    about: tuple[Subject, ...] = ()
    """The faults that another rule may detect too, besides place, value and focus node."""
    fingerprint: str = ""
    """Equal for the same finding in another version of the files, whatever its line."""

    @property
    def shape_iri(self) -> str:
        """The IRI of the source shape; empty if it has none."""
        from rdflib import URIRef  # here: a report without results needs none

        return str(self.source_shape) if isinstance(self.source_shape, URIRef) else ""

    def subjects(self, aspect: Aspect) -> frozenset[Hashable]:
        """The keys of the result's subjects of one kind."""
        match aspect:
            case Aspect.PLACE:
                own: Hashable = self.place
            case Aspect.TERM:
                own = None if self.value is None else str(self.value)
            case Aspect.FOCUS_NODE:
                own = self.focus_node
            case Aspect.PARAMETER if self.component:
                own = (self.source_shape, self.component)
            case _:
                return frozenset(subject.key for subject in self.about if subject.aspect is aspect)
        return frozenset() if own is None else frozenset((own,))


@dataclass(frozen=True)
class KnownFinding:
    """A finding of an earlier validation, in the form of a baseline."""

    fingerprint: str
    code: str
    file: str
    message: str
    shape: str = ""
    """The IRI of the source shape, or the name of an anonymous one; empty where none is known."""
    component: str = ""
    """The constraint component, `MinCount` for sh:MinCountConstraintComponent."""


class Cause(StrEnum):
    """The reason why a finding is no longer checked."""

    SHAPE_GONE = "shape-gone"
    SHAPE_DEACTIVATED = "shape-deactivated"
    """The shape, or each one that leads to it, is deactivated."""
    SHAPE_UNREACHED = "shape-unreached"
    """No target leads to the shape."""
    CONSTRAINT_GONE = "constraint-gone"
    SHAPES_MILDER = "shapes-milder"
    """The earlier shapes still find it in the data as it is now."""
    SHAPES_UNREADABLE = "shapes-unreadable"
    QUESTION_GONE = "question-gone"
    RULE_OFF = "rule-off"
    """This validation does not check the rule."""
    IGNORED = "ignored"


@dataclass(frozen=True)
class UncheckedFinding:
    """A finding of an earlier validation that is no longer checked, repaired or not."""

    finding: KnownFinding
    cause: Cause


@dataclass(frozen=True)
class Checked:
    """Counts of what was checked."""

    files: int = 0
    triples: int = 0
    shapes: int = 0
    questions: int = 0
    statements: int | None = None
    """Statements that need evidence; None when evidence was not asked for."""
    evidenced: int = 0
    passages: int | None = None
    """Passages that the data names; None when no folder of sources was given."""
    matching: int = 0
    coverable: int | None = None
    """Triples of the data; None when there are no shapes to cover them."""
    covered: int = 0
    """The triples that some shape reads."""
    triple_terms: int = 0
    """Statements about triples of RDF 1.2, which no check can see."""


Counts = Mapping[str, int]
"""Some of the counts of `Checked`, by their names."""


@dataclass(frozen=True)
class CoverageRow:
    """The triples of one class or property, and the number that shapes read."""

    name: str
    """The short form; empty for subjects without a class."""
    triples: int
    covered: int
    missing: tuple[tuple[str, int], ...] = ()
    """Triples that no shape reads, counted by property for a class, by class for a property."""


@dataclass(frozen=True)
class CoverageReport:
    """The share of the data that shapes read, and the parts that they do not."""

    triples: int
    covered: int
    classes: tuple[CoverageRow, ...]
    """By name; a triple counts under each class of its subject."""
    properties: tuple[CoverageRow, ...]


@dataclass(frozen=True)
class Excused:
    """A node with a finding that a comment in a file ignores."""

    text: str
    """Code and reason of the comment, and the node."""
    path: Path
    line: int
    """The line that the comment covers."""


@dataclass(frozen=True)
class ValidationReport:
    """All results of a validation in a stable order: by file, place, rule and message."""

    results: tuple[ValidationResult, ...]
    checked: Checked = field(default_factory=Checked)
    complete: bool = True
    """False when files with faults kept checks of the graph from being made."""
    waiting: tuple[str, ...] | None = None
    """The checks that wait for files to be read: questions, evidence, terms; None if all do."""
    coverage: CoverageReport | None = None
    """Coverage of the data by shapes; None when there are none, or the data is unreadable."""
    root: Path = field(default_factory=Path)
    """The project's folder."""
    fail_on: Severity = Severity.WARNING
    """The mildest severity that makes the validation fail."""
    ignored: int = 0
    """Number of results that settings or comments leave out."""
    excused: tuple[Excused, ...] = ()
    """The nodes of the results that comments leave out."""
    known: int = 0
    """Number of results left out because they were known before."""
    new_since: str = ""
    """The revision at which there was no project to compare with."""
    fixed: tuple[KnownFinding, ...] = ()
    """Earlier findings that are no longer found."""
    unchecked: tuple[UncheckedFinding, ...] = ()
    """Earlier findings that are no longer checked."""
    silenced: tuple[str, ...] = ()
    """Fingerprints of results ignored or not selected, without the numbers of those alike."""
    selected: tuple[str, ...] = ()
    """The codes of the only rules that counted; empty if all did."""
    passed_over: tuple[str, ...] = ()
    """The codes of rules that were left out, or had nothing to check."""
    deterministic: bool = True
    """False if a query asks for the time or for chance: the next report may differ."""
    second_judge: str = ""
    """The name and release of the second judge; empty without one."""
    known_deviations: int = 0
    """Number of verdicts in which it is known to deviate from the standard."""
    evidence_alone: bool = False
    """True if nothing but the evidence was checked."""
    in_part: bool = False
    """True if a part of a remote graph was not fetched, and so not checked."""

    @property
    def passes(self) -> bool:
        """True if no result is severe enough to fail."""
        return self.conforms_at(self.fail_on)

    @property
    def conforms(self) -> bool:
        """True if there are no results of any severity."""
        return self.conforms_at(Severity.INFO)

    def conforms_at(self, threshold: Severity) -> bool:
        """True if no result is as severe as `threshold`."""
        return all(result.severity < threshold for result in self.results)

    def count(self, severity: Severity) -> int:
        """The number of results of exactly this severity."""
        return sum(result.severity is severity for result in self.results)


def reading_order(place: Place) -> tuple[str, int, int]:
    """Sort key of places: by file, then from its beginning to its end."""
    return (str(place.path), place.line, place.column)


def first_place(places: Iterable[Place | None]) -> Place | None:
    """The first of places in reading order; None without any."""
    return min(filter(None, places), key=reading_order, default=None)
