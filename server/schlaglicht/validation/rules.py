"""The rules that a validation knows: a stable code, a severity and a title in each language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from schlaglicht.validation.report import Severity


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
            "unknown-term",
            "Ein Begriff ist in der Ontologie nicht erklärt",
            "A term is not declared in the ontology",
        ),
        _rule(
            "http-schema-org",
            "schema.org ist mit http statt mit https geschrieben",
            "schema.org is written with http instead of https",
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
