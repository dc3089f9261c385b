"""Groups of rows on the page about a thing: as shapes say, else as is usual for its properties."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

from schlaglicht.languages import Text, best_text
from schlaglicht.pages.page_model import Group, Row
from schlaglicht.pages.property_order import UNGROUPED, Presentation
from schlaglicht.vocabularies import GROUPS, LAST, PropertyGroup

GroupOf = Callable[[str | None], PropertyGroup | None]
"""The group with an IRI; None if it is not a group."""

_WITHOUT_HEADING = frozenset(map(str, (GROUPS.names, GROUPS.description, GROUPS.classification)))
"""The known groups that say what a thing is: a page begins with them."""

_FEWEST_ROWS = 8
"""Rows of a page that gets headings from known groups."""

_FEWEST_IN_GROUP = 2
"""Rows of a group that gets a heading."""


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
    if any(group_of(each.shaped.group) or -LAST < each.shaped.order < LAST for each in placed):
        section, rest = _by_shapes(group_of), LAST
    else:
        section, rest = _by_properties(placed, group_of), -LAST

    def place(each: PlacedRow) -> tuple[float, str, float, float, float, str]:
        group = section(each)
        usual = _order(each.usual.group, group_of, UNGROUPED)
        name = each.row.property.name[0].casefold()
        own = each.shaped.order, usual, each.usual.order, name
        return _order(group, group_of, rest), group or "", *own

    groups = [
        Group(_name(group, group_of, languages), tuple(each.row for each in rows))
        for group, rows in groupby(sorted(placed, key=place), key=section)
    ]
    return _without_weak_headings(groups)


def _by_shapes(group_of: GroupOf) -> Callable[[PlacedRow], str | None]:
    """The groups of the shapes; None for rows without one, which come last."""
    return lambda each: _if_known(each.shaped.group, group_of)


def _by_properties(
    placed: Sequence[PlacedRow], group_of: GroupOf
) -> Callable[[PlacedRow], str | None]:
    """The groups of the properties that are large enough; None for the beginning of the page."""
    sizes = Counter(_if_known(each.usual.group, group_of) for each in placed)
    large = {group for group, size in sizes.items() if size >= _FEWEST_IN_GROUP}
    headed = large - _WITHOUT_HEADING if len(placed) >= _FEWEST_ROWS else set()
    return lambda each: each.usual.group if each.usual.group in headed else None


def _without_weak_headings(groups: Sequence[Group]) -> tuple[Group, ...]:
    """The groups; no heading over a single row at the beginning, nor over the rest without one."""
    if len(groups) > 1 and len(groups[0].rows) < _FEWEST_IN_GROUP:
        first, second, *others = groups
        if second.name is None:
            return Group(None, (*first.rows, *second.rows)), *others
        return Group(None, first.rows), second, *others
    return tuple(groups)


def _name(group: str | None, group_of: GroupOf, languages: Sequence[str]) -> Text | None:
    known = group_of(group)
    return best_text(known.names, languages) if known else None


def _if_known(group: str | None, group_of: GroupOf) -> str | None:
    return group if group_of(group) else None


def _order(group: str | None, group_of: GroupOf, otherwise: float) -> float:
    known = group_of(group)
    return known.order if known else otherwise
