"""The words around results, in German and English."""

from __future__ import annotations

import re
from collections.abc import Mapping

from schlaglicht.validation.report import Cause, UncheckedFinding, ValidationReport

WORDS: Mapping[str, Mapping[str, str]] = {
    "de": {
        "violation": "Verstoß",
        "warning": "Warnung",
        "info": "Hinweis",
        "node": "Knoten",
        "shape": "Shape",
        "constraint": "Vorgabe",
        "reasons": "denn",
        "help": "Hilfe",
        "fine": "alles in Ordnung",
        "fine_without_shapes": "alles in Ordnung, soweit sich das ohne Shapes sagen lässt",
        "nothing_new": "nichts Neues",
        "checked": "geprüft",
        "waiting": "alles Weitere wartet, bis jede Datei lesbar ist",
        "coverage": "Abdeckung: {} von {} Tripeln ({})",
        "evidence": "Belege: {} von {} Aussagen ({})",
        "more": "{} weitere sind nicht gezeigt; alle zeigt --max-per-rule 0",
        "hidden": "{} nicht gezeigt",
        "fixed": "behoben",
        "unchecked": "nicht mehr geprüft",
        "passed_over": "nicht geprüft: ausgenommen, oder es gab nichts zu prüfen",
        "severity": "Schwere",
        "where": "Stelle",
        "rule": "Regel",
        "message": "Meldung",
        "passages": "Textstellen: {} von {} stimmen mit ihrem Dokument überein",
    },
    "en": {
        "violation": "violation",
        "warning": "warning",
        "info": "info",
        "node": "node",
        "shape": "shape",
        "constraint": "constraint",
        "reasons": "because",
        "help": "help",
        "fine": "all is well",
        "fine_without_shapes": "all is well, as far as can be said without shapes",
        "nothing_new": "nothing new",
        "checked": "checked",
        "waiting": "all else waits until every file can be read",
        "coverage": "coverage: {} of {} triples ({})",
        "evidence": "evidence: {} of {} statements ({})",
        "more": "{} more are not shown; --max-per-rule 0 shows all",
        "hidden": "{} not shown",
        "fixed": "fixed",
        "unchecked": "no longer checked",
        "passed_over": "not checked: left out, or there was nothing to check",
        "severity": "severity",
        "where": "place",
        "rule": "rule",
        "message": "message",
        "passages": "passages: {} of {} match their document",
    },
}

_COUNTED: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "de": {
        "violation": ("{} Verstoß", "{} Verstöße"),
        "warning": ("{} Warnung", "{} Warnungen"),
        "info": ("{} Hinweis", "{} Hinweise"),
        "in_files": ("in {} Datei", "in {} Dateien"),
        "files": ("{} Datei", "{} Dateien"),
        "triples": ("{} Tripel", "{} Tripel"),
        "shapes": ("{} Shape", "{} Shapes"),
        "questions": ("{} Frage", "{} Fragen"),
        "ignored": ("{} Ergebnis ausgeschlossen", "{} Ergebnisse ausgeschlossen"),
        "known": ("{} Ergebnis war schon da", "{} Ergebnisse waren schon da"),
    },
    "en": {
        "violation": ("{} violation", "{} violations"),
        "warning": ("{} warning", "{} warnings"),
        "info": ("{} info", "{} infos"),
        "in_files": ("in {} file", "in {} files"),
        "files": ("{} file", "{} files"),
        "triples": ("{} triple", "{} triples"),
        "shapes": ("{} shape", "{} shapes"),
        "questions": ("{} question", "{} questions"),
        "ignored": ("{} result ignored", "{} results ignored"),
        "known": ("{} result was there before", "{} results were there before"),
    },
}


_CAUSES: Mapping[str, Mapping[Cause, str]] = {
    "de": {
        Cause.SHAPE_GONE: "die Shape {shape} gibt es nicht mehr",
        Cause.SHAPE_DEACTIVATED: "die Shape {shape} oder eine darüber ist abgeschaltet",
        Cause.SHAPE_UNREACHED: "zu der Shape {shape} führt kein Ziel mehr",
        Cause.CONSTRAINT_GONE: "die Shape {shape} verlangt {component} nicht mehr",
        Cause.SHAPES_MILDER: "die Shape {shape} verlangt weniger als früher",
        Cause.SHAPES_UNREADABLE: "nicht alle Shapes sind ausgewertet",
        Cause.QUESTION_GONE: "die Frage gibt es nicht mehr",
        Cause.RULE_OFF: "die Regel ist nicht geprüft",
        Cause.IGNORED: "es ist ausgeschlossen",
    },
    "en": {
        Cause.SHAPE_GONE: "the shape {shape} is gone",
        Cause.SHAPE_DEACTIVATED: "the shape {shape}, or one above it, is switched off",
        Cause.SHAPE_UNREACHED: "no target leads to the shape {shape} any more",
        Cause.CONSTRAINT_GONE: "the shape {shape} does not demand {component} any more",
        Cause.SHAPES_MILDER: "the shape {shape} asks for less than before",
        Cause.SHAPES_UNREADABLE: "not all shapes are evaluated",
        Cause.QUESTION_GONE: "the question is gone",
        Cause.RULE_OFF: "the rule is not checked",
        Cause.IGNORED: "it is ignored",
    },
}


def cause_of(unchecked: UncheckedFinding, language: str) -> str:
    """Why a finding is not looked for any more."""
    finding = unchecked.finding
    shape = re.split(r"[#/]", finding.shape)[-1] if "://" in finding.shape else finding.shape
    return _CAUSES[language][unchecked.cause].format(shape=shape, component=finding.component)


def counted(number: int, what: str, language: str) -> str:
    """`1 file`, `2 files`."""
    one, many = _COUNTED[language][what]
    return (one if number == 1 else many).format(number)


def nothing_found(report: ValidationReport, language: str) -> str:
    """What to say of a report without results: no more than was looked at."""
    if report.known or report.unchecked:
        return WORDS[language]["nothing_new"]
    return WORDS[language]["fine" if report.checked.shapes else "fine_without_shapes"]


def percentage(part: int, whole: int, language: str) -> str:
    """A share in per cent, rounded down: `100 %` is all of it and nothing less."""
    if part >= whole:
        return "100 %"
    tenths = part * 1000 // whole
    point = "," if language == "de" else "."
    return f"{tenths // 10}{point}{tenths % 10} %"
