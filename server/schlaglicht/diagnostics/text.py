"""A report as text for a terminal.

    data.ttl:41:5: violation[shape] EventShape-name-required: an event has a name
       |
    41 | id:conference a schema:Event ;
       | ^^^^^^^^^^^^^
       = shape: shapes/events.ttl:12:1
       = help: add: schema:name …

One block a result, then a line with the sums, then what was looked at. The same report gives the
same bytes, in each of the languages.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from rdflib import URIRef

from schlaglicht.diagnostics.excerpts import Excerpts
from schlaglicht.diagnostics.words import WORDS, counted, percentage
from schlaglicht.languages import best_text
from schlaglicht.validation import (
    Certainty,
    Checked,
    Place,
    Severity,
    ValidationReport,
    ValidationResult,
)

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_COLOURS = {Severity.VIOLATION: "31", Severity.WARNING: "33", Severity.INFO: "36"}


def render_text(
    report: ValidationReport, *, folder: Path, language: str = "en", colour: bool = False
) -> str:
    """The report in the reader's language, `de` or `en`; with `colour` in ANSI colours.

    Files below `folder`, where the reader works, are named from there.
    """
    return _Renderer(folder, language, colour).report(report)


class _Renderer:
    def __init__(self, folder: Path, language: str, colour: bool) -> None:
        self._folder = folder
        self._language = language
        self._words = WORDS[language]
        self._colour = colour
        self._excerpts = Excerpts()

    def report(self, report: ValidationReport) -> str:
        blocks = [self._block(result) for result in report.results]
        end = [self._sums(report), *self._looked_at(report)]
        return "\n\n".join([*blocks, "\n".join(end)]) + "\n"

    def _block(self, result: ValidationResult) -> str:
        severity = self._paint(
            f"{self._words[result.severity.label]}[{result.code}]",
            f"1;{_COLOURS[result.severity]}",
        )
        name = f"{_plain(result.shape_name)}: " if result.shape_name else ""
        message = self._paint(name + _plain(self._text(result.messages)), "1")
        head = f"{self._where(result.place)}: {severity} {message}"
        return "\n".join([head, *self._context(result)])

    def _context(self, result: ValidationResult) -> list[str]:
        """The source line with its caret, and the notes, behind one margin."""
        excerpt = self._excerpts.excerpt(result.place) if result.place else None
        margin = " " * (len(excerpt.number) if excerpt else 0)
        bar = self._paint(f"{margin} |", "34")
        equals = self._paint(f"{margin} =", "34")
        lines = []
        if excerpt:
            number = self._paint(f"{excerpt.number} |", "34")
            caret = self._paint(excerpt.carets, f"1;{_COLOURS[result.severity]}")
            lines = [bar, f"{number} {excerpt.line}".rstrip(), f"{bar} {excerpt.indent}{caret}"]
        return [*lines, *(f"{equals} {note}" for note in self._notes(result))]

    def _notes(self, result: ValidationResult) -> list[str]:
        notes = []
        at_focus = result.place is not None and result.place.certainty is Certainty.SUBJECT
        if result.focus_name and not (at_focus and "→" not in result.focus_name):
            notes.append(f"{self._words['node']}: {_plain(result.focus_name)}")
        if result.shape_place:
            iri = f" <{result.source_shape}>" if isinstance(result.source_shape, URIRef) else ""
            notes.append(f"{self._words['shape']}: {self._where(result.shape_place)}{iri}")
        help_ = self._text(result.helps) if result.helps else ""
        for number, line in enumerate(help_.splitlines()):
            label = self._paint(f"{self._words['help']}:", "32")
            notes.append(f"{label} {_plain(line)}" if number == 0 else f"  {_plain(line)}")
        return notes

    def _where(self, place: Place | None) -> str:
        if place is None:
            return "."
        inside = place.path.is_relative_to(self._folder)
        path = _plain(str(place.path.relative_to(self._folder) if inside else place.path))
        if place.certainty is Certainty.FILE:
            return path
        return f"{path}:{place.line}:{place.column}"

    def _sums(self, report: ValidationReport) -> str:
        if not report.results:
            return self._paint(self._words["fine"], "1;32")
        sums = [
            counted(report.count(severity), severity.label, self._language)
            for severity in reversed(Severity)
            if report.count(severity)
        ]
        files = {result.place.path for result in report.results if result.place}
        where = counted(len(files), "in_files", self._language)
        return self._paint(f"{', '.join(sums)} {where}", "1;31")

    def _looked_at(self, report: ValidationReport) -> list[str]:
        checked = report.checked
        if not report.complete:
            files = counted(checked.files, "files", self._language)
            return [f"{self._words['checked']}: {files}; {self._words['waiting']}"]
        parts = [
            counted(getattr(checked, name), name, self._language)
            for name in ("files", "triples", "shapes", "questions")
        ]
        return [f"{self._words['checked']}: {', '.join(parts)}", *self._evidence(checked)]

    def _evidence(self, checked: Checked) -> list[str]:
        lines = []
        if checked.coverable is not None:
            share = percentage(checked.covered, checked.coverable, self._language)
            lines.append(self._words["coverage"].format(checked.covered, checked.coverable, share))
        if checked.statements is not None:
            share = percentage(checked.evidenced, checked.statements, self._language)
            lines.append(
                self._words["evidence"].format(checked.evidenced, checked.statements, share)
            )
        if checked.passages is not None:
            lines.append(self._words["passages"].format(checked.matching, checked.passages))
        return lines

    def _text(self, texts: Mapping[str, str]) -> str:
        found = best_text(((text, tag) for tag, text in texts.items()), [self._language, "en"])
        return found[0] if found else ""

    def _paint(self, text: str, codes: str) -> str:
        return f"\x1b[{codes}m{text}\x1b[0m" if self._colour and text else text


def _plain(text: str | None) -> str:
    """A text on one line, without the control characters that could steer a terminal."""
    return _CONTROL.sub(" ", text or "").strip()
