"""A report in GitHub's Markdown, for a job summary or a comment in a pull request."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from schlaglicht.diagnostics.severities_and_notes import (
    AND_MORE,
    FIXED,
    MORE,
    NO_ROOM,
    SEVERITIES,
    UNCHECKED,
    by_finding,
    cause_of,
    ignored_or_known,
    in_more_places,
    kinds_of_finding,
    notes,
    nothing_found,
    sums,
)
from schlaglicht.diagnostics.view import Excerpts, View
from schlaglicht.ground.text import escaped, fenced, html_code
from schlaglicht.i18n import msg
from schlaglicht.validation.report import Severity, ValidationReport, ValidationResult

_SIGNS = {Severity.VIOLATION: "❌", Severity.WARNING: "⚠️", Severity.INFO: "ℹ️"}
_BLOCKS = 50
"""Findings shown with their source line: a job summary has a limit of 1 MiB."""
_ROWS = 500
"""Most rows of the table, and most further places."""
_HEAD = (msg("severity"), msg("place"), msg("rule"), msg("message"))


def write_markdown(report: ValidationReport, view: View) -> str:
    """A heading with the sums, a table of the findings, and a block for each of the first ones."""
    findings = by_finding(report.results)
    parts = [f"## Schlaglicht: {_sums(report, len(findings), view)}"]
    if findings:
        head = [view.text(cell) for cell in _HEAD]
        rows = [_row(finding, view) for finding in findings[:_ROWS]]
        parts.append("\n".join([_line(head), _line(["---"] * len(head)), *rows]))
    blocks = _Blocks(view)
    parts += dict.fromkeys(map(blocks.block, findings[:_BLOCKS]))
    hidden = len(report.results) - len(findings[:_ROWS]) - blocks.listed
    parts.append(_more(hidden, view))
    parts += map(view.text, ignored_or_known(report))
    fixed = [
        f"- ✅ {html_code(f.file)} {html_code(f.code)} {escaped(f.message)}" for f in report.fixed
    ]
    if fixed:
        parts.append("\n".join([f"### {view.text(FIXED)}", "", *fixed]))
    if report.unchecked:
        parts.append(_unchecked(report, view))
    parts += map(escaped, notes(report, view.language))
    return "\n\n".join(filter(None, parts)) + "\n"


def _unchecked(report: ValidationReport, view: View) -> str:
    """The findings that are no longer checked, each with the cause."""
    shown = view.shown_unchecked(report.unchecked)[:_ROWS]
    lines = [
        f"- ⚠️ {html_code(unchecked.finding.file)} {html_code(unchecked.finding.code)} "
        f"{escaped(unchecked.finding.message)} ({escaped(view.text(cause_of(unchecked)))})"
        for unchecked in shown
    ]
    more = _more(len(report.unchecked) - len(shown), view)
    return "\n".join([f"### {view.text(UNCHECKED)}", "", *lines, *(["", more] if more else [])])


def _more(hidden: int, view: View) -> str:
    """A line on what is not shown; empty if there is nothing."""
    more = NO_ROOM if view.show_all else MORE
    return view.text(more.filled(number=hidden)) if hidden else ""


def _sums(report: ValidationReport, findings: int, view: View) -> str:
    if not report.results:
        return view.text(nothing_found(report))
    kinds = kinds_of_finding(findings, report)
    return ", ".join(map(view.text, sums(report))) + (f" ({view.text(kinds)})" if kinds else "")


def _row(finding: Sequence[ValidationResult], view: View) -> str:
    result = finding[0]
    severity = f"{_SIGNS[result.severity]} {view.text(SEVERITIES[result.severity])}"
    message = "<br>".join([escaped(view.text(result.messages)), *_explanations(result, view)])
    return _line((severity, _places(finding, view), _rule(result), message))


def _rule(result: ValidationResult) -> str:
    return html_code(f"{result.code} {result.shape_name}" if result.shape_name else result.code)


def _places(finding: Sequence[ValidationResult], view: View) -> str:
    """The first place of a finding, and the number of the others."""
    first = html_code(view.repository_place(finding[0].place))
    others = len(finding) - 1
    return f"{first} {view.text(in_more_places(others))}" if others else first


def _explanations(result: ValidationResult, view: View) -> list[str]:
    constraint = [escaped(view.text(result.constraint))] if result.constraint else []
    more = (result.reasons, result.helps)
    return [*constraint, *(line for texts in more for line in _listed(view.text(texts)))]


def _line(cells: tuple[str, ...] | list[str]) -> str:
    return f"| {' | '.join(cells)} |"


class _Blocks:
    """Blocks that open on a click: the source line of a finding, and its further places."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._excerpts = Excerpts(view.folder)
        self.listed = 0
        """Number of further places in all blocks so far."""

    def block(self, finding: Sequence[ValidationResult]) -> str:
        """The block of a finding; empty if there is nothing to show."""
        first, *others = finding
        inside = [*self._excerpt(first), *self._repeats(first, others)]
        if not inside:
            return ""
        rule = f" {_rule(first)}" if others else ""
        summary = f"<summary>{_places(finding, self._view)}{rule}</summary>"
        return "\n\n".join([f"<details>{summary}", *inside, "</details>"])

    def _excerpt(self, result: ValidationResult) -> list[str]:
        excerpt = self._excerpts.excerpt(result.place) if result.place else None
        if excerpt is None:
            return []
        margin = " " * len(excerpt.number)
        lines = (
            f"{excerpt.number} | {excerpt.line}",
            f"{margin} | {excerpt.indent}{excerpt.carets}",
        )
        return [fenced(lines)]

    def _repeats(self, first: ValidationResult, others: Sequence[ValidationResult]) -> list[str]:
        shown = self._view.shown(others)[: _ROWS - self.listed]
        self.listed += len(shown)
        known = set(_explanations(first, self._view))
        lines = [f"- {self._repeat(result, first, known)}" for result in shown]
        if hidden := len(others) - len(shown):
            lines.append(f"- {self._view.text(AND_MORE.filled(number=hidden))}")
        return ["\n".join(lines)] if lines else []

    def _repeat(
        self, result: ValidationResult, first: ValidationResult, known: Collection[str]
    ) -> str:
        """A further place of a finding, with its message or node, and what else is new."""
        said, node = self._view.text(result.messages), result.focus_name or ""
        new = [line for line in _explanations(result, self._view) if line not in known]
        if said == self._view.text(first.messages):
            said = node
        elif node != (first.focus_name or ""):
            new.insert(0, f"{self._view.text(msg('node'))}: {escaped(node)}")
        where = html_code(self._view.repository_place(result.place))
        return "<br>".join([f"{where} {escaped(said)}".rstrip(), *new])


def _listed(text: str) -> list[str]:
    """The lines of a text, each with its indentation."""
    lines = text.splitlines()
    return ["&emsp;" * ((len(line) - len(line.lstrip())) // 2) + escaped(line) for line in lines]
