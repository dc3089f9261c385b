"""The rows of a table in CSV, JSON or a spreadsheet: every cell a text, every row with its place.

A stranger's table is read in a process with limits: a small spreadsheet may unfold to any size.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from schlaglicht.errors import ProjectError, WorkStopped
from schlaglicht.ground.bounded_process import VARIABLE, Bounds, scaled, sent_by
from schlaglicht.ground.text import plain
from schlaglicht.i18n import LANGUAGES, Texts, msg

LIST_SEPARATOR = "\x1f"
"""Stands between the members of a list in JSON, which becomes one cell: the unit separator."""

_LARGEST = 64 * 2**20
"""Bytes of a table."""
_MOST_CELLS = 2_000_000
_PIECE = 2**20
_DIGEST = 16
"""Characters of a digest."""
_BOUNDS = Bounds(seconds=120, memory=2 * 2**30)
_MOST_FAULTS = 5
"""Faults that a message has in full."""

_SPREADSHEETS = frozenset({".ods", ".xls", ".xlsb", ".xlsm", ".xlsx"})
_DELIMITERS = ",;\t|"
_SAMPLE = 2**16
"""Characters at the start of a file from which its delimiter is guessed."""
_MOST_ABOVE = 20
"""Rows above the header that are looked for."""
_BOMS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}

Cells: TypeAlias = list[str]
_Numbered: TypeAlias = tuple[int, Cells]


@dataclass(frozen=True)
class Dialect:
    """The way to read the text of a table: https://www.w3.org/TR/tabular-metadata/#dialect-descriptions."""

    encoding: str = "utf-8"
    delimiter: str = ","
    skipRows: int = 0
    header: bool = True
    skipBlankRows: bool = False
    """Blank rows are left out in any case."""
    trim: bool = False


class Row(NamedTuple):
    """A row: its number, as spreadsheets count from 1, in JSON that of its object; its cells.

    A row with a line break in a cell is one row, though the file has more lines.
    """

    line: int
    cells: Cells


@dataclass(frozen=True)
class Table:
    """A table whose rows have as many cells as it has columns; blank rows are left out."""

    path: Path
    dialect: Dialect
    titles: Sequence[str]
    """The titles of the columns, empty ones where it has no header."""
    rows: Sequence[Row]
    left_out: Sequence[str] = ()
    """The names of further sheets of a spreadsheet."""
    content: str = ""
    """The digest of the file as it was read."""

    def fault(self, line: int, column: int, reason: Texts) -> Texts:
        """A sentence on a cell, with its place; columns are counted from 1, 0 is the whole row."""
        place = f"{self.path}:{line}:{column}" if column else f"{self.path}:{line}"
        title = f" ({self.titles[column - 1]})" if column and self.titles[column - 1] else ""
        return msg("{place}: {reason}", place=f"{place}{title}", reason=reason)


class Faults:
    """The faults of a table: the first ones, which a message has in full, a line each; how many."""

    def __init__(self) -> None:
        self._first: list[Texts] = []
        self._number = 0

    def add(self, faults: Iterable[Texts]) -> None:
        """Counts further ones."""
        for fault in faults:
            self._number += 1
            if self._number <= _MOST_FAULTS:
                self._first.append({tag: plain(fault[tag]) for tag in LANGUAGES})

    def require_none(self) -> None:
        """Raises ProjectError if there are any."""
        if rest := self._number - len(self._first):
            self._first.append(msg("and {number} more; nothing was written", number=rest))
        if self._first:
            raise ProjectError(
                {tag: "\n".join(each[tag] for each in self._first) for tag in LANGUAGES}
            )


def digest(content: bytes) -> str:
    """The characters by which a file is known again, also where git has changed its lines."""
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()[:_DIGEST]


def digest_of(path: Path) -> str:
    """The digest of a file of any size; raises OSError if it cannot be read."""
    found, held = hashlib.sha256(), b""
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            whole = held + piece
            held = b"\r" if whole.endswith(b"\r") else b""  # the next piece may begin with \n
            found.update(whole.removesuffix(held).replace(b"\r\n", b"\n"))
    found.update(held)
    return found.hexdigest()[:_DIGEST]


def mapping_file(folder: Path, table: Path) -> Path:
    """The file with the description of a table, called as CSV on the Web has it."""
    return folder / f"{table.name}-metadata.json"


def read_table(path: Path, dialect: Dialect | None = None) -> Table:
    """The table in a file, without blank rows; how it is laid out is guessed without `dialect`.

    Raises ProjectError for one that cannot be read, is too large, or has a row with more cells than
    the header.
    """
    try:
        table: Table = next(iter(sent_by(lambda send: send(_read(path, dialect)), _BOUNDS)))
    except WorkStopped as stopped:
        raise ProjectError(
            msg("{path}: too large to be read; divide it into several tables", path=path)
        ) from stopped
    except OSError as error:
        raise ProjectError(f"{path}: {error.strerror}") from error
    return table


def _read(path: Path, dialect: Dialect | None) -> Table:
    largest = int(scaled(_LARGEST))
    with path.open("rb") as file:
        content = file.read(largest + 1)
    if len(content) > largest:
        raise _too_large(path, f"{largest // 2**20} MiB")
    left_out: Sequence[str] = ()
    as_text = Dialect()
    if path.suffix.lower() == ".json":
        numbered, dialect = (
            _json_rows(content, path),
            dialect or Dialect(skipBlankRows=True, trim=True),
        )
    elif path.suffix.lower() in _SPREADSHEETS:
        numbered, left_out = _spreadsheet_rows(content, path)
    else:
        as_text = dialect or _guessed_text(content)
        numbered = _csv_rows(_decoded(content, as_text.encoding, path), as_text.delimiter, path)
    rows = list(_bounded(numbered, path))
    table = _table(path, dialect or _laid_out(rows, as_text), rows, left_out)
    return replace(table, content=digest(content))


def _too_large(path: Path, most: Texts | str) -> ProjectError:
    text = msg("{path}: more than {most}; divide it, or raise {variable}")
    return ProjectError(text.filled(path=path, most=most, variable=VARIABLE))


def _bounded(rows: Iterable[_Numbered], path: Path) -> Iterator[_Numbered]:
    """The rows with anything in them."""
    most = int(scaled(_MOST_CELLS))
    left = most
    for line, cells in rows:
        left -= len(cells)
        if left < 0:
            raise _too_large(path, msg("{number} cells", number=most))
        if any(map(str.strip, cells)):
            yield line, cells


def _table(path: Path, dialect: Dialect, rows: list[_Numbered], left_out: Sequence[str]) -> Table:
    body = [(line, cells) for line, cells in rows if line > dialect.skipRows]
    if dialect.trim:
        body = [(line, [cell.strip() for cell in cells]) for line, cells in body]
    titles = body.pop(0)[1] if body and dialect.header else []
    if not body:
        raise ProjectError(msg("{path}: has no rows", path=path))
    width = len(titles) if dialect.header else max(len(cells) for _, cells in body)
    filled = [Row(line, (cells + [""] * width)[:width]) for line, cells in body]
    table = Table(path, dialect, titles or [""] * width, filled, left_out)
    text = msg(
        "{number} cells for {width} columns; a cell that contains “{delimiter}” is in quotes"
    )
    faults = Faults()
    faults.add(
        table.fault(
            line, 0, text.filled(number=len(cells), width=width, delimiter=dialect.delimiter)
        )
        for line, cells in body
        if any(cells[width:])
    )
    faults.require_none()
    return table


def _guessed_text(content: bytes) -> Dialect:
    """The encoding of a text and its delimiter: the one that gives most rows the same width."""
    bom = next((name for mark, name in _BOMS.items() if content.startswith(mark)), None)
    encoding = bom or "utf-8"
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        encoding = "windows-1252"
    sample = content[:_SAMPLE].decode(encoding, "replace").splitlines(keepends=True)
    lines = sample[:-1] if len(content) > _SAMPLE else sample

    def rows_alike(delimiter: str) -> tuple[int, int]:
        widths = Counter(len(cells) for cells in csv.reader(lines, delimiter=delimiter))
        width, rows = max(widths.items(), key=lambda each: each[1] * (each[0] > 1), default=(1, 0))
        return rows * (width > 1), width

    return Dialect(encoding, max(_DELIMITERS, key=rows_alike))


def _laid_out(rows: list[_Numbered], as_text: Dialect) -> Dialect:
    """The dialect with the rows of few cells above the table, and with its header if it has one."""
    counts = [sum(map(bool, cells)) for _, cells in rows[:_MOST_ABOVE]]
    above = next((n for n, count in enumerate(counts) if 2 * count > max(counts)), 0)
    first = rows[above][1] if rows else []
    skipped = rows[above][0] - 1 if above else 0
    return replace(
        as_text,
        skipRows=skipped,
        header=not any(map(_is_value, first)),
        skipBlankRows=True,
        trim=True,
    )


def _is_value(cell: str) -> bool:
    """True for a number but a year, a date and a URL: none of them is the title of a column."""
    return bool(
        re.fullmatch(r"[+-]?\d+[.,]\d+|\d{5,}|\d{4}-\d\d-\d\d.*|\d+\.\d+\.\d+|https?://.*", cell)
    )


def _decoded(content: bytes, encoding: str, path: Path) -> str:
    try:
        text = content.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except (ValueError, LookupError) as error:
        said = msg("{path}: not {encoding}; save it as UTF-8", path=path, encoding=encoding)
        if encoding == "utf-8":  # which is guessed of what is: a mapping says so
            said = msg(
                "{path}: unlike what {mapping} says, not UTF-8; save it as “CSV UTF-8 "
                '(Comma delimited)” (so in Excel), or write "encoding": "windows-1252" there',
                path=path,
                mapping=mapping_file(Path(), path),
            )
        raise ProjectError(said) from error
    if "\0" in text:
        raise ProjectError(msg("{path}: not a text; save the table as CSV in UTF-8", path=path))
    return text


def _csv_rows(text: str, delimiter: str, path: Path) -> Iterator[_Numbered]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 0
    try:
        for line, cells in enumerate(reader, 1):
            yield line, cells
    except csv.Error as error:
        text_of_fault = msg("{path}:{line}: not CSV: {reason}; quotes within a cell are doubled")
        raise ProjectError(
            text_of_fault.filled(path=path, line=line + 1, reason=str(error))
        ) from error


def _spreadsheet_rows(content: bytes, path: Path) -> tuple[Iterator[_Numbered], Sequence[str]]:
    """The rows of the first sheet that has any, and the names of the others."""
    try:
        from python_calamine import CalamineError, load_workbook
    except ImportError as error:
        text = msg("{path}: spreadsheets are read by a library: {command}; or save it as CSV")
        command = "pip install python-calamine"
        raise ProjectError(text.filled(path=path, command=command)) from error
    try:
        book = load_workbook(io.BytesIO(content))
        sheets = [sheet for name in book.sheet_names if (sheet := book.get_sheet_by_name(name)).end]
    except CalamineError as error:
        raise ProjectError(
            msg(
                "{path}: not a spreadsheet that can be read: {reason}", path=path, reason=str(error)
            )
        ) from error
    rows = (
        (number, [_cell(value) for value in row])
        for sheet in sheets[:1]
        for number, row in enumerate(sheet.iter_rows(), (sheet.start or (0, 0))[0] + 1)
    )
    return rows, [sheet.name for sheet in sheets[1:]]


def _json_rows(content: bytes, path: Path) -> Iterator[_Numbered]:
    """The objects of a list as rows under a header of all their names; a list in one is a cell."""
    try:
        found = json.loads(content, parse_float=str, parse_int=str, parse_constant=str)
    except (ValueError, RecursionError) as error:
        raise ProjectError(f"{path}: not JSON: {error}") from error
    if isinstance(found, dict):
        found = next((each for each in found.values() if isinstance(each, list)), None)
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise ProjectError(msg("{path}: not a list of objects", path=path))
    names = list(dict.fromkeys(name for each in found for name in each))
    yield 1, names
    for number, each in enumerate(found, 1):
        nested = next((n for n in names if not _is_flat(each.get(n))), None)
        if nested is not None:
            text = msg("{path}:{line}: “{name}” holds objects; a table has texts and lists of them")
            raise ProjectError(text.filled(path=path, line=number, name=nested))
        yield number, [_cell(each.get(name)) for name in names]


def _is_flat(value: Any) -> bool:
    members = value if isinstance(value, list) else [value]
    return not any(isinstance(member, dict | list) for member in members)


def _cell(value: Any) -> str:
    """A value of JSON or of a spreadsheet as text: numbers without `.0`, days without a time."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer():
            return str(int(value))
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case date() | time():
            return value.isoformat()
        case list():
            return LIST_SEPARATOR.join(map(_cell, value))
        case _:
            return str(value)
