"""The coverage of the shapes as tables: by class, then by property.

class            triples  looked at        %  not looked at
schema:Event          54         50   92.5 %  schema:url (4)
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence

from schlaglicht.diagnostics.phrases import percentage
from schlaglicht.validation.report import CoverageReport, CoverageRow

_HEADS: Mapping[str, Mapping[str, str]] = {
    "de": {
        "class": "Klasse",
        "property": "Eigenschaft",
        "counts": "Tripel,angesehen,%,nicht angesehen",
        "none": "(ohne Klasse)",
        "all": "alle",
        "nothing": "keine Abdeckung: es gibt keine Shapes oder keine Daten",
    },
    "en": {
        "class": "class",
        "property": "property",
        "counts": "triples,looked at,%,not looked at",
        "none": "(no class)",
        "all": "all",
        "nothing": "no coverage: there are no shapes or no data",
    },
}

_NUMBERS = (1, 2, 3)


def coverage_tables(coverage: CoverageReport | None, *, language: str = "en") -> str:
    """Both tables in the reader's language, `de` or `en`, each with a line for all triples."""
    head = _HEADS[language]
    if coverage is None:
        return f"{head['nothing']}\n"
    whole = CoverageRow(head["all"], coverage.triples, coverage.looked_at)
    tables = [
        _table(head[kind], [*rows, whole], language)
        for kind, rows in (("class", coverage.classes), ("property", coverage.properties))
    ]
    return "\n".join(tables)


def _table(name: str, rows: Sequence[CoverageRow], language: str) -> str:
    head = _HEADS[language]
    cells = [[name, *head["counts"].split(",")], *(_cells(row, language) for row in rows)]
    widths = [max(_width(line[column]) for line in cells) for column in range(4)]
    return "".join(_line(line, widths) for line in cells)


def _cells(row: CoverageRow, language: str) -> list[str]:
    none = _HEADS[language]["none"]
    missing = ", ".join(f"{name or none} ({count})" for name, count in row.missing)
    share = percentage(row.looked_at, row.triples, language)
    return [row.name or none, str(row.triples), str(row.looked_at), share, missing]


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = [
        " " * (width - _width(cell)) + cell
        if column in _NUMBERS
        else cell + " " * (width - _width(cell))
        for column, (cell, width) in enumerate(zip(cells, widths, strict=False))
    ]
    return "  ".join([*padded, cells[-1]]).rstrip() + "\n"


def _width(text: str) -> int:
    return sum(not unicodedata.combining(character) for character in text)
