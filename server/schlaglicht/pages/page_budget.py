"""Limits that keep the page of a thing with very many statements small."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import TypeVar

from schlaglicht.pages.page_model import (
    Blank,
    Branch,
    Cells,
    Download,
    Group,
    Incoming,
    Lead,
    LiteralValue,
    Members,
    Quotation,
    Reference,
    Row,
    Sentence,
    Stated,
    Supported,
    Value,
)

_T = TypeVar("_T")

MOST_OF_TEXT = 2_000
"""Characters of a literal that a page shows."""

MOST_IN_SENTENCE = 160
"""Characters of a literal in a sentence about evidence."""

ROOM_FOR_LEAD = 24_000
"""Approximate bytes of a page for what it leads with; statements have so much less room."""

ROOM_FOR_STATEMENTS = 32_000
ROOM_FOR_INCOMING = 9_000
ROOM_FOR_SUPPORTED = 20_000
"""Approximate bytes of a page for statements, for things that link here, and for statements that
rest on what the page is about; the rest is left out."""

_OF_REFERENCE, _OF_LITERAL, _OF_ROW, _OF_NOTE, _OF_EVIDENCE = 80, 60, 220, 250, 400
_OF_SENTENCE, _OF_BRANCH = 200, 50
"""Approximate bytes of markup; evidence is noted at its statement, and a sentence further down."""


def fitted_groups(groups: Sequence[Group], room: int) -> tuple[tuple[Group, ...], int]:
    """The groups that fit, and the number of properties left out."""
    left = _Room(room)
    fitted = [Group(group.name, tuple(left.rows(group.rows))) for group in groups]
    left_out = sum(len(group.rows) for group in groups) - sum(len(group.rows) for group in fitted)
    return tuple(group for group in fitted if group.rows), left_out


def fitted_incoming(incoming: Sequence[Incoming], room: int) -> tuple[tuple[Incoming, ...], int]:
    """The incoming properties that fit, and the number of those left out."""
    left = _Room(room)
    kept: list[Incoming] = []
    for row in incoming:
        if left.bytes <= 0:
            break
        left.bytes -= _OF_ROW
        kept.append(replace(row, sources=left.first(row.sources, _size)))
    return tuple(kept), len(incoming) - len(kept)


def fitted_quotations(
    quotations: Sequence[Quotation], room: int
) -> tuple[tuple[Quotation, ...], int]:
    """The quotations that fit, and the number of statements left out."""
    left, left_out = _Room(room), 0
    kept: list[Quotation] = []
    for each in quotations:
        if kept and left.bytes <= 0:
            left_out += len(each.statements)
            continue
        left.bytes -= sum(len(passage.text or "") for passage in each.passages)
        shown = left.first(each.statements, _size_of_supported)
        left_out += len(each.statements) - len(shown)
        kept.append(replace(each, statements=shown))
    return tuple(kept), left_out


def branches_that_fit(example: Reference, room: int) -> int:
    """Number of branches of a tree that fit, if all are about as long as the example."""
    return max(1, room // (_OF_BRANCH + _size(example)))


def fitted_cells(rows: Sequence[Cells], room: int) -> tuple[Cells, ...]:
    """The first rows of a table that fit."""
    return _Room(room).first(rows, _size_of_cells)


def fitted_downloads(downloads: Sequence[Download], room: int) -> tuple[Download, ...]:
    """The first downloads that fit."""
    return _Room(room).first(downloads, _size_of_download)


def size_of_lead(lead: Lead) -> int:
    """Approximate bytes of what a page leads with."""
    about = (picture.about for picture in lead.pictures)
    values = (*about, *lead.trail, *lead.also_below)
    branches = chain.from_iterable(tree.branches for tree in lead.trees)
    rows = chain.from_iterable(table.rows for table in lead.tables)
    return (
        sum(map(_size, values))
        + sum(map(_size_of_branch, branches))
        + sum(map(_size_of_cells, rows))
        + sum(map(_size_of_download, lead.downloads))
    )


class _Room:
    """The room left on a page."""

    def __init__(self, size: int) -> None:
        self.bytes = size

    def rows(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The rows that fit, the last one perhaps with fewer values."""
        for row in rows:
            if self.bytes <= 0:
                return
            self.bytes -= _OF_ROW
            shown = self.first(row.values, self._stated_size)
            yield replace(row, values=shown, more=row.more + len(row.values) - len(shown))

    def first(self, values: Sequence[_T], size: Callable[[_T], int]) -> tuple[_T, ...]:
        """The first values that fit; at least one."""
        shown: list[_T] = []
        for value in values:
            if shown and self.bytes <= 0:
                break
            self.bytes -= size(value)
            shown.append(value)
        return tuple(shown)

    @staticmethod
    def _stated_size(stated: Stated) -> int:
        of_each = _OF_NOTE + _OF_EVIDENCE + min(_size(stated.value), MOST_IN_SENTENCE)
        return _size(stated.value) + of_each * len(stated.evidence)


def _size_of_supported(supported: Supported) -> int:
    of_text = min(_size(supported.value), MOST_IN_SENTENCE + _OF_LITERAL)
    return _OF_SENTENCE + _size(supported.subject) + len(supported.property.name[0]) + of_text


def _size_of_cells(row: Cells) -> int:
    return sum(map(_size, chain.from_iterable(row)))


def _size_of_download(download: Download) -> int:
    licence = _size(download.licence) if download.licence else 0
    return _OF_ROW + _size(download.distribution) + licence + 2 * len(download.url)


def _size_of_branch(branch: Branch) -> int:
    own = _OF_BRANCH + _size(branch.reference) + len(branch.notation)
    return own + sum(map(_size_of_branch, branch.branches))


def _size(value: Value | str) -> int:
    match value:
        case str():
            return len(value)
        case Reference():
            return _OF_REFERENCE + 2 * len(value.iri) + len(value.name[0])
        case LiteralValue():
            return _OF_LITERAL + min(len(value.text), MOST_OF_TEXT)
        case Sentence():
            return sum(map(_size, value.parts))
        case Members():
            return sum(map(_size, value.values))
        case Blank():
            return sum(map(_size, value.types)) + sum(
                len(name.name[0]) + sum(map(_size, values)) for name, values in value.parts
            )
