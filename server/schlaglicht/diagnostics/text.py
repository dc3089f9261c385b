"""A report as text for a terminal.

    data.ttl:41:5: violation[shape] EventShape-name-required: an event has a name
       |
    41 | id:conference a schema:Event ;
       | ^^^^^^^^^^^^^
       = shape: shapes/events.ttl:12:1
       = constraint: schema:name needs at least 1 value
       = help: add: schema:name …

A block per result; a summary by kind if there are many; the sums; what was checked.
The same report gives the same bytes, in each language.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from schlaglicht.diagnostics.coverage_tables import coverage_tables
from schlaglicht.diagnostics.phrases import (
    FIXED,
    MORE,
    SEVERITIES,
    UNCHECKED,
    cause_of,
    counted,
    left_out,
    nothing_found,
    percentage,
)
from schlaglicht.diagnostics.render_options import Kind, View, kind_of
from schlaglicht.diagnostics.source_excerpt import Excerpts
from schlaglicht.i18n import Message, msg, plural
from schlaglicht.terminal_text import Colour, painted, plain
from schlaglicht.validation.report import (
    Certainty,
    Checked,
    Place,
    Severity,
    ValidationReport,
    ValidationResult,
)

_FEW = 10
"""Most results without a summary."""
_COLOURS = {
    Severity.VIOLATION: Colour.RED,
    Severity.WARNING: Colour.YELLOW,
    Severity.INFO: Colour.CYAN,
}


def render(report: ValidationReport, view: View) -> str:
    """The report in the reader's language."""
    text = _Renderer(view).report(report)
    if view.coverage and report.complete:
        return f"{text}\n{coverage_tables(report.coverage, language=view.language)}"
    return text


class _Renderer:
    def __init__(self, view: View) -> None:
        self._view = view
        self._language = view.language
        self._text = view.text
        self._excerpts = Excerpts(view.folder)

    def report(self, report: ValidationReport) -> str:
        shown = self._view.shown(report.results)
        blocks = ["\n".join(self._block(result)) for result in shown]
        summary = self._summary(report, shown)
        end = [self._sums(report), *self._left_out(report), *self._checked(report)]
        return "\n\n".join([*blocks, *summary, "\n".join(end)]) + "\n"

    def _block(self, result: ValidationResult) -> list[str]:
        severity = self._paint(
            f"{self._text(SEVERITIES[result.severity])}[{result.code}]",
            _COLOURS[result.severity],
            bold=True,
        )
        name = f"{plain(result.shape_name)}: " if result.shape_name else ""
        message = self._paint(name + plain(self._view.text(result.messages)), bold=True)
        head = f"{self._where(result.place)}: {severity} {message}"
        return [head, *self._context(result)]

    def _context(self, result: ValidationResult) -> list[str]:
        """The source line with its carets, and the notes, after a common margin."""
        excerpt = self._excerpts.excerpt(result.place) if result.place else None
        margin = " " * (len(excerpt.number) if excerpt else 0)
        bar = self._paint(f"{margin} |", Colour.BLUE)
        equals = self._paint(f"{margin} =", Colour.BLUE)
        lines = []
        if excerpt:
            number = self._paint(f"{excerpt.number} |", Colour.BLUE)
            caret = self._paint(excerpt.carets, _COLOURS[result.severity], bold=True)
            lines = [bar, f"{number} {excerpt.line}".rstrip(), f"{bar} {excerpt.indent}{caret}"]
        return [*lines, *(f"{equals} {note}" for note in self._notes(result))]

    def _notes(self, result: ValidationResult) -> list[str]:
        from rdflib import URIRef

        notes = []
        at_focus = result.place is not None and result.place.certainty is Certainty.SUBJECT
        if result.focus_name and not (at_focus and "→" not in result.focus_name):
            notes.append(f"{self._text(msg('node'))}: {plain(result.focus_name)}")
        if result.shape_place:
            iri = f" <{result.source_shape}>" if isinstance(result.source_shape, URIRef) else ""
            notes.append(f"{self._text(msg('shape'))}: {self._where(result.shape_place)}{iri}")
        if result.constraint:
            constraint = plain(self._view.text(result.constraint))
            notes.append(f"{self._text(msg('constraint'))}: {constraint}")
        reasons = self._view.text(result.reasons).splitlines()
        if reasons:
            notes += [
                f"{self._text(msg('because'))}:",
                *(f"  {_indented(line)}" for line in reasons),
            ]
        help_ = self._view.text(result.helps) if result.helps else ""
        for number, line in enumerate(help_.splitlines()):
            label = self._paint(f"{self._text(msg('help'))}:", Colour.GREEN)
            notes.append(f"{label} {plain(line)}" if number == 0 else f"  {plain(line)}")
        return notes

    def _where(self, place: Place | None) -> str:
        if place is None:
            return "."
        path = plain(self._view.file(place.path))
        if place.certainty is Certainty.FILE:
            return path
        return f"{path}:{place.line}:{place.column}"

    def _summary(self, report: ValidationReport, shown: list[ValidationResult]) -> list[str]:
        """Counts of results by kind, if there are many results."""
        if len(report.results) <= _FEW and len(shown) == len(report.results):
            return []
        kinds: dict[tuple[Severity, Kind], list[ValidationResult]] = {}
        for result in report.results:
            kinds.setdefault((result.severity, kind_of(result)), []).append(result)
        visible = Counter((result.severity, kind_of(result)) for result in shown)
        ranked = sorted(kinds, key=lambda kind: (-kind[0], -len(kinds[kind]), kind[1]))
        width = len(str(max(map(len, kinds.values()))))
        lines = [self._line(kinds[kind], visible[kind], width) for kind in ranked]
        hidden = len(report.results) - len(shown)
        more = [self._text(MORE.filled(number=hidden))] if hidden else []
        return ["\n".join([*lines, *more])]

    def _line(self, results: list[ValidationResult], visible: int, width: int) -> str:
        first = results[0]
        severity = self._paint(
            f"{self._text(SEVERITIES[first.severity])}[{first.code}]", _COLOURS[first.severity]
        )
        name = f" {plain(first.shape_name)}" if first.shape_name else ""
        hidden = len(results) - visible
        note = f" ({self._text(msg('{number} not shown', number=hidden))})" if hidden else ""
        return f"{len(results):{width}} {severity}{name}{note}"

    def _left_out(self, report: ValidationReport) -> list[str]:
        """Counts of results left out, then findings that are fixed or no longer checked."""
        fixed = self._paint(self._text(FIXED), Colour.GREEN)
        gone = (f"{f.file}: [{f.code}] {f.message}" for f in report.fixed)
        return [
            *map(self._text, left_out(report)),
            *(f"{fixed}: {plain(finding)}" for finding in gone),
            *self._unchecked(report),
        ]

    def _unchecked(self, report: ValidationReport) -> list[str]:
        """The findings no longer checked, a limited number per shape, each with the cause."""
        label = self._paint(self._text(UNCHECKED), Colour.YELLOW)
        shown = self._view.shown_unchecked(report.unchecked)
        lines = []
        for unchecked in shown:
            finding, cause = unchecked.finding, self._text(cause_of(unchecked))
            said = plain(f"{finding.file}: [{finding.code}] {finding.message}")
            lines.append(f"{label}: {said} ({plain(cause)})")
        hidden = len(report.unchecked) - len(shown)
        return [*lines, *([self._text(MORE.filled(number=hidden))] if hidden else [])]

    def _sums(self, report: ValidationReport) -> str:
        if not report.results:
            return self._paint(self._text(nothing_found(report)), Colour.GREEN, bold=True)
        sums = [
            self._text(counted(severity, report.count(severity)))
            for severity in reversed(Severity)
            if report.count(severity)
        ]
        files = {result.place.path for result in report.results if result.place}
        where = self._text(plural("in {number} file", "in {number} files", len(files)))
        colour = Colour.GREEN if report.passes else Colour.RED
        return self._paint(f"{', '.join(sums)} {where}", colour, bold=True)

    def _checked(self, report: ValidationReport) -> list[str]:
        checked = report.checked
        files = plural("{number} file", "{number} files", checked.files)
        if not report.complete:
            waiting = msg("checked: {files}; everything else waits until every file can be read")
            return [self._text(waiting.filled(files=files))]
        parts = (
            files,
            plural("{number} triple", "{number} triples", checked.triples),
            plural("{number} shape", "{number} shapes", checked.shapes),
            plural("{number} question", "{number} questions", checked.questions),
        )
        all_of = msg("checked: {parts}", parts=", ".join(map(self._text, parts)))
        return [self._text(all_of), *map(self._text, self._shares(checked))]

    def _shares(self, checked: Checked) -> Iterator[Message]:
        if checked.coverable is not None:
            yield msg(
                "coverage: {part} of {whole} triples ({share})",
                **self._share(checked.covered, checked.coverable),
            )
        if checked.statements is not None:
            yield msg(
                "evidence: {part} of {whole} statements ({share})",
                **self._share(checked.evidenced, checked.statements),
            )
        if checked.passages is not None:
            yield msg(
                "passages: {part} of {whole} match their document",
                part=checked.matching,
                whole=checked.passages,
            )

    def _share(self, part: int, whole: int) -> dict[str, object]:
        return {"part": part, "whole": whole, "share": percentage(part, whole, self._language)}

    def _paint(self, text: str, colour: Colour | None = None, *, bold: bool = False) -> str:
        return painted(text, colour, bold=bold) if self._view.colour else text


def _indented(line: str) -> str:
    """A plain line that keeps its leading spaces."""
    return " " * (len(line) - len(line.lstrip(" "))) + plain(line)
