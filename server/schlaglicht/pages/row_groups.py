"""Groups of rows on the page about a thing: as shapes say, else as is usual for its properties."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from schlaglicht.languages import best_text
from schlaglicht.pages.page_model import Group, Row
from schlaglicht.pages.property_order import UNGROUPED, Presentation
from schlaglicht.vocabularies import GROUPS, LAST, PropertyGroup

GroupOf = Callable[[str | None], PropertyGroup | None]
"""The group with an IRI; None if it is not a group."""

_WITHOUT_HEADING = frozenset(map(str, (GROUPS.names, GROUPS.description, GROUPS.classification)))
"""The groups that say what a thing is: the page begins with them."""

_FEWEST_ROWS = 8
"""Rows of a page that is long enough for headings."""

_FEWEST_IN_GROUP = 2
"""Rows of a group that is long enough for a heading."""


@dataclass(frozen=True)
class PlacedRow:
    """A row, where the shapes put it, and where it usually stands."""

    row: Row
    shaped: Presentation
    usual: Presentation


def grouped_rows(
    placed: Sequence[PlacedRow], group_of: GroupOf, languages: Sequence[str]
) -> tuple[Group, ...]:
    """The rows in groups with names for a reader of `languages`.

    As soon as shapes order or group one of them, they alone do so; the others follow.
    """
    usual = _Usual(placed, group_of)
    if any(group_of(each.shaped.group) or each.shaped.order < LAST for each in placed):
        by_group = _by_group(placed, lambda each: _if_known(each.shaped.group, group_of))
        places = {group: _order(group, group_of, LAST) for group in by_group}
    else:
        by_group = _by_group(placed, usual.heading)
        places = {group: _order(group, group_of, 0.0) if group else -LAST for group in by_group}
    return tuple(
        Group(
            best_text(known.names, languages) if (known := group_of(group)) else None,
            tuple(each.row for each in sorted(by_group[group], key=usual.place)),
        )
        for group in sorted(by_group, key=lambda group: (places[group], group or ""))
    )


class _Usual:
    """Places and headings of rows by their properties alone."""

    def __init__(self, placed: Sequence[PlacedRow], group_of: GroupOf) -> None:
        self._group_of = group_of
        self._count = Counter(each.usual.group for each in placed)
        self._is_long = len(placed) >= _FEWEST_ROWS

    def heading(self, each: PlacedRow) -> str | None:
        """The group that a row stands under; None for the beginning of the page."""
        group = _if_known(each.usual.group, self._group_of)
        has_heading = self._is_long and self._count[group] >= _FEWEST_IN_GROUP
        return group if has_heading and group not in _WITHOUT_HEADING else None

    def place(self, each: PlacedRow) -> tuple[float, float, float, str]:
        """Sort key of a row among those of its group."""
        order = _order(each.usual.group, self._group_of, UNGROUPED)
        name = each.row.property.name[0].casefold()
        return each.shaped.order, order, each.usual.order, name


def _by_group(
    placed: Sequence[PlacedRow], group_of_row: Callable[[PlacedRow], str | None]
) -> dict[str | None, list[PlacedRow]]:
    by_group: dict[str | None, list[PlacedRow]] = {}
    for each in placed:
        by_group.setdefault(group_of_row(each), []).append(each)
    return by_group


def _if_known(group: str | None, group_of: GroupOf) -> str | None:
    return group if group_of(group) else None


def _order(group: str | None, group_of: GroupOf, otherwise: float) -> float:
    known = group_of(group)
    return known.order if known else otherwise
