"""What a validation says: results, each with its place, and what was looked at."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from enum import Enum, IntEnum, StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rdflib.term import Node


class Severity(IntEnum):
    """How grave a result is; a graver one is greater.

    https://www.w3.org/TR/shacl/#severity
    """

    INFO = 1
    WARNING = 2
    VIOLATION = 3

    @property
    def label(self) -> str:
        """The name as diagnostics write it."""
        return self.name.lower()


class Certainty(Enum):
    """How sure a place is."""

    EXACT = "exact"
    """The very term, or the very token."""
    SUBJECT = "subject"
    """The subject of the block that the result is about: what is missing has no place."""
    FILE = "file"
    """Only the file is known."""


@dataclass(frozen=True)
class Place:
    """Where a result points: lines and columns from 1, in code points, the end exclusive."""

    path: Path
    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1
    certainty: Certainty = Certainty.FILE


class Aspect(Enum):
    """The respect in which results of several rules may be about the same."""

    PLACE = "place"
    TERM = "term"
    FOCUS_NODE = "focus node"
    LITERAL = "literal"
    """A literal of a datatype that it is no value of, at its place."""
    UNREADABLE_SHAPE = "unreadable shape"
    """A shape that cannot be evaluated."""
    NO_SHAPES = "no shapes"
    """A file in which no shape is found."""


@dataclass(frozen=True)
class Subject:
    """A fault that several rules may see, each in its own way."""

    aspect: Aspect
    key: Hashable = None
    """What has the fault; None where it may be anything."""


@dataclass(frozen=True)
class ValidationResult:
    """One thing that a check has to say.

    `messages` and `helps` are texts by language tag; a text without language has the tag "".
    """

    code: str
    severity: Severity
    messages: Mapping[str, str]
    place: Place | None = None
    helps: Mapping[str, str] = field(default_factory=dict)
    focus_node: Node | None = None
    focus_name: str | None = None
    """The focus node as a person writes it; a blank node is named by its nearest IRI."""
    path: str | None = None
    """The result path, in SPARQL's notation."""
    value: Node | None = None
    source_shape: Node | None = None
    shape_name: str | None = None
    """The name of the source shape; an anonymous one is named by the shape that holds it."""
    shape_place: Place | None = None
    component: str | None = None
    """The constraint component, `MinCount` for sh:MinCountConstraintComponent."""
    constraint: Mapping[str, str] = field(default_factory=dict)
    """The constraint in plain words, where `messages` are those of the shape's author."""
    reasons: Mapping[str, str] = field(default_factory=dict)
    """Why a value does not conform to a shape within the shape: a line for each, or several."""
    component_node: Node | None = None
    """The constraint component as a node."""
    path_node: Node | None = None
    """The result path as a node."""
    path_triples: tuple[tuple[Node, Node, Node], ...] = ()
    """What says how a path that is no IRI is made up."""
    twin: str = ""
    """What tells the constraint from others of the same name; empty where there are none."""
    stands_for: str = ""
    """The code of the result of which this one says the cause, and in whose place it is."""
    about: tuple[Subject, ...] = ()
    """The faults that another rule may see too, beside the place, the value and the focus node."""
    fingerprint: str = ""
    """The same for the same finding in another version of the files, whatever its line."""

    def subjects(self, aspect: Aspect) -> frozenset[Hashable]:
        """The keys of what the result is about in one respect."""
        match aspect:
            case Aspect.PLACE:
                own: Hashable = self.place
            case Aspect.TERM:
                own = None if self.value is None else str(self.value)
            case Aspect.FOCUS_NODE:
                own = self.focus_node
            case _:
                return frozenset(subject.key for subject in self.about if subject.aspect is aspect)
        return frozenset() if own is None else frozenset((own,))


@dataclass(frozen=True)
class KnownFinding:
    """A finding of an earlier validation, as a baseline keeps it."""

    fingerprint: str
    code: str
    file: str
    message: str
    shape: str = ""
    """The IRI of the source shape, of an anonymous one its name; empty where none is known."""
    component: str = ""
    """The constraint component, `MinCount` for sh:MinCountConstraintComponent."""


class Cause(StrEnum):
    """Why a finding cannot be made any more."""

    SHAPE_GONE = "shape-gone"
    SHAPE_DEACTIVATED = "shape-deactivated"
    """The shape, or each one that leads to it, is switched off."""
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
    """A finding of an earlier validation that is not looked for any more, repaired or not."""

    finding: KnownFinding
    cause: Cause


@dataclass(frozen=True)
class Checked:
    """How much was looked at."""

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
    """Triples of the data; None when there are no shapes that could look at them."""
    covered: int = 0
    """Those that some shape looks at."""


@dataclass(frozen=True)
class CoverageRow:
    """The triples of one class or property, and how many of them shapes look at."""

    name: str
    """As a person writes it; empty for subjects without a class."""
    triples: int
    looked_at: int
    missing: tuple[tuple[str, int], ...] = ()
    """What no shape looks at: of a class the properties, of a property the classes."""


@dataclass(frozen=True)
class CoverageReport:
    """How much of the data shapes look at, and what they do not."""

    triples: int
    looked_at: int
    classes: tuple[CoverageRow, ...]
    """By name; a triple counts under each class of its subject."""
    properties: tuple[CoverageRow, ...]


@dataclass(frozen=True)
class ValidationReport:
    """All results of a validation in a stable order: by file, place, rule and message."""

    results: tuple[ValidationResult, ...]
    checked: Checked = field(default_factory=Checked)
    complete: bool = True
    """False when broken files kept the checks of the graph from being made."""
    coverage: CoverageReport | None = None
    """How much of the data shapes look at; None when there are none, or the data is unreadable."""
    root: Path = field(default_factory=Path)
    """The project's folder."""
    fail_on: Severity = Severity.WARNING
    """The mildest severity that makes the validation fail."""
    ignored: int = 0
    """How many results are left out because settings or comments say so."""
    known: int = 0
    """How many are left out because they were there before."""
    fixed: tuple[KnownFinding, ...] = ()
    """What was there before and is no more."""
    unchecked: tuple[UncheckedFinding, ...] = ()
    """What was there before and is not looked for any more."""
    left_out: tuple[str, ...] = ()
    """What is ignored or not selected: the fingerprints, without the numbers of those alike."""
    passed_over: tuple[str, ...] = ()
    """The codes of rules that were left out, or had nothing to look at."""
    unpatched: str = ""
    """The version of a pySHACL that is not known here, and so checked the shapes unpatched."""

    @property
    def passes(self) -> bool:
        """Whether nothing is grave enough to fail."""
        return self.conforms_at(self.fail_on)

    @property
    def conforms(self) -> bool:
        """Whether there is nothing to say, however grave."""
        return self.conforms_at(Severity.INFO)

    def conforms_at(self, threshold: Severity) -> bool:
        """Whether no result is as grave as `threshold`."""
        return all(result.severity < threshold for result in self.results)

    def count(self, severity: Severity) -> int:
        """How many results have just this severity."""
        return sum(result.severity is severity for result in self.results)


def reading_order(place: Place) -> tuple[str, int, int]:
    """What places are sorted by: by file, and from its beginning to its end."""
    return (str(place.path), place.line, place.column)
