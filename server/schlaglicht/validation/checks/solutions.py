"""Solutions of SELECT as tables of terms, and the difference of two of them.

Rows are lines of SPARQL TSV: https://www.w3.org/TR/sparql11-results-csv-tsv/#tsv. Terms are the
same when Turtle reads them as the same term; blank nodes have no name, and are compared by the
rows that they occur in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from schlaglicht.ground.text import truncated
from schlaglicht.i18n import msg
from schlaglicht.rdf.parse import canonical_term
from schlaglicht.validation.checks.blank_node_rows import is_blank, same_in_order, unmatched

_LONGEST_QUOTED = 200
"""Characters of a cell that an error quotes."""

_Term = str | None
_Row = tuple[_Term, ...]


@dataclass(frozen=True)
class Solutions:
    """The variables and rows of a result, in order."""

    variables: tuple[str, ...]
    rows: tuple[_Row, ...]
    texts: tuple[str, ...]
    """The text of each row."""


@dataclass(frozen=True)
class Difference:
    """The rows, as written, that only one of two results has; duplicates count.

    `same_order` is true if all rows are the same and in the same order.
    """

    missing: tuple[str, ...]
    new: tuple[str, ...]
    same_order: bool


def read_solutions(text: str) -> Solutions:
    """The solutions in a TSV text; raises ValueError, with the line, if it is not valid."""
    head, *lines = text.removesuffix("\n").split("\n")
    variables = tuple(name.removeprefix("?") for name in head.rstrip("\r").split("\t") if name)
    texts = tuple(line.rstrip("\r") for line in lines)
    terms: dict[str, _Term] = {"": None}
    rows = tuple(
        _row(line, number, len(variables), terms) for number, line in enumerate(texts, start=2)
    )
    return Solutions(variables, rows, texts)


def compare(expected: Solutions, actual: Solutions) -> Difference:
    """The rows that `expected` has and `actual` lacks, and the reverse, whatever the order.

    Labels of blank nodes do not matter, but two rows with one node differ from rows with two.
    Raises ValueError where blank nodes are too much alike to be compared in time.
    """
    order = [expected.variables.index(name) for name in actual.variables]
    rearranged = [tuple(row[index] for index in order) for row in expected.rows]
    if same_in_order(rearranged, actual.rows):
        return Difference((), (), same_order=True)
    nameless = list(map(_nameless, rearranged)), list(map(_nameless, actual.rows))
    missing = _without(zip(nameless[0], expected.texts, strict=True), nameless[1])
    new = _without(zip(nameless[1], actual.texts, strict=True), nameless[0])
    if not missing and not new:
        there, here = unmatched(rearranged, actual.rows)
        missing = tuple(expected.texts[number] for number in there)
        new = tuple(actual.texts[number] for number in here)
    return Difference(missing, new, same_order=False)


def _nameless(row: _Row) -> _Row:
    """The row with all blank nodes alike."""
    return tuple("_:" if is_blank(term) else term for term in row)


def _without(rows: Iterable[tuple[_Row, str]], others: Iterable[_Row]) -> tuple[str, ...]:
    """The texts of `rows` left after each of `others` has removed an equal one."""
    left = Counter(others)
    texts = []
    for row, text in rows:
        if left[row]:
            left[row] -= 1
        else:
            texts.append(text)
    return tuple(texts)


def _row(line: str, number: int, width: int, terms: dict[str, _Term]) -> _Row:
    cells = line.split("\t") if width else []
    if len(cells) != width:
        raise ValueError(
            msg(
                "line {line} has {cells} cells for {width} variables",
                line=number,
                cells=len(cells),
                width=width,
            )
        )
    for cell in cells:
        if cell not in terms:
            terms[cell] = _term(cell, number)
    return tuple(terms[cell] for cell in cells)


def _term(cell: str, number: int) -> str:
    try:
        return canonical_term(cell)
    except ValueError as error:
        quoted = truncated(cell, _LONGEST_QUOTED)
        fault = msg("line {line}: not a term as Turtle writes it: {cell}", line=number, cell=quoted)
        raise ValueError(fault) from error
