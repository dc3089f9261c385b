"""A report in GitHub's Markdown, for a job summary or a comment in a pull request."""

from __future__ import annotations

from schlaglicht.diagnostics.phrases import (
    FIXED,
    MORE,
    SEVERITIES,
    UNCHECKED,
    cause_of,
    counted,
    left_out,
    nothing_found,
)
from schlaglicht.diagnostics.render_options import View
from schlaglicht.diagnostics.source_excerpt import Excerpts
from schlaglicht.i18n import msg
from schlaglicht.markdown_text import escaped, fenced, html_code
from schlaglicht.validation.report import Severity, ValidationReport, ValidationResult

_SIGNS = {Severity.VIOLATION: "❌", Severity.WARNING: "⚠️", Severity.INFO: "ℹ️"}
_EXCERPTS = 50
"""Results shown with their source line: a job summary has a limit of 1 MiB."""
_ROWS = 500
_HEAD = (msg("severity"), msg("place"), msg("rule"), msg("message"))


def render(report: ValidationReport, view: View) -> str:
    """A heading with the sums, a table of the results, and source lines of the first ones."""
    shown = view.shown(report.results)
    parts = [f"## Schlaglicht: {_sums(report, view)}"]
    if shown:
        head = [view.text(cell) for cell in _HEAD]
        rows = [_row(result, view) for result in shown[:_ROWS]]
        parts.append("\n".join([_line(head), _line(["---"] * len(head)), *rows]))
    if hidden := len(report.results) - len(shown[:_ROWS]):
        parts.append(view.text(MORE.filled(number=hidden)))
    excerpts = Excerpts(view.folder)
    parts += dict.fromkeys(_excerpt(result, view, excerpts) for result in shown[:_EXCERPTS])
    parts += map(view.text, left_out(report))
    fixed = [
        f"- ✅ {html_code(f.file)} {html_code(f.code)} {escaped(f.message)}" for f in report.fixed
    ]
    if fixed:
        parts.append("\n".join([f"### {view.text(FIXED)}", "", *fixed]))
    if report.unchecked:
        parts.append(_unchecked(report, view))
    return "\n\n".join(filter(None, parts)) + "\n"


def _unchecked(report: ValidationReport, view: View) -> str:
    """The findings that are no longer checked, each with the cause."""
    shown = view.shown_unchecked(report.unchecked)[:_ROWS]
    lines = [
        f"- ⚠️ {html_code(unchecked.finding.file)} {html_code(unchecked.finding.code)} "
        f"{escaped(unchecked.finding.message)} ({escaped(view.text(cause_of(unchecked)))})"
        for unchecked in shown
    ]
    hidden = len(report.unchecked) - len(shown)
    more = ["", view.text(MORE.filled(number=hidden))] if hidden else []
    return "\n".join([f"### {view.text(UNCHECKED)}", "", *lines, *more])


def _sums(report: ValidationReport, view: View) -> str:
    if not report.results:
        return view.text(nothing_found(report))
    return ", ".join(
        view.text(counted(severity, report.count(severity)))
        for severity in reversed(Severity)
        if report.count(severity)
    )


def _row(result: ValidationResult, view: View) -> str:
    rule = html_code(f"{result.code} {result.shape_name}" if result.shape_name else result.code)
    severity = f"{_SIGNS[result.severity]} {view.text(SEVERITIES[result.severity])}"
    said = [escaped(view.text(text)) for text in (result.messages, result.constraint) if text]
    listed = [line for text in (result.reasons, result.helps) for line in _listed(view.text(text))]
    message = "<br>".join([*said, *listed])
    return _line((severity, html_code(view.repository_place(result.place)), rule, message))


def _line(cells: tuple[str, ...] | list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _excerpt(result: ValidationResult, view: View, excerpts: Excerpts) -> str:
    """The source line of a result in a block that opens on a click; empty if there is none."""
    excerpt = excerpts.excerpt(result.place) if result.place else None
    if excerpt is None:
        return ""
    margin = " " * len(excerpt.number)
    lines = (
        f"{excerpt.number} | {excerpt.line}",
        f"{margin} | {excerpt.indent}{excerpt.carets}",
    )
    summary = f"<summary>{html_code(view.repository_place(result.place))}</summary>"
    return f"<details>{summary}\n\n{fenced(lines)}\n\n</details>"


def _listed(text: str) -> list[str]:
    """The lines of a text, each with its indentation."""
    lines = text.splitlines()
    return ["&emsp;" * ((len(line) - len(line.lstrip())) // 2) + escaped(line) for line in lines]
