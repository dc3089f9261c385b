"""The order of a list: as the parameters `sort` and `order` ask for it, and the links to others.

    /classes/<class>.de.html?sort=startDate&order=desc
    /classes/<class>.de.csv?sort=startDate

Without them a list is in the order of the names of its things.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import request
from rdflib import URIRef

from schlaglicht.dataset.index import MOST_SORTED
from schlaglicht.dataset.statistics import ClassUse
from schlaglicht.errors import ListOrderError
from schlaglicht.i18n import msg
from schlaglicht.pages.listings import (
    BY_NAME,
    ClassList,
    ListOrder,
    Narrowings,
    columns_of,
    order_names,
)
from schlaglicht.suggest import Cutoff, nearest

_DIRECTIONS = {"asc": False, "desc": True}


@dataclass(frozen=True)
class Sorting:
    """The order of a list, and the parameters that ask for it."""

    order: ListOrder
    names: Mapping[str, URIRef | None]

    @property
    def parameters(self) -> Mapping[str, str]:
        """The parameters of URLs in this order; none in the order of names."""
        return _parameters(self.order, self._name_of(self.order.property))

    def head(self, columns: Sequence[str]) -> list[tuple[Mapping[str, str], str]]:
        """For the things and each column: parameters of its order, and the direction it has now."""
        return [self._column(p) for p in (None, *map(URIRef, columns))]

    def _column(self, property_: URIRef | None) -> tuple[Mapping[str, str], str]:
        is_ours = property_ == self.order.property
        turned = ListOrder(property_, is_ours and not self.order.descending)
        now = ("descending" if self.order.descending else "ascending") if is_ours else ""
        return _parameters(turned, self._name_of(property_)), now

    def _name_of(self, property_: URIRef | None) -> str:
        return next(name for name, known in self.names.items() if known == property_)


def sorting_of(use: ClassUse) -> Sorting:
    """The order of a list of a class that the request asks for; raises ListOrderError."""
    names = order_names(property_.iri for property_ in columns_of(use))
    name, direction = request.args.get("sort", BY_NAME), request.args.get("order", "asc")
    if name not in names:
        near = nearest(name, names, Cutoff.CODE)
        wrong = msg("no column {name}; known: {known}")
        if near:
            wrong = msg("no column {name}; did you mean {near}? Known: {known}", near=near)
        known = ", ".join(names)
        raise ListOrderError(wrong.filled(name=repr(name), known=known), tuple(names))
    if direction not in _DIRECTIONS:
        wrong = msg("no order {name}; known: {known}")
        known = ", ".join(_DIRECTIONS)
        raise ListOrderError(wrong.filled(name=repr(direction), known=known), tuple(_DIRECTIONS))
    return Sorting(ListOrder(names[name], _DIRECTIONS[direction]), names)


def require_sorted(sorting: Sorting, shown: ClassList, by: Narrowings) -> None:
    """Raises ListOrderError for a list that is too long to be sorted by a property."""
    if sorting.order.property is None:
        return
    if not is_sortable(shown.total(by)) or shown.things(by, limit=1) is None:
        wrong = msg("only lists of at most {most} things are sorted by {name}", most=MOST_SORTED)
        name = request.args.get("sort", "")
        raise ListOrderError(wrong.filled(name=repr(name)), (BY_NAME,))


def is_sortable(total: int | None) -> bool:
    """True for a list that is short enough to be sorted by a property."""
    return total is not None and total <= MOST_SORTED


def _parameters(order: ListOrder, name: str) -> Mapping[str, str]:
    direction = {"order": "desc"} if order.descending else {}
    return {} if order == ListOrder() else {"sort": name, **direction}
