"""The rules of a validation: a stable code, a severity, a title, and which gives way to which.

Each has a page of documentation: meaning of a result, a failing example and its repair.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from pathlib import Path
from typing import TYPE_CHECKING

from schlaglicht.errors import ProjectError
from schlaglicht.i18n import Texts, lines, msg, no_texts
from schlaglicht.rdf.iris import local_name
from schlaglicht.validation.report import Aspect, Place, Severity, Subject, ValidationResult

if TYPE_CHECKING:
    from rdflib.term import Node

    from schlaglicht.rdf.triple import Triple


@dataclass(frozen=True)
class Rule:
    """A kind of result; its code never changes its meaning."""

    code: str
    titles: Texts
    severity: Severity = Severity.VIOLATION


# In the order of results at one place: the first may explain the rest. What keeps a check from
# being made is a violation: otherwise `--fail-on violation` would be green over it.
RULES: Mapping[str, Rule] = {
    rule.code: rule
    for rule in (
        Rule("syntax", msg("A file has a syntax error")),
        Rule("blank-nodes-alike", msg("Blank nodes can hardly be told apart")),
        Rule("file-unread", msg("A file looks like part of the project, but is not read")),
        Rule("table-changed", msg("A table has changed since its data was made"), Severity.WARNING),
        Rule("cells-left-out", msg("Cells of a table are in no statement"), Severity.INFO),
        Rule("key-dropped", msg("A key in JSON-LD is dropped"), Severity.WARNING),
        Rule("unknown-term", msg("A term is not declared in the ontology")),
        Rule("unknown-published-term", msg("A published vocabulary does not have this term")),
        Rule(
            "iri-unresolved",
            msg("An IRI is not the intended one"),
            Severity.WARNING,
        ),
        Rule("http-schema-org", msg("schema.org is written with http instead of https")),
        Rule(
            "term-kind",
            msg("A class, property or text is used in place of another"),
            Severity.WARNING,
        ),
        Rule("term-deprecated", msg("The data uses a deprecated term"), Severity.WARNING),
        Rule(
            "hierarchy-circle",
            msg("Terms are declared below each other in a circle"),
            Severity.WARNING,
        ),
        Rule("term-undocumented", msg("A term lacks what most others have"), Severity.INFO),
        Rule(
            "prefix-ambiguous",
            msg("A prefix stands for different namespaces in two files"),
            Severity.INFO,
        ),
        Rule("prefix-duplicate", msg("A namespace has two prefixes in one file"), Severity.INFO),
        Rule("import-missing", msg("An imported ontology is not among the files"), Severity.INFO),
        Rule("literal-ill-typed", msg("A literal is not a value of its datatype")),
        Rule(
            "literal-characters",
            msg("A literal contains characters that look damaged"),
            Severity.WARNING,
        ),
        Rule(
            "literal-rewritten",
            msg("The endpoint shows a language tag in another spelling"),
            Severity.INFO,
        ),
        Rule("literal-out-of-range", msg("Queries cannot compute with a literal")),
        Rule("shacl-namespace", msg("The namespace of SHACL is misspelt")),
        Rule("shacl-unknown-term", msg("SHACL does not have this term")),
        Rule("shacl-ignored", msg("A term of SHACL is not evaluated")),
        Rule("shape-value", msg("A value in a shape is of the wrong kind")),
        Rule(
            "shape-pattern",
            msg("A pattern is not a regular expression as SHACL has them"),
            Severity.INFO,
        ),
        Rule("shape-sparql", msg("A constraint in SPARQL cannot be evaluated")),
        Rule("shape-contradiction", msg("A shape contradicts itself")),
        Rule("shape-near-miss", msg("A shape names an unknown term that resembles a known one")),
        Rule("nothing-checked", msg("No shape applies to the data")),
        Rule("shape-partner", msg("A part of a constraint is missing"), Severity.WARNING),
        Rule("shape-unreachable", msg("A shape is never used"), Severity.WARNING),
        Rule("shape-unconstrained", msg("A shape has no constraint"), Severity.WARNING),
        Rule("shape-unused", msg("A shape has no focus node"), Severity.INFO),
        Rule("shape-subclass", msg("A subclass is stated only among the shapes"), Severity.WARNING),
        Rule("shape-silent", msg("A shape has no message"), Severity.INFO),
        Rule(
            "schema-org-domain",
            msg("A property of schema.org does not belong to the class"),
            Severity.WARNING,
        ),
        Rule("shape", msg("The data does not meet a constraint of the shapes")),
        Rule("empty-shapes", msg("The folder for shapes contains no shape")),
        Rule("shacl-unreadable", msg("A shape cannot be evaluated")),
        Rule("shacl-unfinished", msg("A shape was not evaluated to its end")),
        Rule("shape-recursion", msg("Shapes refer to each other in a circle")),
        Rule("second-judge", msg("Two judges disagree about the shapes"), Severity.WARNING),
        Rule("coverage-low", msg("Shapes cover too little of the data")),
        Rule("evidence-missing", msg("A statement has no evidence")),
        Rule("evidence-orphan", msg("Evidence supports a statement that the data does not make")),
        Rule("evidence-ambiguous", msg("Evidence does not say which statement it supports")),
        Rule("evidence-document", msg("A document is missing or not the recorded one")),
        Rule(
            "evidence-place",
            msg("A passage lies outside its document or text block, or cuts a word"),
        ),
        Rule("evidence-digest", msg("A passage differs from what the evidence records")),
        Rule("evidence-source", msg("A source cannot be looked up")),
        Rule("evidence-wording", msg("A statement has another wording than its entry says")),
        Rule("evidence-number", msg("A number of a statement is in no passage")),
        Rule("evidence-hedged", msg("A passage hedges or denies what is said outright")),
        Rule("evidence-unreviewed", msg("Nobody has read an entry of evidence as it is")),
        Rule("evidence-unnamed", msg("A passage does not name what its evidence is about")),
        Rule("question-changed", msg("The answer to a question differs from the expected one")),
        Rule("question-header", msg("A header declares something that cannot be")),
        Rule("question-failed", msg("A question cannot be answered")),
        Rule("question-expected-missing", msg("A question has no expected answer")),
        Rule("check-weakened", msg("A check is weaker than it was")),
        Rule("ignore-unused", msg("An ignore matches nothing"), Severity.WARNING),
        Rule("ignore-without-reason", msg("An ignore gives no reason"), Severity.WARNING),
        Rule("ignore-expired", msg("An ignore has expired"), Severity.WARNING),
    )
}


class Weight(Enum):
    """Severity that a result needs for another on the same subject to give way to it."""

    ANY = auto()
    AS_SEVERE = auto()
    MORE_SEVERE = auto()


class Inheritance(Enum):
    """Parts that a result takes over from one that gives way to it."""

    NOTHING = auto()
    CODE = auto()
    """It stands for the other: selecting or knowing the other's rule includes this one."""
    CODE_AND_HELP = auto()


@dataclass(frozen=True)
class Precedence:
    """A rule that gives way to more specific ones on the same subject."""

    code: str
    to: frozenset[str]
    aspect: Aspect
    weight: Weight = Weight.ANY
    inheritance: Inheritance = Inheritance.NOTHING


_NOT_ABOUT_TERMS = (
    "syntax",
    "schema-org-domain",
    "coverage-",
    "evidence-",
    "question-",
    "ignore-",
    "check-",
)
_UNMEANT = frozenset({"unknown-published-term", "iri-unresolved"})
_ABOUT_TERMS = frozenset(code for code in RULES if not code.startswith(_NOT_ABOUT_TERMS)) - _UNMEANT

# A result that has given way does not make others give way further down.
PRECEDENCE: tuple[Precedence, ...] = (
    # A parameter with an invalid value finds fault with every value of the data.
    Precedence(
        "shape",
        frozenset({"shape-value", "shacl-unknown-term"}),
        Aspect.PARAMETER,
        Weight.AS_SEVERE,
        Inheritance.CODE,
    ),
    # A node that does not occur is validated anyway, for instance for missing values.
    Precedence("shape-unused", frozenset({"shape"}), Aspect.FOCUS_NODE),
    Precedence(
        "empty-shapes",
        frozenset({"shacl-namespace"}),
        Aspect.NO_SHAPES,
        Weight.AS_SEVERE,
        Inheritance.CODE,
    ),
    # The judge names the shape at which it fails, the lint the exact term.
    Precedence(
        "shacl-unreadable",
        frozenset({"shape-value", "shape-sparql", "shape-partner"}),
        Aspect.UNREADABLE_SHAPE,
        Weight.AS_SEVERE,
        Inheritance.CODE_AND_HELP,
    ),
    # The repair of a shape has the wanted datatype.
    Precedence(
        "literal-ill-typed", frozenset({"shape"}), Aspect.LITERAL, inheritance=Inheritance.CODE
    ),
    # A misspelt namespace disagrees with the right one in other files.
    Precedence("prefix-ambiguous", frozenset({"shacl-namespace"}), Aspect.PLACE),
    # A published vocabulary is certain about a term that the ontology merely does not declare.
    Precedence("unknown-term", _UNMEANT, Aspect.TERM, Weight.MORE_SEVERE),
    *(
        Precedence(code, _ABOUT_TERMS, aspect)
        for code in sorted(_UNMEANT)
        for aspect in (Aspect.TERM, Aspect.PLACE)
    ),
)
"""The precedence among rules, in the order in which it is applied."""

_Numbers = Mapping[Hashable, Sequence[int]]


def most_specific(results: Sequence[ValidationResult]) -> list[ValidationResult]:
    """`results` without those whose cause another rule reports, by `PRECEDENCE`.

    A result that stays may stand for one that gave way (`ValidationResult.stands_for`), so that
    ignoring the code of the one does not hide the other.
    """
    for precedence in PRECEDENCE:
        results = _settled(results, precedence)
    return [*results]


def _settled(
    results: Sequence[ValidationResult], precedence: Precedence
) -> Sequence[ValidationResult]:
    yielding = [number for number, r in enumerate(results) if r.code == precedence.code]
    if not yielding:
        return results
    left = dict(enumerate(results))
    others = _numbers_by_subject(results, precedence)
    for number in yielding:
        weaker = results[number]
        met = [
            n for n in _met(weaker, others, precedence) if _weighs(results[n], weaker, precedence)
        ]
        for stronger in met:
            left[stronger] = _heir(left[stronger], weaker, precedence.inheritance)
        if met:
            del left[number]
    return [*left.values()]


def _numbers_by_subject(results: Sequence[ValidationResult], precedence: Precedence) -> _Numbers:
    """The indexes of results that others give way to, by subject."""
    numbers: dict[Hashable, list[int]] = defaultdict(list)
    for number, result in enumerate(results):
        if result.code in precedence.to:
            for key in result.subjects(precedence.aspect):
                numbers[key].append(number)
    return numbers


def _met(weaker: ValidationResult, others: _Numbers, precedence: Precedence) -> Iterator[int]:
    """The indexes of results with a common subject, or where either may concern anything."""
    keys = weaker.subjects(precedence.aspect)
    wanted = others if None in keys else {*keys, None} if keys else ()
    yield from sorted({number for key in wanted for number in others.get(key, ())})


def _weighs(stronger: ValidationResult, weaker: ValidationResult, precedence: Precedence) -> bool:
    match precedence.weight:
        case Weight.MORE_SEVERE:
            return stronger.severity > weaker.severity
        case Weight.AS_SEVERE:
            return stronger.severity >= weaker.severity
        case _:
            return True


def _heir(
    result: ValidationResult, weaker: ValidationResult, inheritance: Inheritance
) -> ValidationResult:
    if inheritance is Inheritance.NOTHING:
        return result
    result = replace(result, stands_for=weaker.code)
    if inheritance is Inheritance.CODE:
        return result
    return replace(
        result, helps=lines(result.helps, weaker.helps) if result.helps else weaker.helps
    )


def result_of(
    code: str,
    place: Place | None,
    messages: Texts,
    helps: Texts | None = None,
    *,
    severity: Severity | None = None,
    value: Node | None = None,
    focus_node: Node | None = None,
    focus_name: str | None = None,
    source_shape: Node | None = None,
    about: tuple[Subject, ...] = (),
) -> ValidationResult:
    """A result of the rule `code`, with the rule's severity unless `severity` is given."""
    chosen = severity or RULES[code].severity
    return ValidationResult(
        code,
        chosen,
        messages,
        place,
        helps or no_texts(),
        focus_node=focus_node,
        focus_name=focus_name,
        value=value,
        source_shape=source_shape,
        about=about,
    )


def parameter_of(triple: Triple) -> Subject:
    """The parameter of a shape, as a subject that the results of its component share."""
    shape, parameter, _ = triple
    name = local_name(str(parameter))
    return Subject(Aspect.PARAMETER, (shape, name[:1].upper() + name[1:]))


def rule_page(code: str, language: str) -> str:
    """The page of a rule as Markdown, in `de` or `en`; raises ProjectError when there is none."""
    path = pages_folder() / language / f"{code}.md"
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise ProjectError(f"no page for the rule {code}: {error.strerror}") from error


def pages_folder() -> Path:
    """The folder of the pages, with a folder per language: in the wheel, or the checkout."""
    package = Path(__file__).parent.parent
    in_wheel = package / "rules"
    return in_wheel if in_wheel.is_dir() else package.parent.parent / "docs" / "rules"
