"""The coverage of the shapes as tables: by class, then by property.

class            triples   covered        %  not covered
schema:Event          54         50   92.5 %  schema:url (4)
"""

from __future__ import annotations

from collections.abc import Sequence

from schlaglicht.diagnostics.phrases import percentage
from schlaglicht.ground.text import columns_of
from schlaglicht.i18n import grouped, msg, translate, verbatim
from schlaglicht.validation.report import CoverageReport, CoverageRow

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
