"""A report as text for a terminal.

    data.ttl:41:5: violation[shape] EventShape-name-required: an event has a name
       |
    41 | id:conference a schema:Event ;
       | ^^^^^^^^^^^^^
       = shape: shapes/events.ttl:12:1
       = constraint: schema:name needs at least 1 value
       = help: add: schema:name …

A block per finding, with the other places where it repeats; a summary by kind if there are many;
the sums; what was checked; on demand the coverage of the shapes by class, then by property:

    class            triples   covered        %  not covered
    schema:Event          54         50   92.5 %  schema:url (4)

The same report gives the same bytes, in each language.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from schlaglicht.diagnostics.severities_and_notes import (
    AND_MORE,
    FIXED,
    MORE,
    SEVERITIES,
    UNCHECKED,
    by_finding,
    cause_of,
    ignored_or_known,
    in_more_places,
    kinds_of_finding,
    notes,
    nothing_found,
    percentage,
    sums,
)
from schlaglicht.diagnostics.view import Excerpts, View
from schlaglicht.ground.text import Colour, columns_of, painted, plain
from schlaglicht.i18n import Message, grouped, msg, plural, translate, verbatim
from schlaglicht.validation.report import (
    Checked,
    CoverageReport,
    CoverageRow,
    Precision,
    Severity,
    ValidationReport,
    ValidationResult,
)

_HEAD = (msg("triples"), msg("covered"), verbatim("%"), msg("not covered"))
"""Cells after the name in the first line of a table."""
_NUMBERS = (1, 2, 3)


def coverage_tables(coverage: CoverageReport | None, *, language: str = "en") -> str:
    """Both tables in the reader's language, `de` or `en`, each with a line for all triples."""
    if coverage is None:
        nothing = msg("no coverage: there are no shapes or no data")
        return f"{translate(nothing, language)}\n"
    whole = CoverageRow(translate(msg("all"), language), coverage.triples, coverage.covered)
    tables = [
        _table(translate(kind, language), [*rows, whole], language)
        for kind, rows in (
            (msg("class"), coverage.classes),
            (msg("property"), coverage.properties),
        )
    ]
    return "\n".join(tables)


def _table(name: str, rows: Sequence[CoverageRow], language: str) -> str:
    head = [name, *(translate(cell, language) for cell in _HEAD)]
    cells = [head, *(_cells(row, language) for row in rows)]
    widths = [max(columns_of(line[column]) for line in cells) for column in range(4)]
    return "".join(_line(line, widths) for line in cells)


def _cells(row: CoverageRow, language: str) -> list[str]:
    none = translate(msg("(no class)"), language)
    missing = ", ".join(
        f"{name or none} ({grouped(count, language)})" for name, count in row.missing
    )
    share = percentage(row.covered, row.triples, language)
    counts = (grouped(count, language) for count in (row.triples, row.covered))
    return [row.name or none, *counts, share, missing]


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = [
        " " * (width - columns_of(cell)) + cell
        if column in _NUMBERS
        else cell + " " * (width - columns_of(cell))
        for column, (cell, width) in enumerate(zip(cells, widths, strict=False))
    ]
    return "  ".join([*padded, cells[-1]]).rstrip() + "\n"


_FEW = 10
"""Most findings without a summary."""
_COLOURS = {
    Severity.VIOLATION: Colour.RED,
    Severity.WARNING: Colour.YELLOW,
    Severity.INFO: Colour.CYAN,
}


def write_text(report: ValidationReport, view: View) -> str:
    """The report in the reader's language."""
    text = _Renderer(view).report(report)
    if view.coverage and report.complete:
        return f"{text}\n{coverage_tables(report.coverage, language=view.language)}"
    return text


class _Renderer:
    def __init__(self, view: View) -> None:
        self._view = view
        self._text = view.text
        self._excerpts = Excerpts(view.folder)

    def report(self, report: ValidationReport) -> str:
        findings = by_finding(report.results)
        blocks = ["\n".join(self._block(finding)) for finding in findings]
        hidden = sum(len(others) - len(self._view.shown(others)) for _, *others in findings)
        unlisted = [self._text(MORE.filled(number=hidden))] if hidden else []
        summary = "\n".join([*self._summary(findings), *unlisted])
        found = [self._sums(report, len(findings)), *self._ignored_or_known(report)]
        end = "\n".join([*found, *self._checked(report)])
        return "\n\n".join(filter(None, [*blocks, summary, end])) + "\n"

    def _block(self, finding: Sequence[ValidationResult]) -> list[str]:
        first = finding[0]
        name = f"{plain(first.shape_name)}: " if first.shape_name else ""
        message = self._paint(name + plain(self._view.text(first.messages)), bold=True)
        rule = self._rule(first.severity, first.code, bold=True)
        head = f"{self._view.place(first.place)}: {rule} {message}"
        return [head, *self._context(first, [*self._notes(first), *self._repeats(finding)])]

    def _rule(self, severity: Severity, code: str, *, bold: bool = False) -> str:
        said = f"{self._text(SEVERITIES[severity])}[{code}]"
        return self._paint(said, _COLOURS[severity], bold=bold)

    def _context(self, result: ValidationResult, notes: list[str]) -> list[str]:
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
        return [*lines, *(f"{equals} {line}" for note in notes for line in note.split("\n"))]

    def _notes(self, result: ValidationResult) -> list[str]:
        """The node, if its place does not show it; shape, constraint, reasons and help."""
        at_focus = result.place is not None and result.place.precision is Precision.SUBJECT
        shown = at_focus and "→" not in (result.focus_name or "")
        return [*([] if shown else self._node(result)), *self._explanations(result)]

    def _node(self, result: ValidationResult) -> list[str]:
        name = result.focus_name
        return [f"{self._text(msg('node'))}: {plain(name)}"] if name else []

    def _explanations(self, result: ValidationResult) -> list[str]:
        notes = []
        if result.shape_place:
            iri = f" <{result.shape_iri}>" if result.shape_iri else ""
            notes.append(f"{self._text(msg('shape'))}: {self._view.place(result.shape_place)}{iri}")
        if result.constraint:
            constraint = plain(self._view.text(result.constraint))
            notes.append(f"{self._text(msg('constraint'))}: {constraint}")
        reasons = self._view.text(result.reasons).splitlines()
        if reasons:
            because = f"{self._text(msg('because'))}:"
            notes.append("\n  ".join([because, *map(_indented, reasons)]))
        help_ = self._view.text(result.helps).splitlines()
        if help_:
            label = self._paint(f"{self._text(msg('help'))}:", Colour.GREEN)
            notes.append("\n  ".join([f"{label} {plain(help_[0])}", *map(plain, help_[1:])]))
        return notes

    def _repeats(self, finding: Sequence[ValidationResult]) -> list[str]:
        """The other places of a finding, each with what differs there."""
        first, *others = finding
        if not others:
            return []
        shown = self._view.shown(others)
        known = {*self._node(first), *self._explanations(first)}
        lines = [line for result in shown for line in self._repeat(result, first, known)]
        hidden = len(others) - len(shown)
        more = [self._text(AND_MORE.filled(number=hidden))] if hidden else []
        return ["\n  ".join([f"{self._text(in_more_places(len(others)))}:", *lines, *more])]

    def _repeat(
        self, result: ValidationResult, first: ValidationResult, known: Collection[str]
    ) -> list[str]:
        """A further place of a finding: its message or node, and the notes that are new."""
        message, notes = self._view.text(result.messages), self._explanations(result)
        if message == self._view.text(first.messages):
            said = result.focus_name
        else:
            said, notes = message, [*self._node(result), *notes]
        where = self._view.place(result.place)
        head = f"{where}: {plain(said)}" if said else where
        new = [note for note in notes if note not in known]
        return [head, *(f"  {line}" for note in new for line in note.split("\n"))]

    def _summary(self, findings: Sequence[Sequence[ValidationResult]]) -> list[str]:
        """Counts of results by rule and shape, if there are many findings."""
        if len(findings) <= _FEW:
            return []
        counts: Counter[tuple[Severity, str, str]] = Counter()
        for finding in findings:
            kind = (finding[0].severity, finding[0].code, finding[0].shape_name or "")
            counts[kind] += len(finding)
        ranked = sorted(counts, key=lambda kind: (-kind[0], -counts[kind], kind[1:]))
        numbers = {kind: grouped(count, self._view.language) for kind, count in counts.items()}
        width = max(map(len, numbers.values()))
        return [
            f"{numbers[kind]:>{width}} {self._rule(*kind[:2])} {plain(kind[2])}".rstrip()
            for kind in ranked
        ]

    def _ignored_or_known(self, report: ValidationReport) -> list[str]:
        """Counts of results left out, then findings that are fixed or no longer checked."""
        fixed = self._paint(self._text(FIXED), Colour.GREEN)
        gone = (f"{f.file}: [{f.code}] {f.message}" for f in report.fixed)
        return [
            *map(self._text, ignored_or_known(report)),
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

    def _sums(self, report: ValidationReport, findings: int) -> str:
        if not report.results:
            return self._paint(self._text(nothing_found(report)), Colour.GREEN, bold=True)
        files = {result.place.path for result in report.results if result.place}
        where = self._text(plural("in {number} file", "in {number} files", len(files)))
        parts = [", ".join(map(self._text, sums(report))), where]
        if kinds := kinds_of_finding(findings, report):
            parts.append(f"({self._text(kinds)})")
        return self._paint(
            " ".join(parts), Colour.GREEN if report.passes else Colour.RED, bold=True
        )

    def _checked(self, report: ValidationReport) -> list[str]:
        checked = report.checked
        files = plural("{number} file", "{number} files", checked.files)
        if not report.complete and report.waiting is None:
            waiting = msg("checked: {files}; everything else waits until every file can be read")
            return [self._text(waiting.filled(files=files))]
        parts = (
            files,
            plural("{number} triple", "{number} triples", checked.triples),
            plural("{number} shape", "{number} shapes", checked.shapes),
            plural("{number} question", "{number} questions", checked.questions),
        )
        all_of = msg("checked: {parts}", parts=", ".join(map(self._text, parts)))
        shares = map(self._text, self._shares(checked))
        return [self._text(all_of), *shares, *notes(report, self._view.language)]

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
        return {"part": part, "whole": whole, "share": percentage(part, whole, self._view.language)}

    def _paint(self, text: str, colour: Colour | None = None, *, bold: bool = False) -> str:
        return painted(text, colour, bold=bold) if self._view.colour else text


def _indented(line: str) -> str:
    """A plain line that keeps its leading spaces."""
    return " " * (len(line) - len(line.lstrip(" "))) + plain(line)
