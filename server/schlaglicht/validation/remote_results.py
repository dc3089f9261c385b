"""Results about a copy of a remote graph: they name things, since the graph has no lines."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from schlaglicht.rdf.ntriples_text import unescaped
from schlaglicht.validation.report import Place, Precision, ValidationReport, ValidationResult


def without_lines_of(report: ValidationReport, copy: Path, *, in_part: bool) -> ValidationReport:
    """The report with subjects in place of the lines of `copy`, a file of N-Triples.

    It is one of a part of the graph if some of it is not in the copy.
    """
    wanted = {r.place.line for r in report.results if r.place and r.place.path == copy}
    subjects = _subjects(copy, wanted)
    results = tuple(_named(result, copy, subjects) for result in report.results)
    return replace(report, results=results, in_part=in_part)


def _named(result: ValidationResult, copy: Path, subjects: dict[int, str]) -> ValidationResult:
    if result.place is None or result.place.path != copy:
        return result
    is_exact = result.place.precision is not Precision.FILE
    subject = subjects.get(result.place.line) if is_exact else None
    return replace(
        result,
        place=Place(copy),
        focus_name=result.focus_name or subject,
        fingerprint="",
    )


def _subjects(copy: Path, lines: set[int]) -> dict[int, str]:
    """The subjects of these lines, counted from 1, that have an IRI."""
    found = {}
    with copy.open(encoding="utf-8", newline="\n") as file:
        for number, line in enumerate(file, 1):
            if number in lines and line.startswith("<"):
                found[number] = unescaped(line.partition(">")[0][1:])
    return found
