"""SELECT results as tables that people read.

Read from SPARQL TSV: one line a row, and terms exactly as Turtle writes them.
https://www.w3.org/TR/sparql11-results-csv-tsv/#tsv
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from schlaglicht.prefixes import Prefixes

_XSD = "http://www.w3.org/2001/XMLSchema#"
_NUMERIC = frozenset(_XSD + name for name in ("integer", "decimal", "double", "float"))
_LITERAL = re.compile(
    r'"(?P<text>(?:[^"\\]|\\.)*)"(?:@(?P<language>[A-Za-z0-9-]+)|\^\^<(?P<datatype>[^>]*)>)?'
)
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_ESCAPED = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f"}


class TermKind(Enum):
    """What stands in a cell."""

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
    """The datatype's IRI; empty for plain strings and texts with a language."""

    @property
    def is_number(self) -> bool:
        """Whether the cell is read as a number, and set to the right."""
        return self.datatype in _NUMERIC


Row = tuple[Term | None, ...]


@dataclass(frozen=True)
class Table:
    """The first rows of a SELECT result; an unbound variable leaves None in its cell."""

    variables: tuple[str, ...]
    rows: tuple[Row, ...]
    total: int
    """How many rows the whole result has."""


def read_table(tsv: bytes, *, limit: int | None = None) -> Table:
    """The table in a SPARQL TSV document, with at most `limit` of its rows."""
    head, _, rest = tsv.partition(b"\n")
    total = rest.count(b"\n")
    wanted = total if limit is None else min(limit, total)
    lines = rest.split(b"\n", wanted)[:wanted]
    variables = tuple(name.removeprefix("?") for name in head.decode().split("\t") if name)
    return Table(
        variables, tuple(_read_row(line.decode(), len(variables)) for line in lines), total
    )


def _read_row(line: str, width: int) -> Row:
    return tuple(_read_term(cell) for cell in line.split("\t")) if width else ()


def _read_term(text: str) -> Term | None:
    if not text:
        return None
    if text.startswith("<") and not text.startswith("<<"):
        return Term(TermKind.IRI, _unescaped(text[1:-1]))
    if match := _LITERAL.fullmatch(text):
        value = _unescaped(match["text"])
        return Term(TermKind.LITERAL, value, match["language"] or "", match["datatype"] or "")
    if text.startswith(("_:", "<<")):
        return Term(TermKind.OTHER, text)
    return Term(TermKind.LITERAL, text, datatype=_XSD + _bare_datatype(text))


def _bare_datatype(text: str) -> str:
    if text in ("true", "false"):
        return "boolean"
    if "e" in text.lower():
        return "double"
    return "decimal" if "." in text else "integer"


def _unescaped(text: str) -> str:
    def character(match: re.Match[str]) -> str:
        code = match[1] or match[2]
        return chr(int(code, 16)) if code else _ESCAPED.get(match[3], match[3])

    return _ESCAPE.sub(character, text) if "\\" in text else text


def is_numeric(column: Iterable[Term | None]) -> bool:
    """Whether the bound cells of a column are all numbers, so that it is set to the right."""
    bound = [term for term in column if term is not None]
    return bool(bound) and all(term.is_number for term in bound)


def table_text(table: Table, prefixes: Mapping[str, str]) -> str:
    """A table in aligned columns for a terminal, IRIs shortened, with the number of rows."""
    names = Prefixes(prefixes)
    rows = [[_cell_text(term, names) for term in row] for row in table.rows]
    widths = [
        max(_width(text) for text in column) for column in zip(table.variables, *rows, strict=True)
    ]
    numeric = [is_numeric(row[i] for row in table.rows) for i in range(len(widths))]
    lines = [list(table.variables), ["─" * width for width in widths], *rows]
    text = "".join(_line(cells, widths, numeric) + "\n" for cells in lines)
    count = f"{table.total} row" if table.total == 1 else f"{table.total} rows"
    return f"{text}\n{count}\n" if table.variables else f"{count}\n"


def _line(cells: Sequence[str], widths: Sequence[int], numeric: Sequence[bool]) -> str:
    padded = []
    for cell, width, right in zip(cells, widths, numeric, strict=True):
        space = " " * (width - _width(cell))
        padded.append(space + cell if right else cell + space)
    return "  ".join(padded).rstrip()


def _cell_text(term: Term | None, prefixes: Prefixes) -> str:
    if term is None:
        return ""
    if term.kind is TermKind.IRI:
        return str(prefixes.shorten(term.text) or f"<{term.text}>")
    text = "".join(c if c.isprintable() else repr(c)[1:-1] for c in term.text)
    return f"{text} @{term.language}" if term.language else text


def _width(text: str) -> int:
    """Columns that a terminal needs: two for wide characters, none for combining ones."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )
