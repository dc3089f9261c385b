"""The words around results, in German and English."""

from __future__ import annotations

from collections.abc import Mapping

from schlaglicht.validation import ValidationReport

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


def counted(number: int, what: str, language: str) -> str:
    """`1 file`, `2 files`."""
    one, many = _COUNTED[language][what]
    return (one if number == 1 else many).format(number)


def nothing_found(report: ValidationReport, language: str) -> str:
    """What to say of a report without results: no more than was looked at."""
    if report.known:
        return WORDS[language]["nothing_new"]
    return WORDS[language]["fine" if report.checked.shapes else "fine_without_shapes"]


def percentage(part: int, whole: int, language: str) -> str:
    """A share in per cent, rounded down: `100 %` is all of it and nothing less."""
    if part >= whole:
        return "100 %"
    tenths = part * 1000 // whole
    point = "," if language == "de" else "."
    return f"{tenths // 10}{point}{tenths % 10} %"
