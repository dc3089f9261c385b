"""SELECT results as readable tables.

Read from SPARQL TSV: one line per row, and terms exactly as in Turtle.
https://www.w3.org/TR/sparql11-results-csv-tsv/#tsv
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from schlaglicht.ground.text import columns_of
from schlaglicht.i18n import plural, translate
from schlaglicht.query.lexer import number_type
from schlaglicht.rdf.ntriples_text import unescaped
from schlaglicht.rdf.prefixes import Prefixes
from schlaglicht.rdf.well_known_prefixes import WELL_KNOWN

_XSD = "http://www.w3.org/2001/XMLSchema#"
_INTEGERS = (
    *("integer", "nonPositiveInteger", "negativeInteger", "nonNegativeInteger", "positiveInteger"),
    *("long", "int", "short", "byte"),
    *("unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte"),
)
"""https://www.w3.org/TR/sparql11-query/#operandDataTypes"""

_NUMERIC = frozenset(_XSD + name for name in (*_INTEGERS, "decimal", "double", "float"))
_LONGEST_ESCAPE = len(r"\U0010FFFF")
_BEGUN_ESCAPE = re.compile(r"\\(?:u[0-9A-Fa-f]{0,3}|U[0-9A-Fa-f]{0,7})?\Z")
_BEGUN_TEXT = re.compile(rb'"(?:[^"\\]|\\.|\\\Z)*+', re.DOTALL)
_LEAST_OF_CELL = 25
"""Minimum number of characters counted per cell: drawing an empty cell has a cost too."""


@dataclass(frozen=True)
class TableLimits:
    """Limits of the part of a result that is read into a table."""

    rows: int = sys.maxsize
    columns: int = sys.maxsize
    cell: int = sys.maxsize
    """Characters of one cell."""
    text: int = sys.maxsize
    """Approximate characters of all cells; the row that reaches the limit is the last."""


ALL = TableLimits()


class TermKind(Enum):
    """Kinds of terms in a cell."""

    IRI = "iri"
    LITERAL = "literal"
    OTHER = "other"
    """A blank node or a triple term."""


@dataclass(frozen=True)
class Term:
    """An RDF term in a cell: an IRI, the text of a literal, or a term as Turtle writes it."""

    kind: TermKind
    text: str
    language: str = ""
    datatype: str = ""
    """The datatype's IRI; empty for plain strings and language-tagged ones."""
    is_whole: bool = True
    """False if the term continues beyond its text."""

    @property
    def is_number(self) -> bool:
        """True for a number, which is right-aligned."""
        return self.datatype in _NUMERIC


Row = tuple[Term | None, ...]


@dataclass(frozen=True)
class Table:
    """The first rows and columns of a SELECT result; a cell without a value is None."""

    variables: tuple[str, ...]
    rows: tuple[Row, ...]
    total: int
    """Number of rows of the whole result; of the known ones, if it is truncated."""
    columns: int
    """Number of variables of the result."""
    is_whole: bool = True
    """False for a truncated result, which has more rows or a longer last one."""


def read_table(tsv: bytes, limits: TableLimits = ALL, *, is_whole: bool = True) -> Table:
    """The table in a SPARQL TSV document, up to `limits`.

    A truncated document may end anywhere. Its last row is left out unless it is the only one.
    """
    end = tsv.find(b"\n") if b"\n" in tsv else len(tsv)
    start = end + 1
    variables = tuple(name.removeprefix("?") for name in tsv[:end].decode().split("\t") if name)
    shown = variables[: limits.columns]
    rows = tuple(_read_rows(tsv, start, len(shown), limits))
    if not is_whole and not rows:
        rows = (_read_cut_row(tsv[start:], len(shown), limits.cell),)
    total = max(tsv.count(b"\n", start), len(rows))
    return Table(shown, rows, total, len(variables), is_whole)


def _read_rows(tsv: bytes, start: int, width: int, limits: TableLimits) -> Iterator[Row]:
    left = limits.text
    for _ in range(limits.rows):
        end = tsv.find(b"\n", start)
        if end < 0 or left <= 0:
            return
        cells = tsv[start:end].split(b"\t", width)[:width]
        row = tuple(_read_term(cell, limits.cell) for cell in cells)
        yield row
        left -= sum(max(_LEAST_OF_CELL, len(term.text) if term else 0) for term in row)
        start = end + 1


def _read_cut_row(line: bytes, width: int, most: int) -> Row:
    """The row in which a document ends, within any of its cells or before one."""
    *cells, last = line.split(b"\t", width)
    row = [_read_term(cell, most) for cell in cells]
    if len(row) < width:
        row.append(_read_cut_term(last, most))
    missing = Term(TermKind.OTHER, "", is_whole=False)
    return (*row, *[missing] * (width - len(row)))


def _read_term(cell: bytes, most: int) -> Term | None:
    """The term in a cell, with at most `most` characters of its text."""
    if not cell:
        return None
    if cell.startswith(b'"'):
        return _read_literal(cell, most)
    if cell.startswith(b"<") and not cell.startswith(b"<<"):
        text = unescaped(_beginning(cell, most, 1, len(cell) - 1))
        return Term(TermKind.IRI, text[:most], is_whole=len(text) <= most)
    text = _beginning(cell, most)
    is_whole = len(text) <= most
    if cell.startswith((b"_:", b"<<")):
        return Term(TermKind.OTHER, text[:most], is_whole=is_whole)
    datatype = _XSD + ("boolean" if text in ("true", "false") else number_type(text))
    return Term(TermKind.LITERAL, text[:most], datatype=datatype, is_whole=is_whole)


def _read_literal(cell: bytes, most: int) -> Term:
    end = cell.rfind(b'"')  # the rest after the text has no quotes
    if not end:
        return _read_cut_term(cell, most)
    text = unescaped(_beginning(cell, most, 1, end))
    is_whole = len(text) <= most
    if len(cell) - end > most:  # a tag or a datatype may be as long as anything
        return Term(TermKind.LITERAL, text[:most], is_whole=False)
    mark = cell[end + 1 :].decode()
    language = mark[1:] if mark.startswith("@") else ""
    datatype = mark[3:-1] if mark.startswith("^^<") else ""
    return Term(TermKind.LITERAL, text[:most], language, datatype, is_whole)


def _read_cut_term(cell: bytes, most: int) -> Term:
    """The beginning of a truncated term: neither a link nor a number, without a language."""
    start, end, kind = 0, len(cell), TermKind.OTHER
    if cell.startswith(b'"'):
        begun = _BEGUN_TEXT.match(cell[: _window(most)])
        start, end, kind = 1, begun.end() if begun else 1, TermKind.LITERAL
    elif cell.startswith(b"<") and not cell.startswith(b"<<"):
        start, end = 1, len(cell.removesuffix(b">"))
    text = unescaped(_BEGUN_ESCAPE.sub("", _beginning(cell, most, start, end)))
    return Term(kind, text[:most], is_whole=False)


def _beginning(cell: bytes, most: int, start: int = 0, end: int = sys.maxsize) -> str:
    """More than `most` characters of a part of a cell, escapes unchanged; all, if it has fewer.

    The rest is neither decoded nor copied, however long it is.
    """
    # The window may end within a character.
    return cell[start : min(end, start + _window(most))].decode(errors="ignore")


def _window(most: int) -> int:
    """Bytes that hold more than `most` characters, even if all are escaped."""
    return (most + 1) * _LONGEST_ESCAPE


def is_numeric(column: Iterable[Term | None]) -> bool:
    """True if the bound cells of a column are all numbers, so that it is right-aligned."""
    bound = [term for term in column if term is not None]
    return bool(bound) and all(term.is_number for term in bound)


def table_text(table: Table, prefixes: Mapping[str, str], language: str = "en") -> str:
    """A table in aligned columns for a terminal, IRIs shortened, with the number of rows.

    That is in the reader's `language`, `de` or `en`.
    """
    names = Prefixes(prefixes, WELL_KNOWN)
    rows = [[_cell_text(term, names) for term in row] for row in table.rows]
    widths = [
        max(columns_of(text) for text in column)
        for column in zip(table.variables, *rows, strict=True)
    ]
    numeric = [is_numeric(row[i] for row in table.rows) for i in range(len(widths))]
    lines = [list(table.variables), ["─" * width for width in widths], *rows]
    text = "".join(_line(cells, widths, numeric) + "\n" for cells in lines)
    count = translate(plural("{number} row", "{number} rows", table.total), language)
    return f"{text}\n{count}\n" if table.variables else f"{count}\n"


def _line(cells: Sequence[str], widths: Sequence[int], numeric: Sequence[bool]) -> str:
    padded = []
    for cell, width, right in zip(cells, widths, numeric, strict=True):
        space = " " * (width - columns_of(cell))
        padded.append(space + cell if right else cell + space)
    return "  ".join(padded).rstrip()


def _cell_text(term: Term | None, prefixes: Prefixes) -> str:
    if term is None:
        return ""
    if term.kind is TermKind.IRI:
        return str(prefixes.shorten(term.text) or f"<{term.text}>")
    text = "".join(c if c.isprintable() else repr(c)[1:-1] for c in term.text)
    return f"{text} @{term.language}" if term.language else text
