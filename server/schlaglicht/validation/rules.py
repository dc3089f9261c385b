"""The rules that a validation knows: a stable code, a severity and a title in each language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from schlaglicht.validation.report import Aspect, Severity


@dataclass(frozen=True)
class Rule:
    """A kind of result; its code never changes its meaning."""

    code: str
    severity: Severity
    titles: Mapping[str, str]


def _rule(code: str, de: str, en: str, severity: Severity = Severity.VIOLATION) -> Rule:
    return Rule(code, severity, {"de": de, "en": en})


# In the order in which results at one place are read: what comes first may explain the rest.
RULES: Mapping[str, Rule] = {
    rule.code: rule
    for rule in (
        _rule(
            "syntax",
            "Eine Datei ist nicht, was ihr Format verlangt",
            "A file is not what its format demands",
        ),
        _rule(
            "blank-nodes-alike",
            "Leere Knoten sind kaum voneinander zu unterscheiden",
            "Blank nodes can hardly be told apart",
        ),
        _rule(
            "file-unread",
            "Eine Datei sieht aus wie ein Teil des Projekts, und niemand liest sie",
            "A file looks like a part of the project, and nothing reads it",
            Severity.WARNING,
        ),
        _rule(
            "key-dropped",
            "Von einem Schlüssel in JSON-LD bleibt nichts",
            "Nothing comes of a key in JSON-LD",
            Severity.WARNING,
        ),
        _rule(
            "unknown-term",
            "Ein Begriff ist in der Ontologie nicht erklärt",
            "A term is not declared in the ontology",
        ),
        _rule(
            "unknown-published-term",
            "Ein veröffentlichtes Vokabular hat diesen Begriff nicht",
            "A published vocabulary does not have this term",
        ),
        _rule(
            "iri-unresolved",
            "Die IRI einer Eigenschaft oder Klasse hat so niemand gemeint",
            "An IRI of a property or class is one that nobody meant",
            Severity.WARNING,
        ),
        _rule(
            "http-schema-org",
            "schema.org ist mit http statt mit https geschrieben",
            "schema.org is written with http instead of https",
        ),
        _rule(
            "term-kind",
            "Klasse, Eigenschaft oder Text steht an der Stelle eines anderen",
            "A class, a property or a text stands in the place of another",
            Severity.WARNING,
        ),
        _rule(
            "term-deprecated",
            "Die Daten verwenden einen aufgegebenen Begriff",
            "The data uses a deprecated term",
            Severity.WARNING,
        ),
        _rule(
            "hierarchy-circle",
            "Begriffe sind im Kreis einander untergeordnet",
            "Terms are below each other in a circle",
            Severity.WARNING,
        ),
        _rule(
            "term-undocumented",
            "Einem Begriff fehlt, was die meisten anderen haben",
            "A term lacks what most others have",
            Severity.INFO,
        ),
        _rule(
            "prefix-duplicate",
            "Ein Namensraum hat zwei Präfixe in einer Datei",
            "A namespace has two prefixes in one file",
            Severity.INFO,
        ),
        _rule(
            "import-missing",
            "Eine importierte Ontologie gehört nicht zu den Dateien",
            "An imported ontology is not among the files",
            Severity.INFO,
        ),
        _rule(
            "literal-ill-typed",
            "Ein Literal ist kein Wert seines Datentyps",
            "A literal is no value of its datatype",
        ),
        _rule(
            "literal-characters",
            "Ein Literal enthält Zeichen, die beschädigt aussehen",
            "A literal holds characters that look damaged",
            Severity.WARNING,
        ),
        _rule(
            "literal-rewritten",
            "Der Endpunkt zeigt ein Literal in anderer Form",
            "The endpoint shows a literal in another form",
            Severity.INFO,
        ),
        _rule(
            "shacl-namespace",
            "Der Namensraum von SHACL ist falsch geschrieben",
            "The namespace of SHACL is misspelt",
        ),
        _rule(
            "shacl-unknown-term",
            "Ein Begriff gehört nicht zu SHACL",
            "A term is none of SHACL's",
        ),
        _rule(
            "shacl-ignored",
            "Ein Begriff von SHACL wird übergangen",
            "A term of SHACL is passed over",
            Severity.WARNING,
        ),
        _rule(
            "shape-value",
            "Ein Wert in einer Shape ist von falscher Art",
            "A value in a shape is of the wrong kind",
        ),
        _rule(
            "shape-sparql",
            "Eine Bedingung in SPARQL ist nicht auswertbar",
            "A constraint in SPARQL cannot be evaluated",
        ),
        _rule(
            "shape-contradiction",
            "Eine Shape widerspricht sich",
            "A shape contradicts itself",
        ),
        _rule(
            "shape-near-miss",
            "Eine Shape nennt einen Begriff, den es nur ähnlich gibt",
            "A shape names a term of which there is only a similar one",
        ),
        _rule(
            "nothing-checked",
            "Keine Shape passt auf die Daten",
            "No shape fits the data",
        ),
        _rule(
            "shape-partner",
            "Ein Teil einer Bedingung fehlt",
            "A part of a constraint is missing",
            Severity.WARNING,
        ),
        _rule(
            "shape-unreachable",
            "Eine Shape wird nirgends gebraucht",
            "A shape is used nowhere",
            Severity.WARNING,
        ),
        _rule(
            "shape-unconstrained",
            "Eine Shape enthält keine Bedingung",
            "A shape holds no constraint",
            Severity.WARNING,
        ),
        _rule(
            "shape-unused",
            "Eine Shape hat keinen Fokusknoten",
            "A shape has no focus node",
            Severity.INFO,
        ),
        _rule(
            "shape-subclass",
            "Eine Unterklasse steht nur bei den Shapes",
            "A subclass is stated among the shapes only",
            Severity.WARNING,
        ),
        _rule(
            "shape-silent",
            "Eine Shape hat keine Nachricht",
            "A shape has no message",
            Severity.INFO,
        ),
        _rule(
            "schema-org-domain",
            "Eine Eigenschaft von schema.org passt nicht zur Klasse",
            "A property of schema.org does not belong to the class",
            Severity.WARNING,
        ),
        _rule(
            "shape",
            "Die Daten erfüllen eine Vorgabe der Shapes nicht",
            "The data does not meet a constraint of the shapes",
        ),
        _rule(
            "empty-shapes",
            "Ein Ordner für Shapes enthält keine",
            "A folder of shapes holds none",
        ),
        _rule(
            "shacl-unreadable",
            "Eine Shape ist nicht auswertbar",
            "A shape cannot be evaluated",
        ),
        _rule(
            "shape-recursion",
            "Shapes verweisen im Kreis aufeinander",
            "Shapes refer to each other in a circle",
            Severity.WARNING,
        ),
        _rule(
            "coverage-low",
            "Shapes sehen zu wenig von den Daten an",
            "Shapes look at too little of the data",
        ),
        _rule(
            "evidence-missing",
            "Eine Aussage hat keinen Beleg",
            "A statement has no evidence",
        ),
        _rule(
            "evidence-orphan",
            "Ein Beleg stützt eine Aussage, die es nicht gibt",
            "A piece of evidence supports a statement that is not made",
        ),
        _rule(
            "evidence-document",
            "Ein Dokument fehlt oder ist ein anderes",
            "A document is missing or is another one",
        ),
        _rule(
            "evidence-place",
            "Eine Textstelle liegt außerhalb ihres Dokuments oder Textblocks",
            "A passage lies outside its document or text block",
        ),
        _rule(
            "evidence-digest",
            "Eine Textstelle lautet anders als belegt",
            "A passage reads differently from what the evidence says",
        ),
        _rule(
            "question-changed",
            "Eine Frage wird anders beantwortet als erwartet",
            "A question is answered differently from what is expected",
        ),
        _rule(
            "question-failed",
            "Eine Frage ist nicht beantwortbar",
            "A question cannot be answered",
        ),
        _rule(
            "question-expected-missing",
            "Eine Frage hat keine erwartete Antwort",
            "A question has no expected answer",
        ),
        _rule(
            "ignore-unused",
            "Ein Ausschluss trifft auf nichts zu",
            "An ignore fits nothing",
            Severity.WARNING,
        ),
        _rule(
            "ignore-without-reason",
            "Ein Ausschluss nennt keinen Grund",
            "An ignore gives no reason",
            Severity.WARNING,
        ),
        _rule(
            "ignore-expired",
            "Ein Ausschluss ist abgelaufen",
            "An ignore has expired",
            Severity.WARNING,
        ),
    )
}


class Weight(Enum):
    """How severe a result must be for one about the same to give way to it."""

    ANY = auto()
    AS_SEVERE = auto()
    MORE_SEVERE = auto()


class Inheritance(Enum):
    """What a result takes over from one that gives way to it."""

    NOTHING = auto()
    CODE = auto()
    """It stands for the other: who selects or knows the other's rule means this one too."""
    CODE_AND_HELP = auto()


@dataclass(frozen=True)
class Precedence:
    """A rule that gives way to those that say more exactly what is wrong with the same subject."""

    code: str
    to: frozenset[str]
    aspect: Aspect
    weight: Weight = Weight.ANY
    inheritance: Inheritance = Inheritance.NOTHING


_NOT_ABOUT_TERMS = ("syntax", "schema-org-domain", "coverage-", "evidence-", "question-", "ignore-")
_UNMEANT = frozenset({"unknown-published-term", "iri-unresolved"})
_ABOUT_TERMS = frozenset(code for code in RULES if not code.startswith(_NOT_ABOUT_TERMS)) - _UNMEANT

# What has given way makes no other give way further down.
PRECEDENCE: tuple[Precedence, ...] = (
    # A node that does not occur is judged all the same, by what it lacks for instance.
    Precedence("shape-unused", frozenset({"shape"}), Aspect.FOCUS_NODE),
    Precedence(
        "empty-shapes",
        frozenset({"shacl-namespace"}),
        Aspect.NO_SHAPES,
        Weight.AS_SEVERE,
        Inheritance.CODE,
    ),
    # pySHACL names the shape that it gives up over, the lint the very term.
    Precedence(
        "shacl-unreadable",
        frozenset({"shape-value", "shape-sparql", "shape-partner"}),
        Aspect.UNREADABLE_SHAPE,
        Weight.AS_SEVERE,
        Inheritance.CODE_AND_HELP,
    ),
    # The repair of a shape has the datatype that is wanted.
    Precedence(
        "literal-ill-typed", frozenset({"shape"}), Aspect.LITERAL, inheritance=Inheritance.CODE
    ),
    # A published vocabulary is sure of a term that the ontology only does not declare.
    Precedence("unknown-term", _UNMEANT, Aspect.TERM, Weight.MORE_SEVERE),
    *(
        Precedence(code, _ABOUT_TERMS, aspect)
        for code in sorted(_UNMEANT)
        for aspect in (Aspect.TERM, Aspect.PLACE)
    ),
)
"""The precedence among rules, in the order in which it is applied."""
